"""Incoming: acts on what peers sent, their nodes side by side, each in its own order."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import anyio

from nodeapp.bridge.receiving import Receiving
from nodeapp.model.events import ActivityReceived, AnyEvent, Logged
from nodeapp.model.limits import Limits
from nodeapp.queries import received
from nodeapp.queries.received import Received
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader


@dataclass(frozen=True)
class Incoming:
    """An effect. Acting on an activity twice changes nothing, and what is done with is passed over.

    What needs longer, because somebody slow must be asked, is put aside: no node can hold up what others send.
    """

    database: Database
    limits: Limits
    receiving: Receiving
    wake_deliveries: Callable[[], None]
    """Whoever sends something lives: what rested for that node may go."""
    wake_late: Callable[[], None]

    name = "incoming"
    follows: tuple[type[AnyEvent], ...] = (ActivityReceived,)

    async def handle(self, batch: Sequence[Logged]) -> None:
        self.wake_deliveries()
        rows, behind = await self._waiting([logged.event.subject_id for logged in batch])
        lanes: dict[str, list[Received]] = defaultdict(list)
        for row in rows:
            lanes[row.host].append(row)
        unsettled = {row.id: row for row in rows}
        with anyio.move_on_after(self.limits.incoming_quick_seconds):
            turns = anyio.Semaphore(self.limits.incoming_hosts_at_once)
            async with anyio.create_task_group() as tasks:
                for host, lane in lanes.items():
                    if host not in behind:
                        tasks.start_soon(self._settle, lane, unsettled, turns)
        for row in unsettled.values():
            await self.receiving.put_aside(row)
        if unsettled:
            self.wake_late()

    async def _waiting(self, ids: list[int]) -> tuple[list[Received], frozenset[str]]:
        most = SET_SIZE_MAX

        async def work(reader: Reader) -> tuple[list[Received], frozenset[str]]:
            rows = [
                row
                for start in range(0, len(ids), most)
                for row in await received.waiting_among(reader, ids[start : start + most])
            ]
            hosts = list(dict.fromkeys(row.host for row in rows))[:most]
            return rows, frozenset(await received.hosts_behind(reader, hosts) if hosts else ())

        return await self.database.read(work)

    async def _settle(self, lane: list[Received], unsettled: dict[int, Received], turns: anyio.Semaphore) -> None:
        async with turns:
            for row in lane:
                await self.receiving.settle(row)
                del unsettled[row.id]
