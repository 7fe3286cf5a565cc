"""Lanes: whoever is to be served is, also after a look that failed."""

import anyio
import pytest

from nodeapp.jobs.lanes import Lanes
from nodeapp.model.errors import Unavailable

pytestmark = pytest.mark.anyio


class Errand:
    name = "errand"

    def __init__(self):
        self.looks = 0
        self.served = anyio.Event()

    async def find(self, limit):
        self.looks += 1
        if self.looks == 1:
            raise Unavailable("Too much at once.")
        return ["tea.example"] if not self.served.is_set() else []

    async def serve(self, host):
        self.served.set()
        return False


async def test_a_look_that_fails_ends_nothing(monkeypatch):
    monkeypatch.setattr("nodeapp.jobs.lanes.REST_SECONDS", 0.0)
    errand = Errand()
    lanes = Lanes(errand, at_once=2, poll_seconds=0.01)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lanes.run)
        with anyio.fail_after(10):
            await errand.served.wait()
        tasks.cancel_scope.cancel()

    assert errand.looks > 1
