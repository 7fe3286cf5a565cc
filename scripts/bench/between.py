"""Two nodes on loopback: how soon a tweet on one is at home on the other."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from .apis import NATIVE
from .bench import OURS, Bench
from .figures import Sample
from .jobs import Stream, percentile
from .nodes import Node, free_port
from .servers import Person, Server

_POSTS_MIN, _POSTS_MAX = 10, 100
_LEAD_SECONDS = 0.05
_LOOK_AGAIN_SECONDS = 0.001
_FOLLOW_SECONDS = 30


async def two_nodes(bench: Bench, _: Server) -> Sample:
    """Ada tweets on one node; Bo, who follows her, looks at home on the other all the time."""
    ports = free_port(), free_port()
    async with AsyncExitStack() as stack:
        ada, bo = [await stack.enter_async_context(neighbour(bench, ports, one)) for one in (0, 1)]
        await _befriended(bo, ada)
        times: list[float] = []
        until = time.monotonic() + bench.seconds
        while len(times) < _POSTS_MIN or (time.monotonic() < until and len(times) < _POSTS_MAX):
            times.append(await _one(bench, ada, bo))
    middle = percentile(times, 0.5)
    return Sample(value=middle, p50=middle, p95=percentile(times, 0.95), p99=percentile(times, 0.99))


@asynccontextmanager
async def neighbour(bench: Bench, ports: tuple[int, ...], number: int, name: str = "") -> AsyncIterator[Server]:
    """An empty node with one person, which may reach the other ports."""
    name = name or ("ada", "bo")[number]
    allowed = tuple(part for port in ports for part in ("--allow-peer", f"127.0.0.1:{port}"))
    data = bench.sets.folder / f"run-{name}-{ports[number]}"
    node = Node(data, ports[number], allowed)
    await node.start()
    try:
        person = await resident(node, name)
        yield Server(OURS, node.url, bench.api or NATIVE, [person], is_ours=True, pid=node.pid)
    finally:
        await node.stop()


async def resident(node: Node, name: str) -> Person:
    """Somebody new with a token."""
    made = await node.command("account-create", name=name)
    token = await node.command("token-create", name=name)
    return Person(made["id"], name, token["token"])


async def _befriended(fan: Server, idol: Server) -> None:
    handle = f"@{idol.people[0].name}@127.0.0.1:{idol.port}"
    token = fan.people[0].token
    user = await fan.ask("GET", f"/api/users/{handle}", token)
    until = time.monotonic() + _FOLLOW_SECONDS
    while time.monotonic() < until:
        if (await fan.ask("POST", f"/api/users/{user['id']}/follow", token))["following"]:
            return
        await asyncio.sleep(_LEAD_SECONDS)
    raise RuntimeError("The follow between the two nodes was not accepted in time.")


async def _one(bench: Bench, ada: Server, bo: Server) -> float:
    """Milliseconds from sending a tweet until it is at home elsewhere."""
    mark = bench.mark()
    watch = Stream(
        name="watch",
        host=bo.host,
        port=bo.port,
        requests=(bo.get(f"{bo.api.home}?limit=20", bo.people[0].token),),
        connections=1,
        count=1,
        until=f"{mark}0".encode(),
        pause_seconds=_LOOK_AGAIN_SECONDS,
    )
    write = ada.writes(bench.texts[:1], mark, 1, count=1, delay_seconds=_LEAD_SECONDS)
    watched, wrote = await bench.load.run(watch, write)
    if not watched.good or not wrote.good:
        raise RuntimeError(f"The tweet did not arrive: {watched.wrong} {wrote.wrong}")
    return (watched.last - wrote.first_sent) * 1_000
