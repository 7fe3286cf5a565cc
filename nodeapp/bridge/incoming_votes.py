"""Votes that peers send in polls of ours."""

from dataclasses import dataclass

from federation.vocabulary import Vote
from nodeapp.bridge.strangers import Strangers
from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.origin import Origin
from nodeapp.model.polls import ForeignVote
from nodeapp.services.polls import Polls


@dataclass(frozen=True)
class IncomingVotes:
    origin: Origin
    strangers: Strangers
    polls: Polls

    async def act(self, actor_uri: str, vote: Vote) -> None:
        """In a poll of ours: of others, those who ask tell how they stand. Raises NodeError where it may not be."""
        tweet_id = self.origin.tweet_id_of(vote.question)
        if tweet_id is None or not await self.polls.is_open(tweet_id):
            raise NotFound("There is no such poll here, or it has ended.")
        sender = await self.strangers.sender(actor_uri)
        votes = [ForeignVote(choice.name, self.strangers.own(choice.id, actor_uri)) for choice in vote.choices]
        await self.polls.receive(Viewer(sender.id, host=sender.host), tweet_id, votes)
