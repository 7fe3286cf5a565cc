"""Recounts: what others did with tweets written here, counted from its rows, so that doing it twice changes nothing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import anyio
from msgspec import Struct

from nodeapp.model.analytics import Engaged, TweetDay, first_ms
from nodeapp.model.ids import AccountId, TweetId, first_id_at
from nodeapp.queries import recounts
from nodeapp.queries.recounts import Authored
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader, Transaction

_NOTHING = Engaged()

Walk = Callable[[Reader, TweetId, int], Awaitable[list[TweetId]]]
"""The next tweets after an id, so many at most, by id."""


class Recounted(Struct, frozen=True):
    """How many tweets, and authors."""

    tweets: int
    authors: int


class _Found(Struct, frozen=True):
    authored: list[Authored]
    counted: Mapping[tuple[TweetId, int], Engaged]


@dataclass(frozen=True)
class Recounts:
    """One at a time: what was counted first must be written first."""

    database: Database
    _turn: anyio.Lock = field(default_factory=anyio.Lock)

    async def run(self, ids: list[TweetId], since_day: int = 0) -> int:
        """Of those of these that were written here, at most 500, everything from this day on; how many they were.

        Counting reads and does not keep others from writing. What is done meanwhile has an event of its own.
        """
        since_id = first_id_at(first_ms(since_day))

        async def count(reader: Reader) -> _Found:
            authored = await recounts.local(reader, ids)
            local = [one.tweet_id for one in authored]
            return _Found(authored, await recounts.counted(reader, local, since_id) if local else {})

        async with self._turn:
            found = await self.database.read(count)
            if found.authored:
                await self.database.write(lambda tx: _put(tx, found, since_day))
            return len(found.authored)

    async def rebuild(self) -> Recounted:
        """Everything again: every tweet that has, or had, any number; then the sums of every author."""
        await self._again(recounts.reacted_to)
        tweets = await self._again(recounts.with_numbers)
        authors, after = 0, AccountId(0)
        while ids := await self._authors(after):
            for account_id in ids:
                await self._sum_up(account_id)
            authors, after = authors + len(ids), ids[-1]
        return Recounted(tweets, authors)

    async def _again(self, walk: Walk) -> int:
        done, after = 0, TweetId(0)
        while ids := await self.database.read(_step(walk, after)):
            done, after = done + await self.run(ids), ids[-1]
        return done

    async def _authors(self, after: AccountId) -> list[AccountId]:
        async def work(reader: Reader) -> list[AccountId]:
            return await recounts.authors(reader, after, SET_SIZE_MAX)

        return await self.database.read(work)

    async def _sum_up(self, account_id: AccountId) -> None:
        async def work(tx: Transaction) -> None:
            await recounts.sum_up_author(tx, account_id)

        async with self._turn:
            await self.database.write(work)


def _step(walk: Walk, after: TweetId) -> Callable[[Reader], Awaitable[list[TweetId]]]:
    async def work(reader: Reader) -> list[TweetId]:
        return await walk(reader, after, SET_SIZE_MAX)

    return work


async def _put(tx: Transaction, found: _Found, since_day: int) -> None:
    """Writes what is another now, and by how much the numbers of its author change."""
    author_of = {one.tweet_id: one.author_id for one in found.authored}
    before = {(row.tweet_id, row.day): row for row in await recounts.kept(tx, list(author_of), since_day)}
    changed: list[TweetDay] = []
    changes: dict[tuple[AccountId, int], Engaged] = {}
    for key in before.keys() | found.counted.keys():
        new = found.counted.get(key, _NOTHING)
        difference = _sum(new, before.get(key, _NOTHING), -1)
        if difference != _NOTHING:
            tweet_id, day = key
            changed.append(_on(tweet_id, day, new))
            place = author_of[tweet_id], day
            changes[place] = _sum(changes.get(place, _NOTHING), difference)
    if changed:
        touched = {one.tweet_id for one in changed}
        await recounts.put(tx, changed)
        await recounts.sum_up(tx, [one for one in found.authored if one.tweet_id in touched])
        await recounts.change(tx, changes)


def _sum(one: Engaged, other: Engaged, times: int = 1) -> Engaged:
    return Engaged(
        likes=one.likes + times * other.likes,
        retweets=one.retweets + times * other.retweets,
        replies=one.replies + times * other.replies,
        quotes=one.quotes + times * other.quotes,
    )


def _on(tweet_id: TweetId, day: int, one: Engaged) -> TweetDay:
    return TweetDay(
        tweet_id=tweet_id, day=day, likes=one.likes, retweets=one.retweets, replies=one.replies, quotes=one.quotes
    )
