"""Answers on their way out: the headers that every one of them carries."""

from collections.abc import Mapping
from http import HTTPStatus

from litestar.datastructures import MutableScopeHeaders
from litestar.types import HTTPScope, Message, Send

from nodeapp.web.errors import PROBLEM_TYPE, Refusal

_STRICT_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_YEAR = "max-age=31536000"
_ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_API_VARY = "Authorization, Cookie"


class Outgoing:
    """Sends one answer, once, with headers against framing, sniffing and shared caches (W11, W21)."""

    def __init__(self, scope: HTTPScope, send: Send, request_id: str, *, is_secure: bool) -> None:
        self._path = scope["path"]
        self._is_head = scope["method"] == "HEAD"
        self._send = send
        self._is_secure = is_secure
        self.headers: dict[str, str] = {"X-Request-Id": request_id}
        self.is_signed_in = False
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = list(message.get("headers", []))
            self._dress(MutableScopeHeaders.from_message(message))
        elif message["type"] == "http.response.body" and self._is_head:
            message["body"] = b""
        await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        body = refusal.body
        headers = [(name.lower().encode(), value.encode()) for name, value in refusal.headers.items()]
        headers += [(b"content-type", PROBLEM_TYPE.encode()), (b"content-length", str(len(body)).encode())]
        await self({"type": "http.response.start", "status": refusal.problem.status, "headers": headers})
        await self({"type": "http.response.body", "body": body, "more_body": False})

    def _dress(self, headers: MutableScopeHeaders) -> None:
        for name, value in (*_ALWAYS.items(), *self.headers.items()):
            headers[name] = value
        if self._is_secure:
            headers["Strict-Transport-Security"] = _YEAR
        headers.setdefault("Content-Security-Policy", _STRICT_POLICY)
        is_api = self._path.startswith("/api")
        if is_api:
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            vary = headers.get("Vary")
            headers["Vary"] = f"{vary}, {_API_VARY}" if vary else _API_VARY
        if is_api or self.is_signed_in or self.status >= HTTPStatus.BAD_REQUEST:
            headers.setdefault("Cache-Control", "private, no-store")
