"""Memory over a long load: homes read by many and tweets arriving, a line for each stretch of it."""

import time

from .bench import Bench
from .processes import rss_mb
from .reads import arriving

_STRETCH_SECONDS = 20.0
_READS_PER_SECOND = 2_000.0
_CONNECTIONS = 16


async def soak(bench: Bench, size: str, minutes: float) -> None:
    """Prints minutes, MB, answers and errors; at a pace, so that a later stretch has what an earlier one had."""
    server = await bench.at(size, fresh=True)
    await bench.warm(server)
    begun, end = time.monotonic(), time.monotonic() + minutes * 60
    print("minutes  rss MB  reads/s  read p99 ms  tweets/s  errors")
    while (left := end - time.monotonic()) > 0:
        seconds = min(_STRETCH_SECONDS, left)
        reads = server.home(_CONNECTIONS, seconds, rate=_READS_PER_SECOND)
        (read, wrote), _ = await bench.under(server, reads, arriving(bench, server, seconds))
        rss = rss_mb(server.pid) or 0.0
        print(
            f"{(time.monotonic() - begun) / 60:7.1f}  {rss:6.0f}  {read.per_second:7.0f}  {read.percentile(0.99):11.1f}"
            f"  {wrote.per_second:8.0f}  {read.errors + wrote.errors}",
            flush=True,
        )
