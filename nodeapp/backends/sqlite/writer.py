"""The one writer: all writes that wait become one transaction, acknowledged after it is on the disk."""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import anyio
import anyio.to_thread

from nodeapp import telemetry
from nodeapp.backends.sqlite import failures, touched
from nodeapp.backends.sqlite.checkpoints import WalReset
from nodeapp.backends.sqlite.units import Statements, drive
from nodeapp.model.changes import Changes
from nodeapp.model.errors import Unavailable
from nodeapp.model.events import Logged
from nodeapp.model.limits import Limits
from nodeapp.queries import changes, event_log
from nodeapp.seams.database import Reader, Transaction
from nodeapp.seams.mirror import Mirror

T = TypeVar("T")

_ALL = 2**31
"""One group's events are never more."""

Listener = Callable[[Sequence[Logged]], None]
_log = telemetry.Log(__name__)


@dataclass(slots=True, eq=False)
class _Unit:
    """What one caller asked for, and after it ran, how it ended."""

    work: Callable[[Transaction], Awaitable[Any]]
    future: "asyncio.Future[Any]"
    result: Any = None
    error: BaseException | None = None


@dataclass(slots=True)
class _Group:
    """What became one transaction."""

    units: list[_Unit]
    logged: Sequence[Logged] = ()
    changes: Changes | None = None
    """None where they could not be told."""
    ended: bool = False
    failed: bool = False


class _TransactionLost(Exception):
    """A unit's error, its cause, took the whole transaction with it."""


class Writer:
    """Made and called on the event loop; `start` begins its thread, `stop` ends it after what waits is written."""

    def __init__(self, connection: sqlite3.Connection, wal: WalReset, limits: Limits) -> None:
        self._connection = connection
        self._statements = Statements(connection)
        self._wal = wal
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._queue: queue.SimpleQueue[_Unit | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="database-writer")
        self._listeners: list[Listener] = []
        self._mirror: Mirror | None = None
        self._refusal: str | None = None
        self._stopping = False
        self._position = drive(event_log.last, self._statements)
        self.waiting = 0
        self.groups = 0
        self.units = 0

    @property
    def refusal(self) -> str | None:
        """Why nothing is written any more; None while all is well."""
        return self._refusal

    def start(self) -> None:
        self._thread.start()

    async def stop(self) -> None:
        """Returns when everything asked for has been written; also when cancelled.

        On the event loop, where `write` runs, so that nothing slips in behind the end of the queue.
        """
        self._stopping = True
        self._queue.put(None)
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(self._thread.join)

    def refuse(self, sentence: str) -> None:
        self._refusal = self._refusal or sentence

    def listen(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def mirror(self, mirror: Mirror) -> None:
        """From now on `mirror` is told what each commit changed, before listeners are, and before anybody is answered.

        Raises what installing raises; for the lifetime of this writer.
        """
        await self.write(touched.install)
        self._mirror = mirror

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        if self._stopping or self._refusal:
            raise Unavailable(self._refusal or failures.STOPPING)
        if self.waiting >= self._limits.write_queue_max:
            raise Unavailable(failures.CROWDED)
        unit = _Unit(work, self._loop.create_future())
        self.waiting += 1
        self._queue.put(unit)
        result: T = await unit.future
        return result

    def _run(self) -> None:
        ended = False
        while not ended and (first := self._queue.get()) is not None:
            group = _Group([first])
            try:
                self._commit(group)
            except (sqlite3.Error, _TransactionLost) as error:
                self._give_up(group, error)
            self._loop.call_soon_threadsafe(self._acknowledge, group)
            self._reset_wal()
            ended = group.ended

    def _commit(self, group: _Group) -> None:
        """Runs what waits as one transaction. Raises once none of it can be kept."""
        if self._refusal:
            raise _TransactionLost
        self._connection.execute("begin immediate")
        self._run_units(group)
        group.logged = drive(self._news, self._statements)
        if self._mirror is not None:
            group.changes = self._changes(self._mirror)
        self._connection.execute("commit")
        if group.logged:
            self._position = group.logged[-1].position
        self.groups += 1
        self.units += len(group.units)

    def _run_units(self, group: _Group) -> None:
        """The first, then those that arrive while others run, at most `write_group_max`."""
        self._run_unit(group.units[0])
        while len(group.units) < self._limits.write_group_max:
            try:
                unit = self._queue.get_nowait()
            except queue.Empty:
                return
            if unit is None:
                group.ended = True
                return
            group.units.append(unit)
            self._run_unit(unit)

    def _run_unit(self, unit: _Unit) -> None:
        if unit.future.cancelled():
            return
        self._connection.execute("savepoint unit")
        try:
            unit.result = drive(unit.work, self._statements)
        # Whatever a unit raises is its caller's and is raised again there; this thread serves all and must live on.
        except BaseException as error:
            if not self._connection.in_transaction:
                raise _TransactionLost from error
            self._connection.execute("rollback to unit")
            self._note(error)
            unit.error = failures.told(error)
        self._connection.execute("release unit")

    async def _news(self, reader: Reader) -> Sequence[Logged]:
        return await event_log.after(reader, self._position, _ALL)

    def _changes(self, mirror: Mirror) -> Changes | None:
        async def take(tx: Transaction) -> Changes:
            return await changes.take(tx, mirror)

        try:
            return drive(take, self._statements)
        except sqlite3.Error:
            raise
        # What only memory needs must not stand in the way of what people asked for.
        except Exception:
            _log.exception("changes_unreadable")
            return None

    def _give_up(self, group: _Group, error: Exception) -> None:
        """Also those that ended with an error of their own hear this one: they may have seen what is not kept."""
        cause = (error.__cause__ or error) if isinstance(error, _TransactionLost) else error
        self._note(cause)
        if self._connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("rollback")
        group.logged = ()
        group.failed = True
        for unit in group.units:
            unit.error = Unavailable(self._refusal) if self._refusal else failures.of_group(cause)

    def _note(self, error: BaseException) -> None:
        if failures.is_broken(error):
            self.refuse(failures.REFUSING)

    def _reset_wal(self) -> None:
        try:
            self._wal.after_commit(self._connection)
        except sqlite3.Error as error:
            self._note(error)

    def _acknowledge(self, group: _Group) -> None:
        """On the event loop: listeners hear first, so that whoever is answered finds the mirrors in step."""
        self.waiting -= len(group.units)
        try:
            self._reflect(group)
            if group.logged:
                for listener in tuple(self._listeners):
                    listener(group.logged)
        finally:
            for unit in group.units:
                _answer(unit)

    def _reflect(self, group: _Group) -> None:
        if self._mirror is None or group.failed:
            return
        if group.changes is None:
            self._mirror.forget()
        else:
            self._mirror.apply(group.changes)


def _answer(unit: _Unit) -> None:
    if unit.future.done():
        return
    if unit.error is not None:
        unit.future.set_exception(unit.error)
    else:
        unit.future.set_result(unit.result)
