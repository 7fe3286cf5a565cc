"""The SQLite file as the system of record: opens it, migrates it, reads and writes it."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import anyio
from msgspec import Struct

from nodeapp.backends.sqlite import failures
from nodeapp.backends.sqlite.checkpoints import Checkpoints, WalReset
from nodeapp.backends.sqlite.connections import connect
from nodeapp.backends.sqlite.migrate import migrate
from nodeapp.backends.sqlite.readers import Readers
from nodeapp.backends.sqlite.writer import Listener, Writer
from nodeapp.model.limits import Limits
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Reader, Transaction
from nodeapp.seams.mirror import Mirror

T = TypeVar("T")


class Figures(Struct, frozen=True):
    """What health and metrics show of the database."""

    waiting: int
    groups: int
    units: int
    wal_bytes: int
    refusal: str | None
    """Why nothing is written any more; None while all is well."""


class SqliteDatabase:
    """Satisfies `seams.database.Database`; one at a time in one process for one file."""

    def __init__(self, writer: Writer, readers: Readers, wal: WalReset) -> None:
        self._writer = writer
        self._readers = readers
        self._wal = wal

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, limits: Limits, clock: Clock) -> AsyncIterator["SqliteDatabase"]:
        """Brings the file to the newest schema first. At the end, what waits is written, then all is closed."""
        await anyio.to_thread.run_sync(migrate, path, clock)
        async with AsyncExitStack() as stack:
            connections = [await anyio.to_thread.run_sync(connect, path, limits) for _ in range(2)]
            for connection in connections:
                stack.callback(connection.close)
            readers = await stack.enter_async_context(Readers.open(path, limits))
            wal = WalReset(path, limits)
            writer = Writer(connections[0], wal, limits)
            checkpoints = Checkpoints(
                connections[1], wal.turn, limits, lambda: writer.groups, lambda error: _stop_writing(writer, error)
            )
            checkpoints.start()
            stack.push_async_callback(_in_thread, checkpoints.stop)
            writer.start()
            stack.push_async_callback(writer.stop)
            yield cls(writer, readers, wal)

    async def read(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        return await self._readers.read(work)

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        return await self._writer.write(work)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` on the event loop with the events of each commit, in order, before anybody is answered.

        Returns what ends it. A listener must be quick and may not raise.
        """
        return self._writer.listen(listener)

    async def mirror(self, mirror: Mirror) -> None:
        """`mirror` is told of every commit from now on, before listeners are."""
        await self._writer.mirror(mirror)

    @property
    def is_crowded(self) -> bool:
        """Whether reads that can be put off would be."""
        return self._readers.are_crowded

    @property
    def figures(self) -> Figures:
        writer = self._writer
        return Figures(writer.waiting, writer.groups, writer.units, self._wal.bytes_count, writer.refusal)


def _stop_writing(writer: Writer, error: sqlite3.Error) -> None:
    if failures.is_broken(error):
        writer.refuse(failures.REFUSING)


async def _in_thread(stop: Callable[[], None]) -> None:
    """Also when cancelled: a thread left behind would keep the process alive."""
    with anyio.CancelScope(shield=True):
        await anyio.to_thread.run_sync(stop)
