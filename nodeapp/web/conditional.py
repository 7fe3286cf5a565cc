"""Conditional reads: an ETag on what was answered, and 304 for who has it already (RFC 9110, section 8.8.3)."""

import hashlib
from collections.abc import Iterable

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

_OK = 200
_NOT_MODIFIED = 304


class ConditionalReads:
    """Around routes whose answers are whole when they are sent: hashes the body of each 200."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        asked = _asked(scope["headers"])
        begun: list[Message] = []

        async def hold(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == _OK:
                begun.append(message)
            elif begun and message["type"] == "http.response.body" and not message["more_body"]:
                await _finish(begun.pop(), message, asked, send)
            else:
                if begun:
                    await send(begun.pop())
                await send(message)

        await self._app(scope, receive, hold)


def etag_of(body: bytes) -> bytes:
    return f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'.encode()


async def _finish(start: Message, body: Message, asked: frozenset[str], send: Send) -> None:
    if start["type"] != "http.response.start" or body["type"] != "http.response.body":
        return
    etag = etag_of(body["body"]).decode()
    headers = MutableScopeHeaders.from_message(start)
    headers["etag"] = etag
    if etag in asked or "*" in asked:
        start["status"] = _NOT_MODIFIED
        # On a 304 it would have to be the length of what is not sent.
        del headers["content-length"]
        body["body"] = b""
    await send(start)
    await send(body)


def _asked(headers: Iterable[tuple[bytes, bytes]]) -> frozenset[str]:
    sent = ",".join(value.decode("latin-1") for name, value in headers if name == b"if-none-match")
    return frozenset(tag.strip() for tag in sent.split(",") if tag.strip())
