"""Streams as answers that go on: server-sent events (HTML Living Standard, section 9.2)."""

from collections.abc import Sequence

import anyio
from anyio import CancelScope
from litestar.types import HTTPScope, Receive, Send

from nodeapp.model.whole import CUT
from nodeapp.web.streaming.pump import Pump

_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"private, no-store"),
    # Asks nginx not to gather what must arrive at once.
    (b"x-accel-buffering", b"no"),
]


async def answer(pump: Pump, scope: HTTPScope, receive: Receive, send: Send) -> None:
    """Until one of both ends is gone."""

    async def pass_on(said: Sequence[bytes]) -> None:
        await send({"type": "http.response.body", "body": b"".join(said), "more_body": True})

    pump.stream.beats = True
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    is_over = False
    async with anyio.create_task_group() as tasks:
        pump.stream.cut = Cut(scope.get("extensions"), tasks.cancel_scope)
        tasks.start_soon(_until_gone, receive, tasks.cancel_scope)
        await pump.run(pass_on)
        is_over = True
        tasks.cancel_scope.cancel()
    if is_over:
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_gone(receive: Receive, scope: CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


class Cut:
    """Ends a connection whose other end does not read."""

    __slots__ = ("_cancels", "_extensions")

    def __init__(self, extensions: object, cancels: CancelScope) -> None:
        self._extensions = extensions
        self._cancels = cancels

    def __call__(self) -> None:
        if isinstance(self._extensions, dict) and callable(abort := self._extensions.get(CUT)):
            abort()
        self._cancels.cancel()
