"""Answers of the fast paths: what was asked, what is told, and how it is sent."""

from collections.abc import Iterable

from litestar.types import Send
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.web.conditional import etag_of

_64_BITS = 2**64 - 1
_JSON = (b"content-type", b"application/json")


class Asked(Struct, frozen=True):
    """A request: numbers of its query by name, or the one handle in it; `number` is that of the path."""

    viewer: Viewer
    path: str
    query: dict[bytes, int]
    number: int = 0
    handle: str = ""


class Told(Struct, frozen=True):
    """A body, what its ETag is made of (of the body where there are no stamps), and a Link where there is one."""

    body: bytes
    stamps: list[int] | None = None
    link: str = ""
    status: int = 200


class Tell:
    """`nonce` tells the ETags of one start from those of another, since stamps begin anew."""

    def __init__(self, nonce: str) -> None:
        self._nonce = nonce.encode()

    async def conditionally(self, told: Told, asked: Iterable[tuple[bytes, bytes]], send: Send) -> None:
        """With an ETag; 304 for who has it already (RFC 9110, section 13.1.2)."""
        etag = etag_of(told.body) if told.stamps is None else self._etag(told.stamps)
        headers = [_JSON, (b"etag", etag)]
        if told.link:
            headers.append((b"link", told.link.encode()))
        for name, value in asked:
            if name == b"if-none-match" and (etag in value or value.strip() == b"*"):
                await send({"type": "http.response.start", "status": 304, "headers": headers})
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                return
        headers.append((b"content-length", b"%d" % len(told.body)))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": told.body, "more_body": False})

    def _etag(self, stamps: list[int]) -> bytes:
        """Of what the body was joined from: a twentieth of it, and another whenever it is another."""
        return b'W/"%b%016x"' % (self._nonce, hash(tuple(stamps)) & _64_BITS)

    async def plainly(self, told: Told, send: Send) -> None:
        headers = [_JSON, (b"content-length", b"%d" % len(told.body))]
        await send({"type": "http.response.start", "status": told.status, "headers": headers})
        await send({"type": "http.response.body", "body": told.body, "more_body": False})
