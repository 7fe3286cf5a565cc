"""A writer whose connection can be made to fail, and a clock that a test moves."""

import sqlite3
from contextlib import asynccontextmanager

import pytest

from nodeapp.backends.clock import SystemClock, SystemRandom
from nodeapp.backends.sqlite.checkpoints import WalReset
from nodeapp.backends.sqlite.connections import connect
from nodeapp.backends.sqlite.database import SqliteDatabase
from nodeapp.backends.sqlite.events import SqliteEvents
from nodeapp.backends.sqlite.migrate import migrate
from nodeapp.backends.sqlite.writer import Writer
from nodeapp.consumers.runner import Surroundings
from nodeapp.model.limits import Limits


class FaultyConnection:
    """Passes statements on; the `fail_at`-th from now raises `error` instead, once."""

    def __init__(self, inner: sqlite3.Connection) -> None:
        self.inner = inner
        self.statements: list[str] = []
        self.fail_at: int | None = None
        self.error: Exception = sqlite3.OperationalError("the disk said no")

    def execute(self, sql, parameters=()):
        self.statements.append(sql)
        if self.fail_at is not None:
            self.fail_at -= 1
            if self.fail_at == 0:
                self.fail_at = None
                raise self.error
        return self.inner.execute(sql, parameters)

    def executemany(self, sql, rows):
        return self.inner.executemany(sql, rows)

    @property
    def in_transaction(self):
        return self.inner.in_transaction


@pytest.fixture
def path(tmp_path):
    return tmp_path / "node.sqlite3"


@pytest.fixture
def writing(path):
    """Opens a writer over a faulty connection; `async with writing() as (writer, connection)`."""

    @asynccontextmanager
    async def opened(limits=None):
        limits = limits or Limits()
        migrate(path, SystemClock())
        inner = connect(path, limits)
        connection = FaultyConnection(inner)
        writer = Writer(connection, WalReset(path, limits), limits)
        writer.start()
        try:
            yield writer, connection
        finally:
            await writer.stop()
            inner.close()

    return opened


@pytest.fixture
async def database(path):
    async with SqliteDatabase.open(path, Limits(), SystemClock()) as database:
        yield database


@pytest.fixture
async def around(database):
    """What runners need, with pauses of almost nothing."""
    async with SqliteEvents.open(database) as events:
        yield Surroundings(events, database, SystemClock(), SystemRandom(), Limits(consumer_rest_seconds_max=0.01))


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self, now_ms: int = 1_800_000_000_000) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms


@pytest.fixture
def hand_clock():
    return HandClock()
