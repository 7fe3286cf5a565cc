"""Entering: takes everybody who waits at the socket, as long as there is room."""

import asyncio
import socket
from collections.abc import Callable

import uvicorn

from nodeapp.model.limits import Limits

ACCEPTS_AT_ONCE = 128
FULL_SECONDS = 0.1


class ManyAtOnce:
    """Takes all who wait at the socket at each turn of the loop, where uvloop takes one: in a crowd, at 50 ms a turn,
    newcomers waited eight seconds to be let in.

    At most `connections_max` are inside; others wait outside, as they do when the system has no more files to give.
    """

    def __init__(self, server: uvicorn.Server, limits: Limits, listener: socket.socket) -> None:
        self._config = server.config
        self._connections_max = limits.connections_max
        self._state = server.server_state
        self._app_state = server.lifespan.state
        self._listener = listener
        self._loop = asyncio.get_running_loop()
        self._entering: set[asyncio.Task[object]] = set()
        self._later: asyncio.TimerHandle | None = None

    def open(self) -> None:
        self._loop.add_reader(self._listener, self._take)

    def close(self) -> None:
        self._loop.remove_reader(self._listener)
        if self._later is not None:
            self._later.cancel()

    def _take(self) -> None:
        for _ in range(ACCEPTS_AT_ONCE):
            if len(self._state.connections) + len(self._entering) >= self._connections_max:
                self._pause()
                return
            try:
                connection, _address = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:
                self._pause()
                return
            connection.setblocking(False)
            entering = self._loop.create_task(self._loop.connect_accepted_socket(self._protocol, connection))
            self._entering.add(entering)
            entering.add_done_callback(self._entered)

    def _entered(self, task: "asyncio.Task[object]") -> None:
        self._entering.discard(task)
        if not task.cancelled():
            # Whoever left again at once is nobody's loss.
            task.exception()

    def _pause(self) -> None:
        self._loop.remove_reader(self._listener)
        self._later = self._loop.call_later(FULL_SECONDS, self.open)

    def _protocol(self) -> asyncio.Protocol:
        make: Callable[..., asyncio.Protocol] = self._config.http_protocol_class
        return make(config=self._config, server_state=self._state, app_state=self._app_state)
