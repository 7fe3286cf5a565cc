"""Streams over WebSockets: what is told goes out, and what the other end asks for is heard."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

import anyio
import msgspec
from litestar.types import Receive, Send, WebSocketScope

from nodeapp import telemetry
from nodeapp.model.errors import NodeError, bad
from nodeapp.model.hub import Stream
from nodeapp.model.limits import Limits
from nodeapp.model.streams import Reason
from nodeapp.web.streaming.answers import Cut
from nodeapp.web.streaming.pump import Pump

_MINUTE = 60.0
_CODES: Mapping[Reason, int] = {"ending": 1012, "lost": 1013}
"""RFC 6455, section 7.4, and the registry that it names; all else is against this node's policy."""
_POLICY = 1008

Said = Mapping[str, object]
Hear = Callable[[Said], Awaitable[Sequence[bytes]]]
"""Does what a message asks for; what is answered. Raises NodeError."""
PassOn = Callable[[Sequence[bytes]], Awaitable[None]]
Explain = Callable[[NodeError], bytes]


async def serve(pump: Pump, ears: "Ears", scope: WebSocketScope, receive: Receive, send: Send) -> None:
    """An accepted socket, until one of both ends is gone."""
    stream = pump.stream

    async def pass_on(said: Sequence[bytes]) -> None:
        for message in said:
            await send({"type": "websocket.send", "text": message.decode(), "bytes": None})

    try:
        async with anyio.create_task_group() as tasks:
            stream.cut = Cut(scope.get("extensions"), tasks.cancel_scope)

            async def listen() -> None:
                await ears.listen(stream, receive, pass_on)
                tasks.cancel_scope.cancel()

            tasks.start_soon(listen)
            await pump.run(pass_on)
            reason = stream.reason or "lost"
            await send({"type": "websocket.close", "code": _CODES.get(reason, _POLICY), "reason": reason})
            tasks.cancel_scope.cancel()
    except* OSError:
        # The other end is gone.
        telemetry.count("sockets_lost")


class Ears:
    """Hears what one client asks for, so much in a minute."""

    def __init__(self, hear: Hear, explain: Explain, limits: Limits) -> None:
        self._hear = hear
        self._explain = explain
        self._most = limits.stream_messages_per_minute
        self._heard = 0
        self._since = anyio.current_time()

    async def listen(self, stream: Stream, receive: Receive, answer: PassOn) -> None:
        """Until the other end is gone."""
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return
            if not self._has_time():
                stream.end("too_many_messages")
                await anyio.sleep_forever()
            try:
                said = await self._hear(_read(message.get("text")))
            except NodeError as error:
                said = (self._explain(error),)
            if said:
                await answer(said)

    def _has_time(self) -> bool:
        now = anyio.current_time()
        if now - self._since >= _MINUTE:
            self._heard, self._since = 0, now
        self._heard += 1
        return self._heard <= self._most


def _read(text: str | None) -> Said:
    try:
        said = msgspec.json.decode(text or "")
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise bad("type", "invalid", 'Say it as JSON, such as {"type": "subscribe", …}.')
    return said
