"""Jobs: each on its time, one run at a time, and what has served its time is forgotten."""

import anyio
import pytest

from nodeapp.backends.clock import SystemRandom
from nodeapp.jobs.retention import Retention
from nodeapp.jobs.scheduler import Scheduler
from nodeapp.model.events import AccountChanged
from nodeapp.model.limits import Limits
from nodeapp.queries import event_log
from nodeapp.seams.database import SET_SIZE_MAX

pytestmark = pytest.mark.anyio

DAY_MS = 86_400_000


class Counting:
    def __init__(self, name="counting", every_seconds=0.01, seconds=0.0):
        self.name = name
        self.every_seconds = every_seconds
        self.seconds = seconds
        self.runs = self.now = self.most = 0

    async def run(self):
        self.runs += 1
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await anyio.sleep(self.seconds)
            if self.name == "failing":
                raise ValueError("not today")
        finally:
            self.now -= 1


@pytest.fixture
def ticking():
    """Moves on by itself, as fast as the real one."""
    return lambda: int(anyio.current_time() * 1_000)


async def run_for(scheduler, seconds):
    with anyio.move_on_after(seconds):
        await scheduler.run()


async def test_a_job_runs_at_the_start_and_again_and_one_that_fails_harms_nobody(ticking):
    failing, counting = Counting("failing"), Counting()

    await run_for(Scheduler([failing, counting], ticking, SystemRandom()), 0.3)

    assert failing.runs > 3
    assert counting.runs > 3


async def test_a_job_never_runs_beside_itself(ticking):
    slow = Counting(every_seconds=0.001, seconds=0.02)

    await run_for(Scheduler([slow], ticking, SystemRandom()), 0.2)

    assert slow.most == 1
    assert slow.runs > 2


async def test_a_job_waits_for_its_time_by_the_clock_it_was_given(hand_clock):
    hourly = Counting(every_seconds=3_600)
    scheduler = Scheduler([hourly], hand_clock, SystemRandom())

    await run_for(scheduler, 0.05)

    assert hourly.runs == 1


async def test_r8_a_clock_that_is_set_back_makes_no_job_wait_for_the_difference(hand_clock):
    hourly = Counting(every_seconds=3_600)
    scheduler = Scheduler([hourly], hand_clock, SystemRandom())

    async with anyio.create_task_group() as group:
        group.start_soon(scheduler.run)
        await anyio.sleep(0.05)
        hand_clock.now_ms -= DAY_MS
        await anyio.sleep(1.1)
        group.cancel_scope.cancel()

    assert hourly.runs == 2


async def fill(database, now_ms):
    """One of everything that is old, one of everything that is young."""

    async def work(tx):
        await tx.run(
            "insert into accounts (id, username, username_key, created_at_ms, received_at_ms, updated_at_ms) "
            "values (1, 'ada', 'ada', 0, 0, 0)"
        )
        for key, age_days in (("old", 40), ("young", 0.5)):
            at_ms = int(now_ms - age_days * DAY_MS)
            await event_log.append(tx, AccountChanged(actor_id=1, subject_id=1), at_ms)
            await tx.run(
                "insert into idempotency (account_id, key, fingerprint, created_at_ms) values (1, :key, x'', :at_ms)",
                key=key,
                at_ms=at_ms,
            )
            await tx.run(
                "insert into sessions (account_id, kind, name, created_at_ms, last_used_at_ms, expires_at_ms) "
                "values (1, 'refresh', :key, 0, 0, :at_ms)",
                key=key,
                at_ms=at_ms,
            )
            await tx.run(
                "insert into reset_links (secret_hash, account_id, created_at_ms, expires_at_ms) "
                "values (:hash, 1, 0, :at_ms)",
                hash=key.encode(),
                at_ms=at_ms if key == "old" else now_ms + 1,
            )
            await tx.run(
                "insert into received (activity_hash, activity_id, actor_uri, host, body, received_at_ms) "
                "values (:hash, '', '', '', null, :at_ms)",
                hash=key.encode(),
                at_ms=at_ms,
            )
            await tx.run(
                "insert into letters (event_position, account_id, body, created_at_ms) values (:at_ms, 1, x'', :at_ms)",
                at_ms=at_ms,
            )
            await tx.run(
                "insert into deliveries (letter_id, host, inbox_url, state, due_at_ms, first_at_ms) "
                "select max(id), 'tea.example', 'https://tea.example/inbox', 'delivered', 0, 0 from letters"
            )

    await database.write(work)


async def counts(database):
    async def work(reader):
        return [
            await reader.number("select count(*) from events"),
            await reader.number("select count(*) from idempotency"),
            await reader.number("select count(*) from sessions"),
            await reader.number("select count(*) from reset_links"),
            await reader.number("select count(*) from received"),
            await reader.number("select count(*) from letters"),
            await reader.number("select count(*) from deliveries"),
        ]

    return await database.read(work)


async def test_what_has_served_its_time_is_forgotten_and_the_rest_stays(database, hand_clock):
    await fill(database, hand_clock.now_ms)

    await Retention(database, hand_clock, Limits(), ()).run()
    once = await counts(database)
    await Retention(database, hand_clock, Limits(), ()).run()

    assert once == [1, 1, 1, 1, 1, 1, 1]
    assert await counts(database) == once


async def test_events_wait_for_the_slowest_consumer_but_not_for_one_that_was_taken_out(database, hand_clock):
    async def work(tx):
        for age_days in (20, 19, 18, 17):
            await event_log.append(tx, AccountChanged(actor_id=1, subject_id=1), hand_clock.now_ms - age_days * DAY_MS)
        await event_log.advance(tx, "quick", 4, 0)
        await event_log.advance(tx, "slow", 2, 0)
        await event_log.advance(tx, "taken out", 0, 0)

    await database.write(work)

    await Retention(database, hand_clock, Limits(), ("quick", "slow")).run()

    left = await database.read(lambda reader: event_log.after(reader, 0, 10))
    assert [entry.position for entry in left] == [3, 4]
    assert await database.read(event_log.lowest_checkpoint) == 2


async def test_a_great_deal_is_forgotten_in_portions_between_others_writes(database, hand_clock):
    async def fill(tx):
        for _ in range(2 * SET_SIZE_MAX + 3):
            await event_log.append(tx, AccountChanged(actor_id=1, subject_id=1), 0)

    await database.write(fill)
    units = database.figures.units

    await Retention(database, hand_clock, Limits(), ()).run()

    left = await database.read(lambda reader: event_log.after(reader, 0, 10))
    assert [entry.position for entry in left] == [2 * SET_SIZE_MAX + 3]
    # One for each of the nine kinds, and two more portions of events.
    assert database.figures.units - units == 11


async def test_positions_go_on_rising_after_everything_old_was_dropped(database, hand_clock):
    async def tell(tx):
        await event_log.append(tx, AccountChanged(actor_id=1, subject_id=1), 0)

    for _ in range(3):
        await database.write(tell)
    await Retention(database, hand_clock, Limits(), ()).run()
    await database.write(tell)

    left = await database.read(lambda reader: event_log.after(reader, 0, 10))
    assert [entry.position for entry in left] == [3, 4]
