"""Receive late: acts on activities that were put aside because somebody has to be asked for them."""

from collections.abc import Sequence
from dataclasses import dataclass

import anyio

from nodeapp.bridge.receiving import Receiving
from nodeapp.model.limits import Limits
from nodeapp.queries import received
from nodeapp.queries.received import Received
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader


@dataclass(frozen=True)
class ReceiveLate:
    database: Database
    clock: Clock
    limits: Limits
    receiving: Receiving

    name = "receive_late"

    async def find(self, limit: int) -> Sequence[str]:
        async def work(reader: Reader) -> list[str]:
            return await received.late_hosts(reader, self.clock(), limit)

        return await self.database.read(work)

    async def serve(self, host: str) -> bool:
        """One round: what can be done at once, then one for which somebody has to be asked."""
        settled = await self.receiving.settle_late(host)
        if settled.left:
            await self._ask(settled.left[0])
        return bool(settled.done or settled.left)

    async def _ask(self, row: Received) -> None:
        with anyio.move_on_after(self.limits.incoming_late_seconds) as scope:
            await self.receiving.ask(row)
        if scope.cancelled_caught:
            await self.receiving.try_again(row, "it took too long")
