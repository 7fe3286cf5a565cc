"""The readers: whose turn it is, who is put off, and that the node's own work never waits for strangers."""

import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import anyio.to_thread
import pytest

from nodeapp.backends.clock import SystemClock
from nodeapp.backends.sqlite.database import SqliteDatabase
from nodeapp.model import crowds
from nodeapp.model.crowds import Standing
from nodeapp.model.errors import Unavailable
from nodeapp.model.limits import Limits
from nodeapp.seams.database import Reader

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def opened(path: Path, **limits: float) -> AsyncIterator[SqliteDatabase]:
    told = {"reader_connections": 2, "read_queue_seconds": 60.0, **limits}
    async with SqliteDatabase.open(path, Limits(**told), SystemClock()) as database:  # type: ignore[arg-type]
        yield database


async def read_as(database: SqliteDatabase, standing: Standing, work: Callable[[Reader], Awaitable[int]]) -> int:
    with crowds.Asking(standing):
        return await database.read(work)


async def one(reader: Reader) -> int:
    return await reader.number("select 1")


@asynccontextmanager
async def held(database: SqliteDatabase, *standings: Standing) -> AsyncIterator[threading.Event]:
    """Threads that read something for a long time; all have begun. The event lets them go, as leaving does."""
    begun, go_on = threading.Semaphore(0), threading.Event()

    async def stay(reader: Reader) -> int:
        begun.release()
        go_on.wait(30)
        return await one(reader)

    async with anyio.create_task_group() as tasks:
        for standing in standings:
            tasks.start_soon(read_as, database, standing, stay)
            await anyio.to_thread.run_sync(begun.acquire)
        try:
            yield go_on
        finally:
            go_on.set()


async def test_the_last_thread_is_for_the_nodes_own_work_alone(path: Path) -> None:
    async with opened(path, read_queue_seconds=0.01) as database, held(database, "new"):
        own = await read_as(database, "own", one)
        with pytest.raises(Unavailable, match="few seconds") as refused:
            await read_as(database, "new", one)

    assert own == 1
    assert refused.value.retry_after_seconds >= 2


async def test_where_many_wait_the_next_is_put_off_at_once(path: Path) -> None:
    async with opened(path, read_queue_max=3) as database:
        async with anyio.create_task_group() as tasks, held(database, "new"):
            for _ in range(3):
                tasks.start_soon(read_as, database, "new", one)
            await anyio.wait_all_tasks_blocked()
            crowded = database.is_crowded
            with pytest.raises(Unavailable):
                await read_as(database, "new", one)

        assert crowded
        assert not database.is_crowded
        assert await read_as(database, "new", one) == 1


async def test_own_work_goes_before_what_was_let_in_and_that_before_what_is_new(path: Path) -> None:
    order: list[str] = []

    def noting(name: str) -> Callable[[Reader], Awaitable[int]]:
        async def work(reader: Reader) -> int:
            order.append(name)
            return await one(reader)

        return work

    async with opened(path) as database, anyio.create_task_group() as tasks, held(database, "new", "own"):
        standings: tuple[Standing, ...] = ("new", "admitted", "own")
        for standing in standings:
            tasks.start_soon(read_as, database, standing, noting(standing))
            await anyio.wait_all_tasks_blocked()

    assert sorted(order) == ["admitted", "new", "own"]
    assert order.index("admitted") < order.index("new")


async def test_whoever_was_let_in_once_is_not_put_off_any_more(path: Path) -> None:
    async with opened(path, read_queue_max=0) as database:
        with crowds.Asking("admitted"):
            assert await database.read(one) == 1
        with crowds.Asking("new"), pytest.raises(Unavailable):
            await database.read(one)
    async with opened(path) as database:
        with crowds.Asking("new"):
            await database.read(one)
            assert crowds.standing() == "admitted"
        assert crowds.standing() == "own"


async def test_a_read_that_nobody_waits_for_any_more_is_not_done(path: Path) -> None:
    done: list[int] = []

    async def work(reader: Reader) -> int:
        done.append(1)
        return await one(reader)

    async with opened(path) as database:
        async with held(database, "new"), anyio.create_task_group() as tasks:
            tasks.start_soon(read_as, database, "new", work)
            await anyio.wait_all_tasks_blocked()
            tasks.cancel_scope.cancel()
        assert await read_as(database, "new", one) == 1

    assert done == []


async def test_a_thousand_reads_at_once_are_all_answered(path: Path) -> None:
    answers: list[int] = []

    async def read(standing: Standing) -> None:
        answers.append(await read_as(database, standing, one))

    async with opened(path, read_queue_max=1_000) as database, anyio.create_task_group() as tasks:
        for number in range(1_000):
            tasks.start_soon(read, "own" if number % 2 else "new")

    assert answers == [1] * 1_000


async def test_what_raises_holds_up_nobody(path: Path) -> None:
    async def fail(reader: Reader) -> int:
        raise KeyError("mine")

    async with opened(path) as database:
        for _ in range(5):
            with pytest.raises(KeyError, match="mine"):
                await read_as(database, "new", fail)
        assert await read_as(database, "new", one) == 1


async def test_after_the_end_nothing_is_read(path: Path) -> None:
    async with opened(path) as database:
        pass

    with pytest.raises(Unavailable, match="stopping"):
        await database.read(one)


async def test_whoever_waits_at_the_end_hears_it(path: Path) -> None:
    heard: list[str] = []

    async def read(database: SqliteDatabase) -> None:
        try:
            await read_as(database, "new", one)
        except Unavailable as error:
            heard.append(error.detail)

    go_on = threading.Event()

    async def stay(reader: Reader) -> int:
        go_on.wait(30)
        return await one(reader)

    async with anyio.create_task_group() as tasks, opened(path) as database:
        tasks.start_soon(read_as, database, "new", stay)
        await anyio.wait_all_tasks_blocked()
        tasks.start_soon(read, database)
        await anyio.wait_all_tasks_blocked()
        threading.Timer(0.2, go_on.set).start()

    assert heard == ["This node is stopping."]
