"""Reading a request's body: whole, bounded in size and in time."""

import anyio
import pytest
from litestar.types import HTTPRequestEvent, Receive

from nodeapp.model.errors import BadInput, TooLarge
from nodeapp.model.limits import Limits
from nodeapp.web import bodies

pytestmark = pytest.mark.anyio

LIMITS = Limits(body_seconds=0.05)
CHUNKED = {b"transfer-encoding": b"chunked"}


def _sent(*parts: bytes) -> Receive:
    left = list(parts)

    async def receive() -> HTTPRequestEvent:
        if not left:
            await anyio.sleep_forever()
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    return receive


async def test_the_parts_of_a_body_are_put_together() -> None:
    body = await bodies.read(CHUNKED, _sent(b"ab", b"", b"cd"), LIMITS, 4)

    assert body == b"abcd"


async def test_a_body_that_is_too_long_is_not_read_to_its_end() -> None:
    with pytest.raises(TooLarge):
        await bodies.read(CHUNKED, _sent(b"abc", b"de", b"never"), LIMITS, 4)


async def test_a_body_that_never_ends_is_given_up() -> None:
    async def silent() -> HTTPRequestEvent:
        await anyio.sleep_forever()
        raise AssertionError

    with pytest.raises(BadInput):
        await bodies.read(CHUNKED, silent, LIMITS, 4)


async def test_where_no_body_is_told_none_is_waited_for() -> None:
    assert await bodies.read({}, _sent(), LIMITS, 4) == b""


async def test_a_length_that_is_told_and_too_long_is_refused_unread() -> None:
    with pytest.raises(TooLarge):
        await bodies.read({b"content-length": b"9" * 30}, _sent(), LIMITS, 4)
