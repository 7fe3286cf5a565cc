"""Lanes: serves hosts side by side, each by one task at a time, whenever there is something to do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import anyio
from anyio.abc import TaskGroup

from nodeapp import telemetry

_log = telemetry.Log(__name__)

REST_SECONDS = 1.0


class Errand(Protocol):
    """What is done for one host. State is in the database only: a lane may end anywhere."""

    @property
    def name(self) -> str: ...

    async def find(self, limit: int) -> Sequence[str]:
        """Up to so many hosts with something to do."""
        ...

    async def serve(self, host: str) -> bool:
        """Does some of it; whether more may follow."""
        ...


@dataclass
class Lanes:
    errand: Errand
    at_once: int
    poll_seconds: float
    """Between looks, when nobody wakes them."""
    _busy: set[str] = field(default_factory=set)
    _woken: anyio.Event = field(default_factory=anyio.Event)

    def wake(self) -> None:
        """There may be something new."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled."""
        async with anyio.create_task_group() as tasks:
            while True:
                # Renewed before looking, so that what comes while we look is not missed.
                self._woken = anyio.Event()
                await self._look(tasks)
                with anyio.move_on_after(self.poll_seconds):
                    await self._woken.wait()

    async def is_idle(self) -> bool:
        """Nothing is being done, and nothing is due."""
        return not self._busy and not await self.errand.find(1)

    async def _look(self, tasks: TaskGroup) -> None:
        try:
            await self._start(tasks)
        # The database may have too much to do, or fail for a moment; that is no reason for a node to end.
        except Exception:
            telemetry.count("lane_failures", lane=self.errand.name)
            _log.exception("lane_failed", lane=self.errand.name, host="")
            await anyio.sleep(REST_SECONDS)

    async def _start(self, tasks: TaskGroup) -> None:
        free = self.at_once - len(self._busy)
        if free <= 0:
            return
        for host in await self.errand.find(self.at_once + len(self._busy)):
            if free > 0 and host not in self._busy:
                free -= 1
                self._busy.add(host)
                tasks.start_soon(self._run, host)

    async def _run(self, host: str) -> None:
        try:
            if await self.errand.serve(host):
                self.wake()
        # A lane may break in any way, for reasons that pass: it rests, and the others go on.
        except Exception:
            telemetry.count("lane_failures", lane=self.errand.name)
            _log.exception("lane_failed", lane=self.errand.name, host=host)
            await anyio.sleep(REST_SECONDS)
        finally:
            self._busy.discard(host)
