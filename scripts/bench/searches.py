"""Measures of search: words that people use, two at a time; and how long the index takes to be built again."""

import random
import time
from urllib.parse import urlencode

from .bench import Bench, with_costs
from .figures import Sample, sample
from .processes import rss_mb
from .servers import Server

_CONNECTIONS = 1
"""One after the other: what a person waits, and not what waits in line."""
_QUERIES = 2_000
_LETTERS_MIN = 4
_LIMIT = 20


async def two_words(bench: Bench, server: Server) -> Sample:
    """Milliseconds: the middle of searches by relevance for two words, each by somebody else."""
    return await _searched(bench, server, "relevance")


async def two_words_latest(bench: Bench, server: Server) -> Sample:
    return await _searched(bench, server, "latest")


async def rebuild(bench: Bench, server: Server) -> Sample:
    """Seconds until everything can be searched again; the memory is what is left when that is done."""
    begun = time.monotonic()
    await bench.node.command("rebuild-search")
    return Sample(value=time.monotonic() - begun, rss_mb=rss_mb(server.pid))


async def _searched(bench: Bench, server: Server, sort: str) -> Sample:
    await bench.idle(server)
    stream = server.reads(_paths(bench, sort), _CONNECTIONS, bench.seconds)
    (outcome,), costs = await bench.under(server, stream)
    return with_costs(sample(outcome.percentile(0.5), outcome), costs)


def _paths(bench: Bench, sort: str) -> list[str]:
    """The same each time."""
    chance = random.Random(1)  # noqa: S311 (no secret)
    said = sorted({word for text in bench.texts for word in _words(text)})
    return [
        "/api/search/tweets?" + urlencode({"q": " ".join(chance.sample(said, 2)), "sort": sort, "limit": _LIMIT})
        for _ in range(_QUERIES)
    ]


def _words(text: str) -> list[str]:
    return [word for word in text.lower().split() if word.isalpha() and len(word) >= _LETTERS_MIN]
