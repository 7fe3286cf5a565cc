"""A fake peer on the loopback: serves actors and documents, misbehaves on demand, records what it was asked."""

import gzip
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ssl import SSLContext, SSLError
from typing import Literal, TypeAlias
from urllib.parse import quote

import anyio
import anyio.lowlevel
import httpx
from anyio.abc import ByteStream, SocketAttribute
from anyio.streams.buffered import BufferedByteReceiveStream
from anyio.streams.tls import TLSStream
from msgspec import Struct

from federation import jsonld, webfinger
from federation.jsonld import ACTIVITY_TYPE, JsonObject
from federation.keys import KeyPair, generate_key_pair, load_private_key
from federation.signatures import Signer, sign
from federation.urls import read_url
from federation.vocabulary.documents import ActorOut, actor_document

HEAD_BYTES_MAX = 65_536
USUAL_HEADERS = (("Content-Type", ACTIVITY_TYPE),)


class Recorded(Struct, frozen=True):
    """A request that the peer got. Header names are lower case."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for found, value in self.headers if found == name), None)

    def json(self) -> JsonObject:
        return jsonld.loads(self.body)


class Reply(Struct, frozen=True, kw_only=True):
    """What to answer. `drip_seconds` is the wait before each byte from `drip_from` on; `endless` repeats the body."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = USUAL_HEADERS
    body: bytes = b""
    drip_seconds: float = 0
    drip_from: Literal["head", "body"] = "head"
    endless: bool = False


Handler: TypeAlias = Callable[[Recorded], Reply]


def document_reply(document: JsonObject, content_type: str = ACTIVITY_TYPE) -> Reply:
    return Reply(headers=(("Content-Type", content_type),), body=jsonld.dumps(document))


def redirect_reply(location: str, status: int = 302) -> Reply:
    return Reply(status=status, headers=(("Location", location),))


def packed_reply(body: bytes, encoding: str = "gzip") -> Reply:
    """The body packed once per `gzip` in `encoding`, which is told as it is, whether true or not."""
    for _ in range(encoding.count("gzip")):
        body = gzip.compress(body)
    return Reply(headers=(*USUAL_HEADERS, ("Content-Encoding", encoding)), body=body)


@dataclass(frozen=True)
class FakeActor:
    """Somebody who lives at the fake peer, with keys to sign with."""

    id: str
    name: str
    keys: KeyPair

    @property
    def key_id(self) -> str:
        return f"{self.id}#main-key"

    @property
    def signer(self) -> Signer:
        return Signer(self.key_id, load_private_key(self.keys.private_pem))

    def document(self) -> JsonObject:
        return actor_document(
            ActorOut(
                id=self.id,
                preferred_username=self.name,
                inbox=f"{self.id}/inbox",
                outbox=f"{self.id}/outbox",
                followers=f"{self.id}/followers",
                key_id=self.key_id,
                public_key_pem=self.keys.public_pem,
            )
        )

    def signed(self, url: str, activity: JsonObject, now_ms: int) -> tuple[dict[str, str], bytes]:
        """Headers and body of a delivery to `url`, for whichever client sends them."""
        body = jsonld.dumps(activity)
        return sign(self.signer, "POST", url, body, now_ms) | {"Content-Type": ACTIVITY_TYPE}, body

    async def post(self, url: str, activity: JsonObject, now_ms: int) -> int:
        """Delivers over the network and gives the status that came back."""
        headers, body = self.signed(url, activity, now_ms)
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.post(url, content=body, headers=headers)).status_code


@dataclass
class FakePeer:
    """`connections` counts every socket that was opened, `requests` holds every request that was read."""

    origin: str
    address: tuple[str, int]
    connections: int = 0
    requests: list[Recorded] = field(default_factory=list)
    _handlers: dict[str, Handler] = field(default_factory=dict)

    @property
    def pair(self) -> tuple[str, int]:
        """What a door must allow to reach this peer."""
        return read_url(self.origin).pair

    def url(self, path: str) -> str:
        return self.origin + path

    def serve(self, path: str, reply: Reply | Handler) -> str:
        """Answers `path`, with or without a query, until told otherwise; gives the whole address."""
        self._handlers[path] = reply if callable(reply) else lambda _: reply
        return self.url(path)

    def serve_document(self, path: str, document: JsonObject) -> str:
        return self.serve(path, document_reply({"id": self.url(path)} | document))

    def actor(self, name: str, keys: KeyPair | None = None) -> FakeActor:
        """Serves an actor and its WebFinger, and takes what is delivered to its inbox with 202."""
        path = f"/users/{name}"
        actor = FakeActor(self.url(path), name, keys or generate_key_pair())
        self.serve(path, document_reply(actor.document()))
        self.serve(f"{path}/inbox", Reply(status=202))
        handle = webfinger.Handle(name, read_url(self.origin).netloc)
        self.serve_webfinger(handle, webfinger.jrd(handle, actor.id))
        return actor

    def serve_webfinger(self, handle: webfinger.Handle, jrd: JsonObject) -> None:
        path = f"/.well-known/webfinger?resource={quote(handle.acct, safe=':@')}"
        self.serve(path, document_reply(jrd, webfinger.JRD_TYPE))

    def deliveries(self) -> list[JsonObject]:
        """What was posted to any of its inboxes, oldest first."""
        return [request.json() for request in self.requests if request.method == "POST"]

    def _reply_to(self, request: Recorded) -> Reply:
        for path in (request.target, request.target.partition("?")[0]):
            if path in self._handlers:
                return self._handlers[path](request)
        return Reply(status=404)

    async def _answer(self, stream: ByteStream, ssl_context: SSLContext | None) -> None:
        self.connections += 1
        # A caller that hangs up in the middle is what many tests are about.
        try:
            async with stream:
                if ssl_context is not None:
                    stream = await TLSStream.wrap(
                        stream, server_side=True, ssl_context=ssl_context, standard_compatible=False
                    )
                request = await _read_request(BufferedByteReceiveStream(stream))
                self.requests.append(request)
                await _send(stream, self._reply_to(request))
        except (anyio.EndOfStream, anyio.IncompleteRead, anyio.BrokenResourceError, anyio.DelimiterNotFound, SSLError):
            return


@asynccontextmanager
async def fake_peer(
    *, host: str = "127.0.0.1", origin: str | None = None, ssl_context: SSLContext | None = None
) -> AsyncIterator[FakePeer]:
    """A peer on a free port of `host`; `origin` is what it calls itself where a resolver leads a made-up name here."""
    async with await anyio.create_tcp_listener(local_host=host) as listener, anyio.create_task_group() as tasks:
        port = listener.extra(SocketAttribute.local_port)  # noqa: S610 (not Django)
        written = f"[{host}]" if ":" in host else host
        peer = FakePeer(origin or f"http://{written}:{port}", (host, port))

        accepting = anyio.CancelScope()

        async def accept() -> None:
            with accepting:
                await listener.serve(lambda stream: peer._answer(stream, ssl_context), tasks)

        tasks.start_soon(accept)
        yield peer
        accepting.cancel()
        # Who was just accepted gets to run once, since only then is the connection closed.
        await anyio.lowlevel.checkpoint()
        tasks.cancel_scope.cancel()


async def _read_request(stream: BufferedByteReceiveStream) -> Recorded:
    head = (await stream.receive_until(b"\r\n\r\n", HEAD_BYTES_MAX)).decode("latin-1")
    line, *rest = head.split("\r\n")
    method, target, _ = line.split(" ")
    pairs = (header.partition(":") for header in rest)
    headers = tuple((name.lower(), value.strip()) for name, _, value in pairs)
    length = next((int(value) for name, value in headers if name == "content-length"), 0)
    return Recorded(method, target, headers, await stream.receive_exactly(length) if length else b"")


async def _send(stream: ByteStream, reply: Reply) -> None:
    head = _head(reply)
    body = reply.body
    if reply.drip_seconds and reply.drip_from == "head":
        await _drip(stream, head, reply.drip_seconds)
    else:
        await stream.send(head)
    while reply.endless:
        await stream.send(b"%x\r\n%b\r\n" % (len(body), body))
    if reply.drip_seconds:
        await _drip(stream, body, reply.drip_seconds)
    elif body:
        await stream.send(body)


def _head(reply: Reply) -> bytes:
    """A length told by the reply itself stays as it is, even where it is a lie."""
    framing = ("Transfer-Encoding", "chunked") if reply.endless else ("Content-Length", str(len(reply.body)))
    told = any(name.lower() == "content-length" for name, _ in reply.headers)
    headers = (*reply.headers, *(() if told else (framing,)), ("Connection", "close"))
    lines = (f"HTTP/1.1 {reply.status} Reply", *(f"{name}: {value}" for name, value in headers))
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def _drip(stream: ByteStream, data: bytes, seconds: float) -> None:
    for position in range(len(data)):
        await anyio.sleep(seconds)
        await stream.send(data[position : position + 1])
