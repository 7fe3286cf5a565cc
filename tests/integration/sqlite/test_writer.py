"""The one writer: groups, savepoints, refusals, and a log that stays short."""

import sqlite3
import threading

import anyio
import pytest

from nodeapp.backends.clock import SystemClock
from nodeapp.backends.sqlite.database import SqliteDatabase
from nodeapp.model.errors import DiskFull, NodeError, Unavailable
from nodeapp.model.events import AccountChanged
from nodeapp.model.limits import Limits
from nodeapp.queries import event_log

pytestmark = pytest.mark.anyio


def putting(name, value=""):
    async def work(tx):
        await tx.run("insert into node (name, value) values (:name, :value)", name=name, value=value)

    return work


def telling(number):
    async def work(tx):
        await event_log.append(tx, AccountChanged(actor_id=number, subject_id=number), 5)

    return work


def blocking():
    """A unit that holds the writer until it is let go, so that others gather behind it."""
    begun, go_on = threading.Event(), threading.Event()

    async def work(tx):
        begun.set()
        go_on.wait(10)

    return work, begun, go_on


def names_in(path):
    with sqlite3.connect(path) as connection:
        found = [name for (name,) in connection.execute("select name from node order by name")]
    connection.close()
    return found


def io_error(name="SQLITE_IOERR_FSYNC"):
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = getattr(sqlite3, name)
    return error


async def test_what_waits_becomes_one_transaction(writing, path):
    async with writing() as (writer, connection):
        work, begun, go_on = blocking()
        async with anyio.create_task_group() as group:
            group.start_soon(writer.write, work)
            await anyio.to_thread.run_sync(begun.wait, 10)
            for number in range(50):
                group.start_soon(writer.write, putting(f"{number:02}"))
            await anyio.wait_all_tasks_blocked()
            go_on.set()

    assert connection.statements.count("commit") == 1
    assert (writer.groups, writer.units, writer.waiting) == (1, 51, 0)
    assert names_in(path) == [f"{number:02}" for number in range(50)]


async def test_a_group_has_a_greatest_size(writing):
    async with writing(Limits(write_group_max=10)) as (writer, connection):
        work, begun, go_on = blocking()
        async with anyio.create_task_group() as group:
            group.start_soon(writer.write, work)
            await anyio.to_thread.run_sync(begun.wait, 10)
            for number in range(29):
                group.start_soon(writer.write, putting(f"{number:02}"))
            await anyio.wait_all_tasks_blocked()
            go_on.set()

    assert connection.statements.count("commit") == 3


async def test_a_full_queue_refuses_at_once_and_what_was_taken_is_written(writing, path):
    async with writing(Limits(write_queue_max=2)) as (writer, _):
        work, begun, go_on = blocking()
        async with anyio.create_task_group() as group:
            group.start_soon(writer.write, work)
            await anyio.to_thread.run_sync(begun.wait, 10)
            group.start_soon(writer.write, putting("a"))
            await anyio.wait_all_tasks_blocked()

            with pytest.raises(Unavailable, match="waiting"):
                await writer.write(putting("b"))
            go_on.set()
        await writer.write(putting("c"))

    assert names_in(path) == ["a", "c"]


async def test_nobody_is_answered_before_the_commit(writing):
    async with writing() as (writer, connection):
        connection.fail_at = 1 + len(["begin immediate", "savepoint unit", "insert", "release unit", "select events"])

        with pytest.raises(Unavailable):
            await writer.write(putting("a"))

        await writer.write(putting("b"))
        assert [row[0] for row in connection.inner.execute("select name from node")] == ["b"]


async def test_whichever_statement_fails_nothing_is_half_written(writing, path):
    async def work(tx):
        await tx.run("insert into node (name, value) values (:name, '')", name="a")
        await tx.run("insert into node (name, value) values (:name, '')", name="b")
        await event_log.append(tx, AccountChanged(actor_id=1, subject_id=1), 5)

    failures = 0
    async with writing() as (writer, connection):
        for fail_at in range(1, 100):
            connection.fail_at = fail_at
            try:
                await writer.write(work)
            except (sqlite3.OperationalError, NodeError):
                failures += 1
                assert names_in(path) == []
            else:
                break
        connection.fail_at = None

    assert failures == 8
    assert names_in(path) == ["a", "b"]


async def test_r4_a_full_disk_is_told_as_such_and_writing_goes_on_when_there_is_room(writing, path):
    async with writing() as (writer, connection):
        pages = connection.inner.execute("pragma page_count").fetchone()[0]
        connection.inner.execute(f"pragma max_page_count = {pages}")

        with pytest.raises(DiskFull, match="disk is full"):
            await writer.write(putting("a", "x" * 100_000))

        assert writer.refusal is None
        connection.inner.execute("pragma max_page_count = 1000000")
        await writer.write(putting("b"))
    assert names_in(path) == ["b"]


async def test_r5_after_a_failed_fsync_nothing_is_acknowledged_and_nothing_more_is_written(writing, path):
    async with writing() as (writer, connection):
        await writer.write(putting("before"))
        connection.fail_at, connection.error = 6, io_error()

        with pytest.raises(Unavailable, match="only reads"):
            await writer.write(putting("lost"))
        with pytest.raises(Unavailable, match="only reads"):
            await writer.write(putting("later"))

    assert names_in(path) == ["before"]


async def test_r5_an_io_error_inside_a_unit_stops_writing_too(writing):
    async with writing() as (writer, connection):
        connection.fail_at, connection.error = 3, io_error("SQLITE_IOERR_READ")

        with pytest.raises(Unavailable, match="only reads"):
            await writer.write(putting("a"))

        assert writer.refusal is not None


async def test_everybody_in_a_group_that_cannot_be_committed_hears_of_it(writing, path):
    outcomes = []

    async def call(writer, work):
        try:
            await writer.write(work)
        except Unavailable as error:
            outcomes.append(error)

    async with writing() as (writer, connection):
        work, begun, go_on = blocking()
        async with anyio.create_task_group() as group:
            group.start_soon(call, writer, work)
            await anyio.to_thread.run_sync(begun.wait, 10)
            for number in range(3):
                group.start_soon(call, writer, putting(str(number)))
            await anyio.wait_all_tasks_blocked()
            connection.fail_at = len(["release"] + 3 * ["savepoint", "insert", "release"] + ["events", "commit"])
            go_on.set()

    assert len({id(error) for error in outcomes}) == 4
    assert names_in(path) == []


async def test_a_transaction_that_the_disk_ended_inside_a_unit_is_lost_for_all(writing, path):
    async def work(tx):
        await tx.run("insert into node (name, value) values ('a', '')")
        await tx.run("rollback")
        raise LookupError

    async with writing() as (writer, _):
        with pytest.raises(Unavailable):
            await writer.write(work)

        await writer.write(putting("b"))

    assert names_in(path) == ["b"]


async def test_a_caller_who_left_before_the_turn_came_wrote_nothing(writing, path):
    async with writing() as (writer, _):
        work, begun, go_on = blocking()
        async with anyio.create_task_group() as group:
            group.start_soon(writer.write, work)
            await anyio.to_thread.run_sync(begun.wait, 10)
            with anyio.move_on_after(0.01):
                await writer.write(putting("gone"))
            go_on.set()

        await writer.write(putting("there"))

    assert names_in(path) == ["there"]


async def test_listeners_hear_each_commit_in_order_before_anybody_is_answered(writing):
    heard, answered = [], []

    async def call(writer, number):
        await writer.write(telling(number))
        answered.append((number, number in heard))

    async with writing() as (writer, _):
        unlisten = writer.listen(lambda logged: heard.extend(entry.event.actor_id for entry in logged))
        async with anyio.create_task_group() as group:
            for number in range(100):
                group.start_soon(call, writer, number)
        await writer.write(putting("no event"))
        unlisten()
        await writer.write(telling(100))

    assert heard == list(range(100))
    assert all(was_heard for _, was_heard in answered)


async def test_what_waits_at_the_end_is_still_written(path):
    async with anyio.create_task_group() as group, SqliteDatabase.open(path, Limits(), SystemClock()) as database:
        for number in range(20):
            group.start_soon(database.write, putting(f"{number:02}"))
        await anyio.wait_all_tasks_blocked()

    with pytest.raises(Unavailable, match="stopping"):
        await database.write(putting("late"))
    assert len(names_in(path)) == 20


async def test_r14_the_log_stays_short_under_sustained_writing(path):
    limits = Limits(wal_bytes_max=1_000_000, checkpoint_seconds=0.01)
    largest = 0
    async with SqliteDatabase.open(path, limits, SystemClock()) as database:
        for number in range(200):
            await database.write(putting(str(number), "x" * 50_000))
            largest = max(largest, database.figures.wal_bytes)

        assert 0 < largest < 2_000_000
        assert await database.read(lambda reader: reader.number("select count(*) from node")) == 200


async def test_r14_a_reader_that_stays_long_does_not_stop_the_writers(path):
    limits = Limits(wal_bytes_max=200_000)
    begun, go_on = threading.Event(), threading.Event()

    async def stay(reader):
        await reader.number("select count(*) from node")
        begun.set()
        go_on.wait(10)

    async with SqliteDatabase.open(path, limits, SystemClock()) as database:
        async with anyio.create_task_group() as group:
            group.start_soon(database.read, stay)
            await anyio.to_thread.run_sync(begun.wait, 10)
            for number in range(12):
                await database.write(putting(str(number), "x" * 50_000))
            go_on.set()
        await database.write(putting("last", "x" * 50_000))

        assert database.figures.wal_bytes < 200_000
