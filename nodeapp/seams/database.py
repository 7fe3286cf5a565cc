"""The system of record: read a snapshot, write a unit of work, acknowledged after it is on the disk."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Protocol, TypeVar

T = TypeVar("T")
Row = TypeVar("Row")

SET_SIZE_MAX = 500
"""Members of a set in one statement."""

Value = int | float | str | bytes | None
Parameter = Value | list[int] | tuple[int, ...] | list[str] | tuple[str, ...] | list[bytes]


class Reader(Protocol):
    """One snapshot of the database. A parameter that is a list or tuple stands for a set: `id in :ids`, at most 500."""

    async def all(self, row: type[Row], sql: str, /, **parameters: Parameter) -> list[Row]:
        """Every row, as `row` (a msgspec Struct whose fields are the columns, by name)."""
        ...

    async def one(self, row: type[Row], sql: str, /, **parameters: Parameter) -> Row | None:
        """The first row, or None."""
        ...

    async def values(self, sql: str, /, **parameters: Parameter) -> list[Value]:
        """The first column of every row."""
        ...

    async def number(self, sql: str, /, **parameters: Parameter) -> int:
        """The first column of the first row, 0 where there is none."""
        ...


class Transaction(Reader, Protocol):
    """A unit of work while it runs: sees its own writes."""

    async def run(self, sql: str, /, **parameters: Parameter) -> int:
        """Executes one statement; the number of rows it changed."""
        ...

    async def many(self, sql: str, rows: Iterable[Mapping[str, Value]], /) -> None:
        """Executes one statement for each row of parameters."""
        ...


class Database(Protocol):
    """Units are `async def work(x) -> T` that await nothing but the Reader or Transaction they are given.

    They run on the database's own threads, so they must not touch anything else that is shared.
    """

    async def read(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        """Runs `work` on one snapshot, in one hop."""
        ...

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Runs `work` in a savepoint of the next group commit; returns, or raises what it raised, after the commit.

        What raised left nothing behind. Raises Unavailable when the queue is full or the node is read-only after a
        disk error, DiskFull when there is no room.
        """
        ...
