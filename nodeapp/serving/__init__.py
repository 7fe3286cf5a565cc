"""Serving: uvicorn on a socket of ours, until told to stop."""

import asyncio
import gc
import logging
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, cast

import anyio
import uvicorn

from nodeapp.model.limits import Limits
from nodeapp.serving.entering import ManyAtOnce
from nodeapp.serving.sockets import CannotListen, listen, port_of

__all__ = ["Application", "CannotListen", "listen", "port_of", "serving", "settle"]

if sys.platform == "win32":

    class LimitedConfig(uvicorn.Config):
        """What the server was told, with this node's limits."""

        limits: Limits
else:
    from nodeapp.serving.patience import LimitedConfig, Patience

Application = Callable[..., Awaitable[None]]
"""An ASGI application."""

TURN_SECONDS = 0.0005
"""How long the loop keeps the interpreter while the database's threads want it. They give it away at every statement:
with Python's own 5 ms a tweet posted beside busy readers took 170 ms, now 15, and the readers lose nothing."""
COLLECT_EVERY = (5_000, 20, 50)
"""Python's own is (700, 10, 10): a look at everything for each 70,000 objects more than went, at 50 ms a look."""


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


def settle() -> None:
    """For a program whose node is up: what the start has made stays to the end, so it is never looked through again.

    Measured while 3,000 tweets a second were posted: collecting took 7 % of the time and up to 50 ms at once; now it
    takes 0.4 % and 9 ms. Most objects end by being counted, and wait for no collection.
    """
    gc.freeze()
    gc.set_threshold(*COLLECT_EVERY)
    sys.setswitchinterval(TURN_SECONDS)


class _Config(LimitedConfig):
    def __init__(self, app: Application, limits: Limits, drain_seconds: float, trusted_proxies: Sequence[str]) -> None:
        # Where there is no httptools, h11 keeps to the same length by itself.
        super().__init__(
            app,
            http="h11" if sys.platform == "win32" else Patience,
            loop="none",
            lifespan="off",
            ws=cast("type[asyncio.Protocol]", _socket),
            ws_max_size=limits.stream_message_bytes_max,
            ws_ping_interval=limits.stream_heartbeat_seconds,
            ws_ping_timeout=limits.stream_heartbeat_seconds,
            # Compressing takes 100 KB a socket, and mixes secrets with what others wrote.
            ws_per_message_deflate=False,
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=list(trusted_proxies),
            h11_max_incomplete_event_size=limits.header_bytes_max,
            timeout_graceful_shutdown=int(drain_seconds),
        )
        self.limits = limits


def _socket(**told: Any) -> asyncio.Protocol:
    from nodeapp.serving.websocket import Socket  # noqa: PLC0415 (20 ms that no start needs)

    return Socket(**told)


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling: whoever opened the node decides when it ends."""

    def __init__(self, config: "_Config") -> None:
        super().__init__(config)
        self._limits = config.limits
        self.ready = anyio.Event()
        self._door: ManyAtOnce | None = None

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        if sys.platform == "win32" or not sockets:
            await super().startup(sockets)
        else:
            await super().startup([])
            self._door = ManyAtOnce(self, self._limits, sockets[0])
            self._door.open()
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._door is not None:
            self._door.close()
        await super().shutdown(sockets)
