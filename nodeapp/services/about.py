"""About: what a node tells anybody of itself."""

from dataclasses import dataclass, field

from nodeapp.model.ids import first_id_at
from nodeapp.queries import node, outbox
from nodeapp.queries.node import Counts
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader

_MONTH_MS = 30 * 86_400_000
_COUNTED_FOR_MS = 600_000
"""Anybody may ask, and counting reads every tweet of a month."""


@dataclass
class About:
    database: Database
    clock: Clock
    _active: int = field(default=0, init=False)
    _counted_at_ms: int | None = field(default=None, init=False)

    async def counts(self) -> Counts:
        """People who live here, and nodes that are known. No people: the node is fresh."""
        return await self.database.read(node.counts)

    async def active_in_month(self) -> int:
        """How many of those who live here wrote something in the last 30 days; up to ten minutes old."""
        now_ms = self.clock()
        if self._counted_at_ms is None or not 0 <= now_ms - self._counted_at_ms < _COUNTED_FOR_MS:

            async def work(reader: Reader) -> int:
                return await outbox.count_authors_since(reader, first_id_at(now_ms - _MONTH_MS))

            self._active = await self.database.read(work)
            self._counted_at_ms = now_ms
        return self._active
