"""Measures of writing: tweets created, and how soon the last follower sees one."""

import random
import time
from functools import partial

from .bench import Bench, with_costs
from .figures import Sample, sample
from .jobs import Stream, percentile
from .servers import Person, Server

CONNECTIONS = 16
_SAMPLED = 8
_LOOK_AGAIN_SECONDS = 0.001
_LEAD_SECONDS = 0.05
_POSTS_MIN, _POSTS_MAX = 5, 50
_SWEEPS = 2


async def create(bench: Bench, server: Server) -> Sample:
    """Acknowledged tweets by the time from the first request until the node has nothing left to do."""
    stream = server.writes(bench.texts, bench.mark(), CONNECTIONS, seconds=bench.seconds)
    fsync_ms = await bench.fsync_ms()
    await bench.warm(server)
    (outcome,), costs = await bench.under(server, stream, until=partial(bench.idle, server))
    found = sample(outcome.good / costs.seconds, outcome)
    found.more = {"acknowledged_per_second": outcome.per_second, "fsync_ms": fsync_ms}
    return with_costs(found, costs)


async def seen(bench: Bench, server: Server) -> Sample:
    """From sending a tweet until the last of its author's followers has it at home.

    Looked at, all the time, are the homes of the first and the last follower and of some drawn anew for each tweet:
    reading everybody's takes longer than what is measured. `everybody_ms` is with reading everybody's.
    """
    await bench.warm(server)
    author, followers = server.people[0], server.people[1:]
    draw = random.Random(1)  # noqa: S311 (no secret)
    times: list[float] = []
    errors: list[Sample] = []
    until = time.monotonic() + bench.seconds
    while len(times) < _POSTS_MIN or (time.monotonic() < until and len(times) < _POSTS_MAX):
        some = [followers[0], followers[-1], *draw.sample(followers[1:-1], min(_SAMPLED - 2, len(followers) - 2))]
        took, told = await _one(bench, server, author, some, len(some))
        times.append(took)
        errors.append(told)
    sweeps = [await _one(bench, server, author, list(followers), CONNECTIONS) for _ in range(_SWEEPS)]
    return Sample(
        value=percentile(times, 0.5),
        p50=percentile(times, 0.5),
        p95=percentile(times, 0.95),
        p99=percentile(times, 0.99),
        errors={key: count for told in errors for key, count in told.errors.items()},
        more={"everybody_ms": min(took for took, _ in sweeps), "posts": float(len(times))},
    )


async def _one(
    bench: Bench, server: Server, author: Person, readers: list[Person], connections: int
) -> tuple[float, Sample]:
    """Milliseconds from sending a tweet until each of these homes has shown it."""
    mark = bench.mark()
    path = f"{server.api.home}?limit=20"
    watch = Stream(
        name="watch",
        host=server.host,
        port=server.port,
        requests=tuple(server.get(path, reader.token) for reader in readers),
        connections=connections,
        count=len(readers),
        until=f"{mark}0".encode(),
        pause_seconds=_LOOK_AGAIN_SECONDS,
        # Few look all the time and begin before; many begin with the tweet, so that they are not in its way.
        delay_seconds=0 if connections == len(readers) else _LEAD_SECONDS,
    )
    write = Stream(
        name="write",
        host=server.host,
        port=server.port,
        requests=(server.post_head(server.api.post, author.token),),
        connections=1,
        field=server.api.field,
        texts=(bench.texts[0],),
        mark=mark,
        count=1,
        delay_seconds=_LEAD_SECONDS,
    )
    watched, wrote = await bench.load.run(watch, write)
    if watched.good < len(readers) or not wrote.good:
        raise RuntimeError(f"Seen in {watched.good} of {len(readers)} homes: {watched.wrong} {wrote.wrong}")
    return (watched.last - wrote.first_sent) * 1_000, sample(0.0, watched, [wrote])
