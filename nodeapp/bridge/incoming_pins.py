"""What peers put into their `featured` collections and take out of them: pins, each only of one's own."""

from dataclasses import dataclass

from federation.jsonld import same_authority
from federation.vocabulary import Add, Remove
from nodeapp.bridge.strangers import Strangers
from nodeapp.model.accounts import Account
from nodeapp.model.errors import Forbidden
from nodeapp.model.ids import TweetId
from nodeapp.queries import graph
from nodeapp.seams.database import Database, Reader
from nodeapp.seams.peers import Peers
from nodeapp.services.foreign_pins import ForeignPins
from nodeapp.services.foreign_tweets import ForeignTweets


@dataclass(frozen=True)
class IncomingPins:
    database: Database
    peers: Peers
    strangers: Strangers
    tweets: ForeignTweets
    pins: ForeignPins

    async def act(self, actor_uri: str, activity: Add | Remove) -> None:
        """Other collections of the sender's are none of ours. Raises Forbidden for what another host must tell."""
        sender = await self.strangers.known_sender(actor_uri)
        if activity.target is None or activity.target != sender.featured_url:
            return
        if not same_authority(activity.object, actor_uri):
            raise Forbidden("Only its author pins a tweet.")
        tweet_id = await self.tweets.known(activity.object)
        if isinstance(activity, Remove):
            if tweet_id is not None:
                await self.pins.unpin(sender, tweet_id)
            return
        if tweet_id is None and await self._is_followed(sender):
            tweet_id = await self._fetch(activity.object, actor_uri)
        if tweet_id is not None:
            await self.pins.pin(sender, tweet_id)

    async def _fetch(self, uri: str, author_uri: str) -> TweetId | None:
        tweet = await self.peers.tweet(uri)
        return await self.tweets.receive(tweet, asked=True) if tweet.author_uri == author_uri else None

    async def _is_followed(self, sender: Account) -> bool:
        async def work(reader: Reader) -> bool:
            return await graph.has_local_follower(reader, sender.id)

        return await self.database.read(work)
