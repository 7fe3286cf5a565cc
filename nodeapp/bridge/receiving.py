"""Receiving: acts on one kept activity, and settles what becomes of it."""

import traceback
from dataclasses import dataclass
from pathlib import Path

import structlog

from nodeapp import telemetry
from nodeapp.bridge.incoming import IncomingActivities
from nodeapp.model.errors import Unavailable
from nodeapp.model.limits import Limits
from nodeapp.queries import received
from nodeapp.queries.received import Received
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Transaction

_log = structlog.get_logger()

_FRAMES_LOGGED = 4


@dataclass(frozen=True)
class Receiving:
    database: Database
    clock: Clock
    limits: Limits
    activities: IncomingActivities

    async def settle(self, row: Received) -> None:
        """Never raises for what is in the activity: it is done, put aside for another try, or dropped."""
        try:
            await self.activities.act(row.actor_uri, row.body or b"")
        except Unavailable as error:
            await self.try_again(row, str(error))
            return
        # One poisonous activity must not hold up all the others: it is named, and never tried again.
        except Exception as error:
            telemetry.count("activities_failed")
            frames = traceback.extract_tb(error.__traceback__)[-_FRAMES_LOGGED:]
            where = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
            kind = type(error).__qualname__
            _log.error("activity_failed", actor=row.actor_uri, received=row.id, error=kind, where=where)
        await self._finish(row)

    async def put_aside(self, row: Received) -> None:
        """It takes too long for the quick lane; tried again by whoever has time."""

        async def work(tx: Transaction) -> None:
            await received.put_aside(tx, row.id, row.attempts, self.clock())

        await self.database.write(work)

    async def try_again(self, row: Received, reason: str) -> None:
        """Later and ever later, a few times; then never."""
        attempts = row.attempts + 1
        if attempts >= self.limits.incoming_attempts_max:
            _log.info("activity_given_up", actor=row.actor_uri, reason=reason)
            await self._finish(row)
            return
        due_at_ms = self.clock() + int(self.limits.incoming_retry_seconds * 1000 * attempts)

        async def work(tx: Transaction) -> None:
            await received.put_aside(tx, row.id, attempts, due_at_ms)

        await self.database.write(work)

    async def _finish(self, row: Received) -> None:
        async def work(tx: Transaction) -> None:
            await received.finish(tx, row.id)

        await self.database.write(work)
