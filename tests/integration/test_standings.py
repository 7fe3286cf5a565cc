"""A viewer's marks: only the newest are read with their seat, and those on older tweets are right all the same."""

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from nodeapp.backends.sqlite.timelines import PulledViews
from nodeapp.model.accounts import Viewer
from nodeapp.model.limits import Limits
from nodeapp.model.tweets import Draft
from nodeapp.queries import standings
from tests.builders import FakeClock
from tests.exactness import check
from tests.integration.bare import bare, residents
from tests.integration.test_foreign_tweets import foreign_account, foreign_tweet

pytestmark = pytest.mark.anyio

MOST = 3
VERBS = ("like", "retweet", "bookmark")
MINUTE_MS = 60_000


@pytest.fixture
async def node(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Any]:
    limits = Limits(reader_connections=1, seat_marks_max=MOST)
    async with bare(tmp_path, clock, memory=True, limits=limits) as opened:
        yield opened


async def written(node: Any, author: Viewer, count: int) -> list[int]:
    """A tweet every ten minutes."""
    ids = []
    for number in range(count):
        node.clock.advance(milliseconds=10 * MINUTE_MS)
        ids.append((await node.tweets.post(author, Draft(content=str(number)))).tweet.id)
    return ids


async def shown(views: Any, viewer: Viewer, ids: list[int]) -> list[int]:
    return [view.flags.bits for view in await views.of_entries(viewer.id, ids)]


async def compare(node: Any, viewer: Viewer, ids: list[int]) -> None:
    """One by one and all at once, as memory has it and as the database has it."""
    pulled = await shown(PulledViews(node.database), viewer, ids)
    assert len(pulled) == len(ids)
    assert [bits for tweet_id in ids for bits in await shown(node.views, viewer, [tweet_id])] == pulled
    assert await shown(node.views, viewer, ids) == pulled
    await check(node.memory, node.database)


async def floor_of(node: Any, viewer: Any) -> int:
    found = await node.database.read(lambda reader: standings.of(reader, viewer.id, MOST))
    return int(found.marks_floor)


@pytest.mark.parametrize("verb", VERBS)
async def test_what_was_done_before_the_newest_marks_is_looked_up(node: Any, verb: str) -> None:
    ada, bo = await residents(node, "ada", "bo")
    ids = await written(node, bo, 12)
    for tweet_id in ids[::2]:
        await getattr(node.engagement, verb)(ada, tweet_id)
        node.clock.advance(milliseconds=10 * MINUTE_MS)
    node.memory.forget()

    await compare(node, ada, ids)

    assert await floor_of(node, ada) > ids[-1], "all were marked after all were there"


async def test_fewer_marks_than_are_read_leave_nothing_to_look_up(node: Any) -> None:
    ada, bo = await residents(node, "ada", "bo")
    ids = await written(node, bo, 5)
    for tweet_id in ids[: MOST - 1]:
        for verb in VERBS:
            await getattr(node.engagement, verb)(ada, tweet_id)
    node.memory.forget()

    await compare(node, ada, ids)

    assert await floor_of(node, ada) == 0


async def test_a_mark_on_an_older_tweet_is_known_when_it_is_made_and_when_it_goes(node: Any) -> None:
    ada, bo = await residents(node, "ada", "bo")
    ids = await written(node, bo, 10)
    for tweet_id in ids:
        await node.engagement.like(ada, tweet_id)
    node.memory.forget()

    for verb, undo in (("bookmark", "unbookmark"), ("retweet", "unretweet"), ("like", "unlike")):
        for tweet_id in (ids[0], ids[5], ids[-1]):
            await getattr(node.engagement, verb)(ada, tweet_id)
            await compare(node, ada, ids)
            await getattr(node.engagement, undo)(ada, tweet_id)
            await compare(node, ada, ids)


async def test_tweets_that_come_late_from_elsewhere_are_older_than_they_came(node: Any) -> None:
    """Published long ago, or just now by a clock that is ahead: no mark is missed, and none made up."""
    (ada,) = await residents(node, "ada")
    await node.accounts.receive(foreign_account())
    ids = []
    for number in range(12):
        node.clock.advance(milliseconds=10 * MINUTE_MS)
        published_ms = node.clock() + (number % 3 - 1) * 40 * MINUTE_MS
        tweet_id = await node.foreign_tweets.receive(foreign_tweet(number, created_at_ms=published_ms), asked=True)
        ids.append(tweet_id)
        await getattr(node.engagement, VERBS[number % 3])(ada, tweet_id)
    node.memory.forget()

    await compare(node, ada, ids)


@pytest.mark.parametrize("seed", range(5))
async def test_flags_are_right_whatever_was_done_in_whatever_order(node: Any, seed: int) -> None:
    chance = Random(seed)  # noqa: S311
    ada, bo = await residents(node, "ada", "bo")
    ids = await written(node, bo, 6)

    for _ in range(40):
        node.clock.advance(milliseconds=chance.choice((0, 1, MINUTE_MS, 10 * MINUTE_MS)))
        if chance.random() < 0.2:
            ids += await written(node, bo, 1)
        undo = chance.choice(("", "", "un"))
        await getattr(node.engagement, undo + chance.choice(VERBS))(ada, chance.choice(ids))
        if chance.random() < 0.3:
            node.memory.seats.leave(ada.id)
        if chance.random() < 0.3:
            await compare(node, ada, ids)
    await compare(node, ada, ids)
