"""A node's web app over its real services and database, asked without sockets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from nodeapp.model.origin import Origin
from nodeapp.settings import Settings
from nodeapp.web.auth import Cookies
from nodeapp.wiring.ground import ground
from nodeapp.wiring.node import Node, at_work
from nodeapp.wiring.person import Person
from tests.builders import PASSWORD, REMEMBERS, FakeClock, Home, key_pair

OWNER = Person("ada", "Ada")


class Web:
    """The app, and browsers or programs that ask it."""

    def __init__(self, node: Node, home: Home, clock: FakeClock, cookies: Cookies) -> None:
        self.home = home
        self.app = node.app
        self.clock = clock
        self.cookie = cookies.name
        self.window_url = node.window_url or ""

    def client(self, address: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
        """Somebody with a cookie jar of their own."""
        transport = httpx.ASGITransport(self.app, client=(address, 50_000))
        return httpx.AsyncClient(transport=transport, base_url=self.home.origin.url, headers=headers)

    async def tokens(self, name: str) -> dict[str, Any]:
        await self.home.account(name)
        async with self.client() as client:
            answer = await client.post("/api/auth/login", json={"login": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def program(self, name: str) -> httpx.AsyncClient:
        """Signed in by a bearer token."""
        return self.client(Authorization=f"Bearer {(await self.tokens(name))['access_token']}")

    async def browser(self, name: str) -> httpx.AsyncClient:
        """Signed in by a cookie, with the CSRF token on everything it sends."""
        await self.home.account(name)
        client = self.client()
        answer = await client.post("/api/auth/login", json={"login": name, "password": PASSWORD, "cookie": True})
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return client


@asynccontextmanager
async def served(
    folder: Path,
    *,
    url: str = "http://127.0.0.1:8420",
    owner: Person | None = None,
    rate_limits: bool = False,
    **told: Any,
) -> AsyncIterator[Web]:
    """With an owner the node is in a window."""
    clock = FakeClock()
    told = {"rate_limits": rate_limits, "memory": REMEMBERS, **told}
    settings = Settings(data=folder / "node", url=url, test=True, **told)
    origin = Origin(url)
    async with (
        ground(settings, clock, make_keys=key_pair) as base,
        at_work(base, origin, owner) as node,
        httpx.AsyncClient(transport=httpx.ASGITransport(node.app), base_url=url) as client,
    ):
        cookies = Cookies(await base.identity.node_id(), origin.is_secure)
        yield Web(node, Home(node, client), clock, cookies)
