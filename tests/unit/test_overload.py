"""Overload: who may come in, who is asked to come again, and what a late event loop does to either."""

from typing import Any

import anyio
import pytest

from nodeapp.model.errors import Unavailable
from nodeapp.model.limits import Limits
from nodeapp.web import overload as module
from nodeapp.web.lateness import LOOKS, Lateness
from nodeapp.web.overload import Kind, Load, Overload, kind_of

pytestmark = pytest.mark.anyio

HOME, THREAD, INBOX = "/api/timeline/home", "/api/tweets/7/thread", "/ap/inbox"
LIGHT = (HOME, "/api/tweets/*")


class Inside:
    """What a node tells its door, as a test wants it."""

    def __init__(self) -> None:
        self.is_crowded = False
        self.lag = 0

    async def incoming_lag(self) -> int:
        return self.lag

    def overload(self, **limits: Any) -> Overload:
        return Overload(Limits(**limits), Load(lambda: self.is_crowded, self.incoming_lag), LIGHT)


async def who_may(overload: Overload) -> set[Kind]:
    """The kinds that may come in now; a read by a path that is not light."""
    paths: dict[Kind, str] = {
        "live": "/live",
        "health": "/ready",
        "sign_in": "/api/auth/login",
        "sign_up": "/api/auth/register",
        "delivery": INBOX,
        "write": "/api/tweets",
        "read": THREAD,
    }
    return {kind for kind, path in paths.items() if await overload.refusal(kind, path) is None}


ALL: set[Kind] = {"live", "health", "sign_in", "sign_up", "delivery", "write", "read"}


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/live", "live"),
        ("HEAD", "/live", "live"),
        ("POST", "/live", "write"),
        ("GET", "/ready", "health"),
        ("GET", "/health", "health"),
        ("POST", "/api/auth/login", "sign_in"),
        ("POST", "/api/auth/login/", "sign_in"),
        ("GET", "/api/auth/login", "read"),
        ("POST", "/api/auth/refresh-token", "sign_in"),
        ("POST", "/api/auth/reset", "sign_in"),
        ("GET", "/api/auth/window", "sign_in"),
        ("POST", "/api/auth/window", "sign_in"),
        ("POST", "/api/auth/register", "sign_up"),
        ("POST", "/api/auth/welcome", "sign_up"),
        ("POST", "/ap/inbox", "delivery"),
        ("POST", "/ap/users/7/inbox", "delivery"),
        ("GET", "/ap/users/7", "read"),
        ("POST", "/api/tweets", "write"),
        ("DELETE", "/api/tweets/7", "write"),
        ("GET", "/api/timeline/home", "read"),
        ("OPTIONS", "/api/tweets", "read"),
    ],
)
def test_requests_are_of_a_kind(method: str, path: str, kind: Kind) -> None:
    assert kind_of(method, path) == kind


async def test_of_each_kind_only_so_many_are_let_in_at_once() -> None:
    overload = Inside().overload(
        reads_at_once_max=1, writes_at_once_max=1, deliveries_at_once_max=1, sign_ins_at_once_max=1
    )
    full: tuple[Kind, ...] = ("read", "write", "delivery", "sign_in")

    for kind in full:
        overload.enter(kind, THREAD)
    left = await who_may(overload)
    refused = await overload.refusal("read", THREAD)
    for kind in full:
        overload.leave(kind)

    assert left == ALL - set(full)
    assert refused is not None
    assert refused.retry_after_seconds >= 2
    assert await who_may(overload) == ALL


async def test_whoever_came_in_at_the_same_moment_as_too_many_others_is_turned_away_as_well() -> None:
    overload = Inside().overload(writes_at_once_max=1)

    assert await overload.refusal("write", "/api/tweets") is None
    overload.enter("write", "/api/tweets")

    with pytest.raises(Unavailable):
        overload.enter("write", "/api/tweets")


@pytest.mark.parametrize("path", [HOME, "/api/tweets/7", "/", "/@ada", "/assets/index.js"])
async def test_what_is_in_memory_waits_for_nobody_and_is_let_in(path: str) -> None:
    inside = Inside()
    overload = inside.overload(reads_at_once_max=0)
    inside.is_crowded = True

    assert await overload.refusal("read", path) is None
    assert await overload.refusal("read", THREAD) is not None


async def test_a_crowd_that_reads_is_no_reason_to_turn_away_those_who_write_or_sign_in() -> None:
    inside = Inside()
    overload = inside.overload()

    inside.is_crowded = True

    assert await who_may(overload) == ALL - {"read"}
    assert overload.part().status == "degraded"


async def test_other_nodes_are_asked_to_send_later_when_what_they_sent_has_piled_up() -> None:
    inside = Inside()
    overload = inside.overload(incoming_lag_max=10)

    inside.lag = 11
    refused = await overload.refusal("delivery", INBOX)

    assert refused is not None
    assert refused.retry_after_seconds >= 30
    assert await who_may(overload) == ALL - {"delivery"}
    assert overload.part().status == "ok"


async def test_pauses_differ_so_that_nobody_comes_back_together() -> None:
    overload = Inside().overload(reads_at_once_max=0)

    refused = [await overload.refusal("read", THREAD) for _ in range(50)]

    pauses = [some.retry_after_seconds for some in refused if some is not None]
    assert {pauses.count(seconds) for seconds in range(2, 7)} == {10}


async def test_a_single_pause_of_the_loop_turns_nobody_away() -> None:
    overload = Inside().overload(loop_lag_seconds=0.1)

    for lag in (0.0, 3.0, 0.0, 0.0, 3.0):
        overload.lateness.note(lag)

    assert await who_may(overload) == ALL


async def test_a_loop_that_stays_late_turns_away_all_who_can_come_again() -> None:
    overload = Inside().overload(loop_lag_seconds=0.1)

    for _ in range(LOOKS):
        overload.lateness.note(0.4)
    meanwhile = await who_may(overload)
    home = await overload.refusal("read", HOME)
    for _ in range(LOOKS):
        overload.lateness.note(0.0)

    assert meanwhile == ALL - {"read", "write", "delivery"}
    assert home is not None
    assert await who_may(overload) == ALL


async def test_a_share_is_turned_away_where_that_may_be_enough_and_what_is_light_last() -> None:
    lateness = Lateness(0.25)

    for _ in range(LOOKS):
        lateness.note(0.375)

    assert sum(lateness.turns_away(lambda: False) for _ in range(100)) == 50
    assert sum(lateness.turns_away(lambda: True) for _ in range(100)) == 0


async def test_small_bodies_are_not_counted_and_large_ones_only_up_to_a_sum() -> None:
    overload = Inside().overload(bodies_at_once_bytes_max=100_000)

    carried = overload.carry("write", 90_000)
    small = overload.carry("write", module.SMALL_BODY_BYTES)
    with pytest.raises(Unavailable):
        overload.carry("delivery", 20_000)
    overload.put_down(carried)

    assert small == 0
    assert overload.carry("delivery", 20_000) == 20_000


async def test_refusals_are_told_at_a_pace_once_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    overload, slept = Inside().overload(), list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(anyio, "current_time", lambda: 1_000.0)
    monkeypatch.setattr(anyio, "sleep", sleep)
    for _ in range(module.REFUSALS_AT_ONCE):
        await overload.hold()
    at_once = list(slept)
    for _ in range(5_000):
        await overload.hold()

    assert sum(at_once) < 0.001
    assert slept == sorted(slept)
    assert max(slept) == pytest.approx(module.REFUSAL_SECONDS_MAX)
