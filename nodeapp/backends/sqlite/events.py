"""The event log in the same database: read in order, awake right after a commit."""

from bisect import bisect_right
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import anyio

from nodeapp.backends.sqlite.database import SqliteDatabase
from nodeapp.model.events import Logged
from nodeapp.queries import event_log
from nodeapp.seams.database import Reader

_REMEMBERED = 2_000
"""Events, the newest, that are handed on as they were committed: many consumers read them at nearly the same time."""


class SqliteEvents:
    """Satisfies `seams.events.EventSource`. One writer gives positions in commit order, so none is ever passed over."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database
        self._position = Logged.BEGINNING
        self._news = anyio.Event()
        self._newest: list[Logged] = []
        self._floor = Logged.BEGINNING
        """The position above which all are among the newest."""

    @classmethod
    @asynccontextmanager
    async def open(cls, database: SqliteDatabase) -> AsyncIterator["SqliteEvents"]:
        events = cls(database)
        unlisten = database.listen(events._wake)
        try:
            events._floor = await database.read(event_log.last)
            events._position = max(events._position, events._floor)
            yield events
        finally:
            unlisten()

    async def after(self, position: int, limit: int) -> Sequence[Logged]:
        # Positions here never run ahead of commits, and most questions come when there is nothing new.
        if position >= self._position:
            return ()
        if position >= self._floor:
            start = bisect_right(self._newest, position, key=_position)
            return self._newest[start : start + limit]

        async def work(reader: Reader) -> Sequence[Logged]:
            return await event_log.after(reader, position, limit)

        return await self._database.read(work)

    async def last(self) -> int:
        return self._position

    async def wait(self, position: int, timeout_seconds: float) -> None:
        with anyio.move_on_after(timeout_seconds):
            while self._position <= position:
                await self._news.wait()

    def _wake(self, logged: Sequence[Logged]) -> None:
        self._position = logged[-1].position
        self._newest += logged
        if len(self._newest) > 2 * _REMEMBERED:
            self._floor = self._newest[-_REMEMBERED - 1].position
            del self._newest[:-_REMEMBERED]
        self._news.set()
        self._news = anyio.Event()


def _position(logged: Logged) -> int:
    return logged.position
