"""Answers on their way out: the headers that every one of them carries."""

from functools import cache
from http import HTTPStatus
from typing import NamedTuple, cast

from litestar.types import HTTPScope, Message, Send

from nodeapp.model.whole import EXTENSION, SendWhole
from nodeapp.web.errors import Refusal

Header = tuple[bytes, bytes]

_ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_OF_APIS = (*_ALWAYS, (b"cross-origin-resource-policy", b"same-origin"))
_OURS = frozenset(name for name, _ in _OF_APIS)
_SECURE: Header = (b"strict-transport-security", b"max-age=31536000")
_POLICY: Header = (
    b"content-security-policy",
    b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
)
_PRIVATE: Header = (b"cache-control", b"private, no-store")
_VARY: Header = (b"vary", b"Authorization, Cookie")
_DECIDED = frozenset({_POLICY[0], _PRIVATE[0], _VARY[0]})
"""What the app may tell instead of us."""

_LENGTH = b"content-length"
_CLOSE: Header = (b"connection", b"close")
_CONTROLS = bytes([*range(9), *range(10, 32), 127])
_LINE_END_BYTES = 2


class Added(NamedTuple):
    """What is the same in one answer after the other: as pairs, and as lines."""

    headers: list[Header]
    lines: bytes


class Outgoing:
    """Sends one answer, once, with headers against framing, sniffing and shared caches (W11, W21).

    A head that tells its length waits for its body, for servers that send both at once (`model.whole`).
    """

    def __init__(self, scope: HTTPScope, send: Send, request_id: str, *, is_secure: bool) -> None:
        self._path = scope["path"]
        self._is_head = scope["method"] == "HEAD"
        self._send = send
        # It is not among those that the framework knows by name.
        self._send_whole = cast("SendWhole | None", (scope.get("extensions") or {}).get(EXTENSION))
        self._held: tuple[list[Header], Added] | None = None
        self._is_secure = is_secure
        self.headers: list[Header] = [(b"x-request-id", request_id.encode())]
        self.is_signed_in = False
        self.ends_connection = False
        """For who is answered before all was sent: the rest is not read."""
        self.status = 0

    @property
    def is_begun(self) -> bool:
        """Then it is too late for another one."""
        return self.status > 0 and self._held is None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            told = [(name.lower(), value) for name, value in message.get("headers", ())]
            names = {name for name, _ in told}
            headers, added = self._dressed(told, names)
            if self.ends_connection:
                # Not in one write: only by a message a server is told of it.
                headers.append(_CLOSE)
            elif self._send_whole is not None and not self._is_head and _LENGTH in names:
                self._held = headers, added
                return
            message["headers"] = headers + added.headers
        elif message["type"] == "http.response.body":
            if self._held is not None:
                (headers, added), self._held = self._held, None
                body = message["body"]
                if not message["more_body"] and (head := _head(headers, len(body))) and self._send_whole:
                    await self._send_whole(self.status, head + added.lines, body)
                    return
                told = headers + added.headers
                await self._send({"type": "http.response.start", "status": self.status, "headers": told})
            if self._is_head:
                message["body"] = b""
        await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        self._held = None
        status, kind, body = refusal.at(self._path)
        headers = [(name.lower().encode(), value.encode()) for name, value in refusal.headers.items()]
        headers += [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
        await self({"type": "http.response.start", "status": status, "headers": headers})
        await self({"type": "http.response.body", "body": body, "more_body": False})

    def _dressed(self, told: list[Header], names: set[bytes]) -> tuple[list[Header], Added]:
        """What the app told, with ours instead of what it may not decide. On every answer: plain lists, no wrappers."""
        is_api = self._path.startswith("/api")
        if not names.isdisjoint(_OURS):
            told = [pair for pair in told if pair[0] not in _OURS]
        if is_api and _VARY[0] in names:
            said = [value for name, value in told if name == _VARY[0]]
            told = [pair for pair in told if pair[0] != _VARY[0]]
            told.append((_VARY[0], b", ".join((*said, _VARY[1]))))
        is_private = is_api or self.is_signed_in or self.status >= HTTPStatus.BAD_REQUEST
        return told + self.headers, _added(is_api, self._is_secure, is_private, frozenset(names & _DECIDED))


@cache
def _added(is_api: bool, is_secure: bool, is_private: bool, decided: frozenset[bytes]) -> Added:
    headers = [*(_OF_APIS if is_api else _ALWAYS)]
    if is_secure:
        headers.append(_SECURE)
    if _POLICY[0] not in decided:
        headers.append(_POLICY)
    if is_api and _VARY[0] not in decided:
        headers.append(_VARY)
    if is_private and _PRIVATE[0] not in decided:
        headers.append(_PRIVATE)
    return Added(headers, b"".join([b"%b: %b\r\n" % header for header in headers]))


def _head(headers: list[Header], body_bytes: int) -> bytes:
    """Lines, or none where a header would be more than its line, or tells another length: a server says that better."""
    head = b"".join([b"%b: %b\r\n" % header for header in headers])
    is_plain = len(head.translate(None, _CONTROLS)) == len(head) - _LINE_END_BYTES * len(headers)
    return head if is_plain and (_LENGTH, b"%d" % body_bytes) in headers else b""
