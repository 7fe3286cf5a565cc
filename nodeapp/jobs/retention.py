"""Forgets what has served its time: keys, sessions, links, events, letters, what peers sent."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nodeapp import telemetry
from nodeapp.model.limits import Limits
from nodeapp.queries import deliveries, event_log, idempotency, kept, leftovers, received, retention, sessions
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Transaction

_log = telemetry.Log(__name__)

_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS


@dataclass(frozen=True)
class Retention:
    """`consumers` names those that run; the log is kept for them."""

    database: Database
    clock: Clock
    limits: Limits
    consumers: tuple[str, ...]

    @property
    def name(self) -> str:
        return "retention"

    @property
    def every_seconds(self) -> float:
        """Often, so that each run is short: they all pass through the one writer."""
        return 600

    async def run(self) -> None:
        now_ms, limits = self.clock(), self.limits
        await self._forget("idempotency", idempotency.forget_until, now_ms - limits.idempotency_hours * _HOUR_MS)
        await self._forget("sessions", sessions.forget_until, now_ms - limits.session_days * _DAY_MS)
        await self._forget("reset_links", retention.forget_reset_links, now_ms)
        await self._forget("received", received.forget, now_ms - limits.received_kept_days * _DAY_MS)
        await self._forget("letters", deliveries.forget, now_ms - limits.events_kept_days_max * _DAY_MS)
        # First the words, for as long as they are there everything else is left with them.
        await self._forget("kept_tweets", kept.forget, now_ms - limits.undelete_days * _DAY_MS)
        await self._forget("leftovers", leftovers.forget, now_ms - limits.leftovers_days * _DAY_MS)
        await self._forget("events", self._passed_events, now_ms - limits.events_kept_days * _DAY_MS)
        await self._forget("late_events", self._all_events, now_ms - limits.events_kept_days_max * _DAY_MS)

    async def _forget(
        self, what: str, forget: Callable[[Transaction, int, int], Awaitable[int]], older_than_ms: int
    ) -> None:
        """In portions, so that nobody's write waits long behind them."""

        async def work(tx: Transaction) -> int:
            return await forget(tx, older_than_ms, SET_SIZE_MAX)

        forgotten = portion = await self.database.write(work)
        while portion == SET_SIZE_MAX:
            portion = await self.database.write(work)
            forgotten += portion
        if forgotten:
            telemetry.count("forgotten", forgotten, what=what)
            _log.info("forgotten", what=what, count=forgotten)

    async def _passed_events(self, tx: Transaction, older_than_ms: int, most: int) -> int:
        await retention.forget_checkpoints(tx, list(self.consumers))
        return await event_log.forget_until(tx, await event_log.lowest_checkpoint(tx), older_than_ms, most)

    async def _all_events(self, tx: Transaction, older_than_ms: int, most: int) -> int:
        """Those a consumer never passed: what it missed is named by `health` long before."""
        return await event_log.forget_until(tx, await event_log.last(tx), older_than_ms, most)
