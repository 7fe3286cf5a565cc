"""Measures of reading: home, warm, at several widths; single things; home while others write."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from .apis import NATIVE
from .bench import Bench, with_costs
from .figures import Sample, sample
from .jobs import Stream
from .servers import Person, Server

Run = Callable[[Bench, Server], Awaitable[Sample]]
ARRIVING_PER_SECOND, WRITING_CONNECTIONS, READING_CONNECTIONS = 100, 16, 16


def home(connections: int, limit: int = 20) -> Run:
    async def run(bench: Bench, server: Server) -> Sample:
        await bench.warm(server)
        return await _read(bench, server, server.home(connections, bench.seconds, limit))

    return run


def native_home(connections: int) -> Run:
    async def run(bench: Bench, server: Server) -> Sample:
        native = replace(server, api=NATIVE)
        await bench.warm(native)
        return await _read(bench, native, native.home(connections, bench.seconds))

    return run


async def tweet(bench: Bench, server: Server) -> Sample:
    return await _paths(bench, server, [server.api.tweet.format(id=id_) for id_ in server.tweet_ids])


async def user_tweets(bench: Bench, server: Server) -> Sample:
    path = f"{server.api.user_tweets}?limit=20"
    return await _paths(bench, server, [path.format(id=person.id) for person in _others(server)])


async def public(bench: Bench, server: Server) -> Sample:
    return await _paths(bench, server, [f"{server.api.public}?limit=20"])


async def lookup(bench: Bench, server: Server) -> Sample:
    return await _paths(bench, server, [server.api.lookup.format(name=person.name) for person in _others(server)])


async def home_while_writing(bench: Bench, server: Server) -> Sample:
    """Readers as fast as they are answered, beside tweets that arrive at a steady pace."""
    await bench.warm(server)
    reads = server.home(READING_CONNECTIONS, bench.seconds)
    writes = arriving(bench, server, bench.seconds)
    (read, wrote), costs = await bench.under(server, reads, writes)
    found = sample(read.per_second, read, [wrote])
    found.more = {"tweets_per_second": wrote.per_second, "tweet_p99_ms": wrote.percentile(0.99)}
    await bench.idle(server)
    return with_costs(found, costs)


def arriving(bench: Bench, server: Server, seconds: float) -> Stream:
    return server.writes(
        bench.texts, bench.mark(), WRITING_CONNECTIONS, rate=float(ARRIVING_PER_SECOND), seconds=seconds
    )


async def _paths(bench: Bench, server: Server, paths: list[str]) -> Sample:
    await bench.warm(server)
    return await _read(bench, server, server.reads(paths, READING_CONNECTIONS, bench.seconds))


async def _read(bench: Bench, server: Server, stream: Stream) -> Sample:
    (outcome,), costs = await bench.under(server, stream)
    return with_costs(sample(outcome.per_second, outcome), costs)


def _others(server: Server) -> list[Person]:
    """In another order than the readers, so that hardly anybody asks for themselves."""
    return [*server.people[1:], server.people[0]]
