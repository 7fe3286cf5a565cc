"""Lanes: serves hosts side by side, each by one task at a time, whenever there is something to do."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import anyio
import structlog
from anyio.abc import TaskGroup

from nodeapp import telemetry

_log = structlog.get_logger()

REST_SECONDS = 1.0


@dataclass
class Lanes:
    """`find` names up to so many hosts with something to do; `serve` does some, and says if more may follow."""

    name: str
    at_once: int
    poll_seconds: float
    find: Callable[[int], Awaitable[Sequence[str]]]
    serve: Callable[[str], Awaitable[bool]]
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
                await self._start(tasks)
                with anyio.move_on_after(self.poll_seconds):
                    await self._woken.wait()

    async def is_idle(self) -> bool:
        """Nothing is being done, and nothing is due."""
        return not self._busy and not await self.find(1)

    async def _start(self, tasks: TaskGroup) -> None:
        free = self.at_once - len(self._busy)
        if free <= 0:
            return
        for host in await self.find(self.at_once + len(self._busy)):
            if free > 0 and host not in self._busy:
                free -= 1
                self._busy.add(host)
                tasks.start_soon(self._run, host)

    async def _run(self, host: str) -> None:
        try:
            if await self.serve(host):
                self.wake()
        # A lane may break in any way, for reasons that pass: it rests, and the others go on.
        except Exception:
            telemetry.count("lane_failures", lane=self.name)
            _log.exception("lane_failed", lane=self.name, host=host)
            await anyio.sleep(REST_SECONDS)
        finally:
            self._busy.discard(host)
