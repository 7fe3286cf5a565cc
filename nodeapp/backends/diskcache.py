"""Snapshots in a diskcache folder: bytes by number, opened for each batch; nothing in it is ever unpickled."""

import os

# diskcache keeps an SQLite file of its own, and tells of trouble with it in SQLite's words.
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import anyio
import anyio.to_thread

from nodeapp.backends import disk
from nodeapp.model.errors import Unavailable
from nodeapp.model.ids import AccountId
from nodeapp.seams.snapshots import Snapshot

T = TypeVar("T")

_FILE = "cache.db"
_FILES = (_FILE, f"{_FILE}-journal", f"{_FILE}-wal", f"{_FILE}-shm")
_LOCK_SECONDS = 1.0
"""Nobody else has business there."""
_INLINE_BYTES = 1 << 30
"""Nothing becomes a file of its own."""
_RAW = 1
"""What diskcache calls a value that is stored as it is."""
_BROKEN = (OSError, sqlite3.Error, ValueError, TypeError, KeyError, AttributeError)
"""How diskcache ends on a disk that fails, and on a file that it did not write."""


class DiskcacheSnapshots:
    """Satisfies `seams.snapshots.Snapshots`.

    Opened anew for each batch (2 ms): a folder that was deleted or broken meanwhile is made again, and no file is held
    or mapped that could vanish under this process. Written without fsync, so what is read must be checked.
    """

    def __init__(self, folder: Path, bytes_max: int) -> None:
        self._folder = folder
        self._bytes_max = bytes_max
        self._turn = anyio.CapacityLimiter(1)
        self._file: tuple[int, int] | None = None
        if self._which_file() is not None:
            # It will be read soon, when requests are answered, and this would make the first ones wait.
            _diskcache()

    async def put(self, snapshots: Sequence[Snapshot]) -> None:
        await self._run(lambda: self._tried(partial(_put, snapshots)))

    async def is_there(self) -> bool:
        return self._file is not None and await self._run(self._which_file) == self._file

    async def ids(self) -> list[AccountId]:
        return await self._run(lambda: self._if_there(list[AccountId], []))

    async def get(self, ids: Sequence[AccountId]) -> dict[AccountId, bytes]:
        return await self._run(lambda: self._if_there(partial(_get, ids), {}))

    async def drop(self, ids: Sequence[AccountId] | None = None) -> int:
        return await self._run(lambda: self._if_there(partial(_drop, ids), 0))

    async def _run(self, work: Callable[[], T]) -> T:
        """In a thread, one at a time; who is cancelled does not wait for it."""
        return await anyio.to_thread.run_sync(work, limiter=self._turn, abandon_on_cancel=True)

    def _if_there(self, work: Callable[[Any], T], absent: T) -> T:
        """Nothing is made only to be looked into."""
        return absent if self._which_file() is None else self._tried(work)

    def _tried(self, work: Callable[[Any], T]) -> T:
        make, timeout = _diskcache()
        try:
            with self._opened(make) as opened:
                return work(opened)
        except (timeout, *_BROKEN) as error:
            if isinstance(error, timeout) or getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
                raise Unavailable(f"Another program holds {self._folder / _FILE}.") from error
            self._file = None
            self._throw_away()
            raise Unavailable(f"{self._folder} cannot be used: {error or type(error).__name__}.") from error

    @contextmanager
    def _opened(self, make: Callable[..., Any]) -> Iterator[Any]:
        if os.path.expandvars(self._folder) != str(self._folder):
            raise ValueError("diskcache takes a part of its name for a variable")
        disk.make_private(self._folder)
        # The journal beside it takes its rights from it.
        (self._folder / _FILE).touch(disk.FILE_RIGHTS)
        self._lock_once()
        opened = make(
            self._folder,
            timeout=_LOCK_SECONDS,
            eviction_policy="least-recently-stored",
            size_limit=self._bytes_max,
            cull_limit=10,
            statistics=0,
            tag_index=0,
            disk_min_file_size=_INLINE_BYTES,
            disk_pickle_protocol=0,
            sqlite_auto_vacuum=1,
            sqlite_journal_mode="delete",
            sqlite_mmap_size=0,
            sqlite_synchronous=0,
        )
        with closing(opened):
            yield opened
            self._file = self._which_file()

    def _lock_once(self) -> None:
        """Else diskcache waits a minute where another program holds the file, and calls every trouble a wait."""
        with closing(sqlite3.connect(self._folder / _FILE, _LOCK_SECONDS, isolation_level=None)) as connection:
            connection.execute("begin immediate")
            connection.execute("rollback")

    def _which_file(self) -> tuple[int, int] | None:
        try:
            found = (self._folder / _FILE).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _throw_away(self) -> None:
        for name in _FILES:
            with suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)


def _put(snapshots: Sequence[Snapshot], opened: Any) -> None:
    with opened.transact():
        for snapshot in snapshots:
            opened.set(int(snapshot.account_id), snapshot.body, expire=snapshot.seconds)


def _get(ids: Sequence[AccountId], opened: Any) -> dict[AccountId, bytes]:
    found = ((account_id, opened.get(int(account_id))) for account_id in ids)
    return {account_id: body for account_id, body in found if body is not None}


def _drop(ids: Sequence[AccountId] | None, opened: Any) -> int:
    if ids is None:
        return int(opened.clear())
    with opened.transact():
        return sum(opened.delete(int(account_id)) for account_id in ids)


@cache
def _diskcache() -> tuple[Callable[..., Any], type[Exception]]:
    """diskcache for numbers and bytes alone, and what it raises where it waited too long for a lock.

    A pickle in its file would run whatever its writer liked (CVE-2025-69872), and a file's name there could be any.
    Imported when there is use for it (15 ms).
    """
    import diskcache  # type: ignore[import-untyped]  # noqa: PLC0415 (untyped; loaded when a cache is opened)

    class BytesAlone(diskcache.Disk):  # type: ignore[misc]  # untyped, as the rest of it
        def put(self, key: object) -> tuple[int, bool]:
            return _number(key), True

        def get(self, key: object, raw: object) -> int:
            return _number(key if raw else None)

        def store(self, value: object, read: bool, key: object = None) -> tuple[int, int, None, bytes]:
            return 0, _RAW, None, _plain(None if read else value)

        def fetch(self, mode: object, filename: object, value: object, read: bool) -> bytes:
            return _plain(value if mode == _RAW and filename is None and not read else None)

        def remove(self, file_path: object) -> None:
            """Nothing of ours is a file of its own."""

    return partial(diskcache.Cache, disk=BytesAlone), diskcache.Timeout


def _number(key: object) -> int:
    if type(key) is not int:
        raise ValueError("a key is not a number")
    return key


def _plain(value: object) -> bytes:
    if type(value) is not bytes:
        raise ValueError("a value is not plain bytes")
    return value
