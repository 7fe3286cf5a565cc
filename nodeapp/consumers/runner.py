"""Runs one consumer: reads the log from its checkpoint, hands it what it follows, remembers how far it came."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

import anyio

from nodeapp import telemetry
from nodeapp.consumers.base import Choosing, Consumer
from nodeapp.model.errors import NodeError
from nodeapp.model.events import Logged
from nodeapp.model.limits import Limits
from nodeapp.queries import event_log
from nodeapp.seams.clock import Clock, Random
from nodeapp.seams.database import Database, Reader, Transaction
from nodeapp.seams.events import EventSource

_log = telemetry.Log(__name__)

_FIRST_REST_SECONDS = 0.5
_IDLE_SECONDS = 1.0


@dataclass(frozen=True)
class Surroundings:
    """What every runner needs."""

    source: EventSource
    database: Database
    clock: Clock
    random: Random
    limits: Limits


class Runner:
    """`position` is how far its consumer has come; `failures` counts tries in a row that raised.

    With `starts_at` it begins there each time and its place is not written down: for what goes into memory alone.
    """

    def __init__(self, consumer: Consumer, around: Surroundings, starts_at: int | None = None) -> None:
        self.consumer = consumer
        self.keeps_place = starts_at is None
        self.position = Logged.BEGINNING if starts_at is None else starts_at
        self.failures = 0
        self._around = around
        self._kept = Logged.BEGINNING
        self._has_begun = starts_at is not None
        self._stopping = False
        self._pause = anyio.CancelScope()

    @property
    def name(self) -> str:
        return self.consumer.name

    async def lag(self) -> int:
        """Events it has yet to pass; 0 when it has nothing to do."""
        return await self._around.source.last() - self.position

    async def run(self) -> None:
        """Until cancelled. What is being handled then is finished first, for at most `drain_seconds`."""
        async with anyio.create_task_group() as group:
            work = anyio.CancelScope(shield=True)
            group.start_soon(self._run_in, work)
            try:
                await anyio.sleep_forever()
            finally:
                self._stopping = True
                self._pause.cancel()
                work.deadline = anyio.current_time() + self._around.limits.drain_seconds

    async def _run_in(self, scope: anyio.CancelScope) -> None:
        with scope:
            while not self._stopping:
                await self._turn()
            if self._kept < self.position:
                with contextlib.suppress(NodeError):
                    await self._keep()

    async def _begin(self) -> None:
        """A new consumer is written down at once, so that nothing is dropped that it has not passed."""

        async def work(reader: Reader) -> int:
            return await event_log.checkpoint(reader, self.name)

        self.position = self._kept = await self._around.database.read(work)
        if self.position == Logged.BEGINNING:
            # Where the disk is full nothing is dropped either; the place is written down with the first batch.
            with contextlib.suppress(NodeError):
                await self._keep()
        self._has_begun = True

    async def _turn(self) -> None:
        try:
            if not self._has_begun:
                await self._begin()
            await self._advance()
            self.failures = 0
        # A consumer may fail in any way, for reasons that pass; the others and the node must not mind.
        except Exception:
            self.failures += 1
            rest_seconds = self._rest_seconds()
            telemetry.count("consumer_failures", consumer=self.name)
            _log.exception(
                "consumer_failed",
                consumer=self.name,
                position=self.position,
                failures=self.failures,
                rest_seconds=round(rest_seconds, 1),
            )
            await self._sleep(rest_seconds)

    async def _advance(self) -> None:
        around = self._around
        # One event at a time after a failure: those before the one that fails get through, and it is named.
        limit = 1 if self.failures else around.limits.consumer_batch_max
        batch = await around.source.after(self.position, limit)
        if not batch:
            await self._rest()
            return
        wanted = self._followed(batch)
        if wanted:
            await self.consumer.handle(wanted)
            telemetry.count("consumer_events", len(wanted), consumer=self.name)
        self.position = batch[-1].position
        # After handling, so that a crash between repeats a batch and never skips one.
        # What was only passed over is remembered now and then: passing over it again costs little.
        if wanted or self.position - self._kept >= around.limits.consumer_batch_max:
            await self._keep()

    async def _rest(self) -> None:
        """Until something new is committed; the place is written down when nothing comes for a while."""
        before = self.position
        with self._new_pause():
            await self._around.source.wait(before, _IDLE_SECONDS)
        if self._kept < before and not await self.lag():
            await self._keep()

    async def _sleep(self, seconds: float) -> None:
        with self._new_pause():
            await anyio.sleep(seconds)

    def _new_pause(self) -> anyio.CancelScope:
        self._pause = anyio.CancelScope()
        if self._stopping:
            self._pause.cancel()
        return self._pause

    async def _keep(self) -> None:
        at_ms, position = self._around.clock(), self.position
        if not self.keeps_place:
            self._kept = position
            return

        async def work(tx: Transaction) -> None:
            await event_log.advance(tx, self.name, position, at_ms)

        await self._around.database.write(work)
        self._kept = position

    def _followed(self, batch: Sequence[Logged]) -> list[Logged]:
        followed = [logged for logged in batch if isinstance(logged.event, self.consumer.follows)]
        if isinstance(self.consumer, Choosing):
            return [logged for logged in followed if self.consumer.wants(logged.event)]
        return followed

    def _rest_seconds(self) -> float:
        """Twice as long each time, up to a bound, and never for all at the same moment."""
        longest = min(
            self._around.limits.consumer_rest_seconds_max, _FIRST_REST_SECONDS * 2.0 ** min(self.failures, 20)
        )
        return longest * (0.5 + self._around.random.fraction() / 2)
