"""Pins from elsewhere: what people of other nodes show first on their profiles."""

from collections.abc import Sequence
from dataclasses import dataclass

from nodeapp.model.accounts import Account
from nodeapp.model.errors import NotFound
from nodeapp.model.events import PinChanged
from nodeapp.model.ids import TweetId
from nodeapp.model.limits import Limits
from nodeapp.queries import event_log, pins, tweets
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Transaction


@dataclass(frozen=True)
class ForeignPins:
    """Each only of its author's own tweets, as far as they are known here, and as many as people here may pin."""

    database: Database
    clock: Clock
    limits: Limits

    async def pin(self, author: Account, tweet_id: TweetId) -> None:
        """Repeatable. The oldest pin falls off where there are too many."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            await self._set(tx, author, tweet_id, now_ms, now_ms)
            kept = await pins.of_author(tx, author.id, self.limits.pins_max + 1)
            for too_many in kept[self.limits.pins_max :]:
                await self._set(tx, author, too_many, None, now_ms)

        await self.database.write(work)

    async def unpin(self, author: Account, tweet_id: TweetId) -> None:
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            await self._set(tx, author, tweet_id, None, now_ms)

        await self.database.write(work)

    async def replace(self, author: Account, tweet_ids: Sequence[TweetId]) -> None:
        """As the author's own node has them, the first of them on top."""
        wanted = list(dict.fromkeys(tweet_ids))[: self.limits.pins_max]
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            for gone in set(await pins.of_author(tx, author.id, self.limits.pins_max)).difference(wanted):
                await self._set(tx, author, gone, None, now_ms)
            for place, tweet_id in enumerate(wanted):
                await self._set(tx, author, tweet_id, now_ms - place, now_ms)

        await self.database.write(work)

    async def _set(
        self, tx: Transaction, author: Account, tweet_id: TweetId, pinned_at_ms: int | None, now_ms: int
    ) -> None:
        tweet = await tweets.by_id(tx, tweet_id)
        if tweet is None or tweet.author_id != author.id or tweet.deleted_at_ms or tweet.retweet_of_id:
            raise NotFound("There is no such tweet.")
        if tweet.visibility == "direct" or (tweet.pinned_at_ms is None) == (pinned_at_ms is None):
            return
        await pins.put(tx, tweet_id, pinned_at_ms)
        changed = PinChanged(actor_id=author.id, subject_id=tweet_id, origin=author.host, on=pinned_at_ms is not None)
        await event_log.append(tx, changed, now_ms)
