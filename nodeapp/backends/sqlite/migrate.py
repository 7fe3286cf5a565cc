"""Brings a database file to this program's schema, one numbered migration after the other, and back."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from nodeapp.model.errors import NodeError
from nodeapp.seams.clock import Clock

if TYPE_CHECKING:
    from sqlite_utils import Database

SHIPPED: Traversable = files("nodeapp") / "migrations"
_SET = "nodeapp"


class WrongDatabase(NodeError):
    """The file is not one this program may use as it is."""


def migrate(path: Path, clock: Clock, folder: Traversable = SHIPPED) -> list[str]:
    """Applies what is missing, each in its own transaction with the row that says so; the names of what was applied.

    A database with something in it is first copied beside itself. Raises WrongDatabase when a newer program made it.
    """
    with _opened(path) as connection:
        shipped = _names(folder)
        applied = _applied(connection, shipped)
        missing = [name for name in shipped if name not in applied]
        if applied and missing:
            _back_up(connection, path, missing[0], clock())
        if missing:
            _apply(connection, folder, shipped)
        return missing


def undo(path: Path, down_to: str, clock: Clock, folder: Traversable = SHIPPED) -> list[str]:
    """Undoes every migration after `down_to` ('' for all), newest first; the names of what was undone."""
    with _opened(path) as connection:
        names = [name for name in reversed(_applied(connection, _names(folder))) if name > down_to]
        if names:
            _back_up(connection, path, f"undoing_{names[0]}", clock())
        for name in names:
            connection.execute("begin immediate")
            with connection:
                _execute(connection, (folder / f"{name}.down.sql").read_text("utf-8"))
                connection.execute(
                    "delete from _sqlite_migrations where migration_set = :set and name = :name",
                    {"set": _SET, "name": name},
                )
        return names


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_NOTADB:
                raise
            raise WrongDatabase(f"{path} is not a database. Move it away, or restore a backup in its place.") from error
        path.chmod(0o600)
        connection.execute("pragma synchronous = full")
        # Tables may be made anew under their old names; what refers to them is checked at the end instead.
        connection.execute("pragma foreign_keys = off")
        yield connection


def _names(folder: Traversable) -> list[str]:
    """Of the migrations in a folder, in their order."""
    files = (file.name for file in folder.iterdir() if not file.name.endswith(".down.sql"))
    return sorted(name.removesuffix(".sql") for name in files if name.endswith(".sql"))


def _applied(connection: sqlite3.Connection, shipped: list[str]) -> list[str]:
    """In the order in which they were applied."""
    if not connection.execute("select 1 from sqlite_schema where name = '_sqlite_migrations'").fetchone():
        return []
    listed = "select name from _sqlite_migrations where migration_set = :set order by rowid"
    applied = [str(name) for (name,) in connection.execute(listed, {"set": _SET})]
    if unknown := sorted(set(applied) - set(shipped)):
        raise WrongDatabase(
            f"This database was made by a newer nodeapp (it has {unknown[-1]}). Install that version again, "
            "or restore the backup taken before it."
        )
    return applied


def _apply(connection: sqlite3.Connection, folder: Traversable, names: list[str]) -> None:
    from sqlite_utils import Database, Migrations  # noqa: PLC0415 (0.1 s and 5 MB; at most starts nothing is missing)

    migrations = Migrations(_SET)
    for name in names:
        migrations(name=name)(_step(folder / f"{name}.sql"))
    migrations.apply(Database(connection, execute_plugins=False))


def _step(file: Traversable) -> "Callable[[Database], None]":
    def step(database: "Database") -> None:
        _execute(database.conn, file.read_text("utf-8"))
        if dangling := database.execute("pragma foreign_key_check").fetchone():
            raise WrongDatabase(
                f"After {file.name} a row of {dangling[0]} would refer to nothing. Nothing was changed."
            )

    return step


def _execute(connection: sqlite3.Connection, script: str) -> None:
    """Statement by statement: sqlite3's own executescript would commit the transaction first."""
    statement = ""
    for part in script.split(";"):
        statement += part
        # A semicolon in a text, a comment or a trigger ends nothing.
        if sqlite3.complete_statement(statement + ";"):
            connection.execute(statement)
            statement = ""
        else:
            statement += ";"
    if statement.strip(" \n;"):
        connection.execute(statement)


def _back_up(connection: sqlite3.Connection, path: Path, before: str, at_ms: int) -> Path:
    moment = datetime.fromtimestamp(at_ms / 1_000, UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = path.with_name(f"{path.stem}.before-{before}.{moment}{path.suffix}")
    unfinished = copy.with_name(copy.name + ".part")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(0o600)
    with closing(sqlite3.connect(unfinished)) as target:
        connection.backup(target)
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    return unfinished.replace(copy)
