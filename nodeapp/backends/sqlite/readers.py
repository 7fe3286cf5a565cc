"""The readers: a few connections that see one snapshot for a whole unit of work, in one hop."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from nodeapp.backends.sqlite import failures
from nodeapp.backends.sqlite.connections import connect
from nodeapp.backends.sqlite.lines import Line, Unit
from nodeapp.backends.sqlite.units import Statements, drive
from nodeapp.model import crowds
from nodeapp.model.errors import Unavailable
from nodeapp.model.limits import Limits
from nodeapp.seams.database import Reader

T = TypeVar("T")

_CHUNK_ROWS = 64


class _Seat:
    """One aiosqlite connection, and what runs on its thread."""

    def __init__(self, path: Path, limits: Limits, line: Line) -> None:
        self._path = path
        self._limits = limits
        self._line = line
        self._loop = asyncio.get_running_loop()
        self.connection = aiosqlite.Connection(self._connect, _CHUNK_ROWS)

    def begin(self, unit: Unit, rest: Callable[["_Seat"], None]) -> None:
        """Reads it, then whatever else waits; `rest` is called on the event loop when nothing does."""
        # aiosqlite offers one hop a statement and a loop's turn between two; its thread takes a call just as well.
        self.connection._tx.put_nowait((None, partial(self._read_all, unit, rest)))

    def _connect(self) -> sqlite3.Connection:
        self._inner = connect(self._path, self._limits, read_only=True)
        self._statements = Statements(self._inner)
        return self._inner

    def _read_all(self, unit: Unit, rest: Callable[["_Seat"], None]) -> None:
        following: Unit | None = unit
        while following is not None:
            unit, result, error = following, None, None
            try:
                result = self._read(unit.work)
            # Whatever a unit raises is its caller's and is raised again there; this thread serves all and must live on.
            except BaseException as raised:
                error = raised
            self._line.done(unit)
            following = self._line.take()
            self._loop.call_soon_threadsafe(_answer, unit, result, error)
        self._loop.call_soon_threadsafe(rest, self)

    def _read(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        self._inner.execute("begin")
        try:
            return drive(work, self._statements)
        finally:
            self._inner.execute("rollback")


class Readers:
    """`read` waits for a free connection; the last one used is the next, since it has the warmest pages."""

    def __init__(self, seats: list[_Seat], line: Line) -> None:
        self._resting = seats
        self._line = line
        self._is_closed = False

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, limits: Limits) -> AsyncIterator["Readers"]:
        line = Line(limits.reader_connections, limits)
        seats = [_Seat(path, limits, line) for _ in range(limits.reader_connections)]
        async with AsyncExitStack() as stack:
            for seat in seats:
                await stack.enter_async_context(seat.connection)
            readers = cls(seats, line)
            stack.callback(readers._close)
            yield readers

    @property
    def are_crowded(self) -> bool:
        """Whether what is new would be put off."""
        return self._line.is_crowded

    async def read(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        """Raises Unavailable where this is put off."""
        if self._is_closed:
            raise Unavailable(failures.STOPPING)
        unit = Unit(work, asyncio.get_running_loop().create_future(), crowds.standing())
        self._line.put(unit)
        if self._resting:
            self._rouse(self._resting.pop())
        timer = self._line.watch(unit)
        try:
            result: T = await unit.future
        finally:
            if timer is not None:
                timer.cancel()
        crowds.admit()
        return result

    def _rouse(self, seat: _Seat) -> None:
        """On the event loop, where units are put: none can slip in between the look and the rest."""
        unit = None if self._is_closed else self._line.take()
        if unit is None:
            self._resting.append(seat)
        else:
            seat.begin(unit, self._rouse)

    def _close(self) -> None:
        self._is_closed = True
        self._line.end()


def _answer(unit: Unit, result: Any, error: BaseException | None) -> None:
    if unit.future.done():
        return
    if error is not None:
        unit.future.set_exception(error)
    else:
        unit.future.set_result(result)
