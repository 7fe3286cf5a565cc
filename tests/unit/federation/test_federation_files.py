"""Files through the door: bounded in size and time, unsigned, never packed, and every step of a redirect looked at."""

import anyio
import pytest

from federation.errors import FetchFailed, Missing, Refused
from federation.fetch import Door
from federation.testing import FakePeer, Reply, fake_peer, packed_reply, redirect_reply
from tests.unit.federation.cast import MakeDoor

pytestmark = pytest.mark.anyio

PNG = b"\x89PNG\r\n\x1a\n" + bytes(1_000)
PICTURE = Reply(headers=(("Content-Type", "image/png"),), body=PNG)


async def body_of(door: Door, url: str, bytes_max: int = 10_000) -> bytes:
    found = b""
    async with door.get_file(url, "image/*", bytes_max) as file:
        async for piece in file.body:
            found += piece
    return found


async def test_p13_a_file_comes_as_it_is_and_nothing_is_told_of_who_wants_it(
    peer: FakePeer, make_door: MakeDoor
) -> None:
    url = peer.serve("/p.png", PICTURE)

    async with make_door(peer) as door:
        assert await body_of(door, url) == PNG

    (asked,) = peer.requests
    assert {name for name, _ in asked.headers} <= {"host", "accept", "accept-encoding", "user-agent", "connection"}
    assert asked.header("accept-encoding") == "identity"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(headers=(("Content-Type", "image/png"),), body=PNG * 20),
        Reply(headers=(("Content-Type", "image/png"), ("Content-Length", "10" * 9)), body=PNG),
        Reply(headers=(("Content-Type", "image/png"),), body=PNG, endless=True),
        packed_reply(PNG),
        packed_reply(PNG, "gzip, gzip"),
    ],
)
async def test_s10_s11_what_is_too_large_or_packed_is_refused(
    peer: FakePeer, make_door: MakeDoor, reply: Reply
) -> None:
    url = peer.serve("/p.png", reply)

    async with make_door(peer) as door:
        with pytest.raises(Refused):
            await body_of(door, url)


async def test_s10_no_caller_can_ask_for_more_than_the_door_lets_in(peer: FakePeer, make_door: MakeDoor) -> None:
    url = peer.serve("/p.png", PICTURE)

    async with make_door(peer, file_bytes_max=500) as door:
        with pytest.raises(Refused):
            await body_of(door, url, bytes_max=10**9)


@pytest.mark.parametrize("where", ["head", "body"])
async def test_s09_a_slow_file_is_given_up(peer: FakePeer, make_door: MakeDoor, where: str) -> None:
    slow = Reply(headers=PICTURE.headers, body=PNG, drip_seconds=0.05, drip_from=where)  # type: ignore[arg-type]
    url = peer.serve("/p.png", slow)

    async with make_door(peer, file_seconds=0.3) as door:
        with pytest.raises(FetchFailed) as caught, anyio.fail_after(5):
            await body_of(door, url)

    assert caught.value.retryable


async def test_s09_slow_files_do_not_hold_up_documents_of_the_same_host(peer: FakePeer, make_door: MakeDoor) -> None:
    url = peer.serve("/p.png", Reply(headers=PICTURE.headers, body=PNG, drip_seconds=0.05, drip_from="body"))
    peer.serve_document("/note", {"type": "Note"})

    async with (
        make_door(peer, host_files_max=2, file_seconds=20, host_connections_max=2) as door,
        anyio.create_task_group() as tasks,
    ):
        for _ in range(10):
            tasks.start_soon(body_of, door, url)
        await anyio.wait_all_tasks_blocked()
        with anyio.fail_after(5):
            document = await door.get_document(peer.url("/note"))
        tasks.cancel_scope.cancel()

    assert document.body["type"] == "Note"
    assert len([asked for asked in peer.requests if asked.target == "/p.png"]) <= 2


async def test_a_redirect_is_followed(peer: FakePeer, make_door: MakeDoor) -> None:
    peer.serve("/there.png", PICTURE)
    url = peer.serve("/here.png", redirect_reply("/there.png"))

    async with make_door(peer) as door:
        assert await body_of(door, url) == PNG


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_s04_a_redirect_to_a_private_address_is_not(
    peer: FakePeer, canaries: list[FakePeer], make_door: MakeDoor, status: int
) -> None:
    async with make_door(peer) as door:
        for canary in canaries:
            url = peer.serve("/p.png", redirect_reply(canary.url("/p.png"), status))
            with pytest.raises(Refused):
                await body_of(door, url)


async def test_s05_redirects_end(peer: FakePeer, make_door: MakeDoor) -> None:
    circle = peer.serve("/a", redirect_reply("/b"))
    peer.serve("/b", redirect_reply("/a"))
    for step in range(10):
        peer.serve(f"/{step}", redirect_reply(f"/{step + 1}"))
    scheme = peer.serve("/file", redirect_reply("file:///etc/passwd"))

    async with make_door(peer) as door:
        for url in (circle, peer.url("/0"), scheme):
            with pytest.raises(Refused):
                await body_of(door, url)

    assert len([asked for asked in peer.requests if asked.target[1:].isdecimal()]) == 6


async def test_what_is_not_there_is_missing_and_what_breaks_off_may_be_tried_again(
    peer: FakePeer, make_door: MakeDoor
) -> None:
    short = peer.serve("/short", Reply(headers=(*PICTURE.headers, ("Content-Length", "5000")), body=PNG))
    broken = peer.serve("/broken", Reply(status=503))

    async with make_door(peer) as door:
        with pytest.raises(Missing):
            await body_of(door, peer.url("/absent"))
        for url in (short, broken):
            with pytest.raises(FetchFailed) as caught:
                await body_of(door, url)
            assert caught.value.retryable


async def test_s14_a_host_is_asked_for_so_many_files_and_no_more(peer: FakePeer, make_door: MakeDoor) -> None:
    url = peer.serve("/p.png", PICTURE)

    async with make_door(peer, host_file_requests_max=3) as door:
        for _ in range(3):
            await body_of(door, url)
        with pytest.raises(FetchFailed):
            await body_of(door, url)

    assert len(peer.requests) == 3


async def test_what_goes_wrong_with_the_reader_is_no_failure_of_the_peer(make_door: MakeDoor) -> None:
    async with fake_peer() as peer, make_door(peer) as door:
        url = peer.serve("/p.png", PICTURE)
        with pytest.raises(LookupError):
            async with door.get_file(url, "image/*", 10_000) as file:
                async for _ in file.body:
                    raise LookupError
        assert await body_of(door, url) == PNG
