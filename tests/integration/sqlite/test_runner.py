"""Consumers: nothing missed, nothing skipped, a failure named and tried again."""

import logging

import anyio
import pytest

from nodeapp import telemetry
from nodeapp.consumers.runner import Runner
from nodeapp.model.events import AccountChanged, BookmarkChanged
from nodeapp.queries import event_log

pytestmark = pytest.mark.anyio


class Listening:
    """Remembers what it was handed; raises for the actors in `fails`, each as often as told."""

    name = "listening"
    follows = (AccountChanged,)

    def __init__(self, fails=None):
        self.batches = []
        self.fails = dict(fails or {})
        self.entered = anyio.Event()
        self.gate = anyio.Event()
        self.gate.set()

    @property
    def actors(self):
        return [actor for batch in self.batches for actor in batch]

    async def handle(self, batch):
        actors = [entry.event.actor_id for entry in batch]
        self.entered.set()
        await self.gate.wait()
        for actor in actors:
            if self.fails.get(actor):
                self.fails[actor] -= 1
                raise ValueError(f"actor {actor}")
        self.batches.append(actors)


def followed(number):
    return AccountChanged(actor_id=number, subject_id=number)


def ignored(number):
    return BookmarkChanged(actor_id=number, subject_id=number, on=True)


async def tell(around, *happened):
    async def work(tx):
        for event in happened:
            await event_log.append(tx, event, 5)

    await around.database.write(work)


async def kept(around):
    return await around.database.read(lambda reader: event_log.checkpoint(reader, "listening"))


async def until_idle(runner):
    for _ in range(2_000):
        if not await runner.lag():
            return
        await anyio.sleep(0.005)
    pytest.fail(f"{runner.name} is still at {runner.position}.")


async def until_failed(runner, times):
    for _ in range(2_000):
        if runner.failures >= times:
            return
        await anyio.sleep(0.005)
    pytest.fail(f"{runner.name} failed {runner.failures} times only.")


async def test_a_consumer_gets_what_it_follows_and_passes_over_the_rest(around):
    consumer = Listening()
    runner = Runner(consumer, around)
    await tell(around, ignored(1), followed(2), ignored(3))

    async with anyio.create_task_group() as group:
        group.start_soon(runner.run)
        await tell(around, followed(4), ignored(5))
        await until_idle(runner)
        group.cancel_scope.cancel()

    assert consumer.actors == [2, 4]
    assert runner.position == await kept(around) == 5


async def test_a_new_start_goes_on_from_the_checkpoint(around):
    await tell(around, *(followed(number) for number in range(10)))
    for first, more in ((Listening(), 3), (Listening(), 0)):
        runner = Runner(first, around)
        async with anyio.create_task_group() as group:
            group.start_soon(runner.run)
            await anyio.sleep(0.01)
            await until_idle(runner)
            group.cancel_scope.cancel()
        await tell(around, *(followed(number) for number in range(10, 10 + more)))

    assert first.actors == [10, 11, 12]


async def test_a_new_consumer_is_written_down_before_it_passed_anything(around):
    consumer = Listening(fails={1: 1_000})
    runner = Runner(consumer, around)
    await tell(around, followed(1))

    async with anyio.create_task_group() as group:
        group.start_soon(runner.run)
        await consumer.entered.wait()
        group.cancel_scope.cancel()

    names = await around.database.read(lambda reader: reader.values("select consumer from checkpoints"))
    assert names == ["listening"]
    assert await kept(around) == 0


async def test_a_failure_is_logged_counted_and_tried_again_and_nothing_is_skipped(around, caplog):
    consumer = Listening(fails={3: 3})
    runner = Runner(consumer, around)
    await tell(around, *(followed(number) for number in range(6)))
    before = telemetry.counted().get("consumer_failures,consumer=listening", 0)

    with caplog.at_level(logging.CRITICAL):
        async with anyio.create_task_group() as group:
            group.start_soon(runner.run)
            await until_idle(runner)
            group.cancel_scope.cancel()

    assert consumer.actors == [0, 1, 2, 3, 4, 5]
    assert telemetry.counted()["consumer_failures,consumer=listening"] == before + 3
    assert runner.failures == 0


async def test_those_before_the_one_that_fails_get_through_and_it_holds_only_its_own_consumer(around):
    consumer, other = Listening(fails={3: 1_000_000}), Listening()
    other.name = "other"
    runner, others = Runner(consumer, around), Runner(other, around)
    await tell(around, *(followed(number) for number in range(6)))

    async with anyio.create_task_group() as group:
        group.start_soon(runner.run)
        group.start_soon(others.run)
        await until_idle(others)
        await until_failed(runner, 5)
        group.cancel_scope.cancel()

    assert consumer.actors == [0, 1, 2]
    assert other.actors == [0, 1, 2, 3, 4, 5]


async def test_being_stopped_finishes_the_batch_in_hand_and_remembers_it(around):
    consumer = Listening()
    consumer.gate = anyio.Event()
    runner = Runner(consumer, around)
    await tell(around, followed(1))

    async with anyio.create_task_group() as group:
        group.start_soon(runner.run)
        await consumer.entered.wait()
        group.cancel_scope.cancel()
        consumer.gate.set()

    assert consumer.actors == [1]
    assert await kept(around) == 1


async def test_being_stopped_while_waiting_ends_at_once(around):
    runner = Runner(Listening(), around)

    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            group.start_soon(runner.run)
            await anyio.sleep(0.05)
            group.cancel_scope.cancel()


async def test_passing_over_much_is_remembered_without_a_write_for_each_batch(around):
    runner = Runner(Listening(), around)

    async with anyio.create_task_group() as group:
        group.start_soon(runner.run)
        await anyio.sleep(0.02)
        groups = around.database.figures.groups
        for number in range(50):
            await tell(around, ignored(number))
        await until_idle(runner)
        written = around.database.figures.groups - groups
        group.cancel_scope.cancel()

    assert written == 50
    assert await kept(around) == 50
