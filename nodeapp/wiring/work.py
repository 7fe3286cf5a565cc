"""What goes on beside requests: consumers of the event log, letters on their way, jobs by the clock."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Protocol

import anyio
from anyio.abc import TaskGroup

from federation import Door
from nodeapp.backends.sqlite.events import SqliteEvents
from nodeapp.bridge.incoming import IncomingActivities
from nodeapp.bridge.incoming_notes import IncomingNotes
from nodeapp.bridge.outgoing import Outgoing
from nodeapp.bridge.receiving import Receiving
from nodeapp.bridge.signers import Instance, Signers
from nodeapp.bridge.strangers import Strangers
from nodeapp.consumers.backfill import Backfill
from nodeapp.consumers.delivery import Delivery
from nodeapp.consumers.incoming import Incoming
from nodeapp.consumers.runner import Runner, Surroundings
from nodeapp.jobs.deliver import Deliver
from nodeapp.jobs.receive_late import ReceiveLate
from nodeapp.jobs.retention import Retention
from nodeapp.jobs.scheduler import Scheduler
from nodeapp.model.errors import Unavailable
from nodeapp.model.origin import Origin
from nodeapp.wiring.ground import Ground
from nodeapp.wiring.services import Services

LOOK_SECONDS = 0.02


class Carrier(Protocol):
    """Something that carries what is due, and knows when nothing is."""

    async def is_idle(self) -> bool: ...
    async def run(self) -> None: ...


@dataclass(frozen=True)
class Work:
    runners: Sequence[Runner]
    carriers: Sequence[Carrier]
    scheduler: Scheduler

    def start(self, tasks: TaskGroup) -> None:
        """Until the group is cancelled; consumers then stop at the end of a batch."""
        for runner in self.runners:
            tasks.start_soon(runner.run)
        for carrier in self.carriers:
            tasks.start_soon(carrier.run)
        tasks.start_soon(self.scheduler.run)

    async def wait_idle(self, seconds: float) -> None:
        """Until every consumer has passed every event and nothing is due. Raises Unavailable when time is up."""
        with anyio.move_on_after(seconds):
            # Twice in a row: what one part has just handed to the next is in neither for a moment.
            calm = 0
            while calm < 2:  # noqa: PLR2004
                calm = calm + 1 if await self._is_idle() else 0
                await anyio.sleep(LOOK_SECONDS)
            return
        raise Unavailable("The node is still busy.")

    async def _is_idle(self) -> bool:
        for runner in self.runners:
            if await runner.lag():
                return False
        for carrier in self.carriers:
            if not await carrier.is_idle():
                return False
        return True


async def work(
    stack: AsyncExitStack, ground: Ground, origin: Origin, door: Door, instance: Instance, parts: Services
) -> Work:
    """Nothing runs yet. What must be open meanwhile is put on the stack."""
    database, clock, limits, random = ground.database, ground.clock, ground.settings.limits, ground.random
    around = Surroundings(
        source=await stack.enter_async_context(SqliteEvents.open(database)),
        database=database,
        clock=clock,
        random=random,
        limits=limits,
    )
    deliver = Deliver(database, clock, limits, random, door, Signers(database, origin, limits, instance))
    receiving = Receiving(database, clock, limits, _incoming(ground, origin, parts))
    late = ReceiveLate(database, clock, limits, receiving)
    consumers = (
        Delivery(database, clock, Outgoing(database, origin, limits), deliver.wake),
        Incoming(database, limits, receiving, deliver.wake, late.wake),
        Backfill(database, limits, parts.accounts.peers, parts.foreign_tweets),
    )
    retention = Retention(database, clock, limits, tuple(consumer.name for consumer in consumers))
    runners = [Runner(consumer, around) for consumer in consumers]
    return Work(runners, [deliver, late], Scheduler([retention], clock, random))


def _incoming(ground: Ground, origin: Origin, parts: Services) -> IncomingActivities:
    peers = parts.accounts.peers
    strangers = Strangers(parts.accounts, peers)
    notes = IncomingNotes(
        ground.database,
        ground.clock,
        ground.settings.limits,
        origin,
        peers,
        strangers,
        parts.foreign_tweets,
        parts.engagement,
    )
    return IncomingActivities(ground.database, origin, notes, strangers, parts.engagement, parts.graph, parts.received)
