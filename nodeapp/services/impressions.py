"""Impressions: what people here were shown, counted once each and written behind, many readers at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import anyio
import anyio.lowlevel

from nodeapp import telemetry
from nodeapp.model.analytics import DAY_MS, day_of
from nodeapp.model.errors import NodeError
from nodeapp.model.ids import AccountId, TweetId, first_id_at
from nodeapp.model.limits import Limits
from nodeapp.model.seen import Seen
from nodeapp.model.served import Served, Shown, Visit
from nodeapp.queries import impressions
from nodeapp.queries.impressions import CountedReader, News
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader, Transaction

_PAGES_AT_ONCE = 500
"""Before others get their turn."""

Audience = Mapping[TweetId, set[AccountId]]
Visitors = Mapping[AccountId, set[AccountId]]


@dataclass(frozen=True)
class Impressions:
    """`served` is what was shown; it is in memory alone until `flush` has written it down."""

    database: Database
    clock: Clock
    limits: Limits
    served: Served
    _turn: anyio.Lock = field(default_factory=anyio.Lock)

    async def flush(self) -> None:
        """Writes down everything that waits. What could not be written waits on; raises what kept it from that.

        Only what is new is written: tweets that all of these readers were shown before cost a read and no write.
        """
        async with self._turn:
            pages, visits = self.served.take()
            if not pages and not visits:
                return
            try:
                uncounted = await self._uncounted(pages, visits)
                await self._count(pages, uncounted)
                await self._count_visits(visits, uncounted)
            except NodeError:
                self.served.give_back(pages, visits)
                raise
            self.served.forget([page for page in pages if page[0] in uncounted])
            telemetry.count("impression_pages", len(pages))

    async def forget(self) -> None:
        """Who was shown tweets that are too old to be counted, and who looked at profiles before yesterday."""
        now_ms = self.clock()
        oldest = self._oldest(now_ms)

        async def tweets(tx: Transaction) -> int:
            return await impressions.forget_readers(tx, oldest, SET_SIZE_MAX)

        async def visitors(tx: Transaction) -> int:
            return await impressions.forget_visitors(tx, day_of(now_ms) - 1, SET_SIZE_MAX)

        for work in (tweets, visitors):
            while await self.database.write(work) == SET_SIZE_MAX:
                continue

    def _oldest(self, now_ms: int) -> TweetId:
        return TweetId(first_id_at(now_ms - self.limits.impressions_days * DAY_MS))

    async def _uncounted(self, pages: list[Shown], visits: set[Visit]) -> frozenset[AccountId]:
        """Those of these readers whose reading counts in nobody's numbers."""
        ids = list({reader_id for reader_id, _ in pages} | {reader_id for reader_id, _ in visits})

        async def work(reader: Reader) -> list[CountedReader]:
            return await _readers(reader, ids)

        return frozenset(known.account_id for known in await self.database.read(work) if not known.counted)

    async def _count(self, pages: list[Shown], uncounted: frozenset[AccountId]) -> None:
        audience = await self._audience(pages, uncounted)
        ids, day = list(audience), day_of(self.clock())
        for start in range(0, len(ids), self.limits.impressions_at_once):
            portion = {
                tweet_id: audience[tweet_id] for tweet_id in ids[start : start + self.limits.impressions_at_once]
            }

            async def look(reader: Reader, portion: Audience = portion) -> list[News]:
                return await _news(reader, portion, newcomers=True)

            async def work(tx: Transaction, portion: Audience = portion) -> None:
                await impressions.add_readers(tx, sorted(set[AccountId]().union(*portion.values())))
                await impressions.add(tx, await _news(tx, portion), day)

            # Most of what is read was read before by the same people: for that the writer need not be asked.
            if await self.database.read(look):
                await self.database.write(work)

    async def _audience(self, pages: list[Shown], uncounted: frozenset[AccountId]) -> Audience:
        """By tweet that is young enough, who was shown it."""
        oldest = self._oldest(self.clock())
        found: dict[TweetId, set[AccountId]] = {}
        for number, (reader_id, ids) in enumerate(pages, start=1):
            if reader_id not in uncounted:
                for tweet_id in ids:
                    if tweet_id >= oldest:
                        found.setdefault(tweet_id, set()).add(reader_id)
            if number % _PAGES_AT_ONCE == 0:
                await anyio.lowlevel.checkpoint()
        return found

    async def _count_visits(self, visits: set[Visit], uncounted: frozenset[AccountId]) -> None:
        visitors: dict[AccountId, set[AccountId]] = {}
        for reader_id, account_id in visits:
            if reader_id not in uncounted:
                visitors.setdefault(account_id, set()).add(reader_id)
        ids, day = list(visitors), day_of(self.clock())
        for start in range(0, len(ids), self.limits.impressions_at_once):
            portion = {one: visitors[one] for one in ids[start : start + self.limits.impressions_at_once]}

            async def look(reader: Reader, portion: Visitors = portion) -> list[News]:
                return await _new_visits(reader, portion, day, newcomers=True)

            async def work(tx: Transaction, portion: Visitors = portion) -> None:
                await impressions.add_readers(tx, sorted(set[AccountId]().union(*portion.values())))
                await impressions.add_visits(tx, await _new_visits(tx, portion, day), day)

            if await self.database.read(look):
                await self.database.write(work)


async def _news(reader: Reader, audience: Audience, *, newcomers: bool = False) -> list[News]:
    """Tweets that some of these are shown for the first time; `newcomers` as in `_add`."""
    places = await _places(reader, audience)
    found = []
    for tweet in await impressions.countable(reader, list(audience)):
        seen = Seen(tweet.seen or b"")
        others = audience[tweet.tweet_id] - {tweet.author_id}
        if fresh := _add(seen, others, places, newcomers):
            found.append(News(tweet.tweet_id, tweet.author_id, seen.encoded(), fresh))
    return found


async def _new_visits(reader: Reader, visitors: Visitors, day: int, *, newcomers: bool = False) -> list[News]:
    places = await _places(reader, visitors)
    found = []
    for one in await impressions.visited(reader, list(visitors), day):
        seen = Seen(one.seen or b"")
        if fresh := _add(seen, visitors[one.account_id], places, newcomers):
            found.append(News(one.account_id, one.account_id, seen.encoded(), fresh))
    return found


def _add(seen: Seen, readers: set[AccountId], places: Mapping[AccountId, int], newcomers: bool) -> int:
    """How many of them were not in it; with those who have no place yet where `newcomers` count."""
    return sum(1 for one in readers if (newcomers if one not in places else seen.add(places[one])))


async def _places(reader: Reader, audience: Mapping[TweetId, set[AccountId]] | Visitors) -> dict[AccountId, int]:
    ids = list(set[AccountId]().union(*audience.values()))
    return {known.account_id: known.place for known in await _readers(reader, ids)}


async def _readers(reader: Reader, ids: list[AccountId]) -> list[CountedReader]:
    found: list[CountedReader] = []
    for start in range(0, len(ids), SET_SIZE_MAX):
        found += await impressions.readers_among(reader, ids[start : start + SET_SIZE_MAX])
    return found
