"""The bench that measures stand on: the load generator, and a node of ours on the data set that is asked for."""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from .apis import MASTODON, NATIVE, Api
from .figures import Sample
from .jobs import Outcome, Stream, percentile
from .loader import Loader, loader
from .nodes import Node, free_port
from .processes import calm, cpu_seconds, watched
from .servers import NotServed, Server
from .sets import SIZES, Sets

OURS = "nodeapp"
_SYNCS, _SYNC_BYTES = 100, 4_096
_WARMING_CONNECTIONS = 16
_CALM_SECONDS = 120


Wait = Callable[[], Awaitable[float]]
"""Gives the seconds that were waited beyond the end."""

Recorder = Callable[[int | None], AbstractAsyncContextManager[object]]
"""Looks at a process while a load is on it."""


@dataclass(frozen=True)
class Costs:
    """How long it took, processor microseconds per good answer, and the most memory seen; None where unknown."""

    seconds: float
    cpu_us: float | None
    rss_mb: float | None


@dataclass
class Bench:
    """`at` brings the node to where a measure needs it; one node of ours runs at a time."""

    load: Loader
    sets: Sets
    texts: Sequence[str]
    seconds: float
    api: Api | None = None
    ours: Server | None = None
    recorder: Recorder = nullcontext
    _node: Node | None = None
    _size: str = ""
    _is_dirty: bool = False
    _warm: set[str] = field(default_factory=set)
    _marks: int = 0

    @property
    def node(self) -> Node:
        if self._node is None:
            raise RuntimeError("No node of ours is running.")
        return self._node

    async def at(self, size: str, *, fresh: bool) -> Server:
        """A node on this data set; where `fresh`, nobody has written to it since it was seeded."""
        is_running = self._node is not None and self._node.is_running
        if self.ours is not None and is_running and self._size == size and not (fresh and self._is_dirty):
            return self.ours
        await self.leave()
        data, people = await self.sets.copy(size)
        node = self._node = Node(data, free_port())
        await node.start()
        server = Server(OURS, node.url, MASTODON, people, is_ours=True, pid=node.pid)
        server.api = self.api or await _api_of(server)
        await server.find_tweets()
        self.ours, self._size, self._is_dirty = server, size, False
        return server

    async def leave(self) -> None:
        if self._node is not None:
            await self._node.stop()
        self._node, self.ours = None, None
        self._warm.clear()
        self.sets.drop_copies()

    def soil(self) -> None:
        """The data set is no longer as it was seeded."""
        self._is_dirty = True

    async def started_again(self, server: Server) -> None:
        """After a stop. Nobody's page has been asked for yet."""
        self._warm.clear()
        server.pid = self.node.pid

    async def warm(self, server: Server) -> None:
        """Everybody has read their home once, and what followed is done."""
        key = f"{server.name} {server.api.name}"
        if key in self._warm:
            return
        home = server.home(_WARMING_CONNECTIONS, 0)
        stream = Stream(
            name="warm",
            host=home.host,
            port=home.port,
            requests=home.requests,
            connections=home.connections,
            count=len(server.people),
            patience_seconds=300,
        )
        outcome = await self.load.run_one(stream)
        if server.is_ours:
            self.node.check()
        if not outcome.good:
            raise NotServed(f"{server.name} does not serve {server.api.home}: {outcome.wrong}")
        await self.idle(server)
        self._warm.add(key)

    async def idle(self, server: Server) -> float:
        """Until nothing is left to do; of another server, until its process is calm.

        Gives the seconds that this took only in order to be sure.
        """
        if server.is_ours:
            await self.node.wait_idle()
            return 0.0
        return await calm(server.pid, _CALM_SECONDS)

    async def under(self, server: Server, *streams: Stream, until: Wait | None = None) -> tuple[list[Outcome], Costs]:
        """Puts the load on; time and costs run until `until` is over, where it is given."""
        await self.load.prepare(*streams)
        async with self.recorder(server.pid), watched(server.pid) as seen:
            begun, before = time.monotonic(), cpu_seconds(server.pid)
            outcomes = await self.load.go()
            if server.is_ours and self._node is not None:
                self._node.check()
            surplus = await until() if until is not None else 0.0
            after, seconds = cpu_seconds(server.pid), time.monotonic() - begun - surplus
        good = sum(outcome.good for outcome in outcomes)
        cpu_us = None if before is None or after is None or not good else (after - before) / good * 1e6
        return outcomes, Costs(seconds, cpu_us, seen.most_mb)

    def mark(self) -> str:
        """A word that is in no tweet yet."""
        self._marks += 1
        return f"mark{random.getrandbits(48):012x}n{self._marks}n"

    async def fsync_ms(self) -> float:
        """Median of appending 4 KB to a file in the folder of the data, and fsync."""
        return await asyncio.to_thread(_fsync_ms, self.sets.folder)


def with_costs(sample: Sample, costs: Costs) -> Sample:
    sample.cpu_us, sample.rss_mb = costs.cpu_us, costs.rss_mb
    return sample


@asynccontextmanager
async def bench(folder: Path, seconds: float, api: Api | None) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        sets = Sets(folder)
        texts = (await sets.plan(SIZES["small"])).texts
        one = Bench(await stack.enter_async_context(loader()), sets, texts, seconds, api)
        stack.push_async_callback(one.leave)
        yield one


async def _api_of(server: Server) -> Api:
    """The Mastodon API where the node has it."""
    try:
        await server.ask("GET", f"{MASTODON.home}?limit=1", server.people[0].token)
    except NotServed:
        return NATIVE
    return MASTODON


def _fsync_ms(folder: Path) -> float:
    path, data, times = folder / "sync", os.urandom(_SYNC_BYTES), []
    with path.open("wb", buffering=0) as file:
        for _ in range(_SYNCS):
            begun = time.perf_counter()
            file.write(data)
            os.fsync(file.fileno())
            times.append(time.perf_counter() - begun)
    path.unlink()
    return percentile(times, 0.5) * 1_000
