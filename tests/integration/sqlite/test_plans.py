"""Statements and indexes fit each other: no whole large table is read, no index is kept for nothing."""

import ast
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import nodeapp.queries
from nodeapp.backends.sqlite import touched
from nodeapp.backends.sqlite.migrate import migrate
from nodeapp.backends.sqlite.units import Statements, drive

LARGE = {
    "accounts",
    "bookmarks",
    "deliveries",
    "events",
    "follows",
    "engaged_tweets",
    "hashtag_uses",
    "idempotency",
    "letters",
    "likes",
    "media",
    "media_files",
    "notification_groups",
    "notification_requests",
    "notifications",
    "received",
    "shared_links",
    "tombstones",
    "tweet_hashtags",
    "tweet_mentions",
    "tweets",
}

ALLOWED = {
    ("accounts", "named_like"): "looking for a person by any part of their name, until the search index does",
    ("drawn", "largest"): "once a start, newest first, and it ends at the first local tweet",
}

STATEMENT = re.compile(r"\s*(select|with|update|delete|insert)\b")
SCAN = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?$")


def statements():
    """Every SQL literal with the module and the function it stands in."""
    for file in sorted(Path(nodeapp.queries.__path__[0]).glob("*.py")):
        for function in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(function, ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value):
                    yield file.stem, function.name, node.value


@pytest.fixture
def connection(path, hand_clock):
    migrate(path, hand_clock)
    with closing(sqlite3.connect(path)) as connection:
        drive(touched.install, Statements(connection))
        yield connection


def plan(connection, sql):
    sql = re.sub(r"\bin\s+:(\w+)\b", r"in (:\1_0, :\1_1, :\1_2)", sql)
    names = re.findall(r":(\w+)", sql)
    return [row[3] for row in connection.execute("explain query plan " + sql, dict.fromkeys(names, 1))]


def whole_tables(connection, sql):
    """A scan of an index that leaves rows out is a short list; any other scan is as long as its table."""
    indexes = connection.execute("select name, sql from sqlite_master where type = 'index' and sql is not null")
    partial = {name for name, definition in indexes if re.search(r"\)\s+where\s", definition)}
    for line in plan(connection, sql):
        found = SCAN.match(line)
        if found and found[1] in LARGE and found[2] not in partial:
            yield line


def test_every_statement_can_be_prepared_and_none_reads_a_whole_large_table(connection):
    found = {
        (module, function): line
        for module, function, sql in statements()
        for line in whole_tables(connection, sql)
        if (module, function) not in ALLOWED
    }

    assert found == {}


def test_every_page_is_read_in_the_order_of_an_index_that_covers_it(connection):
    pages = {name: sql for module, name, sql in statements() if module == "timelines"}

    for name in ("home", "by_author", "public", "local", "mentions", "likes", "bookmarks", "replies"):
        first, *others = [
            line
            for line in plan(connection, pages[name])
            if re.match(r"SEARCH (tweets|tweet_mentions|likes|book)", line)
        ]
        assert "USING COVERING INDEX" in first, name
        if name == "home":
            # Whatever has a followed hashtag is looked at by itself.
            assert len(others) == 1
            assert "USING INTEGER PRIMARY KEY" in others[0]
        else:
            assert others == []
            assert not any("TEMP B-TREE" in line for line in plan(connection, pages[name])), name


def test_every_index_serves_a_statement_or_keeps_something_unique(connection):
    plans = " ".join(line for _, _, sql in statements() for line in plan(connection, sql))

    indexes = connection.execute(
        "select name from sqlite_master where type = 'index' and sql is not null and sql not like 'create unique%'"
    )
    assert [name for (name,) in indexes if not re.search(rf"\b{name}\b", plans)] == []
