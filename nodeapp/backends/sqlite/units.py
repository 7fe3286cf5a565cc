"""Runs one unit of work on one connection: the statements it may use, and the drive to its end."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

from nodeapp.backends.sqlite.rows import Maker, maker
from nodeapp.backends.sqlite.statements import expand
from nodeapp.seams.database import Parameter, Value

T = TypeVar("T")
Row = TypeVar("Row")


class Statements:
    """A Reader and a Transaction over one connection; its coroutines never suspend."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._makers: dict[tuple[type[Any], str], Maker[Any]] = {}
        """By row type and statement: a statement's columns are always the same."""

    async def all(self, row: type[Row], sql: str, /, **parameters: Parameter) -> list[Row]:
        cursor = self._connection.execute(*expand(sql, parameters))
        # Fetched before anything else may fail: a statement left half-way would keep its snapshot open.
        found = cursor.fetchall()
        return list(map(self._maker(row, sql, cursor), found))

    async def one(self, row: type[Row], sql: str, /, **parameters: Parameter) -> Row | None:
        cursor = self._connection.execute(*expand(sql, parameters))
        make = self._maker(row, sql, cursor)
        values = cursor.fetchone()
        cursor.close()
        return None if values is None else make(values)

    async def values(self, sql: str, /, **parameters: Parameter) -> list[Value]:
        return [values[0] for values in self._connection.execute(*expand(sql, parameters)).fetchall()]

    async def number(self, sql: str, /, **parameters: Parameter) -> int:
        cursor = self._connection.execute(*expand(sql, parameters))
        values = cursor.fetchone()
        cursor.close()
        return 0 if values is None else cast(int, values[0])

    async def run(self, sql: str, /, **parameters: Parameter) -> int:
        return self._connection.execute(*expand(sql, parameters)).rowcount

    async def many(self, sql: str, rows: Iterable[Mapping[str, Value]], /) -> None:
        self._connection.executemany(sql, rows)

    def _maker(self, row: type[Row], sql: str, cursor: sqlite3.Cursor) -> Maker[Row]:
        make: Maker[Row] | None = self._makers.get((row, sql))
        if make is None:
            make = self._makers[row, sql] = maker(row, _columns(cursor))
        return make


def drive(work: Callable[[Statements], Awaitable[T]], statements: Statements) -> T:
    """Runs `work` to its end on this thread. Raises RuntimeError when it waits for anything but its statements."""
    steps = work(statements).__await__()
    try:
        next(steps)
    except StopIteration as end:
        return cast(T, end.value)
    steps.close()
    raise RuntimeError("A unit of work may await nothing but its own reader or transaction.")


def _columns(cursor: sqlite3.Cursor) -> tuple[str, ...]:
    return tuple(column[0] for column in cursor.description)
