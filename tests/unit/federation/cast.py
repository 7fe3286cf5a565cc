"""What the tests of federation share beside fixtures: the time, public addresses, and a made-up internet."""

from collections.abc import Callable
from typing import Any

import anyio
import httpcore

from federation.fetch import Door
from federation.testing import FakePeer

NOW_MS = 1_800_000_000_000
PUBLIC_IP = "93.184.216.34"
OTHER_PUBLIC_IP = "93.184.216.35"

MakeDoor = Callable[..., Door]


class Internet(httpcore.AsyncNetworkBackend):
    """Leads public addresses to listeners on the loopback, and notes every connection that was asked for."""

    def __init__(self, places: dict[str, FakePeer]) -> None:
        self.places = places
        self.asked: list[str] = []

    async def connect_tcp(self, host: str, port: int, *rest: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        self.asked.append(host)
        if host not in self.places:
            raise httpcore.ConnectError
        return await httpcore.AnyIOBackend().connect_tcp(*self.places[host].address)

    async def sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds)
