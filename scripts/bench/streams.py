"""Open streams: what one takes while nothing happens, and how long one tweet takes to reach all of them.

python -m scripts.bench.streams 1000 5000 [--wire sse|ws] [--streams public|home]
"""

import argparse
import asyncio
import base64
import resource
import statistics
import tempfile
import time
from pathlib import Path

import httpx
import uvloop

from .nodes import Node, free_port
from .processes import cpu_seconds, rss_mb

PASSWORD = "a tower of teacups"  # noqa: S105 (of people who live for one run)
SETTINGS = """
[limits]
streams_max = 20_000
streams_per_account_max = 20_000
streams_per_address_max = 20_000
connections_max = 20_000
"""
AT_ONCE = 100
TWEETS = 10
REST_SECONDS = 3.0
PATIENCE_SECONDS = 60.0


class Listener(asyncio.Protocol):
    """Reads what comes, and notes when a word came by."""

    def __init__(self, request: bytes, crowd: "Crowd") -> None:
        self._request = request
        self._crowd = crowd
        self._tail = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # it is TCP
        self._crowd.transports.append(transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        seen = self._tail + data
        self._tail = seen[-64:]
        if self._crowd.word in seen:
            self._crowd.hear()

    def connection_lost(self, exc: Exception | None) -> None:
        self._crowd.lost += 1


class Crowd:
    """Everybody who listens; `heard` are the times at which each of them saw the word."""

    def __init__(self) -> None:
        self.transports: list[asyncio.Transport] = []
        self.lost = 0
        self.word = b'"open"'
        self.heard: list[float] = []
        self._all = asyncio.Event()
        self._wanted = 0

    def hear(self) -> None:
        self.heard.append(time.perf_counter())
        if len(self.heard) >= self._wanted:
            self._all.set()

    def expect(self, word: str, wanted: int) -> None:
        self.word, self._wanted, self.heard = word.encode(), wanted, []
        self._all.clear()

    async def wait(self) -> None:
        await asyncio.wait_for(self._all.wait(), PATIENCE_SECONDS)


async def measured(count: int, wire: str, streams: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "node"
        data.mkdir(mode=0o700)
        (data / "nodeapp.toml").write_text(SETTINGS, encoding="utf-8")
        node = Node(data, free_port())
        await node.start()
        try:
            async with httpx.AsyncClient(base_url=node.url, trust_env=False) as client:
                await _measured_at(node, client, count, wire, streams)
        finally:
            await node.stop()


async def _measured_at(node: Node, client: httpx.AsyncClient, count: int, wire: str, streams: str) -> None:
    tokens = [await _token(client, name) for name in ("ada", "bob")]
    headers = {"Authorization": f"Bearer {tokens[1]}"}
    await client.post("/api/users/@bob/follow", headers={"Authorization": f"Bearer {tokens[0]}"})
    request = _request(node, wire, streams, tokens[0] if streams == "home" else None)
    assert node.pid is not None  # noqa: S101 (started)
    crowd = Crowd()
    # One of them first, and one tweet: what is loaded with the first is not counted.
    await _open(node, crowd, request, 1)
    await _told(client, headers, crowd, 1, "warm")
    before_mb = rss_mb(node.pid) or 0.0
    began = time.perf_counter()
    await _open(node, crowd, request, count - 1)
    opened_seconds = time.perf_counter() - began
    await asyncio.sleep(REST_SECONDS)
    idle_mb = rss_mb(node.pid) or 0.0
    first, last, used = [], [], cpu_seconds(node.pid) or 0.0
    for number in range(TWEETS):
        sent = await _told(client, headers, crowd, count, f"word{number:04d}")
        first.append((min(crowd.heard) - sent) * 1_000)
        last.append((max(crowd.heard) - sent) * 1_000)
    after_mb, used_ms = rss_mb(node.pid) or 0.0, ((cpu_seconds(node.pid) or 0.0) - used) * 1_000 / TWEETS
    print(
        f"{wire} {streams}: {count:,} open in {opened_seconds:.1f} s; {before_mb:.0f} MB before, {idle_mb:.0f} idle, "
        f"{after_mb:.0f} after; {(idle_mb - before_mb) * 1_024 / max(count - 1, 1):.1f} KB each\n"
        f"  one tweet, from its POST: first {statistics.median(first):.1f} ms, "
        f"all of them {statistics.median(last):.1f} ms (most {max(last):.1f} ms); "
        f"{used_ms:.0f} ms of a processor, {used_ms * 1_000 / count:.0f} us for each; lost {crowd.lost}",
        flush=True,
    )
    for transport in crowd.transports:
        transport.abort()


async def _open(node: Node, crowd: Crowd, request: bytes, count: int) -> None:
    loop = asyncio.get_running_loop()
    for start in range(0, count, AT_ONCE):
        some = min(AT_ONCE, count - start)
        crowd.expect('"open"', some)
        for _ in range(some):
            await loop.create_connection(lambda: Listener(request, crowd), "127.0.0.1", node.port)
        await crowd.wait()


async def _told(client: httpx.AsyncClient, headers: dict[str, str], crowd: Crowd, count: int, word: str) -> float:
    """When a tweet with this word was sent; everybody has heard of it."""
    crowd.expect(word, count)
    sent = time.perf_counter()
    answer = await client.post("/api/tweets", json={"content": word}, headers=headers)
    answer.raise_for_status()
    await crowd.wait()
    return sent


async def _token(client: httpx.AsyncClient, name: str) -> str:
    answer = await client.post("/api/auth/register", json={"username": name, "password": PASSWORD})
    answer.raise_for_status()
    return str(answer.json()["access_token"])


def _request(node: Node, wire: str, streams: str, token: str | None) -> bytes:
    lines = [f"GET /api/stream?streams={streams} HTTP/1.1", f"Host: 127.0.0.1:{node.port}"]
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    if wire == "ws":
        key = base64.b64encode(b"0123456789abcdef").decode()
        lines += ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="+")
    parser.add_argument("--wire", choices=("sse", "ws"), action="append")
    parser.add_argument("--streams", choices=("public", "home"), default="public")
    told = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for wire in told.wire or ("sse", "ws"):
            for count in told.counts:
                runner.run(measured(count, wire, told.streams))


if __name__ == "__main__":
    main()
