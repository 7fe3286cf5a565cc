"""One cast for all tests: a clock that only moves when told, and nodes with people in them."""

import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import anyio
import httpx

from federation import KeyPair, generate_key_pair
from nodeapp.model.accounts import Viewer
from nodeapp.model.credentials import SignUp
from nodeapp.model.events import AnyEvent
from nodeapp.model.origin import Origin
from nodeapp.queries import accounts, event_log
from nodeapp.seams.database import Reader
from nodeapp.settings import Settings
from nodeapp.wiring import Node, running
from nodeapp.wiring.ground import ground
from nodeapp.wiring.node import at_work
from tests.exactness import check
from tests.memories import MODE

E = TypeVar("E", bound=AnyEvent)

PASSWORD = "a tower of teacups"  # noqa: S105 (of people who live for one test)
NOON_MS = 1_769_860_800_000
"""2026-01-31T12:00:00Z."""
ORIGIN = Origin("http://127.0.0.1:8420")
REMEMBERS = MODE != "off"


class FakeClock:
    """Stands still until told to move."""

    def __init__(self, now_ms: int = NOON_MS) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms

    def advance(self, milliseconds: int = 0, *, seconds: float = 0) -> None:
        self.now_ms += milliseconds + int(seconds * 1_000)


class Home:
    """A node as a test sees it: its services by name, a client, and short ways to what tests ask most."""

    def __init__(self, node: Node, client: httpx.AsyncClient) -> None:
        self.node = node
        self.client = client
        self.app = node.app
        self.ground = node.ground
        self.settings = node.ground.settings
        self.limits = node.ground.settings.limits
        self.database = node.ground.database
        self.clock: Any = node.ground.clock
        self.origin = node.origin
        self.services = node.services
        self.accounts = node.services.accounts
        self.tweets = node.services.tweets
        self.foreign_tweets = node.services.foreign_tweets
        self.quotes = node.services.quotes
        self.foreign_quotes = node.services.foreign_quotes
        self.engagement = node.services.engagement
        self.graph = node.services.graph
        self.mutes = node.services.mutes
        self.lists = node.services.lists
        self.hashtags = node.services.hashtags
        self.peer_blocks = node.services.peer_blocks
        self.timelines = node.services.timelines
        self.credentials = node.services.credentials
        self.registration = node.services.registration
        self.sessions = node.services.sessions
        self.received = node.services.received

    async def account(self, name: str) -> Viewer:
        """Somebody of this name who lives here, made where missing. Their password is PASSWORD."""
        if (viewer := await self.find(name)) is not None:
            return viewer
        await self.registration.create(SignUp(username=name, password=PASSWORD))
        viewer = await self.find(name)
        assert viewer is not None
        return viewer

    async def find(self, name: str) -> Viewer | None:
        async def work(reader: Reader) -> Viewer | None:
            found = await accounts.by_name(reader, name)
            return None if found is None else Viewer(found.id, found.role)

        return await self.database.read(work)

    async def token(self, name: str) -> str:
        """A personal access token of somebody, made where missing."""
        viewer = await self.account(name)
        assert viewer.id is not None
        return await self.sessions.personal_token(viewer.id, "test")

    async def client_of(self, name: str) -> "Caller":
        """HTTP requests in somebody's name."""
        return Caller(self.client, {"Authorization": f"Bearer {await self.token(name)}"})

    async def events_of(self, kind: type[E]) -> list[E]:
        """What the log tells of this kind, oldest first."""

        async def work(reader: Reader) -> list[E]:
            logged = await event_log.after(reader, 0, 10_000)
            return [entry.event for entry in logged if isinstance(entry.event, kind)]

        return await self.database.read(work)

    async def count(self, sql: str) -> int:
        async def work(reader: Reader) -> int:
            return await reader.number(sql)

        return await self.database.read(work)

    async def wait_idle(self, seconds: float = 20) -> None:
        await self.node.wait_idle(seconds)

    async def check_memory(self) -> None:
        """Raises AssertionError where memory is not what the database has. What is being written now may pass first."""
        if (memory := self.ground.memory) is None:
            return
        fanout = next(runner for runner in self.node.work.runners if runner.name == "fanout")
        for tries_left in (2, 1, 0):
            try:
                await check(memory, self.database, caught_up=await fanout.lag() == 0)
            except (AssertionError, RuntimeError):
                if not tries_left:
                    raise
                await anyio.sleep(0.1)
            else:
                return


class Caller:
    """A client with headers that every request of it carries."""

    def __init__(self, client: httpx.AsyncClient, headers: Mapping[str, str]) -> None:
        self._client = client
        self.headers = dict(headers)

    async def request(self, method: str, path: str, **how: Any) -> httpx.Response:
        headers = {**self.headers, **how.pop("headers", {})}
        return await self._client.request(method, path, headers=headers, **how)

    async def get(self, path: str, **how: Any) -> httpx.Response:
        return await self.request("GET", path, **how)

    async def post(self, path: str, **how: Any) -> httpx.Response:
        return await self.request("POST", path, **how)

    async def put(self, path: str, **how: Any) -> httpx.Response:
        return await self.request("PUT", path, **how)

    async def delete(self, path: str, **how: Any) -> httpx.Response:
        return await self.request("DELETE", path, **how)


@cache
def key_pair() -> KeyPair:
    """One for everybody: drawing RSA keys is what would make tests slow."""
    return generate_key_pair()


@asynccontextmanager
async def at_home(data: Path, clock: Callable[[], int], origin: Origin = ORIGIN, **told: Any) -> AsyncIterator[Home]:
    """A node without sockets: its client speaks to the application itself. It has no search index unless told."""
    settings = Settings(data=data, url=origin.url, test=True, **{"memory": REMEMBERS, "search": False, **told})
    async with (
        ground(settings, clock, make_keys=key_pair) as base,
        at_work(base, origin) as node,
        httpx.AsyncClient(transport=httpx.ASGITransport(node.app), base_url=origin.url) as client,
    ):
        yield Home(node, client)


@asynccontextmanager
async def listening(data: Path, **told: Any) -> AsyncIterator[Home]:
    """A whole node on a loopback port, by the real clock."""
    async with (
        running(Settings(data=data, test=True, **{"port": 0, "memory": REMEMBERS, "search": False, **told})) as node,
        httpx.AsyncClient(base_url=node.origin.url, trust_env=False) as client,
    ):
        yield Home(node, client)


@asynccontextmanager
async def side_by_side(folder: Path, **told: Any) -> AsyncIterator[tuple[Home, Home]]:
    """Two whole nodes that may reach each other."""
    ports = free_ports(2)
    allowed = tuple(f"127.0.0.1:{port}" for port in ports)
    async with (
        listening(folder / "one", port=ports[0], allow_peers=allowed, **told) as one,
        listening(folder / "other", port=ports[1], allow_peers=allowed, **told) as other,
    ):
        yield one, other


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    for some in sockets:
        some.bind(("127.0.0.1", 0))
    ports: list[int] = [some.getsockname()[1] for some in sockets]
    for some in sockets:
        some.close()
    return ports
