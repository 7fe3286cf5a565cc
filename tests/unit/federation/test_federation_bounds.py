"""The outgoing door's limits: time, size, compression, how often and how many at once."""

import time
import zlib

import anyio
import pytest

from federation.budgets import HOSTS_MAX, HostBudget, HostLanes
from federation.errors import FetchFailed, Missing, Refused
from federation.testing import USUAL_HEADERS, FakePeer, Reply, fake_peer, packed_reply
from tests.unit.federation.cast import NOW_MS, MakeDoor

pytestmark = pytest.mark.anyio

QUICK = 0.3
PATIENCE = 8
"""Far below what the slow ones take, far above what a busy machine needs."""
MEGABYTE = 1_048_576


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"{}", drip_seconds=0.05),
        Reply(body=b"{" * 1_000, drip_seconds=0.05, drip_from="body"),
        Reply(body=b"x", endless=True, drip_seconds=0.05),
        Reply(status=302, body=b"x" * 1_000, drip_seconds=0.05, drip_from="body"),
    ],
    ids=["headers", "body", "endless", "redirect"],
)
async def test_s09_a_slow_answer_ends_at_the_time_limit(reply: Reply, make_door: MakeDoor, peer: FakePeer) -> None:
    url = peer.serve("/slow", reply)
    began = time.monotonic()

    async with make_door(peer, total_seconds=QUICK) as door:
        with pytest.raises(FetchFailed, match="too long") as failure:
            await door.get_document(url)
        with pytest.raises(FetchFailed, match="too long"):
            await door.post(url, b"{}", {})

    assert failure.value.retryable
    assert time.monotonic() - began < PATIENCE


async def test_s09_one_time_limit_holds_for_all_redirects_together(make_door: MakeDoor, peer: FakePeer) -> None:
    for step in range(4):
        peer.serve(f"/{step}", Reply(status=302, headers=(("Location", f"/{step + 1}"),), drip_seconds=QUICK / 200))
    began = time.monotonic()

    async with make_door(peer, total_seconds=QUICK) as door:
        with pytest.raises(FetchFailed, match="too long"):
            await door.get_document(peer.url("/0"))

    assert time.monotonic() - began < PATIENCE


async def test_s09_two_hundred_slow_fetches_do_not_keep_a_live_host_waiting(make_door: MakeDoor) -> None:
    async with fake_peer(origin="http://slow.example") as slow, fake_peer(origin="http://live.example") as live:
        stuck = slow.serve("/slow", Reply(body=b"{}", drip_seconds=60))
        url = live.serve_document("/users/ada", {"type": "Person"})
        names = {"slow.example": slow.address, "live.example": live.address}

        async with (
            make_door(slow, live, names=names, connections_max=20, host_connections_max=8) as door,
            anyio.create_task_group() as tasks,
        ):
            for _ in range(200):
                tasks.start_soon(door.get_document, stuck)
            await anyio.sleep(0.1)
            began = time.monotonic()
            await door.get_document(url)
            waited = time.monotonic() - began
            tasks.cancel_scope.cancel()

    assert waited < PATIENCE
    assert slow.connections == 8


async def test_s10_a_length_beyond_the_limit_is_not_read(make_door: MakeDoor, peer: FakePeer) -> None:
    for length in (str(10 * 1024**3), "9" * 18, "1048577"):
        url = peer.serve("/huge", Reply(headers=(*USUAL_HEADERS, ("Content-Length", length)), body=b"{"))

        async with make_door(peer) as door:
            with pytest.raises(Refused, match="too large"):
                await door.get_document(url)


async def test_s10_a_body_without_a_length_is_cut_off_at_one_megabyte(make_door: MakeDoor, peer: FakePeer) -> None:
    endless = peer.serve("/endless", Reply(body=b"x" * 65_536, endless=True))
    large = peer.serve("/large", Reply(body=b" " * (MEGABYTE + 1)))

    async with make_door(peer) as door:
        for url in (endless, large):
            with pytest.raises(Refused, match="too large"):
                await door.get_document(url)


async def test_s10_where_only_the_status_counts_a_long_body_is_left_unread(make_door: MakeDoor, peer: FakePeer) -> None:
    missing = peer.serve("/missing", Reply(status=404, body=b"x" * 65_536, endless=True))
    inbox = peer.serve("/inbox", Reply(status=202, body=b"x" * 65_536, endless=True))

    async with make_door(peer) as door:
        with pytest.raises(Missing):
            await door.get_document(missing)
        assert (await door.post(inbox, b"{}", {})).status == 202


async def test_s10_endless_headers_end(make_door: MakeDoor, peer: FakePeer) -> None:
    url = peer.serve("/", Reply(headers=tuple((f"X-{number}", "x" * 1_000) for number in range(2_000))))

    async with make_door(peer) as door:
        with pytest.raises(FetchFailed):
            await door.get_document(url)


async def test_s11_a_bomb_is_refused_when_it_has_unpacked_to_one_megabyte(make_door: MakeDoor, peer: FakePeer) -> None:
    bomb = b'{"x":"' + b"0" * 50 * MEGABYTE + b'"}'
    gzipped = peer.serve("/gzip", packed_reply(bomb))
    deflated = peer.serve(
        "/deflate", Reply(headers=(*USUAL_HEADERS, ("Content-Encoding", "deflate")), body=zlib.compress(bomb))
    )

    async with make_door(peer) as door:
        for url in (gzipped, deflated):
            with pytest.raises(Refused, match="too large"):
                await door.get_document(url)


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "gzip, br", "compress", "gzip;q=1"])
async def test_s11_an_encoding_that_was_not_asked_for_is_refused(
    encoding: str, make_door: MakeDoor, peer: FakePeer
) -> None:
    url = peer.serve("/", packed_reply(b"{}", encoding))

    async with make_door(peer) as door:
        with pytest.raises(Refused, match="encoded"):
            await door.get_document(url)


async def test_s11_broken_and_padded_packing_fails(make_door: MakeDoor, peer: FakePeer) -> None:
    packed = packed_reply(b'{"id":"x"}')
    broken = {"/cut": packed.body[:-9], "/noise": b"noise", "/padded": packed.body + b"x"}

    async with make_door(peer) as door:
        for path, body in broken.items():
            with pytest.raises((FetchFailed, Refused)):
                await door.get_document(peer.serve(path, Reply(headers=packed.headers, body=body)))


async def test_a_packed_document_is_read(make_door: MakeDoor, peer: FakePeer) -> None:
    url = peer.url("/users/ada")
    peer.serve("/users/ada", packed_reply(f'{{"id":"{url}","type":"Person"}}'.encode()))

    async with make_door(peer) as door:
        document = await door.get_document(url)

    assert document.require_id() == url


async def test_a_host_is_not_asked_more_often_than_its_share(make_door: MakeDoor, peer: FakePeer) -> None:
    url = peer.serve_document("/users/ada", {"type": "Person"})

    async with make_door(peer, host_requests_max=3) as door:
        for _ in range(3):
            await door.get_document(url)
        with pytest.raises(FetchFailed, match="too often") as raised:
            await door.get_document(url)

    assert raised.value.retryable
    assert len(peer.requests) == 3


def test_a_share_comes_back_with_time() -> None:
    now = [NOW_MS]
    budget = HostBudget(2, 60, lambda: now[0])
    budget.take("a")
    budget.take("a")
    with pytest.raises(FetchFailed):
        budget.take("a")

    now[0] += 30_000

    budget.take("a")
    with pytest.raises(FetchFailed):
        budget.take("a")


def test_what_is_kept_of_hosts_is_bounded() -> None:
    budget = HostBudget(1, 60, lambda: NOW_MS)

    for number in range(HOSTS_MAX + 10):
        budget.take(f"{number}.example")

    assert len(budget._left) == HOSTS_MAX


async def test_a_lane_is_forgotten_when_nobody_is_in_it() -> None:
    lanes = HostLanes(1)

    async with lanes.turn("a"):
        with anyio.move_on_after(0.01):
            async with lanes.turn("a"):
                pytest.fail("Two were in a lane for one.")

    assert lanes._lanes == {}
