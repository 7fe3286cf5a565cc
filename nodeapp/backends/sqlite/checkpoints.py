"""Keeps the write-ahead log short: copied back in the background, cut when it has grown too long."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from nodeapp.backends.sqlite.connections import BUSY_MS, wal_of
from nodeapp.model.limits import Limits

_PATIENCE_MS = 250
"""How long a cut waits for readers of an old snapshot; then it is tried again after some more writing."""
_RETRY_SHARE = 8


class WalReset:
    """Cuts the log between two groups, on the writer's own connection, so that it never waits for the writer."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._wal = wal_of(path)
        self._bytes_max = limits.wal_bytes_max
        self._next_bytes = limits.wal_bytes_max
        self.turn = threading.Lock()
        """Held by whoever copies the log back."""

    def after_commit(self, connection: sqlite3.Connection) -> None:
        if self.bytes_count <= self._next_bytes:
            return
        busy = not self._cut(connection)
        grown = self.bytes_count + self._bytes_max // _RETRY_SHARE
        self._next_bytes = max(grown, self._bytes_max) if busy else self._bytes_max

    def _cut(self, connection: sqlite3.Connection) -> bool:
        # SQLite refuses a second checkpoint at once instead of waiting for the first.
        if not self.turn.acquire(timeout=_PATIENCE_MS / 1_000):
            return False
        try:
            connection.execute(f"pragma busy_timeout = {_PATIENCE_MS}")
            (busy, _, _) = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
            connection.execute(f"pragma busy_timeout = {BUSY_MS}")
        finally:
            self.turn.release()
        return not busy

    @property
    def bytes_count(self) -> int:
        try:
            return self._wal.stat().st_size
        except FileNotFoundError:
            return 0


class Checkpoints:
    """A thread that copies the log into the database while others write (a PASSIVE checkpoint waits for nobody)."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        turn: threading.Lock,
        limits: Limits,
        commits: Callable[[], int],
        failed: Callable[[sqlite3.Error], None],
    ) -> None:
        self._connection = connection
        self._turn = turn
        self._seconds = limits.checkpoint_seconds
        self._commits = commits
        self._failed = failed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="database-checkpoints")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        seen = 0
        while not self._stop.wait(self._seconds):
            commits = self._commits()
            if commits == seen:
                continue
            try:
                with self._turn:
                    self._connection.execute("pragma wal_checkpoint(passive)").fetchone()
                seen = commits
            except sqlite3.Error as error:
                self._failed(error)
