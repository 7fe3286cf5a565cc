"""Boards of trends: fresh for a minute, old rather than none, and at rest after some failures."""

import anyio
import anyio.lowlevel
import pytest

from nodeapp.model.errors import Unavailable
from nodeapp.model.limits import Limits
from nodeapp.services.trends.boards import Board, Boards
from tests.builders import FakeClock

pytestmark = pytest.mark.anyio


class Making:
    """Counts how often it was asked; raises while it `fails`."""

    def __init__(self, clock):
        self.clock, self.asked, self.fails = clock, [], False

    async def __call__(self, key):
        self.asked.append(key)
        await anyio.lowlevel.checkpoint()
        if self.fails:
            raise Unavailable("Not now.")
        return Board((f"{key} {len(self.asked)}",), self.clock())


@pytest.fixture
def making(clock: FakeClock):
    return Making(clock)


@pytest.fixture
def boards(clock, making):
    return Boards(clock, Limits(trend_boards_max=2), making)


async def test_one_is_made_for_all_who_ask_within_a_minute(boards, making, clock):
    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(boards.get, "a")
    clock.advance(seconds=59)
    assert (await boards.get("a")).entries == ("a 1",)

    clock.advance(seconds=1)

    assert (await boards.get("a")).entries == ("a 2",)
    assert making.asked == ["a", "a"]


async def test_what_cannot_be_made_is_shown_as_it_was_or_empty_and_then_partial(boards, making, clock):
    await boards.get("a")
    making.fails = True
    clock.advance(seconds=61)

    old, none = await boards.get("a"), await boards.get("b")

    assert (old.entries, old.partial, old.as_of_ms) == (("a 1",), True, clock() - 61_000)
    assert (none.entries, none.partial) == ((), True)


async def test_three_failures_are_followed_by_a_minute_of_rest(boards, making, clock):
    making.fails = True
    for _ in range(10):
        await boards.get("a")
    assert len(making.asked) == 3

    making.fails = False
    clock.advance(seconds=59)
    assert (await boards.get("a")).partial
    clock.advance(seconds=1)
    assert (await boards.get("a")).entries == ("a 4",)


async def test_what_was_asked_for_lately_is_made_again_in_advance_and_the_rest_forgotten(boards, making, clock):
    await boards.get("a")
    clock.advance(seconds=599)
    await boards.get("b")
    clock.advance(seconds=50)

    await boards.renew()

    assert making.asked == ["a", "b", "b"]
    clock.advance(seconds=59)
    assert (await boards.get("b")).entries == ("b 3",)
    assert (await boards.get("a")).entries == ("a 4",)


async def test_there_is_a_bound_on_what_is_kept(boards, making):
    for key in ("a", "b", "c", "b", "a"):
        await boards.get(key)

    assert making.asked == ["a", "b", "c", "a"]
