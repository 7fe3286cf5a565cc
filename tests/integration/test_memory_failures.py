"""What was not committed never happened to memory; what cannot be told makes it forget, and answers still come."""

import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from nodeapp.model.accounts import Profile
from nodeapp.model.errors import DiskFull, Unavailable
from nodeapp.model.limits import Limits
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from nodeapp.queries import accounts, changes, engagement, graph, tweets
from nodeapp.queries.savepoints import alone
from nodeapp.seams.database import Transaction
from tests.builders import FakeClock
from tests.exactness import check
from tests.integration.bare import bare, residents

pytestmark = pytest.mark.anyio

PAGE = Window(20)


class Scene:
    """Ada follows Bo and has read her home; Bo's tweet is in memory, as is what can be told of both."""

    def __init__(self, node: Any, ada: Any, bo: Any, tweet: Any) -> None:
        self.node = node
        self.ada = ada
        self.bo = bo
        self.tweet = tweet

    async def everything(self, tx: Transaction) -> None:
        """One of each kind of change."""
        now_ms = self.node.clock()
        row = type(self.tweet)(
            **{name: getattr(self.tweet, name) for name in self.tweet.__struct_fields__}
            | {"id": self.node.ids.next(now_ms), "content": "never said"}
        )
        await tweets.insert(tx, row)
        await tweets.insert_mentions(tx, row.id, [self.ada.id])
        await tweets.count(tx, row, 1)
        await engagement.insert_like(tx, self.node.ids.next(now_ms), self.ada.id, self.tweet.id, None, now_ms)
        await engagement.insert_bookmark(tx, self.node.ids.next(now_ms), self.ada.id, self.tweet.id, now_ms)
        await accounts.change_profile(tx, self.bo.id, Profile(display_name="nobody"), now_ms)
        await graph.delete_follow(tx, self.ada.id, self.bo.id)
        await graph.insert_block(tx, graph.BlockRow(self.bo.id, self.ada.id, self.node.ids.next(now_ms), None), now_ms)
        await tweets.take_away(tx, self.tweet, now_ms)

    def state(self) -> Any:
        """Everything memory has, by identity and stamp."""
        deck, seats = self.node.memory.deck, list(self.node.memory.seats)
        return (
            {tweet_id: (deck.find(tweet_id).stamp, deck.find(tweet_id).author.stamp) for tweet_id in deck.ids()},
            [(seat.viewer_id, seat.changes, list(seat.followed), seat.blocked, seat.blocked_by) for seat in seats],
            [(list(seat.home.ids), seat.flags(self.tweet.id).bits) for seat in seats if seat.home],
            list(self.node.memory.walls.public.ids),
        )

    async def reads(self) -> list[Any]:
        page = await self.node.timelines.home(self.ada, PAGE)
        public = await self.node.timelines.public(self.ada, PAGE)
        return [(view.tweet, view.author, view.flags) for view in (*page.items, *public.items)]


@pytest.fixture
async def scene(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Scene]:
    async with bare(tmp_path, clock, memory=True, limits=Limits(reader_connections=1)) as node:
        ada, bo = await residents(node, "ada", "bo")
        await node.graph.follow(ada, bo.id)
        tweet = (await node.tweets.post(bo, Draft(content="words"))).tweet
        await node.fanout.catch_up()
        found = Scene(node, ada, bo, tweet)
        await found.reads()
        yield found


async def unchanged_by(scene: Scene, act: Callable[[], Awaitable[Any]], error: type[Exception]) -> None:
    before, shown = scene.state(), await scene.reads()

    with pytest.raises(error):
        await act()

    assert scene.state() == before
    assert await scene.reads() == shown
    await check(scene.node.memory, scene.node.database)
    await goes_on(scene)


async def goes_on(scene: Scene) -> None:
    """What is written next shows."""
    await scene.node.engagement.like(scene.ada, scene.tweet.id)
    (_, _, flags), *_ = await scene.reads()
    assert flags.liked
    await check(scene.node.memory, scene.node.database)


async def test_a_unit_that_raises_leaves_memory_as_it_was(scene: Scene) -> None:
    async def work(tx: Transaction) -> None:
        await scene.everything(tx)
        raise LookupError

    await unchanged_by(scene, lambda: scene.node.database.write(work), LookupError)


async def test_of_a_group_only_what_was_kept_is_told(scene: Scene) -> None:
    begun, go_on = threading.Event(), threading.Event()
    node = scene.node
    failed = []

    async def hold(tx: Transaction) -> None:
        begun.set()
        go_on.wait(10)

    async def fail() -> None:
        async def work(tx: Transaction) -> None:
            await scene.everything(tx)
            raise LookupError

        with pytest.raises(LookupError):
            await node.database.write(work)
        failed.append(True)

    async with anyio.create_task_group() as group:
        group.start_soon(node.database.write, hold)
        await anyio.to_thread.run_sync(begun.wait, 10)
        group.start_soon(fail)
        group.start_soon(node.engagement.like, scene.ada, scene.tweet.id)
        group.start_soon(fail)
        await anyio.wait_all_tasks_blocked()
        groups = node.database.figures.groups
        go_on.set()

    assert (failed, node.database.figures.groups) == ([True, True], groups + 1)
    (tweet, author, flags), *_ = await scene.reads()
    assert (tweet.content, tweet.like_count, author.display_name, flags.liked) == ("words", 1, "bo", True)
    await check(node.memory, node.database)


async def test_a_group_whose_commit_fails_leaves_memory_as_it_was(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = scene.node.database._writer
    connection = writer._connection

    class Failing:
        def __getattr__(self, name: str) -> Any:
            return getattr(connection, name)

        def execute(self, sql: str, *parameters: Any) -> Any:
            if sql == "commit":
                monkeypatch.setattr(writer, "_connection", connection)
                raise sqlite3.OperationalError("the disk said no")
            return connection.execute(sql, *parameters)

    monkeypatch.setattr(writer, "_connection", Failing())

    await unchanged_by(scene, lambda: scene.node.database.write(scene.everything), Unavailable)


async def test_a_full_disk_leaves_memory_as_it_was(scene: Scene) -> None:
    connection = scene.node.database._writer._connection

    async def fill(tx: Transaction) -> None:
        await scene.everything(tx)
        for number in range(100):
            await tx.run("insert into node (name, value) values (:name, :value)", name=f"{number}", value="x" * 50_000)

    async def write() -> None:
        pages = connection.execute("pragma page_count").fetchone()[0]
        connection.execute(f"pragma max_page_count = {pages + 4}")
        try:
            await scene.node.database.write(fill)
        finally:
            connection.execute("pragma max_page_count = 1000000")

    await unchanged_by(scene, write, DiskFull)


async def test_a_savepoint_that_is_rolled_back_leaves_memory_as_it_was(scene: Scene) -> None:
    """As when one activity of several in a transaction cannot be acted on."""

    async def fail(tx: Transaction) -> None:
        await scene.everything(tx)
        raise LookupError

    async def work(tx: Transaction) -> None:
        with pytest.raises(LookupError):
            await alone(tx, fail)

    before = scene.state()
    await scene.node.database.write(work)

    assert scene.state() == before
    await goes_on(scene)


async def test_what_a_savepoint_keeps_is_told(scene: Scene) -> None:
    async def work(tx: Transaction) -> None:
        await alone(tx, scene.everything)

    await scene.node.database.write(work)

    assert await scene.reads() == []
    await check(scene.node.memory, scene.node.database)


@pytest.mark.parametrize("where", ["taken", "applied"])
async def test_what_cannot_be_told_makes_memory_forget_everything(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def broken(*told: Any) -> Any:
        raise ValueError("no idea")

    async def broken_take(*told: Any) -> Any:
        broken()

    with monkeypatch.context() as patch:
        if where == "taken":
            patch.setattr(changes, "take", broken_take)
        else:
            patch.setattr(scene.node.memory, "_apply", broken)
        view = await scene.node.engagement.like(scene.ada, scene.tweet.id)
        assert (view.flags.liked, view.tweet.like_count) == (True, 1)
        memory = scene.node.memory
        assert (len(memory.deck), len(memory.seats), memory.walls.public) == (0, 0, None)

        (tweet, _, flags), *_ = await scene.reads()
        assert (tweet.like_count, flags.liked) == (1, True)
        await scene.node.tweets.delete(scene.bo, scene.tweet.id)
        assert await scene.reads() == []

    await scene.node.tweets.post(scene.bo, Draft(content="again"))
    await scene.node.fanout.catch_up()
    assert [tweet.content for tweet, _, _ in await scene.reads()] == ["again", "again"]
    await check(memory, scene.node.database)


async def test_a_caller_who_left_before_the_commit_changed_memory_all_the_same(scene: Scene) -> None:
    """The unit was written, though nobody waits for its answer."""
    begun, go_on = threading.Event(), threading.Event()

    async def work(tx: Transaction) -> None:
        begun.set()
        go_on.wait(10)
        await scene.everything(tx)

    async with anyio.create_task_group() as group:
        group.start_soon(scene.node.database.write, work)
        await anyio.to_thread.run_sync(begun.wait, 10)
        group.cancel_scope.cancel()
    go_on.set()
    await scene.node.database.write(_nothing)

    assert await scene.reads() == []
    await check(scene.node.memory, scene.node.database)


async def _nothing(tx: Transaction) -> None:
    return None
