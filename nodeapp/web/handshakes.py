"""Handshakes: how a WebSocket is answered before it is one, and what is noted of it."""

from http import HTTPStatus

from litestar.types import Message, Send, WebSocketScope

from nodeapp.web.answers import Header
from nodeapp.web.errors import Refusal

_DENIAL = "websocket.http.response"
_POLICY = 1008


class Handshake:
    """Passes on what is said to a socket; refuses in HTTP where the server can, else without a word."""

    def __init__(self, scope: WebSocketScope, send: Send, request_id: str) -> None:
        self._path = scope["path"]
        self._send = send
        self._can_tell = _DENIAL in (scope.get("extensions") or {})
        self.headers: list[Header] = [(b"x-request-id", request_id.encode())]
        self.status = 0

    @property
    def is_begun(self) -> bool:
        return self.status > 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "websocket.accept":
            self.status = HTTPStatus.SWITCHING_PROTOCOLS
        await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        self.status, kind, body = refusal.at(self._path)
        if not self._can_tell:
            await self._send({"type": "websocket.close", "code": _POLICY, "reason": ""})
            return
        headers = [(name.lower().encode(), value.encode()) for name, value in refusal.headers.items()]
        headers += [(b"content-type", kind.encode()), (b"cache-control", b"private, no-store"), *self.headers]
        start: dict[str, object] = {"type": f"{_DENIAL}.start", "status": self.status, "headers": headers}
        end: dict[str, object] = {"type": f"{_DENIAL}.body", "body": body, "more_body": False}
        for message in (start, end):
            await self._send(message)  # type: ignore[arg-type]  # the framework knows no such messages
