"""Posts what was written for later, as its time comes; what was due while the node was down, at its start."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import anyio

from nodeapp import telemetry
from nodeapp.queries import drafts
from nodeapp.queries.drafts import Due
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader
from nodeapp.services.tweets import Tweets

_log = telemetry.Log(__name__)

_LOOK_SECONDS = 0.9
"""How long nobody looks: the clock may be set meanwhile, or something be scheduled earlier."""
_REST_SECONDS = 5.0
_AT_ONCE = 20


@dataclass(frozen=True)
class PostScheduled:
    """State is in the database only: what is posted is scheduled no more by the same transaction."""

    database: Database
    clock: Clock
    tweets: Tweets

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            seconds = await self._round()
            await anyio.sleep(seconds)

    async def is_idle(self) -> bool:
        """Nothing is due."""
        next_ms = await self.database.read(drafts.next_ms)
        return next_ms is None or next_ms > self.clock()

    async def _round(self) -> float:
        """The seconds until the next."""
        try:
            next_ms = await self.database.read(drafts.next_ms)
            if next_ms is not None and next_ms <= self.clock():
                return 0 if await self._post() else _REST_SECONDS
        # The database may have too much to do, or fail for a moment; that is no reason for a node to end.
        except Exception:
            self._note()
            return _REST_SECONDS
        ahead = _LOOK_SECONDS if next_ms is None else (next_ms - self.clock()) / 1_000
        return min(max(ahead, 0), _LOOK_SECONDS)

    async def _post(self) -> bool:
        """Some of what is due; people beside each other, one's own in their order. False where some must be retried."""
        now_ms = self.clock()

        async def look(reader: Reader) -> list[Due]:
            return await drafts.due(reader, now_ms, _AT_ONCE)

        found = sorted(await self.database.read(look), key=lambda due: due.account_id)
        went: list[bool] = []
        async with anyio.create_task_group() as tasks:
            for _, own in groupby(found, key=lambda due: due.account_id):
                tasks.start_soon(self._post_own, list(own), went)
        return all(went)

    async def _post_own(self, own: Sequence[Due], went: list[bool]) -> None:
        for due in own:
            try:
                await self.tweets.post_due(due.account_id, due.id)
            # What goes wrong with one, in whatever way, must not hold up the others; it is tried again.
            except Exception:
                self._note()
                went.append(False)

    def _note(self) -> None:
        telemetry.count("job_failures", job="post_scheduled")
        _log.exception("job_failed", job="post_scheduled")
