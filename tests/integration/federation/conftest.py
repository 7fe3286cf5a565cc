"""One of our nodes beside somebody else's software."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from federation.testing import FakePeer
from tests.builders import FakeClock, Home
from tests.integration.federation.cast import beside_a_peer


@pytest.fixture
async def beside(tmp_path: Path, clock: FakeClock) -> AsyncIterator[tuple[Home, FakePeer]]:
    """In the end memory must be exact."""
    async with beside_a_peer(tmp_path, clock) as (home, peer):
        yield home, peer
        await home.check_memory()
