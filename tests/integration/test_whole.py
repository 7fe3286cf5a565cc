"""Answers as they go over the wire: whole ones in one piece, and everything else as a server says it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest

from nodeapp.model.limits import Limits
from nodeapp.model.whole import EXTENSION
from nodeapp.serving import listen, port_of, serving
from nodeapp.web.answers import Outgoing

pytestmark = pytest.mark.anyio

SECONDS = 10
TYPE = (b"content-type", b"text/plain")
Answer = Callable[[Outgoing], Awaitable[None]]


def start(*headers: tuple[bytes, bytes], status: int = 200) -> Any:
    return {"type": "http.response.start", "status": status, "headers": [TYPE, *headers]}


def body(text: bytes, *, more: bool = False) -> Any:
    return {"type": "http.response.body", "body": text, "more_body": more}


def length(number: int) -> tuple[bytes, bytes]:
    return b"content-length", b"%d" % number


@asynccontextmanager
async def answering(answer: Answer, *, whole: bool = True) -> AsyncIterator[int]:
    """A server that answers so; its port."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if not whole:
            del scope["extensions"][EXTENSION]
        await answer(Outgoing(scope, send, "7", is_secure=False))

    listener = listen("127.0.0.1", 0)
    async with serving(app, listener, Limits(), drain_seconds=1):
        yield port_of(listener)


async def asked(port: int, *lines: bytes, ask: bytes = b"GET / HTTP/1.1") -> bytes:
    """Everything that comes until the server hangs up, without the date."""
    async with await anyio.connect_tcp("127.0.0.1", port) as stream:
        await stream.send(b"\r\n".join([ask, b"Host: a", *lines, b"", b""]))
        found = b""
        with anyio.fail_after(SECONDS):
            while True:
                try:
                    found += await stream.receive()
                except (anyio.EndOfStream, anyio.BrokenResourceError):
                    break
    return b"\r\n".join(line for line in found.split(b"\r\n") if not line.startswith(b"date:"))


CLOSE = b"Connection: close"


async def hello(out: Outgoing) -> None:
    await out(start(length(5), (b"etag", b'"a"')))
    await out(body(b"hello"))


async def empty(out: Outgoing) -> None:
    await out(start(length(0), status=201))
    await out(body(b""))


async def not_modified(out: Outgoing) -> None:
    await out(start(status=304))
    await out(body(b""))


async def by_and_by(out: Outgoing) -> None:
    await out(start(length(10)))
    await out(body(b"hello", more=True))
    await out(body(b"again"))


async def stream(out: Outgoing) -> None:
    await out(start())
    await out(body(b"one", more=True))
    await out(body(b""))


@pytest.mark.parametrize("answer", [hello, empty, not_modified, by_and_by, stream])
@pytest.mark.parametrize("ask", [b"GET / HTTP/1.1", b"HEAD / HTTP/1.1", b"GET /api/x HTTP/1.1", b"GET / HTTP/1.0"])
async def test_an_answer_is_the_same_in_one_piece_and_in_two(answer: Answer, ask: bytes) -> None:
    found = []
    for whole in (True, False):
        async with answering(answer, whole=whole) as port:
            found.append(await asked(port, CLOSE, ask=ask))

    # The server's own headers stand elsewhere among ours.
    assert sorted(found[0].split(b"\r\n")) == sorted(found[1].split(b"\r\n"))
    assert b"x-content-type-options: nosniff" in found[0]


async def test_a_whole_answer_leaves_in_one_write() -> None:
    written: list[bytes] = []

    async def spied(out: Outgoing) -> None:
        transport = out._send_whole._cycle.transport  # type: ignore[union-attr]  # this server has it
        real = transport.write

        class Spy:
            def __getattr__(self, name: str) -> Any:
                return getattr(transport, name)

            def write(self, data: bytes) -> None:
                written.append(data)
                real(data)

        out._send_whole._cycle.transport = Spy()  # type: ignore[union-attr]  # as above
        await hello(out)

    async with answering(spied) as port:
        await asked(port, CLOSE)

    assert len(written) == 1
    assert written[0].endswith(b"\r\n\r\nhello")


async def test_a_connection_is_used_again_and_answers_keep_their_order() -> None:
    async with answering(hello) as port:
        found = await asked(port, b"", b"GET / HTTP/1.1", b"Host: a", b"", b"GET / HTTP/1.1", b"Host: a", CLOSE)

    assert found.count(b"HTTP/1.1 200 OK") == found.count(b"hello") == 3
    assert found.count(b"connection: close") == 1


@pytest.mark.parametrize("value", [b"a\r\nset-cookie: b=c", b"a\nb", b"a\rb", b"a\x00b"])
async def test_a_header_that_is_more_than_its_line_is_never_sent(value: bytes) -> None:
    async def hostile(out: Outgoing) -> None:
        await out(start(length(5), (b"x-told", value)))
        await out(body(b"hello"))

    async with answering(hostile) as port:
        found = await asked(port, CLOSE)

    assert b"set-cookie" not in found
    assert b"HTTP/1.1 200" not in found


@pytest.mark.parametrize("told", [4, 6])
async def test_a_body_of_another_length_than_told_is_not_taken_for_whole(told: int) -> None:
    async def wrong(out: Outgoing) -> None:
        await out(start(length(told)))
        await out(body(b"hello"))

    async with answering(wrong) as port:
        found = await asked(port, CLOSE)

    # It broke off, so that nobody takes it for an answer.
    assert len(found.partition(b"\r\n\r\n")[2]) != told


async def test_a_second_answer_is_refused() -> None:
    failed: list[Exception] = []

    async def twice(out: Outgoing) -> None:
        await hello(out)
        try:
            await hello(out)
        except RuntimeError as error:
            failed.append(error)

    async with answering(twice) as port:
        found = await asked(port, CLOSE)

    assert found.count(b"hello") == 1
    assert len(failed) == 1
