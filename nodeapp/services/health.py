"""Health: whether the node can take traffic, and which part of it is in trouble."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import anyio

from nodeapp.model.errors import DiskFull, Unavailable
from nodeapp.model.health import Part, Report
from nodeapp.model.limits import Limits
from nodeapp.queries import health
from nodeapp.queries.health import Backlog
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader


async def nobody_behind() -> Mapping[str, int]:
    return {}


def nothing_to_say() -> Part:
    return Part("ok")


@dataclass(frozen=True)
class Health:
    """`behind` tells of consumers whose place is in memory alone, by how many events each is behind."""

    database: Database
    clock: Clock
    limits: Limits
    behind: Callable[[], Awaitable[Mapping[str, int]]] = nobody_behind
    search: Callable[[], Part] = nothing_to_say

    async def ready(self) -> Report:
        """Only what a load balancer needs to know: does the database answer in time?"""
        backlog = await self._backlog()
        return Report(self.clock(), {"database": _database_part(backlog)})

    async def report(self) -> Report:
        backlog = await self._backlog()
        parts = {"database": _database_part(backlog), "search": self.search()}
        if backlog is not None:
            parts["events"] = self._events_part({backlog.slowest: backlog.lag, **await self.behind()})
            parts["deliveries"] = self._deliveries_part(backlog)
        return Report(self.clock(), parts)

    async def _backlog(self) -> Backlog | None:
        late_before_ms = self.clock() - self.limits.delivery_late_seconds * 1_000

        async def work(reader: Reader) -> Backlog:
            return await health.backlog(reader, late_before_ms)

        with anyio.move_on_after(self.limits.health_seconds):
            try:
                return await self.database.read(work)
            except (Unavailable, DiskFull):
                return None
        return None

    def _events_part(self, behind: Mapping[str, int]) -> Part:
        slowest = max(behind, key=behind.__getitem__)
        if behind[slowest] > self.limits.event_lag_max:
            return Part("degraded", f"{slowest} is {behind[slowest]} events behind.")
        return Part("ok", f"{behind[slowest]} events behind." if behind[slowest] else "")

    def _deliveries_part(self, backlog: Backlog) -> Part:
        if backlog.late:
            return Part("degraded", f"{backlog.late} deliveries are late.")
        return Part("ok", f"{backlog.waiting} waiting." if backlog.waiting else "")


def _database_part(backlog: Backlog | None) -> Part:
    return Part("ok") if backlog is not None else Part("degraded", "The database does not answer.")
