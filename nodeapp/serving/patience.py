"""Patience: how long a request may take to be told, and how long it may be; on top of httptools (Unix)."""

import asyncio

import uvicorn
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from nodeapp.model.limits import Limits
from nodeapp.model.whole import CUT, EXTENSION, NOW
from nodeapp.serving.whole import Now, Whole

_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class LimitedConfig(uvicorn.Config):
    """What the server was told, with this node's limits."""

    limits: Limits


class Patience(HttpToolsProtocol):
    """Ends at a length and after a time: httptools keeps whatever comes before a request is whole (W23).

    What is counted are bytes that have led to nothing yet, so that trailers are bounded as headers are, and a body,
    which has its own limits, is not.
    """

    config: LimitedConfig

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._pending = 0
        self._answering: RequestResponseCycle | None = None
        self._hangs_up: asyncio.TimerHandle | None = None
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_longer()
        if self._answering is not None:
            # Otherwise only the newest request hears of it, and not the one that is being answered before it.
            self._answering.disconnected = True
            self._answering.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._pending += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if not self._pending:
            self._wait_no_longer()
        elif self._pending > self.config.limits.header_bytes_max:
            self.transport.write(_TOO_LONG)
            self.transport.close()
        elif self._hangs_up is None:
            self._wait()

    def on_headers_complete(self) -> None:
        self._pending = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._pending = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._pending = 0
        super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._answering = cycle
        cut, now = self.transport.abort, Now(cycle)
        cycle.scope["extensions"] = {EXTENSION: Whole(cycle), CUT: cut, NOW: now}  # type: ignore[dict-item]  # may be anything
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.pipeline:
            # It reads on after every answer, and would keep all that a client asks without waiting.
            self.flow.pause_reading()

    def _wait(self) -> None:
        self._hangs_up = self.loop.call_later(self.config.limits.header_seconds, self.transport.close)

    def _wait_no_longer(self) -> None:
        if self._hangs_up is not None:
            self._hangs_up.cancel()
            self._hangs_up = None
