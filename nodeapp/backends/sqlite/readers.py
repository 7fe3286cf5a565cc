"""The readers: a few connections that see one snapshot for a whole unit of work, in one hop."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import aiosqlite
import anyio

from nodeapp.backends.sqlite import failures
from nodeapp.backends.sqlite.connections import connect
from nodeapp.backends.sqlite.units import Statements, drive
from nodeapp.model.errors import Unavailable
from nodeapp.model.limits import Limits
from nodeapp.seams.database import Reader

T = TypeVar("T")

_CHUNK_ROWS = 64


class _Seat:
    """One aiosqlite connection and what runs on its thread."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self.connection = aiosqlite.Connection(self._connect, _CHUNK_ROWS)

    async def run(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        # aiosqlite offers one hop a statement; a whole unit in one hop needs the call beneath.
        result: T = await self.connection._execute(partial(self._read, work))  # type: ignore[no-untyped-call]
        return result

    def _connect(self) -> sqlite3.Connection:
        self._inner = connect(self._path, self._limits, read_only=True)
        self._statements = Statements(self._inner)
        return self._inner

    def _read(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        self._inner.execute("begin")
        try:
            return drive(work, self._statements)
        finally:
            self._inner.execute("rollback")


class Readers:
    """`read` waits for a free connection; the last one used is the next, since it has the warmest pages."""

    def __init__(self, seats: list[_Seat], limits: Limits) -> None:
        self._free = seats
        self._places = anyio.Semaphore(len(seats))
        self._waiting_max = limits.read_queue_max

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, limits: Limits) -> AsyncIterator["Readers"]:
        seats = [_Seat(path, limits) for _ in range(limits.reader_connections)]
        async with AsyncExitStack() as stack:
            for seat in seats:
                await stack.enter_async_context(seat.connection)
            yield cls(seats, limits)

    async def read(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        if self._places.statistics().tasks_waiting >= self._waiting_max:
            raise Unavailable(failures.CROWDED)
        async with self._places:
            seat = self._free.pop()
            try:
                return await seat.run(work)
            finally:
                self._free.append(seat)
