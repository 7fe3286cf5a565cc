"""Hybrid fan-out: whether tweets are pushed to everybody, to those active lately or to nobody, homes are the same."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from nodeapp.model.accounts import ANYBODY, Viewer
from nodeapp.model.ids import TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from tests.builders import FakeClock
from tests.exactness import check
from tests.integration.bare import bare, residents

pytestmark = pytest.mark.anyio

MIDDLE, CELEBRITY = 3, 6
LIMITS = Limits(
    reader_connections=1,
    fanout_active_only_from=MIDDLE,
    fanout_pull_from=CELEBRITY,
    fanout_pushes_at_once=2,
    home_ids_first=12,
    home_ids_max=20,
)
DAY_SECONDS = 86_400
TIERS = {"small": 2, "middle": MIDDLE + 1, "celebrity": CELEBRITY + 1}
"""Followers of an author in each."""


@pytest.fixture
async def node(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Any]:
    async with bare(tmp_path, clock, memory=True, limits=LIMITS) as opened:
        yield opened


async def crowd(node: Any, followers: int, *more: str) -> tuple[Viewer, list[Viewer], list[Viewer]]:
    """An author, so many who follow, all of whom have read their homes, and others who follow nobody."""
    author, *others = await residents(node, "author", *(f"reader{number}" for number in range(followers)), *more)
    readers, rest = others[:followers], others[followers:]
    for reader in readers:
        await node.graph.follow(reader, author.id)
    await node.fanout.catch_up()
    for reader in (author, *readers, *rest):
        await read(node, reader)
    return author, readers, rest


async def read(node: Any, viewer: Viewer) -> list[int]:
    return [view.entry_id for view in (await node.timelines.home(viewer, Window(20))).items]


async def post(node: Any, who: Viewer, content: str = "words", **told: Any) -> Any:
    node.clock.advance(seconds=1)
    return (await node.tweets.post(who, Draft(content=content, **told))).tweet


async def check_homes(node: Any, *viewers: Viewer, limits: tuple[int, ...] = (1, 3, 20)) -> None:
    """Every page of every home is that of the pull query, as fan-out has brought it so far."""
    await node.fanout.catch_up()
    await check(node.memory, node.database)
    for viewer in viewers:
        for limit in limits:
            part = Window(limit)
            while True:
                served, pulled = await node.timelines.home(viewer, part), await node.cold.home(viewer, part)
                assert [view.entry_id for view in served.items] == [view.entry_id for view in pulled.items]
                assert (served.cursor, served.newest, served.has_more) == (
                    pulled.cursor,
                    pulled.newest,
                    pulled.has_more,
                )
                if not served.has_more:
                    break
                part = Window(limit, before=served.cursor)
    await check(node.memory, node.database)


def has(node: Any, reader: Viewer, tweet_id: TweetId) -> bool | None:
    """Whether it stands in the reader's home in memory; None where that is not open."""
    home = node.memory.seats.find(reader.id).home
    return None if home is None else tweet_id in home.ids


async def test_few_followers_are_all_pushed_to(node: Any) -> None:
    author, readers, _ = await crowd(node, TIERS["small"])

    tweet = await post(node, author)
    await node.fanout.catch_up()

    assert [has(node, reader, tweet.id) for reader in readers] == [True] * len(readers)
    await check_homes(node, author, *readers)


async def test_of_many_followers_those_active_lately_are_pushed_to_and_the_others_pull(node: Any) -> None:
    author, readers, _ = await crowd(node, TIERS["middle"])
    node.clock.advance(seconds=(LIMITS.fanout_active_days + 1) * DAY_SECONDS)
    active = readers[::2]
    for reader in active:
        await read(node, reader)

    tweet = await post(node, author)
    await node.fanout.catch_up()

    assert [has(node, reader, tweet.id) for reader in readers] == [True if one in active else None for one in readers]
    await check_homes(node, author, *readers)


async def test_of_very_many_followers_nobody_is_pushed_to_and_all_merge(node: Any) -> None:
    author, readers, _ = await crowd(node, TIERS["celebrity"])

    tweet = await post(node, author)
    await node.fanout.catch_up()

    assert [has(node, reader, tweet.id) for reader in readers] == [False] * len(readers)
    assert node.memory.celebrities == {author.id}
    await check_homes(node, author, *readers)


async def test_ones_own_home_has_ones_own_tweets_at_once_however_many_follow(node: Any) -> None:
    for count in TIERS.values():
        node.memory.forget()
        author, *_ = await residents(node, f"author{count}")
        for reader in await residents(node, *(f"reader{count}of{number}" for number in range(count))):
            await node.graph.follow(reader, author.id)
        await read(node, author)
        first = await post(node, author)
        await node.fanout.catch_up()
        second = await post(node, author)

        assert await read(node, author) == [second.id, first.id]


async def test_the_wall_of_whom_all_merge_is_read_once_and_then_in_memory(node: Any) -> None:
    author, readers, _ = await crowd(node, TIERS["celebrity"])
    await post(node, author)
    await node.fanout.catch_up()
    for reader in readers:
        await read(node, reader)

    seen: list[int] = []
    cold = node.entries.cold
    node.entries.__dict__["cold"] = Watched(cold, seen)
    tweet = await post(node, author)
    shown = [(await read(node, reader))[0] for reader in readers]

    assert shown == [tweet.id] * len(readers)
    assert seen == []


class Watched:
    """Timelines from the database; notes whose home was asked of them."""

    def __init__(self, inner: Any, seen: list[int]) -> None:
        self._inner = inner
        self._seen = seen

    async def home(self, account_id: Any, window: Window) -> Any:
        self._seen.append(account_id)
        return await self._inner.home(account_id, window)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@pytest.mark.parametrize("tier", TIERS)
async def test_deletes_answers_and_retweets_are_in_homes_as_they_should(node: Any, tier: str) -> None:
    author, readers, (friend, stranger) = await crowd(node, TIERS[tier], "friend", "stranger")
    for reader in readers[::2]:
        await node.graph.follow(reader, friend.id)
    everybody = (author, *readers, friend, stranger)
    await check_homes(node, *everybody)
    by_friend, by_stranger = await post(node, friend, "friend"), await post(node, stranger, "stranger")

    first = await post(node, author, "first")
    await post(node, author, "to a friend", reply_to_id=by_friend.id)
    await post(node, author, "to a stranger", reply_to_id=by_stranger.id)
    await post(node, author, "on", reply_to_id=first.id)
    await post(node, readers[0], "answer", reply_to_id=first.id)
    await check_homes(node, *everybody)

    await node.engagement.retweet(author, by_stranger.id)
    await node.engagement.retweet(friend, first.id)
    await post(node, author, "friends only", visibility="followers")
    await post(node, author, "psst @friend", visibility="direct")
    await check_homes(node, *everybody)

    await node.tweets.delete(author, first.id)
    await node.engagement.unretweet(author, by_stranger.id)
    await check_homes(node, *everybody)

    await node.graph.unfollow(readers[0], author.id)
    await node.graph.block(author, readers[1].id)
    await node.graph.follow(stranger, author.id)
    await post(node, author, "after")
    await check_homes(node, *everybody)


async def test_an_author_may_cross_every_threshold_in_both_directions(node: Any) -> None:
    author, _, everybody = await crowd(node, 0, *(f"later{number}" for number in range(CELEBRITY + 2)))
    is_celebrity = []

    for step in range(2 * len(everybody)):
        if step < len(everybody):
            await node.graph.follow(everybody[step], author.id)
        else:
            await node.graph.unfollow(everybody[step - len(everybody)], author.id)
        await post(node, author, f"tweet {step}")
        await check_homes(node, author, *everybody, limits=(3, 20))
        is_celebrity.append(author.id in node.memory.celebrities)

    assert is_celebrity.index(True) == CELEBRITY - 1
    assert not is_celebrity[-1]


async def test_at_the_edge_an_author_does_not_change_with_every_follower(node: Any) -> None:
    author, readers, _ = await crowd(node, CELEBRITY)
    await post(node, author)
    await node.fanout.catch_up()

    await node.graph.unfollow(readers[0], author.id)
    await post(node, author)
    await check_homes(node, author, *readers)

    assert node.memory.celebrities == {author.id}


async def test_more_silent_readers_than_are_pushed_to_at_once_all_pull_anew(node: Any) -> None:
    """Closing homes while an audience is gone through must not make it skip anybody."""
    author, readers, _ = await crowd(node, MIDDLE + 2)
    node.clock.advance(seconds=(LIMITS.fanout_active_days + 1) * DAY_SECONDS)
    await read(node, readers[-1])

    tweet = await post(node, author)
    await node.fanout.catch_up()

    assert [has(node, reader, tweet.id) for reader in readers] == [None] * (len(readers) - 1) + [True]
    await check_homes(node, author, *readers)


@pytest.mark.parametrize("act", ["unfollow", "leave", "read anew"])
async def test_those_who_come_and_go_while_a_tweet_is_pushed_miss_nothing(
    node: Any, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """Others get their turn between two portions; an audience is then another."""
    author, readers, (late,) = await crowd(node, MIDDLE + 2, "late")
    acts: dict[str, Callable[[], Any]] = {
        "unfollow": lambda: [node.graph.unfollow(readers[0], author.id), read(node, readers[0])],
        "leave": lambda: [left(readers[0])],
        "read anew": lambda: [left(readers[0]), read(node, readers[0])],
    }

    async def left(reader: Viewer) -> None:
        node.memory.seats.leave(reader.id)

    first = True

    async def checkpoint() -> None:
        nonlocal first
        if first:
            first = False
            for step in acts[act]():
                await step

    tweet = await post(node, author)
    monkeypatch.setattr("nodeapp.consumers.fanout.anyio.lowlevel.checkpoint", checkpoint)
    await node.fanout.catch_up()

    assert not first
    assert [has(node, reader, tweet.id) for reader in readers[1:]] == [True] * (len(readers) - 1)
    await check_homes(node, author, late, *readers)


async def test_whoever_unfollows_before_the_end_of_the_audience_is_reached_gets_nothing(
    node: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    author, readers, _ = await crowd(node, MIDDLE + 2)
    last = list(node.memory.seats.audience(author.id))[-1]
    reader = next(one for one in readers if one.id == last.viewer_id)
    first = True

    async def checkpoint() -> None:
        nonlocal first
        if first:
            first = False
            await node.graph.unfollow(reader, author.id)
            await read(node, reader)

    await post(node, author)
    monkeypatch.setattr("nodeapp.consumers.fanout.anyio.lowlevel.checkpoint", checkpoint)
    await node.fanout.catch_up()

    assert await read(node, reader) == []
    await check_homes(node, author, *readers)


@pytest.mark.parametrize("tier", TIERS)
async def test_while_fan_out_lags_cold_homes_are_whole_and_after_it_all_are(node: Any, tier: str) -> None:
    author, readers, _ = await crowd(node, TIERS[tier])
    node.memory.seats.leave(readers[0].id)
    one = await post(node, author, "one")
    gone = await post(node, author, "gone")
    await node.tweets.delete(author, gone.id)

    assert await read(node, readers[0]) == [one.id]
    assert await read(node, author) == [one.id]
    assert gone.id not in await read(node, readers[1])
    await check(node.memory, node.database, caught_up=False)

    await check_homes(node, author, *readers)


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("place", ["at the end", "at the beginning"])
async def test_after_a_restart_homes_are_whole_wherever_fan_out_begins(
    tmp_path: Path, clock: FakeClock, tier: str, place: str
) -> None:
    async with bare(tmp_path, clock, memory=True, limits=LIMITS) as node:
        author, readers, (friend,) = await crowd(node, TIERS[tier], "friend")
        first = await post(node, author, "first")
        await node.engagement.retweet(friend, first.id)
        await node.graph.unfollow(readers[0], author.id)
        await node.tweets.delete(author, (await post(node, author, "gone")).id)
        await node.fanout.catch_up()
        last = node.fanout.position

    clock.advance(seconds=1)
    async with bare(tmp_path, clock, memory=True, limits=LIMITS) as node:
        node.fanout.position = last if place == "at the end" else 0
        await read(node, readers[1])
        await node.timelines.by_author(ANYBODY, author.id, Window(20), frozenset())
        await post(node, author, "after")
        await check_homes(node, author, friend, *readers)
