"""Brings a database file to this program's schema, one numbered migration after the other, and back."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from sqlite_utils import Database, Migrations

from nodeapp.model.errors import NodeError
from nodeapp.seams.clock import Clock

SHIPPED: Traversable = files("nodeapp") / "migrations"
_SET = "nodeapp"


class WrongDatabase(NodeError):
    """The file is not one this program may use as it is."""


def migrate(path: Path, clock: Clock, folder: Traversable = SHIPPED) -> list[str]:
    """Applies what is missing, each in its own transaction with the row that says so; the names of what was applied.

    A database with something in it is first copied beside itself. Raises WrongDatabase when a newer program made it.
    """
    with _opened(path) as database:
        migrations = _migrations(folder)
        applied = _applied(database, migrations)
        missing = [migration.name for migration in migrations.pending(database)]
        if applied and missing:
            _back_up(database.conn, path, missing[0], clock())
        migrations.apply(database)
        return missing


def undo(path: Path, down_to: str, clock: Clock, folder: Traversable = SHIPPED) -> list[str]:
    """Undoes every migration after `down_to` ('' for all), newest first; the names of what was undone."""
    with _opened(path) as database:
        migrations = _migrations(folder)
        names = [name for name in reversed(_applied(database, migrations)) if name > down_to]
        if names:
            _back_up(database.conn, path, f"undoing_{names[0]}", clock())
        for name in names:
            with database.atomic():
                _execute(database.conn, (folder / f"{name}.down.sql").read_text("utf-8"))
                database.execute(
                    "delete from _sqlite_migrations where migration_set = :set and name = :name",
                    {"set": _SET, "name": name},
                )
        return names


@contextmanager
def _opened(path: Path) -> Iterator[Database]:
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
        yield Database(connection, execute_plugins=False)


def _migrations(folder: Traversable) -> Migrations:
    migrations = Migrations(_SET)
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sql") and not file.name.endswith(".down.sql"):
            migrations(name=file.name.removesuffix(".sql"))(_step(file))
    return migrations


def _step(file: Traversable) -> Callable[[Database], None]:
    def step(database: Database) -> None:
        _execute(database.conn, file.read_text("utf-8"))
        if dangling := database.execute("pragma foreign_key_check").fetchone():
            raise WrongDatabase(
                f"After {file.name} a row of {dangling[0]} would refer to nothing. Nothing was changed."
            )

    return step


def _applied(database: Database, migrations: Migrations) -> list[str]:
    applied = [migration.name for migration in migrations.applied(database)]
    known = {migration.name for migration in migrations.pending(database)} | set(applied)
    shipped = {migration.name for migration in migrations._migrations}
    if unknown := sorted(known - shipped):
        raise WrongDatabase(
            f"This database was made by a newer nodeapp (it has {unknown[-1]}). Install that version again, "
            "or restore the backup taken before it."
        )
    return applied


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
