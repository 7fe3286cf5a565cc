"""Migrations: there and back, whole or not at all, never onto a newer database."""

import sqlite3
from contextlib import closing

import pytest

from nodeapp.backends.sqlite.migrate import WrongDatabase, migrate, undo

FIRST = "create table cups (id integer primary key, name text not null) strict;\n"
SECOND = """
-- A comment; with a semicolon.
create table saucers (id integer primary key, cup_id integer not null references cups (id)) strict;
insert into saucers (id, cup_id) select id, id from cups;
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_cups.sql").write_text(FIRST)
    (folder / "0001_cups.down.sql").write_text("drop table cups;")
    return folder


def add_second(folder, sql=SECOND):
    (folder / "0002_saucers.sql").write_text(sql)
    (folder / "0002_saucers.down.sql").write_text("drop table saucers;")


def schema(path):
    with closing(sqlite3.connect(path)) as connection:
        return sorted(
            sql
            for (sql,) in connection.execute(
                "select sql from sqlite_master where name not like '%sqlite%' and sql is not null"
            )
        )


def rows(path, sql):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(sql).fetchall()


def backups(path):
    return sorted(path.parent.glob("*.before-*"))


def test_an_empty_file_gets_every_migration_once(path, folder, hand_clock):
    add_second(folder)

    first = migrate(path, hand_clock, folder)
    again = migrate(path, hand_clock, folder)

    assert first == ["0001_cups", "0002_saucers"]
    assert again == []
    assert backups(path) == []


def test_the_shipped_migrations_go_up_down_and_up_again_to_the_same_schema(path, hand_clock):
    names = migrate(path, hand_clock)
    before = rows(path, "select type, name, sql from sqlite_master order by name")

    undone = undo(path, "", hand_clock)
    empty = rows(path, "select name from sqlite_master where name not like '%sqlite%'")
    migrate(path, hand_clock)

    assert undone == names[::-1]
    assert empty == []
    assert rows(path, "select type, name, sql from sqlite_master order by name") == before
    assert rows(path, "pragma integrity_check") == [("ok",)]


def test_a_database_with_something_in_it_is_copied_before_it_is_changed(path, folder, hand_clock):
    migrate(path, hand_clock, folder)
    rows(path, "insert into cups (id, name) values (1, 'blue')")
    add_second(folder)

    migrate(path, hand_clock, folder)

    (copy,) = backups(path)
    assert copy.name == "node.before-0002_saucers.20270115T080000Z.sqlite3"
    assert rows(copy, "select * from cups") == [(1, "blue")]
    assert "saucers" not in str(schema(copy))
    assert rows(path, "select * from saucers") == [(1, 1)]


@pytest.mark.parametrize("broken", ["create table other (", "insert into saucers values (9, 999);", "drop table no;"])
def test_a_migration_that_fails_in_the_middle_leaves_nothing_of_itself(path, folder, hand_clock, broken):
    migrate(path, hand_clock, folder)
    before = schema(path)
    add_second(folder, SECOND + broken)

    with pytest.raises((sqlite3.Error, WrongDatabase)):
        migrate(path, hand_clock, folder)

    assert schema(path) == before
    add_second(folder)
    assert migrate(path, hand_clock, folder) == ["0002_saucers"]


def test_the_way_back_undoes_the_newest_first_and_only_down_to_the_one_named(path, folder, hand_clock):
    add_second(folder)
    migrate(path, hand_clock, folder)

    undone = undo(path, "0001_cups", hand_clock, folder)

    assert undone == ["0002_saucers"]
    assert "cups" in str(schema(path))
    assert "saucers" not in str(schema(path))
    assert len(backups(path)) == 1
    assert migrate(path, hand_clock, folder) == ["0002_saucers"]


def test_a_database_of_a_newer_program_is_refused_in_a_sentence_and_left_alone(path, folder, hand_clock):
    add_second(folder)
    migrate(path, hand_clock, folder)
    (folder / "0002_saucers.sql").unlink()
    before = path.read_bytes()

    with pytest.raises(WrongDatabase, match="made by a newer nodeapp") as refusal:
        migrate(path, hand_clock, folder)

    assert "0002_saucers" in refusal.value.detail
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_in_a_sentence_and_left_alone(path, folder, hand_clock):
    path.write_text("Dear diary, today I was mistaken for a database. " * 50)
    before = path.read_bytes()

    with pytest.raises(WrongDatabase, match="is not a database"):
        migrate(path, hand_clock, folder)

    assert path.read_bytes() == before


def test_nobody_else_on_the_machine_may_read_the_database(path, folder, hand_clock):
    migrate(path, hand_clock, folder)

    assert path.stat().st_mode & 0o777 == 0o600
