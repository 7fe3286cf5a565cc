"""Serving: a socket that is ours before anything else starts, and uvicorn on it until told to stop."""

import asyncio
import errno
import logging
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager

import anyio
import uvicorn

from nodeapp.model.limits import Limits

if sys.platform != "win32":
    from uvicorn._types import ASGI3Application
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

Application = Callable[..., Awaitable[None]]
"""An ASGI application."""

BACKLOG = 2_048
_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class CannotListen(Exception):
    """The address cannot be had; the message says which, why, and what would do."""


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket; port 0 draws a free one. Raises CannotListen."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListen(f"{host} is not an address of this machine ({error.strerror or error}).") from error
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise CannotListen(_why(host, port, error)) from error
    return listener


def port_of(listener: socket.socket) -> int:
    port = listener.getsockname()[1]
    assert isinstance(port, int)  # noqa: S101 (TCP only; typeshed says Any)
    return port


@asynccontextmanager
async def serving(
    app: Application,
    listener: socket.socket,
    limits: Limits,
    drain_seconds: float,
    trusted_proxies: Sequence[str] = (),
) -> AsyncIterator[None]:
    """Answers requests while open. On leaving it stops accepting and lets requests in flight end.

    Whom a request comes from is whoever is connected; X-Forwarded-For counts only from `trusted_proxies` (I13, W16).
    """
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    server = _Server(_Config(app, limits, drain_seconds, trusted_proxies))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(server.serve, [listener])
        await server.ready.wait()
        try:
            yield
        finally:
            server.should_exit = True


class _Config(uvicorn.Config):
    def __init__(self, app: Application, limits: Limits, drain_seconds: float, trusted_proxies: Sequence[str]) -> None:
        # Where there is no httptools, h11 keeps to the same length by itself.
        super().__init__(
            app,
            http="h11" if sys.platform == "win32" else _Patience,
            loop="none",
            lifespan="off",
            ws="none",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=list(trusted_proxies),
            h11_max_incomplete_event_size=limits.header_bytes_max,
            timeout_graceful_shutdown=int(drain_seconds),
        )
        self.limits = limits


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling: whoever opened the node decides when it ends."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = anyio.Event()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


if sys.platform != "win32":

    class _Patience(HttpToolsProtocol):
        """Ends at a length and after a time: httptools keeps whatever comes before a request is whole (W23).

        What is counted are bytes that have led to nothing yet, so that trailers are bounded as headers are, and a body,
        which has its own limits, is not.
        """

        config: _Config

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


def _why(host: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} is taken by another program. Choose another one with --port."
        case errno.EACCES:
            return f"This user may not listen on port {port}. Choose one above 1023 with --port."
        case errno.EADDRNOTAVAIL:
            return f"{host} is not an address of this machine."
        case _:
            return f"{host}:{port} cannot be listened on ({error.strerror})."
