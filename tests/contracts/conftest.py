"""Every backend of a seam, opened empty: one line here is all a new one needs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from nodeapp.backends.clock import SystemClock
from nodeapp.backends.sqlite.database import SqliteDatabase
from nodeapp.backends.sqlite.events import SqliteEvents
from nodeapp.model.limits import Limits


@asynccontextmanager
async def sqlite(folder: Path) -> AsyncIterator[tuple[SqliteDatabase, SqliteEvents]]:
    async with (
        SqliteDatabase.open(folder / "node.sqlite3", Limits(), SystemClock()) as database,
        SqliteEvents.open(database) as events,
    ):
        yield database, events


@pytest.fixture(params=[sqlite], ids=lambda backend: backend.__name__)
async def opened(request, tmp_path):
    async with request.param(tmp_path) as parts:
        yield parts


@pytest.fixture
def database(opened):
    return opened[0]


@pytest.fixture
def events(opened):
    return opened[1]
