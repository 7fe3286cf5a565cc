"""What every test may ask for: the anyio backend, a clock that stands still, a node, two that reach each other."""

from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from nodeapp.backends.sqlite.database import SqliteDatabase
from nodeapp.backends.sqlite.timelines import PulledEntries
from nodeapp.mirrors.memory import Memory
from nodeapp.seams.clock import Clock
from nodeapp.seams.timelines import Entries
from nodeapp.seams.views import Views
from nodeapp.settings import Settings
from tests.builders import FakeClock, Home, at_home, side_by_side
from tests.memories import MODE, SEED, losing


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if MODE != "on":
        terminalreporter.write_line(f"NODEAPP_TEST_MEMORY={MODE} NODEAPP_TEST_SEED={SEED}")


@pytest.fixture(scope="session", autouse=True)
def memory_mode() -> Iterator[None]:
    """Where memory is dropped, every node of this process is wired with one that loses parts of itself."""
    ground = import_module("nodeapp.wiring.ground")
    wired = ground._reading

    async def reading(
        settings: Settings, clock: Clock, database: SqliteDatabase
    ) -> tuple[Entries, Views, Memory | None]:
        entries, views, memory = await wired(settings, clock, database)
        if memory is not None:
            entries, views = losing(memory, database, settings.limits, PulledEntries(database))
        return entries, views, memory

    with pytest.MonkeyPatch.context() as patch:
        if MODE == "dropping":
            patch.setattr(ground, "_reading", reading)
        yield


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def node(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Home]:
    """One node in a folder of its own, with everything but sockets. In the end its memory must be exact."""
    async with at_home(tmp_path / "node", clock) as home:
        yield home
        await home.check_memory()


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[tuple[Home, Home]]:
    """Two nodes on loopback sockets that may reach each other, by the real clock. In the end memory must be exact."""
    async with side_by_side(tmp_path) as both:
        yield both
        for home in both:
            await home.check_memory()
