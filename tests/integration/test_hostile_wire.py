"""What a client may send before there is a request at all: over real sockets, as a stranger would."""

from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest
from anyio.abc import SocketStream

from nodeapp.cli.serve import LOOP
from nodeapp.model.limits import Limits
from tests.builders import Home, listening

pytestmark = pytest.mark.anyio

SECONDS = 10


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    """The loop that the program itself runs on: some of this differs between loops."""
    return "asyncio", dict(LOOP)


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with listening(tmp_path / "node", limits=Limits(header_bytes_max=8_192, header_seconds=0.2)) as there:
        yield there


async def _connected(home: Home) -> SocketStream:
    host, _, port = home.origin.host.rpartition(":")
    return await anyio.connect_tcp(host, int(port))


async def _answered(stream: SocketStream) -> bytes:
    """Everything until the node hangs up."""
    found = b""
    with anyio.fail_after(SECONDS):
        while True:
            try:
                found += await stream.receive()
            except (anyio.EndOfStream, anyio.BrokenResourceError):
                return found


async def _flood(home: Home, begin: bytes, piece: bytes) -> bytes:
    """Sends `piece` for ever, and gives the answer."""
    async with await _connected(home) as stream:
        with anyio.fail_after(SECONDS):
            try:
                await stream.send(begin)
                for _ in range(1_000):
                    await stream.send(piece)
            except anyio.BrokenResourceError:
                pass
        return await _answered(stream)


async def test_w23_headers_without_end_are_cut_off(home: Home) -> None:
    post = b"POST /ap/inbox HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    await _flood(home, b"GET /live HTTP/1.1\r\nHost: a\r\nX-A: ", b"a" * 10_000)
    await _flood(home, b"GET /live HTTP/1.1\r\nHost: a\r\n", b"X: a\r\n" * 2_000)
    await _flood(home, b"GET /", b"a" * 10_000)
    await _flood(home, post + b"0\r\nX-A: ", b"a" * 10_000)
    await _flood(home, post + b"1;a=", b"a" * 10_000)

    with anyio.fail_after(20):
        assert (await home.client.get("/live")).status_code == 200


async def test_w23_headers_that_are_too_long_are_said_to_be(home: Home) -> None:
    host = home.origin.host.encode()

    async with await _connected(home) as stream:
        await stream.send(b"GET /live HTTP/1.1\r\nHost: " + host + b"\r\nX-A: " + b"a" * 10_000)
        half = await _answered(stream)
    whole = await home.client.get("/live", headers={"X-A": "a" * 10_000})

    assert half.startswith(b"HTTP/1.1 431 ")
    assert whole.status_code == 431
    assert whole.headers["content-type"] == "application/problem+json"


async def test_w23_a_client_that_does_not_come_to_the_point_is_hung_up_on(home: Home) -> None:
    async with await _connected(home) as silent, await _connected(home) as slow, await _connected(home) as usual:
        await slow.send(b"GET /live HTTP/1.1\r\n")
        await usual.send(f"GET /live HTTP/1.1\r\nHost: {home.origin.host}\r\n\r\n".encode())
        answers = [await _answered(silent), await _answered(slow)]
        first = await usual.receive()
        await usual.send(f"GET /live HTTP/1.1\r\nHost: {home.origin.host}\r\n\r\n".encode())
        second = await usual.receive()

    assert answers == [b"", b""]
    assert first.startswith(b"HTTP/1.1 200 ")
    assert second.startswith(b"HTTP/1.1 200 ")


async def test_w23_requests_one_after_the_other_without_waiting_are_all_answered(home: Home) -> None:
    ask = f"GET /live HTTP/1.1\r\nHost: {home.origin.host}\r\nX-A: {'a' * 1_000}\r\n".encode()

    async with await _connected(home) as stream:
        await stream.send((ask + b"\r\n") * 200 + ask + b"Connection: close\r\n\r\n")
        answers = await _answered(stream)

    assert answers.count(b"HTTP/1.1 200 ") == 201


async def test_w23_clients_that_hang_up_in_the_middle_leave_no_failure(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    ask = f"GET /api/timeline/public HTTP/1.1\r\nHost: {home.origin.host}\r\n\r\n".encode()
    post = f"POST /ap/inbox HTTP/1.1\r\nHost: {home.origin.host}\r\nContent-Length: 100\r\n\r\n".encode()

    for sent in (ask, ask * 20, post, post + b"half of it"):
        for _ in range(10):
            stream = await _connected(home)
            await stream.send(sent)
            await anyio.aclose_forcefully(stream)
    await anyio.sleep(0.5)

    assert [record.getMessage() for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []


async def test_w23_a_body_that_does_not_come_keeps_no_node_from_ending(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(tmp_path / "node", limits=Limits(drain_seconds=1)) as home:
        stream = await _connected(home)
        head = f"POST /ap/inbox HTTP/1.1\r\nHost: {home.origin.host}\r\nContent-Length: 100\r\n\r\n"
        await stream.send(head.encode() + b"half of it")
        await anyio.sleep(0.1)

    async with stream:
        assert (await _answered(stream)).startswith(b"HTTP/1.1 503 ")
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


async def test_w23_what_is_not_one_plain_request_is_refused(home: Home) -> None:
    post = b"POST /ap/inbox HTTP/1.1\r\nHost: a\r\n"
    heads = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        post + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        post + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        post + b"Content-Length: -1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /live HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
    ]

    answers = []
    for head in heads:
        async with await _connected(home) as stream:
            await stream.send(head)
            answers.append(await _answered(stream))

    assert [answer[:13] for answer in answers] == [b"HTTP/1.1 400 "] * len(heads)
