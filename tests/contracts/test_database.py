"""What every Database promises, whatever it is made of."""

import threading

import anyio
import pytest
from msgspec import Struct

pytestmark = pytest.mark.anyio


class Setting(Struct, frozen=True, kw_only=True):
    name: str
    value: str


class Flagged(Struct, frozen=True):
    on: bool
    unknown: bool | None
    missing: int = 7


def putting(name, value="v"):
    async def work(tx):
        return await tx.run("insert into node (name, value) values (:name, :value)", name=name, value=value)

    return work


async def names(reader):
    return await reader.values("select name from node order by name")


async def test_a_unit_returns_what_it_returned_and_is_there_for_the_next_reader(database):
    changed = await database.write(putting("a"))

    assert changed == 1
    assert await database.read(names) == ["a"]


async def test_a_unit_sees_its_own_writes(database):
    async def work(tx):
        await tx.run("insert into node (name, value) values ('a', '1')")
        return await names(tx)

    assert await database.write(work) == ["a"]


async def test_a_unit_that_raises_leaves_nothing_and_its_caller_gets_the_error(database):
    async def work(tx):
        await tx.run("insert into node (name, value) values ('a', '1')")
        raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        await database.write(work)

    assert await database.read(names) == []


async def test_one_callers_error_does_not_touch_the_others_of_its_group(database):
    outcomes = []

    async def call(number):
        async def work(tx):
            await tx.run("insert into node (name, value) values (:name, '')", name=f"{number:02}")
            if number % 3 == 0:
                raise ValueError(number)
            return number

        try:
            outcomes.append(await database.write(work))
        except ValueError:
            outcomes.append(None)

    async with anyio.create_task_group() as group:
        for number in range(30):
            group.start_soon(call, number)

    kept = [number for number in range(30) if number % 3]
    assert sorted(outcome for outcome in outcomes if outcome is not None) == kept
    assert await database.read(names) == [f"{number:02}" for number in kept]


async def test_a_conflict_that_is_expected_changes_no_row_and_ends_nothing(database):
    await database.write(putting("a"))

    async def work(tx):
        await tx.run("insert into node (name, value) values ('b', '')")
        changed = await tx.run("insert into node (name, value) values ('a', '') on conflict do nothing")
        return changed

    assert await database.write(work) == 0
    assert await database.read(names) == ["a", "b"]


async def test_a_reference_to_nothing_is_refused(database):
    async def work(tx):
        await tx.run("insert into reset_links values (x'00', 12345, 0, 0, null)")

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await database.write(work)


async def test_a_unit_that_waits_for_something_else_is_an_error_and_leaves_nothing(database):
    async def work(tx):
        await tx.run("insert into node (name, value) values ('a', '')")
        await Suspended()

    with pytest.raises(RuntimeError, match="await nothing but"):
        await database.write(work)
    with pytest.raises(RuntimeError, match="await nothing but"):
        await database.read(lambda reader: Suspended())

    assert await database.read(names) == []


class Suspended:
    def __await__(self):
        yield


async def test_a_reader_sees_one_snapshot_while_others_write(database):
    await database.write(putting("a"))
    begun, go_on = threading.Event(), threading.Event()

    async def work(reader):
        before = await names(reader)
        begun.set()
        go_on.wait(10)
        return before, await names(reader)

    seen = []
    async with anyio.create_task_group() as group:

        async def read():
            seen.append(await database.read(work))

        group.start_soon(read)
        await anyio.to_thread.run_sync(begun.wait, 10)
        await database.write(putting("b"))
        go_on.set()

    assert seen == [(["a"], ["a"])]
    assert await database.read(names) == ["a", "b"]


async def test_a_reader_cannot_write(database):
    with pytest.raises(Exception, match=r"(?i)read-?only"):
        await database.read(lambda reader: reader.values("delete from node returning name"))


async def test_rows_are_structs_by_column_names_with_flags_as_bools(database):
    async def work(reader):
        return await reader.one(Flagged, "select 1 as 'on', null as unknown, 9 as unasked")

    assert await database.read(work) == Flagged(on=True, unknown=None, missing=7)


async def test_a_row_that_is_not_there_is_none_and_a_number_is_zero(database):
    async def work(reader):
        return (
            await reader.one(Setting, "select * from node"),
            await reader.all(Setting, "select * from node"),
            await reader.number("select value from node"),
        )

    assert await database.read(work) == (None, [], 0)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 100, 500])
async def test_a_set_of_any_size_is_asked_at_once(database, size):
    async def fill(tx):
        await tx.many(
            "insert into node (name, value) values (:name, :value)",
            ({"name": f"{number:03}", "value": ""} for number in range(500)),
        )

    await database.write(fill)
    asked = [f"{number:03}" for number in range(size)]

    async def work(reader):
        return (
            await reader.values("select name from node where name in :asked order by name", asked=asked),
            await reader.number("select count(*) from node where name not in :asked", asked=asked),
        )

    assert await database.read(work) == (asked, 500 - size)


async def test_a_set_above_500_is_a_mistake_of_the_caller(database):
    with pytest.raises(ValueError, match="at most 500"):
        await database.read(lambda reader: reader.values("select 1 where 1 in :ids", ids=list(range(501))))


async def test_values_are_parameters_and_never_part_of_a_statement(database):
    evil = "'); drop table node; --"

    await database.write(putting(evil))

    assert await database.read(names) == [evil]


async def test_w27_a_hundred_at_once_count_right(database):
    await database.write(putting("count", "0"))

    async def add(tx):
        count = await tx.number("select cast(value as integer) from node where name = 'count'")
        await tx.run("update node set value = :value where name = 'count'", value=str(count + 1))

    async with anyio.create_task_group() as group:
        for _ in range(100):
            group.start_soon(database.write, add)

    assert await database.read(lambda reader: reader.values("select value from node")) == ["100"]
