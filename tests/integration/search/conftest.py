"""A node with a search index."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.builders import FakeClock, Home, at_home


@pytest.fixture
async def node(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Home]:
    async with at_home(tmp_path / "node", clock, search=True) as home:
        yield home
        await home.check_memory()
