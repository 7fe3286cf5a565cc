"""Receiving: acts on kept activities, and settles what becomes of them."""

import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from nodeapp import telemetry
from nodeapp.bridge.incoming import IncomingActivities
from nodeapp.bridge.moments import Moment
from nodeapp.model.errors import Unavailable
from nodeapp.model.limits import Limits
from nodeapp.queries import peers, received
from nodeapp.queries.received import Received
from nodeapp.queries.savepoints import alone
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Transaction

_log = telemetry.Log(__name__)

_FRAMES_LOGGED = 4


class Found(NamedTuple):
    """What to act on, in order, and the hosts of which something must be acted on before."""

    rows: list[Received]
    behind: list[str]
    is_awaited: bool = False


class Settled(NamedTuple):
    """How many were acted on, and what was put aside for whoever has time, in order.

    `is_awaited` when something rested that is to be delivered to one of those who sent them.
    """

    done: int
    left: list[Received]
    is_awaited: bool


@dataclass(frozen=True)
class Receiving:
    database: Database
    clock: Clock
    limits: Limits
    activities: IncomingActivities
    within: Callable[[Moment], IncomingActivities]
    """The same, for what is done within a moment."""

    async def settle(self, ids: list[int]) -> Settled:
        """Those of these that wait, at most 500, as far as nothing from the same host was put aside before them."""
        now_ms = self.clock()

        async def find(tx: Transaction) -> Found:
            rows = await received.waiting_among(tx, ids)
            hosts = list(dict.fromkeys(row.host for row in rows))
            awaited = [await peers.heard_from(tx, host, now_ms) for host in hosts]
            return Found(rows, await received.hosts_behind(tx, hosts), any(awaited))

        return await self._settle(find)

    async def settle_late(self, host: str) -> Settled:
        """What this host sent that was put aside and is due, some of it."""
        now_ms, most = self.clock(), self.limits.incoming_unit_max

        async def find(tx: Transaction) -> Found:
            return Found(await received.late(tx, host, now_ms, most), [])

        return await self._settle(find)

    async def ask(self, row: Received) -> None:
        """Acts on one that needs time, asking whomever it needs.

        Never raises for what is in the activity: it is done, put aside for another try, or dropped.
        """
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

    async def try_again(self, row: Received, reason: str) -> None:
        """Later and ever later, a few times; then never."""
        attempts = row.attempts + 1
        if attempts >= self.limits.incoming_attempts_max:
            _log.info("activity_given_up", actor=row.actor_uri, reason=reason)
            await self._finish(row)
            return
        due_at_ms = self.clock() + int(self.limits.incoming_retry_seconds * 1000 * attempts)

        async def work(tx: Transaction) -> None:
            await received.postpone(tx, row.id, attempts, due_at_ms)

        await self.database.write(work)

    async def _settle(self, find: Callable[[Transaction], Awaitable[Found]]) -> Settled:
        """In one transaction and in order, as far as nobody has to be asked. What is left is put aside."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> Settled:
            found = await find(tx)
            left = await self._act(tx, found.rows, set(found.behind))
            await received.put_aside(tx, [row.id for row in left], now_ms)
            return Settled(len(found.rows) - len(left), left, found.is_awaited)

        return await self.database.write(work)

    async def _act(self, tx: Transaction, rows: list[Received], behind: set[str]) -> list[Received]:
        """What is left: that which needs longer, with all that follows it from the same host."""
        moment, left, bytes_left = Moment(tx), list[Received](), self.limits.incoming_unit_bytes_max
        activities = self.within(moment)
        for row in rows:
            # Others wait to write.
            is_much = bytes_left <= 0
            bytes_left -= len(row.body or b"")
            moment.begin()
            if is_much or row.host in behind or not await _is_done(tx, activities, row):
                behind.add(row.host)
                left.append(row)
        return left

    async def _finish(self, row: Received) -> None:
        async def work(tx: Transaction) -> None:
            await received.finish(tx, row.id)

        await self.database.write(work)


async def _is_done(tx: Transaction, activities: IncomingActivities, row: Received) -> bool:
    """What was done and that it was done are kept together, so that each is acted on once."""

    async def act(part: Transaction) -> None:
        await activities.act(row.actor_uri, row.body or b"")
        await received.finish(part, row.id)

    try:
        await alone(tx, act)
    # Whatever it is, whoever acts on it with more time meets it again, and names it.
    except Exception:
        return False
    return True
