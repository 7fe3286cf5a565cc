"""Keeps any one host from being asked too often, or from holding all our connections."""

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio

from federation.errors import FetchFailed

HOSTS_MAX = 10_000


class HostBudget:
    """At most `requests_max` a window for each host. Of more than 10,000 hosts the longest unasked are forgotten."""

    def __init__(self, requests_max: int, window_seconds: float, now: Callable[[], int]) -> None:
        """`now` gives milliseconds."""
        self._requests_max = requests_max
        self._per_ms = requests_max / (window_seconds * 1000)
        self._now = now
        self._left: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, host: str) -> None:
        """One request; raises FetchFailed, for later, when the host has had its share."""
        now_ms = self._now()
        left, at_ms = self._left.pop(host, (float(self._requests_max), now_ms))
        left = min(self._requests_max, left + max(0, now_ms - at_ms) * self._per_ms)
        self._left[host] = (left - 1 if left >= 1 else left, now_ms)
        while len(self._left) > HOSTS_MAX:
            self._left.popitem(last=False)
        if left < 1:
            # Not a final word: a flood of made-up addresses must not turn away what is real on the same host.
            raise FetchFailed("this host was asked too often", retryable=True)


@dataclass
class _Lane:
    turns: anyio.Semaphore
    users: int = 0


class HostLanes:
    """At most `connections_max` exchanges at once with each host, so that a slow one delays only itself."""

    def __init__(self, connections_max: int) -> None:
        self._connections_max = connections_max
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Waits for its turn. A lane is kept only while somebody is in it or waits for it."""
        lane = self._lanes.setdefault(host, _Lane(anyio.Semaphore(self._connections_max)))
        lane.users += 1
        try:
            async with lane.turns:
                yield
        finally:
            lane.users -= 1
            if lane.users == 0:
                del self._lanes[host]
