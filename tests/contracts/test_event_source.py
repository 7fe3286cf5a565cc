"""What every EventSource promises: order, no gaps, awake after a commit."""

import anyio
import pytest

from nodeapp.model.events import AccountChanged, BookmarkChanged, FollowNew, TweetCreated
from nodeapp.queries import event_log

pytestmark = pytest.mark.anyio


def appending(*happened):
    async def work(tx):
        for event in happened:
            await event_log.append(tx, event, 5)

    return work


def changed(number):
    return AccountChanged(actor_id=number, subject_id=number)


async def test_an_empty_log_has_nothing_and_ends_at_zero(events):
    assert await events.last() == 0
    assert list(await events.after(0, 10)) == []


async def test_events_come_back_as_they_were_told_in_order(database, events):
    happened = [
        TweetCreated(actor_id=1, subject_id=2, visibility="followers", reply_to_id=3),
        FollowNew(actor_id=1, subject_id=2, origin="tea.example:8443", follow_id=9, uri="https://tea.example/f/1"),
        BookmarkChanged(actor_id=1, subject_id=2, on=False),
    ]

    await database.write(appending(*happened))

    logged = await events.after(0, 10)
    assert [entry.event for entry in logged] == happened
    assert [entry.at_ms for entry in logged] == [5, 5, 5]
    assert [entry.position for entry in logged] == sorted({entry.position for entry in logged})
    assert await events.last() == logged[-1].position


async def test_a_reader_goes_on_where_it_stopped(database, events):
    await database.write(appending(*(changed(number) for number in range(10))))

    first = await events.after(0, 4)
    second = await events.after(first[-1].position, 4)
    third = await events.after(second[-1].position, 4)

    assert [entry.event.actor_id for entry in (*first, *second, *third)] == list(range(10))
    assert list(await events.after(third[-1].position, 4)) == []


async def test_what_was_rolled_back_never_happened(database, events):
    async def fail(tx):
        await event_log.append(tx, changed(1), 5)
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(fail)
    await database.write(appending(changed(2)))

    assert [entry.event.actor_id for entry in await events.after(0, 10)] == [2]


async def test_a_waiter_wakes_after_the_commit_and_finds_the_event(database, events):
    found = []

    async def wait():
        await events.wait(0, 10)
        found.extend(await events.after(0, 10))

    with anyio.fail_after(5):
        async with anyio.create_task_group() as group:
            group.start_soon(wait)
            await anyio.wait_all_tasks_blocked()
            await database.write(appending(changed(1)))

    assert [entry.event.actor_id for entry in found] == [1]


async def test_a_waiter_gives_up_after_its_time_and_does_not_wait_for_the_past(database, events):
    await database.write(appending(changed(1)))

    with anyio.fail_after(5):
        await events.wait(0, 60)
        await events.wait(await events.last(), 0.01)


async def test_no_position_appears_below_one_already_seen(database, events):
    seen = []

    async def follow():
        while len(seen) < 200:
            await events.wait(seen[-1] if seen else 0, 1)
            seen.extend(entry.position for entry in await events.after(seen[-1] if seen else 0, 7))

    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            group.start_soon(follow)
            for number in range(200):
                group.start_soon(database.write, appending(changed(number)))

    assert seen == sorted(seen)
    assert len(set(seen)) == len(seen) == 200
    assert [entry.position for entry in await events.after(0, 1_000)] == seen


async def test_a_reader_far_behind_misses_nothing_and_meets_the_newest(database, events):
    for start in range(0, 5_000, 500):
        await database.write(appending(*(changed(number) for number in range(start, start + 500))))

    found, position = [], 0
    while batch := await events.after(position, 700):
        found += [entry.event.actor_id for entry in batch]
        position = batch[-1].position

    assert found == list(range(5_000))
    assert position == await events.last()
