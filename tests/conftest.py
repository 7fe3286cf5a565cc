"""What every test may ask for: the anyio backend, a clock that stands still, a node, two that reach each other."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.builders import FakeClock, Home, at_home, side_by_side


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def node(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Home]:
    """One node in a folder of its own, with everything but sockets."""
    async with at_home(tmp_path / "node", clock) as home:
        yield home


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[tuple[Home, Home]]:
    """Two nodes on loopback sockets that may reach each other, by the real clock."""
    async with side_by_side(tmp_path) as both:
        yield both
