"""Health: whether the node can take traffic, and which part of it is in trouble."""

from dataclasses import dataclass

import anyio

from nodeapp.model.errors import DiskFull, Unavailable
from nodeapp.model.health import Part, Report
from nodeapp.model.limits import Limits
from nodeapp.queries import health
from nodeapp.queries.health import Backlog
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader


@dataclass(frozen=True)
class Health:
    database: Database
    clock: Clock
    limits: Limits

    async def ready(self) -> Report:
        """Only what a load balancer needs to know: does the database answer in time?"""
        backlog = await self._backlog()
        return Report(self.clock(), {"database": _database_part(backlog)})

    async def report(self) -> Report:
        backlog = await self._backlog()
        parts = {"database": _database_part(backlog)}
        if backlog is not None:
            parts["events"] = self._events_part(backlog)
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

    def _events_part(self, backlog: Backlog) -> Part:
        if backlog.lag > self.limits.event_lag_max:
            return Part("degraded", f"{backlog.slowest} is {backlog.lag} events behind.")
        return Part("ok", f"{backlog.lag} events behind." if backlog.lag else "")

    def _deliveries_part(self, backlog: Backlog) -> Part:
        if backlog.late:
            return Part("degraded", f"{backlog.late} deliveries are late.")
        return Part("ok", f"{backlog.waiting} waiting." if backlog.waiting else "")


def _database_part(backlog: Backlog | None) -> Part:
    return Part("ok") if backlog is not None else Part("degraded", "The database does not answer.")
