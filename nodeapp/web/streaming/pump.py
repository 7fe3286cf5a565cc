"""A pump: what one stream is told goes out, in order, as fast as its other end takes it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import anyio

from nodeapp.model.hub import Stream
from nodeapp.model.whole import SendNow
from nodeapp.services.streams import Streams
from nodeapp.web.streaming.speech import Speech

_AT_ONCE = 50

Send = Callable[[Sequence[bytes]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Pump:
    """`since` is the place in the log where whoever comes back left off."""

    streams: Streams
    stream: Stream
    speech: Speech
    since: int | None = None
    now: SendNow | None = None
    """Where the server has it."""
    _left: list[bytes] = field(default_factory=list)
    """What was said and could not be sent at once."""

    async def run(self, send: Send) -> None:
        """Until the stream is ended from here; what that says is the last that is sent."""
        stream, speech = self.stream, self.speech
        await send(speech.opening(stream, self.since))
        if self.since is not None:
            await self._catch_up(self.since, send)
        while True:
            said, self._left[:] = [*self._left], ()
            while len(said) < _AT_ONCE and (told := stream.take()) is not None:
                said += speech.told(told)
            if said:
                await send(said)
            elif stream.reason is not None:
                await send(speech.closed(stream.reason))
                return
            elif not stream.waiting:
                await self._rest()

    async def _catch_up(self, since: int, send: Send) -> None:
        async for told in self.streams.missed(self.stream, since):
            said = self.speech.gap(self.stream.since) if told is None else self.speech.told(told)
            if self.stream.reason is not None:
                return
            if said:
                await send(said)

    async def _rest(self) -> None:
        """Until there is something to send that could not be sent at once."""
        news = anyio.Event()

        def wake() -> None:
            if not (news.is_set() or self._sent_at_once()):
                news.set()

        self.stream.wake = wake
        await news.wait()

    def _sent_at_once(self) -> bool:
        """By whoever tells it: most sockets are idle, and waking a task for each costs more than all the rest."""
        now, told = self.now, self.stream.take()
        if now is None or told is None or self.stream.reason is not None:
            if told is not None:
                self.stream.put_back(told)
            return False
        try:
            said = self.speech.told(told)
        # Whoever tells it to many must not stumble over one; the pump meets the same, and only this one ends.
        except Exception:
            self.stream.put_back(told)
            return False
        sent = 0
        while sent < len(said) and now(said[sent]):
            sent += 1
        self._left.extend(said[sent:])
        return not self._left
