"""The event log in the same database: read in order, awake right after a commit."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import anyio

from nodeapp.backends.sqlite.database import SqliteDatabase
from nodeapp.model.events import Logged
from nodeapp.queries import event_log
from nodeapp.seams.database import Reader


class SqliteEvents:
    """Satisfies `seams.events.EventSource`. One writer gives positions in commit order, so none is ever passed over."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database
        self._position = Logged.BEGINNING
        self._news = anyio.Event()

    @classmethod
    @asynccontextmanager
    async def open(cls, database: SqliteDatabase) -> AsyncIterator["SqliteEvents"]:
        events = cls(database)
        unlisten = database.listen(events._wake)
        try:
            events._position = max(events._position, await database.read(event_log.last))
            yield events
        finally:
            unlisten()

    async def after(self, position: int, limit: int) -> Sequence[Logged]:
        async def work(reader: Reader) -> Sequence[Logged]:
            return await event_log.after(reader, position, limit)

        # Positions here never run ahead of commits, and most questions come when there is nothing new.
        return await self._database.read(work) if position < self._position else ()

    async def last(self) -> int:
        return self._position

    async def wait(self, position: int, timeout_seconds: float) -> None:
        with anyio.move_on_after(timeout_seconds):
            while self._position <= position:
                await self._news.wait()

    def _wake(self, logged: Sequence[Logged]) -> None:
        self._position = logged[-1].position
        self._news.set()
        self._news = anyio.Event()
