"""Bodies: read once, up to a size, and handed on whole."""

import anyio
from litestar.types import Receive, ReceiveMessage

from nodeapp.model.errors import BadInput, TooLarge
from nodeapp.model.limits import Limits
from nodeapp.web.headers import Sent


async def read(sent: Sent, receive: Receive, limits: Limits, bytes_max: int) -> bytes:
    """Raises TooLarge, before reading where the length is told, else as soon as it is too long.

    Raises BadInput for one that does not come to its end in `limits.body_seconds`.
    """
    told = sent.get(b"content-length", b"0")
    if told == b"0" and b"transfer-encoding" not in sent:
        return b""
    if told.isdigit() and int(told[:19]) > bytes_max:
        raise _too_large(bytes_max)
    with anyio.move_on_after(limits.body_seconds):
        return await _whole(receive, bytes_max)
    raise BadInput(detail="The request did not arrive in time.")


def bytes_told(sent: Sent, bytes_max: int) -> int:
    """How much a body will be, as far as its headers tell; where they do not, as much as it may be."""
    told = sent.get(b"content-length", b"0")
    if b"transfer-encoding" in sent or not told.isdigit():
        return bytes_max
    return min(int(told[:19]), bytes_max)


def replay(body: bytes, receive: Receive) -> Receive:
    """Gives `body` once, then whatever comes after it."""
    given = False

    async def again() -> ReceiveMessage:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _too_large(bytes_max: int) -> TooLarge:
    return TooLarge(f"This is more than the {bytes_max} bytes that are taken here.")


async def _whole(receive: Receive, bytes_max: int) -> bytes:
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise BadInput(detail="The request ended in its middle.")
        part = message.get("body", b"")
        size += len(part)
        if size > bytes_max:
            raise _too_large(bytes_max)
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)
