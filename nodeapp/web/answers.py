"""Answers on their way out: the headers that every one of them carries."""

from http import HTTPStatus

from litestar.types import HTTPScope, Message, Send

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
_API_VARY = b"Authorization, Cookie"


class Outgoing:
    """Sends one answer, once, with headers against framing, sniffing and shared caches (W11, W21)."""

    def __init__(self, scope: HTTPScope, send: Send, request_id: str, *, is_secure: bool) -> None:
        self._path = scope["path"]
        self._is_head = scope["method"] == "HEAD"
        self._send = send
        self._is_secure = is_secure
        self.headers: list[Header] = [(b"x-request-id", request_id.encode())]
        self.is_signed_in = False
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = self._dressed(list(message.get("headers", ())))
        elif message["type"] == "http.response.body" and self._is_head:
            message["body"] = b""
        await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        status, kind, body = refusal.at(self._path)
        headers = [(name.lower().encode(), value.encode()) for name, value in refusal.headers.items()]
        headers += [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
        await self({"type": "http.response.start", "status": status, "headers": headers})
        await self({"type": "http.response.body", "body": body, "more_body": False})

    def _dressed(self, told: list[Header]) -> list[Header]:
        """What the app told, with ours instead of what it may not decide. On every answer: plain lists, no wrappers."""
        is_api = self._path.startswith("/api")
        headers = [(name.lower(), value) for name, value in told]
        names = {name for name, _ in headers}
        if not names.isdisjoint(_OURS):
            headers = [pair for pair in headers if pair[0] not in _OURS]
        headers += _OF_APIS if is_api else _ALWAYS
        headers += self.headers
        if self._is_secure:
            headers.append(_SECURE)
        if _POLICY[0] not in names:
            headers.append(_POLICY)
        if is_api:
            _vary(headers, b"vary" in names)
        if _PRIVATE[0] not in names and (is_api or self.is_signed_in or self.status >= HTTPStatus.BAD_REQUEST):
            headers.append(_PRIVATE)
        return headers


def _vary(headers: list[Header], told: bool) -> None:
    if told:
        said = [value for name, value in headers if name == b"vary"]
        headers[:] = [pair for pair in headers if pair[0] != b"vary"]
        headers.append((b"vary", b", ".join((*said, _API_VARY))))
    else:
        headers.append((b"vary", _API_VARY))
