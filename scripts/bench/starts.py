"""Measures of starting, and of what a node takes up: memory, disk."""

import asyncio
import time
from pathlib import Path

from .bench import Bench, with_costs
from .figures import Sample, sample
from .jobs import Stream
from .processes import rss_mb
from .reads import arriving
from .servers import Server

_CONNECTIONS, _LOAD_CONNECTIONS = 16, 64
_TOUCHED_MAX = 500
_SETTLE_SECONDS = 3
_LOAD_SECONDS_MIN = 5.0
_DISK_TWEETS = 10_000
_NOT_DATA = frozenset({"cache", "index", "run", "search"})


async def start(bench: Bench, server: Server) -> Sample:
    """Seconds from starting the process until a home is answered with 200; the folder has been started before."""
    node = bench.node
    await node.stop()
    begun = time.perf_counter()
    await node.spawn()
    await node.first_answer(f"{server.api.home}?limit=20", server.people[-1].token)
    seconds = time.perf_counter() - begun
    await node.ready()
    await bench.started_again(server)
    return Sample(value=seconds, rss_mb=rss_mb(node.pid))


async def home_after_restart(bench: Bench, server: Server) -> Sample:
    """Answers in the first second after a restart; percentiles are those of all the time."""
    stream = server.home(_CONNECTIONS, bench.seconds)
    await bench.warm(server)
    await bench.load.prepare(stream)
    await _restarted(bench, server)
    (outcome,) = await bench.load.go()
    first = min(1.0, bench.seconds)
    found = sample(outcome.within(first) / first, outcome)
    found.more = {"later_per_second": outcome.per_second}
    return found


async def first_touch(bench: Bench, server: Server) -> Sample:
    """The p99 of each person's first home after a restart, one after the other."""
    await bench.warm(server)
    home = server.home(1, 0)
    count = min(len(server.people), _TOUCHED_MAX)
    stream = Stream(
        name="touch",
        host=home.host,
        port=home.port,
        requests=home.requests,
        connections=1,
        count=count,
        patience_seconds=120,
    )
    await bench.load.prepare(stream)
    await _restarted(bench, server)
    (outcome,) = await bench.load.go()
    return sample(outcome.percentile(0.99), outcome)


async def memory_idle(bench: Bench, server: Server) -> Sample:
    """MB after a start, before anybody has asked for anything; of another server as it is."""
    if server.is_ours:
        await _restarted(bench, server)
    await asyncio.sleep(_SETTLE_SECONDS)
    return Sample(value=rss_mb(server.pid) or 0.0)


async def memory_load(bench: Bench, server: Server) -> Sample:
    """The most MB seen while homes are read as fast as they are answered and tweets arrive."""
    await bench.warm(server)
    seconds = max(bench.seconds, _LOAD_SECONDS_MIN)
    reads = server.home(_LOAD_CONNECTIONS, seconds)
    (read, wrote), costs = await bench.under(server, reads, arriving(bench, server, seconds))
    await bench.idle(server)
    return with_costs(sample(costs.rss_mb or 0.0, read, [wrote]), costs)


async def disk(bench: Bench, server: Server) -> Sample:
    """MB that 10,000 tweets add to the data folder, without cache and index, from as many as fit in the time."""
    node = bench.node
    await node.stop()
    before = _bytes(node.data)
    await node.start()
    await bench.started_again(server)
    writes = server.writes(
        bench.texts, bench.mark(), _CONNECTIONS, seconds=max(bench.seconds * 2, 1.0), count=_DISK_TWEETS
    )
    (outcome,), _ = await bench.under(server, writes)
    await bench.idle(server)
    await node.stop()
    after = _bytes(node.data)
    await node.start()
    await bench.started_again(server)
    found = sample((after - before) / max(outcome.good, 1) * _DISK_TWEETS / 1e6, outcome)
    found.more = {"tweets": float(outcome.good), "folder_mb": before / 1e6}
    return found


async def _restarted(bench: Bench, server: Server) -> None:
    await bench.node.stop()
    await bench.node.start()
    await bench.started_again(server)


def _bytes(data: Path) -> int:
    """Of a stopped node, which has written its log back into the database."""
    return sum(
        path.stat().st_size
        for path in data.rglob("*")
        if path.is_file() and not _NOT_DATA & set(path.relative_to(data).parts)
    )
