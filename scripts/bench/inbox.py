"""Signed notes from another server: how many a second are accepted and fully processed."""

import asyncio
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import msgspec

from federation import JsonObject, KeyPair, Signer, generate_key_pair, sign
from federation.jsonld import dumps
from federation.testing import FakeActor, FakePeer, fake_peer

from .apis import NATIVE
from .bench import OURS, Bench, with_costs
from .between import resident
from .figures import Sample, sample
from .jobs import Stream
from .nodes import Node, free_port
from .servers import Person, Server
from .sets import DATABASE

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_CONTEXT = "https://www.w3.org/ns/activitystreams"
_AUTHORS, _READERS, _CONNECTIONS = 10, 5, 16
_NOTES_PER_SECOND, _NOTES_MAX = 1_500, 10_000
_SIGNERS = 2
_VISIBLE_SECONDS, _PAGE = 10, 20


async def inbox(bench: Bench, _: Server) -> Sample:
    """Notes by the time from the first request until all are stored and at home with those who follow their authors."""
    async with fake_peer() as peer:
        port = peer.pair[1]
        node = Node(bench.sets.folder / f"run-inbox-{port}", free_port(), ("--allow-peer", f"127.0.0.1:{port}"))
        await node.start()
        try:
            readers = [await resident(node, f"reader{number}") for number in range(_READERS)]
            server = Server(OURS, node.url, bench.api or NATIVE, readers, is_ours=True, pid=node.pid)
            return await _measured(bench, node, server, peer)
        finally:
            await node.stop()


async def _measured(bench: Bench, node: Node, server: Server, peer: FakePeer) -> Sample:
    keys = await asyncio.to_thread(generate_key_pair)
    authors = [await _followed(node, server, peer, f"author{number}", keys) for number in range(_AUTHORS)]
    count, mark = min(int(_NOTES_PER_SECOND * bench.seconds), _NOTES_MAX), bench.mark()
    texts = [f"{bench.texts[number % len(bench.texts)]} {mark}{number}n" for number in range(count)]
    signers = [author.signer for author in authors]
    letters = [
        (signers[number % _AUTHORS], _note(authors[number % _AUTHORS], text)) for number, text in enumerate(texts)
    ]
    with ThreadPoolExecutor(_SIGNERS) as pool:
        requests = tuple(pool.map(partial(_delivery, server), letters))
    stream = Stream(
        name="notes",
        host=server.host,
        port=server.port,
        requests=requests,
        connections=_CONNECTIONS,
        count=count,
        patience_seconds=120,
    )

    async def idle() -> float:
        await node.wait_idle()
        return 0.0

    (outcome,), costs = await bench.under(server, stream, until=idle)
    found = with_costs(sample(outcome.good / costs.seconds, outcome), costs)
    found.more = {"accepted_per_second": outcome.per_second, "notes": float(count)}
    await _visible(server, server.people[-1], mark)
    if (stored := await asyncio.to_thread(_stored, node)) < outcome.good:
        raise RuntimeError(f"{outcome.good} notes were accepted, and {stored} are stored.")
    return found


async def _followed(node: Node, server: Server, peer: FakePeer, name: str, keys: KeyPair) -> FakeActor:
    """Somebody at the peer, followed by everybody here."""
    actor = peer.actor(name, keys)
    for reader in server.people:
        user = await server.ask("GET", f"/api/users/@{name}@127.0.0.1:{peer.pair[1]}", reader.token)
        await server.ask("POST", f"/api/users/{user['id']}/follow", reader.token)
        asked = {"type": "Follow", "actor": f"{server.url}/ap/users/{reader.id}", "object": actor.id}
        accept = _activity(actor, "Accept", f"accept-{reader.id}", asked)
        if await actor.post(f"{server.url}/ap/inbox", accept, _now_ms()) not in range(200, 300):
            raise RuntimeError("The node did not take an Accept.")
    await node.wait_idle()
    return actor


async def _visible(server: Server, reader: Person, mark: str) -> None:
    """Raises RuntimeError unless a home page is full of them."""
    until = time.monotonic() + _VISIBLE_SECONDS
    while time.monotonic() < until:
        page = msgspec.json.encode(await server.ask("GET", f"{server.api.home}?limit=20", reader.token)).decode()
        if page.count(mark) >= _PAGE:
            return
        await asyncio.sleep(0.1)
    raise RuntimeError("The notes were accepted, and are not at home.")


def _stored(node: Node) -> int:
    with closing(sqlite3.connect(f"file:{node.data / DATABASE}?mode=ro", uri=True)) as database:
        (count,) = database.execute("select count(*) from tweets where uri is not null").fetchone()
    return int(count)


def _note(actor: FakeActor, text: str) -> JsonObject:
    name = text.rpartition(" ")[2]
    note = {
        "id": f"{actor.id}/notes/{name}",
        "type": "Note",
        "attributedTo": actor.id,
        "content": f"<p>{text}</p>",
        "published": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "to": [PUBLIC],
        "cc": [f"{actor.id}/followers"],
    }
    told = {"to": note["to"], "cc": note["cc"]}
    return _activity(actor, "Create", f"create-{name}", note, **told)


def _activity(actor: FakeActor, kind: str, name: str, content: object, **told: object) -> JsonObject:
    return {
        "@context": _CONTEXT,
        "id": f"{actor.id}/activities/{name}",
        "type": kind,
        "actor": actor.id,
        "object": content,
    } | told


def _delivery(server: Server, letter: tuple[Signer, JsonObject]) -> bytes:
    """A whole signed POST to the shared inbox."""
    signer, activity = letter
    url, body = f"{server.url}/ap/inbox", dumps(activity)
    headers = sign(signer, "POST", url, body, _now_ms())
    headers |= {"Content-Type": "application/activity+json", "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /ap/inbox HTTP/1.1\r\n{head}\r\n".encode() + body


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
