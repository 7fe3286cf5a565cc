"""Opens SQLite connections the one way this node uses them."""

import sqlite3
from pathlib import Path

from nodeapp.model.limits import Limits

BUSY_MS = 5_000
"""Waiting for another connection's lock; inside one process only a checkpoint ever makes the writer wait."""


def connect(path: Path, limits: Limits, *, read_only: bool = False) -> sqlite3.Connection:
    """Autocommit (every `begin` is written out), WAL, on the disk at every commit; no automatic checkpoint.

    May be used by another thread than the one that opened it, by one at a time.
    """
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    try:
        _set_up(connection, limits, read_only=read_only)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection, limits: Limits, *, read_only: bool) -> None:
    connection.execute(f"pragma busy_timeout = {BUSY_MS}")
    connection.execute(f"pragma cache_size = -{limits.database_cache_bytes // 1_024}")
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma temp_store = memory")
    connection.execute("pragma trusted_schema = off")
    if read_only:
        connection.execute("pragma query_only = on")
        return
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma wal_autocheckpoint = 0")


def wal_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")
