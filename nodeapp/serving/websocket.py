"""WebSockets (RFC 6455), on top of uvicorn and websockets; loaded with the first of them."""

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.http11 import Request

from nodeapp.model.whole import CUT, NOW


class Socket(WebSocketsSansIOProtocol):
    """Can be cut off: whoever never takes what was sent must not keep it here for ever."""

    async def send(self, message: ASGISendEvent) -> None:
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            # Refused, and told so: that is a whole handshake too.
            self.handshake_complete = True

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            # The application has its turn later.
            more = {CUT: self.transport.abort, NOW: self.now}
            self.scope["extensions"].update(more)  # type: ignore[arg-type]  # they may be anything

    def now(self, message: bytes) -> bool:
        if self.disconnected or self.close_sent or not self.handshake_complete or not self.writable.is_set():
            return False
        try:
            self.conn.send_text(message)
        except InvalidState:
            return False
        self.transport.write(b"".join(self.conn.data_to_send()))
        return True
