"""Receive late: acts on activities that were put aside because somebody slow had to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import anyio

from nodeapp.bridge.receiving import Receiving
from nodeapp.jobs.lanes import Lanes
from nodeapp.model.limits import Limits
from nodeapp.queries import received
from nodeapp.queries.received import Received
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader


@dataclass
class ReceiveLate:
    database: Database
    clock: Clock
    limits: Limits
    receiving: Receiving
    lanes: Lanes = field(init=False)

    def __post_init__(self) -> None:
        most, poll = self.limits.incoming_hosts_at_once, self.limits.delivery_poll_seconds
        self.lanes = Lanes("receive_late", most, poll, self._find, self._serve)

    def wake(self) -> None:
        self.lanes.wake()

    async def run(self) -> None:
        await self.lanes.run()

    async def is_idle(self) -> bool:
        return await self.lanes.is_idle()

    async def _find(self, limit: int) -> Sequence[str]:
        async def work(reader: Reader) -> list[str]:
            return await received.late_hosts(reader, self.clock(), limit)

        return await self.database.read(work)

    async def _serve(self, host: str) -> bool:
        rows = await self._late(host)
        for row in rows:
            await self._settle(row)
        return bool(rows)

    async def _late(self, host: str) -> list[Received]:
        async def work(reader: Reader) -> list[Received]:
            return await received.late(reader, host, self.clock(), self.limits.consumer_batch_max)

        return await self.database.read(work)

    async def _settle(self, row: Received) -> None:
        with anyio.move_on_after(self.limits.incoming_late_seconds) as scope:
            await self.receiving.settle(row)
        if scope.cancelled_caught:
            await self.receiving.try_again(row, "it took too long")
