"""Listeners: clients of streams as they are outside, over server-sent events and WebSockets."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import httpx
from websockets.asyncio.client import ClientConnection, connect

from tests.builders import Home

SECONDS = 10.0
"""After which a test that waits for something has failed; nothing here takes long."""


class Events:
    """Server-sent events as they come."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()
        self.last_id = ""
        self.comments = 0

    async def raw(self) -> dict[str, str]:
        """The next event that has data: its fields by name. Raises EOFError at the end."""
        fields: dict[str, str] = {}
        with anyio.fail_after(SECONDS):
            async for line in self._lines:
                if not line:
                    self.last_id = fields.get("id", self.last_id)
                    if "data" in fields:
                        return fields
                    fields = {}
                elif line.startswith(":"):
                    self.comments += 1
                else:
                    name, _, value = line.partition(":")
                    fields[name] = value.removeprefix(" ")
        raise EOFError

    async def next(self) -> dict[str, Any]:
        return dict(json.loads((await self.raw())["data"]))

    async def until(self, kind: str) -> list[dict[str, Any]]:
        """All up to the first of this kind, that one too."""
        found = [await self.next()]
        while found[-1]["kind"] != kind:
            found.append(await self.next())
        return found

    async def has_ended(self) -> bool:
        try:
            await self.raw()
        except EOFError:
            return True
        return False


class Messages:
    """Messages of a WebSocket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def next(self) -> dict[str, Any]:
        with anyio.fail_after(SECONDS):
            return dict(json.loads(await self.socket.recv()))

    async def say(self, **said: Any) -> None:
        await self.socket.send(json.dumps(said))


@asynccontextmanager
async def events(
    home: Home, path: str, token: str | None = None, *, last_id: str | None = None, **headers: str
) -> AsyncIterator[Events]:
    """An open stream; its first event, where it has one, was not read yet."""
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    if last_id is not None:
        headers["Last-Event-ID"] = last_id
    async with (
        httpx.AsyncClient(base_url=home.origin.url, trust_env=False, timeout=SECONDS) as client,
        client.stream("GET", path, headers=headers) as response,
    ):
        if response.status_code != 200:
            await response.aread()
        assert response.status_code == 200, response.text
        yield Events(response)


@asynccontextmanager
async def listening_to(home: Home, streams: str, token: str | None = None, **how: Any) -> AsyncIterator[Events]:
    """The native stream, past its opening."""
    async with events(home, f"/api/stream?streams={streams}", token, **how) as told:
        opening = await told.next()
        assert opening["kind"] == "open"
        yield told


@asynccontextmanager
async def socket(home: Home, path: str, token: str | None = None, **how: Any) -> AsyncIterator[Messages]:
    headers = dict(how.pop("headers", {}))
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    url = home.origin.url.replace("http", "ws", 1) + path
    async with connect(url, additional_headers=headers, proxy=None, **how) as connection:
        yield Messages(connection)
