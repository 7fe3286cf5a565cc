"""Tallies: what trends are counted from, kept as tweets come, change and go, or made again from the tweets."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from nodeapp.model.ids import NEWEST, TweetId, first_id_at
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.shares import shared_links
from nodeapp.model.trends import DAY_MS, HOUR_MS
from nodeapp.queries import engaged, event_log, hashtag_uses, trend_builds
from nodeapp.queries import shared_links as links
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader, Transaction

_REMEMBERED_MAX = 10_000
_AT_ONCE = SET_SIZE_MAX


class Changes(Struct, frozen=True):
    """Tweets: `fresh` ones were not counted yet, `changed` ones may have been, or are gone.

    With the `engaged` somebody did something.
    """

    fresh: Sequence[TweetId] = ()
    changed: Sequence[TweetId] = ()
    engaged: Sequence[TweetId] = ()


class Rebuilt(Struct, frozen=True):
    """How many were counted."""

    uses: int
    links: int


@dataclass
class Tallies:
    """A projection: what is counted of a tweet follows from how the tweet is now, so that nothing is counted twice."""

    database: Database
    clock: Clock
    limits: Limits
    origin: Origin
    _engaged: set[TweetId] = field(default_factory=set, init=False)
    """Known to be noted: of what everybody likes it is noted once."""
    _position: int | None = field(default=None, init=False)

    async def made_until(self) -> int:
        """Up to which event all is in it because it was made whole then; 0 where it was not."""
        if self._position is None:
            self._position = await self.database.read(trend_builds.position) or 0
        return self._position

    async def is_made(self) -> bool:
        return await self.database.read(trend_builds.position) is not None

    async def apply(self, changes: Changes) -> None:
        """In one transaction, with the tweets as they are in it. Repeatable. At most 500 of each."""
        noted = [tweet_id for tweet_id in changes.engaged if tweet_id not in self._engaged]
        changed, counted = list(changes.changed), [*changes.fresh, *changes.changed]
        if not (noted or counted):
            return

        async def work(tx: Transaction) -> None:
            if changed:
                await hashtag_uses.delete(tx, changed)
                await links.delete(tx, changed)
                await engaged.delete(tx, changed)
                await engaged.insert(tx, changed)
            if counted:
                await hashtag_uses.insert(tx, await hashtag_uses.present(tx, counted))
                await links.insert(tx, self._links(await links.present(tx, counted)))
            if noted:
                await engaged.insert(tx, noted)

        await self.database.write(work)
        if len(self._engaged) > _REMEMBERED_MAX:
            self._engaged.clear()
        self._engaged.update(noted)
        self._engaged.difference_update(set(changed).difference(noted))

    async def rebuild(self) -> Rebuilt:
        """Makes all of it again, range by range, so that it is never empty meanwhile.

        What happens while it runs comes by its events, as ever: those before the start are in it.
        """
        position = await self.database.read(event_log.last)
        self._engaged.clear()
        after = TweetId(self._oldest(days=self.limits.hashtag_days_kept) - 1)
        uses, shares = 0, 0
        while after != NEWEST:
            until = await self._until(after) or NEWEST
            made = await self._make(after, until)
            uses, shares, after = uses + made.uses, shares + made.links, until
        await self.forget()

        async def note(tx: Transaction) -> None:
            await trend_builds.note(tx, position, self.clock())

        await self.database.write(note)
        self._position = position
        return Rebuilt(uses, shares)

    async def forget(self) -> None:
        """What is too old to count for anything, in portions."""
        days, hours = self._oldest(days=self.limits.hashtag_days_kept), self._oldest(hours=self.limits.trend_hours_max)
        await self._forget(hashtag_uses.forget, days)
        await self._forget(links.forget, hours)
        await self._forget(engaged.forget, hours)

    async def _forget(self, drop: Callable[[Transaction, TweetId, int], Awaitable[int]], before: TweetId) -> None:
        async def work(tx: Transaction) -> int:
            return await drop(tx, before, _AT_ONCE)

        while await self.database.write(work):
            pass

    async def _until(self, after: TweetId) -> TweetId | None:
        async def work(reader: Reader) -> TweetId | None:
            return await trend_builds.until(reader, after, _AT_ONCE)

        return await self.database.read(work)

    async def _make(self, after: TweetId, until: TweetId) -> Rebuilt:
        """Exactly what these tweets give, whatever was there."""
        recent = max(after, TweetId(self._oldest(hours=self.limits.trend_hours_max) - 1))

        async def work(tx: Transaction) -> Rebuilt:
            await hashtag_uses.clear(tx, after, until)
            uses = await hashtag_uses.make(tx, after, until)
            shares: list[links.Link] = []
            if recent < until:
                shares = self._links(await links.within(tx, recent, until))
                await links.clear(tx, recent, until)
                await links.insert(tx, shares)
                await engaged.clear(tx, recent, until)
                await engaged.make(tx, recent, until)
            return Rebuilt(uses, len(shares))

        return await self.database.write(work)

    def _links(self, words: Sequence[links.Words]) -> list[links.Link]:
        most = self.limits.links_per_tweet_max
        return [
            links.Link(one.tweet_id, url, one.account_id)
            for one in words
            for url in shared_links(one.content, self.origin.url, most)
        ]

    def _oldest(self, *, days: int = 0, hours: int = 0) -> TweetId:
        return TweetId(first_id_at(self.clock() - days * DAY_MS - hours * HOUR_MS))
