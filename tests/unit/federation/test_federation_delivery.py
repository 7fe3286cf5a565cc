"""Deliveries: their three outcomes, when they are tried again, and when a host is left alone."""

import pytest

from federation.breaker import Breaker
from federation.delivery import Delivered, Gone, Retry, deliver
from federation.inbox import Incoming, read
from federation.keys import PublicKey
from federation.retry import GIVE_UP_AFTER_MS, next_try_ms
from federation.testing import FakeActor, FakePeer, Reply
from tests.unit.federation.cast import NOW_MS, MakeDoor
from tests.unit.federation.letters import activity

SECOND_MS = 1_000
HOUR_MS = 3_600_000


@pytest.mark.anyio
async def test_a_delivery_arrives_signed_and_verifies(make_door: MakeDoor, peer: FakePeer, ada: FakeActor) -> None:
    url = peer.serve("/inbox", Reply(status=202))
    body = b'{"id":"https://good.example/1","type":"Like","actor":"%b","object":"https://x.y/1"}' % ada.id.encode()

    async with make_door(peer) as door:
        outcome = await deliver(door, url, body, ada.signer, NOW_MS)

    assert outcome == Delivered()
    got = peer.requests[0]
    host = frozenset({peer.origin.removeprefix("http://")})
    unverified = read(Incoming(got.method, got.target, got.headers, got.body), authorities=host, now_ms=NOW_MS)
    assert unverified.verify(PublicKey(ada.key_id, ada.id, ada.keys.public_pem)).actor == ada.id
    assert got.header("content-type") == "application/activity+json"


@pytest.mark.anyio
@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_success_is_delivered(status: int, make_door: MakeDoor, peer: FakePeer, ada: FakeActor) -> None:
    async with make_door(peer) as door:
        assert await deliver(door, peer.serve("/", Reply(status=status)), b"{}", ada.signer, NOW_MS) == Delivered()


@pytest.mark.anyio
@pytest.mark.parametrize("status", [401, 301, 307, 408, 425, 429, 500, 502, 503, 504])
async def test_a_passing_failure_is_tried_again(
    status: int, make_door: MakeDoor, peer: FakePeer, ada: FakeActor
) -> None:
    async with make_door(peer) as door:
        outcome = await deliver(door, peer.serve("/", Reply(status=status)), b"{}", ada.signer, NOW_MS)

    assert outcome == Retry(f"the other server answered {status}")


@pytest.mark.anyio
@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 413, 422])
async def test_a_refusal_is_final(status: int, make_door: MakeDoor, peer: FakePeer, ada: FakeActor) -> None:
    async with make_door(peer) as door:
        outcome = await deliver(door, peer.serve("/", Reply(status=status)), b"{}", ada.signer, NOW_MS)

    assert isinstance(outcome, Gone)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("Fri, 15 Jan 2027 08:01:00 GMT", 60),
        ("Fri, 15 Jan 2016 08:00:00 GMT", 0),
        ("soon", None),
        ("-1", None),
        ("9" * 5_000, 999_999_999_999),
    ],
)
async def test_the_peer_may_say_when_to_come_back(
    header: str, seconds: int | None, make_door: MakeDoor, peer: FakePeer, ada: FakeActor
) -> None:
    url = peer.serve("/", Reply(status=429, headers=(("Retry-After", header),)))

    async with make_door(peer) as door:
        outcome = await deliver(door, url, b"{}", ada.signer, NOW_MS)

    assert outcome == Retry("the other server answered 429", seconds)


@pytest.mark.anyio
async def test_a_host_that_is_down_or_slow_is_tried_again(make_door: MakeDoor, peer: FakePeer, ada: FakeActor) -> None:
    slow = peer.serve("/slow", Reply(drip_seconds=1))

    async with make_door(peer, pairs=[("127.0.0.1", 1)], total_seconds=0.1) as door:
        assert isinstance(await deliver(door, slow, b"{}", ada.signer, NOW_MS), Retry)
        assert isinstance(await deliver(door, "http://127.0.0.1:1/inbox", b"{}", ada.signer, NOW_MS), Retry)


@pytest.mark.anyio
@pytest.mark.parametrize("inbox", ["http://10.0.0.1/inbox", "https://10.0.0.1/", "https://[::1]/", "ftp://x.y/", "x"])
async def test_s01_an_inbox_at_a_private_address_is_final_and_never_asked(
    inbox: str, make_door: MakeDoor, ada: FakeActor, canaries: list[FakePeer]
) -> None:
    async with make_door() as door:
        assert isinstance(await deliver(door, inbox, b"{}", ada.signer, NOW_MS), Gone)
        for canary in canaries:
            assert isinstance(await deliver(door, canary.url("/inbox"), b"{}", ada.signer, NOW_MS), Gone)


@pytest.mark.anyio
async def test_the_fake_peer_s_actor_delivers_by_itself(peer: FakePeer, ada: FakeActor) -> None:
    url = peer.serve("/inbox", Reply(status=202))

    status = await ada.post(url, activity(ada), NOW_MS)

    assert (status, peer.deliveries()) == (202, [activity(ada)])


def test_tries_grow_rarer_from_ten_seconds_to_six_hours() -> None:
    delays = [next_try_ms(attempt, 0, lambda: 0.999_999, first_ms=0) for attempt in (1, 2, 3, 4, 12, 13, 500)]

    seconds = [round(delay / SECOND_MS) for delay in delays if delay is not None]
    assert seconds == [10, 20, 40, 80, 20_480, 21_600, 21_600]


def test_half_of_a_delay_is_drawn_by_lot() -> None:
    early = next_try_ms(1, NOW_MS, lambda: 0.0, first_ms=NOW_MS)

    assert early == NOW_MS + 5 * SECOND_MS


def test_two_weeks_after_the_first_try_it_is_given_up() -> None:
    just_before = NOW_MS + GIVE_UP_AFTER_MS - 1

    assert next_try_ms(60, just_before, lambda: 0.5, first_ms=NOW_MS) is not None
    assert next_try_ms(60, NOW_MS + GIVE_UP_AFTER_MS, lambda: 0.5, first_ms=NOW_MS) is None


def test_the_peer_s_wish_is_kept_to_within_six_hours() -> None:
    wishes = [next_try_ms(1, 0, lambda: 0.5, first_ms=0, after_seconds=wish) for wish in (0, 60, 10**9)]

    assert wishes == [7_500, 60_000, 6 * HOUR_MS]


class Clock:
    def __init__(self) -> None:
        self.now_ms = NOW_MS

    def __call__(self) -> int:
        return self.now_ms


def test_five_failures_open_the_breaker_and_one_try_closes_it() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(4):
        breaker.failed("down.example")
    assert breaker.allows("down.example")

    breaker.failed("down.example")

    assert (breaker.state("down.example"), breaker.allows("down.example")) == ("open", False)
    assert breaker.allows("live.example")
    clock.now_ms += 30 * SECOND_MS
    assert breaker.state("down.example") == "half_open"
    assert [breaker.allows("down.example") for _ in range(3)] == [True, False, False]
    breaker.succeeded("down.example")
    assert (breaker.state("down.example"), breaker.allows("down.example")) == ("closed", True)


def test_a_failed_probe_opens_it_again() -> None:
    clock = Clock()
    breaker = Breaker(clock, failures=1)
    breaker.failed("a")
    clock.now_ms += 30 * SECOND_MS
    assert breaker.allows("a")

    breaker.failed("a")

    clock.now_ms += 29 * SECOND_MS
    assert not breaker.allows("a")


def test_a_probe_that_never_tells_is_replaced() -> None:
    clock = Clock()
    breaker = Breaker(clock, failures=1)
    breaker.failed("a")
    clock.now_ms += 30 * SECOND_MS
    assert breaker.allows("a")

    clock.now_ms += 30 * SECOND_MS

    assert breaker.allows("a")


def test_a_success_forgets_earlier_failures() -> None:
    breaker = Breaker(Clock(), failures=2)
    breaker.failed("a")
    breaker.succeeded("a")

    breaker.failed("a")

    assert breaker.state("a") == "closed"


def test_what_is_kept_of_hosts_is_bounded_and_expires() -> None:
    clock = Clock()
    breaker = Breaker(clock, failures=1, hosts_max=100)

    for number in range(1_000):
        breaker.failed(f"{number}.example")

    assert len(breaker) == 100
    assert (breaker.state("999.example"), breaker.state("0.example")) == ("open", "closed")
    clock.now_ms += 25 * HOUR_MS
    assert breaker.state("999.example") == "closed"
    assert len(breaker) == 99
