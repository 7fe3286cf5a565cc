"""Polls: vote, once each, while they are open."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import Conflict, Forbidden, NotFound, NotSignedIn
from nodeapp.model.events import PollVoted
from nodeapp.model.ids import AccountId, Snowflakes, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.polls import ForeignVote, Poll, chosen, has_ended
from nodeapp.model.tweets import Tweet
from nodeapp.model.views import TweetView
from nodeapp.queries import event_log, poll_times, polls, views
from nodeapp.queries.polls import NewVote
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction
from nodeapp.seams.views import Views

_ABSENT = "There is no such poll."


class _Ballot(Struct, frozen=True):
    """Somebody before a poll in which they may vote now; `voted` are the places they chose before."""

    voter_id: AccountId
    host: str
    tweet: Tweet
    poll: Poll
    voted: frozenset[int]


@dataclass(frozen=True)
class Polls:
    """A poll goes by the id of its tweet."""

    database: Database
    clock: Clock
    limits: Limits
    ids: Snowflakes
    views: Views

    async def get(self, viewer: Viewer, tweet_id: TweetId) -> TweetView:
        """The tweet that asks. Raises NotFound also for a tweet without a poll."""
        view = await self.views.of_tweet(viewer.id, tweet_id)
        if view is None or view.poll is None:
            raise NotFound(_ABSENT)
        return view

    async def is_open(self, tweet_id: TweetId) -> bool:
        """Whether votes may be given now, by anybody at all: before somebody is asked about who gives them."""
        now_ms = self.clock()

        async def work(reader: Reader) -> bool:
            poll = await polls.of_tweet(reader, tweet_id)
            return poll is not None and not has_ended(poll, now_ms)

        return await self.database.read(work)

    async def vote(self, viewer: Viewer, tweet_id: TweetId, choices: Sequence[int]) -> TweetView:
        """The options are named by their places, all at once. The same again changes nothing; another is a Conflict.

        Nobody votes in a poll of their own, nor after its end by the clock.
        """
        now_ms = self.clock()

        async def work(tx: Transaction) -> TweetView | None:
            ballot = await _ballot(tx, viewer, tweet_id, now_ms)
            places = chosen(ballot.poll, choices)
            if ballot.voted and set(places) != ballot.voted:
                raise Conflict("You voted in this poll already.")
            if not ballot.voted:
                await self._add(tx, ballot, [NewVote(self.ids.next(now_ms), place) for place in places], now_ms)
            return await views.of_tweet(tx, ballot.voter_id, ballot.tweet.id)

        view = await self.database.write(work)
        if view is None:
            raise NotFound(_ABSENT)
        return view

    async def receive(self, viewer: Viewer, tweet_id: TweetId, votes: Sequence[ForeignVote]) -> None:
        """Votes from elsewhere in a poll of ours; of a multiple one they may come one by one. Repeatable.

        Raises NotFound for what the voter may not see or no option is called, Conflict for a second choice.
        """
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            ballot = await _ballot(tx, viewer, tweet_id, now_ms)
            if not ballot.tweet.is_local:
                raise NotFound(_ABSENT)
            named = {_place(ballot.poll, vote.title): vote for vote in votes}
            if not ballot.poll.multiple and len(ballot.voted.union(named)) > 1:
                raise Conflict("In this poll only one option can be chosen.")
            new = {place: vote for place, vote in named.items() if place not in ballot.voted}
            if new:
                added = [NewVote(self.ids.next(now_ms), place, vote.uri) for place, vote in new.items()]
                await self._add(tx, ballot, added, now_ms)

        await self.database.write(work)

    async def _add(self, tx: Transaction, ballot: _Ballot, votes: Sequence[NewVote], now_ms: int) -> None:
        tweet = ballot.tweet
        await polls.add_votes(tx, tweet.id, ballot.voter_id, votes, now_ms)
        if tweet.is_local and ballot.poll.shows_totals:
            await poll_times.tell_at(tx, tweet.id, now_ms + int(self.limits.poll_telling_seconds * 1_000))
        for vote in votes:
            voted = PollVoted(
                actor_id=ballot.voter_id,
                subject_id=tweet.id,
                origin=ballot.host,
                vote_id=vote.id,
                place=vote.place,
                author_id=tweet.author_id,
            )
            await event_log.append(tx, voted, now_ms)


async def _ballot(tx: Transaction, viewer: Viewer, tweet_id: TweetId, now_ms: int) -> _Ballot:
    if viewer.id is None:
        raise NotSignedIn("Sign in to vote.")
    view = await views.of_tweet(tx, viewer.id, tweet_id)
    if view is None or view.poll is None:
        raise NotFound(_ABSENT)
    if view.tweet.author_id == viewer.id:
        raise Forbidden("Nobody votes in a poll of their own.")
    if has_ended(view.poll, now_ms):
        raise Conflict("This poll has ended.")
    return _Ballot(viewer.id, viewer.host, view.tweet, view.poll, frozenset(view.votes))


def _place(poll: Poll, title: str) -> int:
    for option in poll.options:
        if option.title == title:
            return option.place
    raise NotFound("No option of this poll is called so.")
