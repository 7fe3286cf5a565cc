"""`kill -9` under load: what was acknowledged is there after the next start, and everything is as fast as before."""

import asyncio
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from .bench import Bench
from .loader import ROOT
from .nodes import environment
from .processes import rss_mb
from .servers import Person, Server

_READERS, _WRITERS = 16, 16
_SOONEST_SECONDS = 1.0
_LOOKING_AT_ONCE = 16
_PATIENCE_SECONDS = 60


@dataclass
class Written:
    """`acknowledged` are ids by author; `in_doubt` counts the tweets that were sent and not answered."""

    acknowledged: dict[Person, list[str]] = field(default_factory=dict)
    in_doubt: int = 0

    @property
    def count(self) -> int:
        return sum(map(len, self.acknowledged.values()))


async def killed(bench: Bench, size: str, rounds: int) -> int:
    """Prints a line for each round. Gives how many acknowledged tweets were lost, or are not on their author's page."""
    print("round  acknowledged  in doubt  lost  start s  home/s after  p99 ms  tweets/s after  rss MB")
    lost = 0
    for number in range(1, rounds + 1):
        server = await bench.at(size, fresh=number == 1)
        bench.soil()
        await bench.warm(server)
        written = await _until_killed(bench, server)
        begun = time.perf_counter()
        await bench.node.spawn()
        await bench.node.first_answer(f"{server.api.home}?limit=20", server.people[-1].token)
        start_seconds = time.perf_counter() - begun
        await bench.node.ready()
        await bench.started_again(server)
        gone = await _missing(server, written)
        lost += gone
        (read,), _ = await bench.under(server, server.home(_READERS, bench.seconds))
        (wrote,), _ = await bench.under(
            server, server.writes(bench.texts, bench.mark(), _WRITERS, seconds=bench.seconds)
        )
        await bench.idle(server)
        print(
            f"{number:5}  {written.count:12,}  {written.in_doubt:8}  {gone:4}  {start_seconds:7.2f}"
            f"  {read.per_second:12,.0f}  {read.percentile(0.99):6.1f}  {wrote.per_second:14,.0f}"
            f"  {rss_mb(server.pid) or 0:6.0f}",
            flush=True,
        )
    data = bench.node.data
    await bench.node.stop()
    proof = await asyncio.to_thread(_counted, str(data))
    print(proof.stdout.strip() or proof.stderr.strip())
    return lost + proof.returncode


async def _until_killed(bench: Bench, server: Server) -> Written:
    """Homes are read as fast as they are answered, tweets written by many at once; then the process is gone."""
    written = Written()
    draw = random.Random()  # noqa: S311 (no secret)
    seconds = _SOONEST_SECONDS + draw.random() * bench.seconds
    reads = server.home(_READERS, seconds + 1)
    await bench.load.prepare(reads)
    async with _client(server) as client, asyncio.TaskGroup() as group:
        reading = group.create_task(bench.load.go())
        for number in range(_WRITERS):
            group.create_task(_write(client, server, written, server.people[number::_WRITERS], bench.texts))
        await asyncio.sleep(seconds)
        process = bench.node.process
        assert process is not None  # noqa: S101 (it runs)
        process.kill()
        await process.wait()
        await reading
    return written


async def _write(
    client: httpx.AsyncClient, server: Server, written: Written, authors: Sequence[Person], texts: Sequence[str]
) -> None:
    """One tweet after the other, until nobody answers any more."""
    for number in range(sys.maxsize):
        author = authors[number % len(authors)]
        body = {server.api.field: texts[number % len(texts)]}
        try:
            answer = await client.post(server.api.post, json=body, headers={"Authorization": f"Bearer {author.token}"})
        except httpx.ConnectError:
            return
        except httpx.TransportError:
            written.in_doubt += 1
            return
        answer.raise_for_status()
        written.acknowledged.setdefault(author, []).append(str(answer.json()["id"]))


async def _missing(server: Server, written: Written) -> int:
    """Acknowledged tweets that cannot be read, and authors on whose page their newest one is not."""
    gate = asyncio.Semaphore(_LOOKING_AT_ONCE)
    async with _client(server) as client:

        async def look(author: Person, ids: list[str]) -> int:
            headers = {"Authorization": f"Bearer {author.token}"}
            async with gate:
                codes = [
                    (await client.get(server.api.tweet.format(id=id_), headers=headers)).status_code for id_ in ids
                ]
                page = (await client.get(server.api.user_tweets.format(id=author.id), headers=headers)).text
            newest_is_there = f'"id":"{ids[-1]}"' in page
            return sum(code != httpx.codes.OK for code in codes) + (not newest_is_there)

        return sum(await asyncio.gather(*(look(*each) for each in written.acknowledged.items())))


def _client(server: Server) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.url, timeout=_PATIENCE_SECONDS, trust_env=False)


def _counted(data: str) -> "subprocess.CompletedProcess[str]":
    """`doctor counts`, which counts everything again."""
    return subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-m", "nodeapp", "doctor", "counts", "--data", data],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment(),
    )
