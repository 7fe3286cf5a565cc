"""Runs what follows from the clock: each job again and again, one run of it at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import anyio

from nodeapp import telemetry
from nodeapp.seams.clock import Clock, Random

_log = telemetry.Log(__name__)

_LOOK_SECONDS_MAX = 1.0
"""How long the clock goes unread: it may be set while a job waits."""
_JITTER = 0.1


class Job(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def every_seconds(self) -> float: ...

    async def run(self) -> None:
        """Everything that is due now. Repeating it, or stopping it half-way, does no harm."""
        ...


@dataclass(frozen=True)
class Scheduler:
    jobs: Sequence[Job]
    clock: Clock
    random: Random

    async def run(self) -> None:
        """Until cancelled. Each job runs at the start, then every so often, give or take a tenth."""
        async with anyio.create_task_group() as group:
            for job in self.jobs:
                group.start_soon(self._repeat, job)

    async def _repeat(self, job: Job) -> None:
        since_ms, every_ms = self.clock(), 0.0
        while True:
            now_ms = self.clock()
            # A clock that was set back must not make a job wait for the difference.
            if not since_ms <= now_ms < since_ms + every_ms:
                await self._run_once(job)
                since_ms, every_ms = self.clock(), self._pause_ms(job)
                now_ms = since_ms
            await anyio.sleep(min(_LOOK_SECONDS_MAX, (since_ms + every_ms - now_ms) / 1_000))

    async def _run_once(self, job: Job) -> None:
        try:
            await job.run()
            telemetry.count("job_runs", job=job.name)
        # A job may fail in any way, for reasons that pass; its next turn comes, and the others go on.
        except Exception:
            telemetry.count("job_failures", job=job.name)
            _log.exception("job_failed", job=job.name)

    def _pause_ms(self, job: Job) -> float:
        return job.every_seconds * 1_000 * (1 - _JITTER + 2 * _JITTER * self.random.fraction())
