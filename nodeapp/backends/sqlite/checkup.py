"""Looks at a database file without changing it, also while a node uses it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from nodeapp.backends.sqlite.migrate import SHIPPED


class Unreadable(Exception):
    """The file is no database, or too damaged to be read."""


class Seen(Struct, frozen=True, kw_only=True):
    """`damage` is empty for a sound file; `applied` and `shipped` name migrations."""

    damage: str
    applied: frozenset[str]
    shipped: frozenset[str]
    origin_url: str | None
    accounts_without_keys: int
    newest_event_ms: int


def look(path: Path) -> Seen:
    """Raises Unreadable."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return _look(connection)
    except sqlite3.DatabaseError as error:
        raise Unreadable(str(error)) from error


def _look(connection: sqlite3.Connection) -> Seen:
    def one(sql: str) -> object:
        row = connection.execute(sql).fetchone()
        return None if row is None else row[0]

    said, origin = one("pragma quick_check(1)"), one("select value from node where name = 'origin'")
    keyless = "select count(*) from accounts where host = '' and id not in (select account_id from account_keys)"
    return Seen(
        damage="" if said == "ok" else str(said),
        applied=frozenset(str(name) for (name,) in connection.execute("select name from _sqlite_migrations")),
        shipped=frozenset(
            file.name.removesuffix(".sql")
            for file in SHIPPED.iterdir()
            if file.name.endswith(".sql") and not file.name.endswith(".down.sql")
        ),
        origin_url=None if origin is None else str(origin),
        accounts_without_keys=int(str(one(keyless))),
        newest_event_ms=int(str(one("select coalesce(max(at_ms), 0) from events"))),
    )
