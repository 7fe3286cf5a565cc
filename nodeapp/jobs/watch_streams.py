"""Watches streams: closes those whose sign-in has ended, shows that silent ones are alive, cuts off the stuck."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import anyio.lowlevel

from nodeapp import telemetry
from nodeapp.model.accounts import Account
from nodeapp.model.errors import NodeError
from nodeapp.model.hub import Hub, Stream
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.seams.clock import Clock

_AT_ONCE = 500


@dataclass(frozen=True)
class WatchStreams:
    hub: Hub
    limits: Limits
    clock: Clock
    position: Callable[[], int]
    """How far the log was followed."""
    account: Callable[[AccountId], Awaitable[Account | None]]

    name = "watch_streams"

    @property
    def every_seconds(self) -> float:
        return self.limits.stream_check_seconds

    async def run(self) -> None:
        now_ms = self.clock()
        self.hub.settle(self.position())
        for count, stream in enumerate(self.hub.streams(), 1):
            if count % _AT_ONCE == 0:
                await anyio.lowlevel.checkpoint()
            if stream.reason is not None:
                self._part(stream, now_ms)
            elif not await self._may_listen(stream):
                telemetry.count("streams_closed", why="signed_out")
                stream.end("signed_out")
            else:
                self._look(stream, now_ms)

    def _look(self, stream: Stream, now_ms: int) -> None:
        if stream.told != stream.seen or not 0 <= now_ms - stream.seen_at_ms <= 2 * self._silence_ms:
            stream.seen, stream.seen_at_ms = stream.told, now_ms
        elif stream.beats and now_ms - stream.seen_at_ms >= self._silence_ms:
            self.hub.beat(stream)
            stream.seen, stream.seen_at_ms = stream.told, now_ms

    def _part(self, stream: Stream, now_ms: int) -> None:
        """Its last words are in what is to be sent; whoever does not take them is not waited for."""
        if stream.seen >= 0:
            stream.seen, stream.seen_at_ms = -1, now_ms
        elif not 0 <= now_ms - stream.seen_at_ms < self.limits.stream_farewell_seconds * 1_000:
            stream.cut()

    async def _may_listen(self, stream: Stream) -> bool:
        """Where it cannot be found out at this moment, the next look decides."""
        if stream.viewer_id is None or stream.holds is None:
            return True
        try:
            account = await self.account(stream.viewer_id)
            return account is not None and account.is_live and await stream.holds()
        except NodeError:
            return True

    @property
    def _silence_ms(self) -> float:
        return self.limits.stream_heartbeat_seconds * 1_000
