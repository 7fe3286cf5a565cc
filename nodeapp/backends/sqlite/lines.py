"""The line before the readers: who goes first, who can be put off, and whose turn it is."""

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from nodeapp import telemetry
from nodeapp.backends.sqlite import failures
from nodeapp.model.crowds import Standing
from nodeapp.model.errors import Unavailable
from nodeapp.model.limits import Limits
from nodeapp.seams.database import Reader


@dataclass(slots=True, eq=False)
class Unit:
    """What one caller asked for. `future` is touched on the event loop only, but for a look whether it is done."""

    work: Callable[[Reader], Awaitable[Any]]
    future: "asyncio.Future[Any]"
    standing: Standing
    has_begun: bool = False


class Line:
    """Filled on the event loop, emptied by the threads that read, which need not wait for a busy loop between units.

    What is new is put off where too much else is, or after a while. The last thread is for the node's own work alone.
    """

    def __init__(self, threads: int, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._waiting: dict[Standing, deque[Unit]] = {"own": deque(), "admitted": deque(), "new": deque()}
        self._most: dict[Standing, int] = {
            "own": limits.read_queue_first_max,
            "admitted": limits.read_queue_first_max,
            "new": limits.read_queue_max,
        }
        self._guests = 0
        self._guests_max = max(threads - 1, 1)

    @property
    def is_crowded(self) -> bool:
        """Whether what is new would be put off."""
        return len(self._waiting["new"]) >= self._most["new"]

    def put(self, unit: Unit) -> None:
        """Raises Unavailable for what is put off at once; what is put off later has it for its result."""
        waiting = self._waiting[unit.standing]
        if len(waiting) >= self._most[unit.standing]:
            raise _put_off("full")
        waiting.append(unit)

    def take(self) -> Unit | None:
        """Whose turn it is; to be followed by `done`. None where whoever asks may rest."""
        with self._lock:
            unit = _next(self._waiting["own"])
            if unit is None and self._guests < self._guests_max:
                unit = _next(self._waiting["admitted"]) or _next(self._waiting["new"])
                if unit is not None:
                    self._guests += 1
            return unit

    def done(self, unit: Unit) -> None:
        if unit.standing != "own":
            with self._lock:
                self._guests -= 1

    def watch(self, unit: Unit) -> asyncio.TimerHandle | None:
        """For what has to wait now. To be cancelled once it waits no longer."""
        if unit.has_begun or unit.standing != "new":
            return None
        return asyncio.get_running_loop().call_later(self._limits.read_queue_seconds, _give_up, unit)

    def end(self) -> None:
        """Whoever still waits hears that the node is stopping."""
        for waiting in self._waiting.values():
            for unit in waiting:
                if not unit.future.done():
                    unit.future.set_exception(Unavailable(failures.STOPPING))


def _next(waiting: deque[Unit]) -> Unit | None:
    """Passes over what was cancelled or put off while it waited."""
    while waiting:
        unit = waiting.popleft()
        if not unit.future.done():
            unit.has_begun = True
            return unit
    return None


def _give_up(unit: Unit) -> None:
    # One that begins at this very moment is read for nothing; reading changes nothing.
    if not unit.has_begun and not unit.future.done():
        unit.future.set_exception(_put_off("late"))


def _put_off(why: str) -> Unavailable:
    telemetry.count("reads_put_off", why=why)
    return failures.put_off()
