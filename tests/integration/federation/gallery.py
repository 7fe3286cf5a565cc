"""Short ways to what others show: somebody at the fake peer with pictures, and somebody here who looks at them."""

import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from federation.jsonld import JsonObject
from federation.testing import FakeActor, FakePeer, Reply, fake_peer
from nodeapp.model.accounts import Viewer
from nodeapp.model.limits import Limits
from nodeapp.model.views import TweetView
from nodeapp.wiring.services import FETCHED_NAME
from tests.builders import Caller, FakeClock, Home, at_home
from tests.integration.federation.cast import activity, followed, note, resident, seen, send

Beside = tuple[Home, FakePeer]
PNG_TYPE = (("Content-Type", "image/png"),)
BLURHASH = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"


def png(seed: int = 0, size: int = 200) -> bytes:
    """Begins as a PNG does; nobody here looks any further."""
    filling = zlib.compress(b"%d" % seed, 0)
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (filling * (1 + size // len(filling)))[: size - 16]


def served(peer: FakePeer, name: str, body: bytes | None = None, kind: str = "image/png") -> str:
    return peer.serve(f"/files/{name}", Reply(headers=(("Content-Type", kind),), body=png() if body is None else body))


def picture(url: str, **told: object) -> JsonObject:
    return {"type": "Document", "mediaType": "image/png", "url": url} | told


@asynccontextmanager
async def beside_with(folder: Path, clock: FakeClock, *also: FakePeer, **limits: Any) -> AsyncIterator[Beside]:
    async with fake_peer() as peer:
        allowed = tuple(f"{host}:{port}" for host, port in (other.pair for other in (peer, *also)))
        async with at_home(folder / "node", clock, allow_peers=allowed, limits=Limits(**limits)) as home:
            yield home, peer
            await home.check_memory()


class Place:
    """Ada, who lives here, follows Bob, who lives at the fake peer and shows pictures."""

    def __init__(self, home: Home, peer: FakePeer, ada: Viewer, bob: FakeActor, caller: Caller) -> None:
        self.home, self.peer, self.ada, self.bob, self.caller = home, peer, ada, bob, caller

    @classmethod
    async def at(cls, beside: Beside) -> "Place":
        home, peer = beside
        ada, bob = await home.account("ada"), resident(peer, "bob")
        await followed(home, ada, bob)
        return cls(home, peer, ada, bob, await home.client_of("ada"))

    async def shows(self, name: str, *attachments: object, **told: object) -> TweetView:
        said = note(self.bob, name, "<p>look</p>", attachment=list(attachments), **told)
        assert await send(self.home, self.bob, activity(self.bob, "Create", name, said)) == 202
        return await self.tweet(name)

    async def tweet(self, name: str) -> TweetView:
        found = await seen(self.home, self.ada, f"{self.bob.id}/notes/{name}")
        assert found is not None
        return found

    async def path(self, name: str, *attachments: object, **told: object) -> str:
        """Where the first file of a new tweet is read."""
        return f"/media/remote/{(await self.shows(name, *attachments, **told)).media[0].id}"

    def asked(self, name: str) -> int:
        return sum(request.target == f"/files/{name}" for request in self.peer.requests)


async def anonymous(home: Home, path: str) -> httpx.Response:
    return await home.client.get(path)


def fetched_files(folder: Path) -> list[Path]:
    return [path for path in (folder / "node" / FETCHED_NAME).rglob("*") if path.is_file()]
