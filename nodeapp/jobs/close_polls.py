"""Closes polls as their time comes, and lets others be told of new votes now and then."""

from dataclasses import dataclass

import anyio

from nodeapp import telemetry
from nodeapp.model.events import PollClosed, PollCounted
from nodeapp.model.ids import TweetId
from nodeapp.queries import event_log, poll_times
from nodeapp.queries.poll_times import Due
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction

_log = telemetry.Log(__name__)

_LOOK_SECONDS = 0.9
"""How long nobody looks: the clock may be set meanwhile, or a poll come that ends earlier."""
_REST_SECONDS = 5.0
_AT_ONCE = 100
"""Polls of one transaction: others wait to write."""


@dataclass(frozen=True)
class ClosePolls:
    """State is in the database only. What was due while the node was down is done at its start."""

    database: Database
    clock: Clock

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            seconds = await self._round()
            await anyio.sleep(seconds)

    async def is_idle(self) -> bool:
        """Nothing is due."""
        next_ms = await self._next_ms()
        return next_ms is None or next_ms > self.clock()

    async def _round(self) -> float:
        """The seconds until the next."""
        try:
            next_ms = await self._next_ms()
            if next_ms is not None and next_ms <= self.clock():
                await self._settle()
                return 0
        # The database may have too much to do, or fail for a moment; that is no reason for a node to end.
        except Exception:
            telemetry.count("job_failures", job="close_polls")
            _log.exception("job_failed", job="close_polls")
            return _REST_SECONDS
        ahead = _LOOK_SECONDS if next_ms is None else (next_ms - self.clock()) / 1_000
        return min(max(ahead, 0), _LOOK_SECONDS)

    async def _next_ms(self) -> int | None:
        async def work(reader: Reader) -> int | None:
            return await poll_times.next_ms(reader)

        return await self.database.read(work)

    async def _settle(self) -> None:
        """Some of what is due. A poll is closed and its event written in one transaction: once, whatever happens."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            over = await poll_times.over(tx, now_ms, _AT_ONCE)
            await poll_times.close(tx, _ids(over), now_ms)
            for due in _live(over):
                await event_log.append(tx, PollClosed(actor_id=due.author_id, subject_id=due.tweet_id), now_ms)
            untold = await poll_times.untold(tx, now_ms, _AT_ONCE)
            await poll_times.told(tx, _ids(untold))
            for due in _live(untold):
                await event_log.append(tx, PollCounted(actor_id=due.author_id, subject_id=due.tweet_id), now_ms)

        await self.database.write(work)


def _ids(found: list[Due]) -> list[TweetId]:
    return [due.tweet_id for due in found]


def _live(found: list[Due]) -> list[Due]:
    return [due for due in found if due.is_live]
