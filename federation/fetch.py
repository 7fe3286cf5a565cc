"""The one outgoing door: every request to a peer leaves through it, checked, bounded and timed."""

import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin

import anyio
from anyio.to_thread import run_sync
from msgspec import Struct

from federation import jsonld
from federation.addresses import Resolver, is_literal, is_public
from federation.budgets import HostBudget
from federation.dates import read_http_date
from federation.errors import FetchFailed, Malformed, Missing, Refused
from federation.exchanges import LENGTH_DIGITS_MAX, OK, Answer, DoorPolicy, FileBody
from federation.jsonld import JsonObject
from federation.signatures import Signer, sign
from federation.urls import DEFAULT_PORTS, Url, read_url

if TYPE_CHECKING:
    import httpcore

    from federation.clients import Client

__all__ = ["GONE", "LATER", "NOT_FOUND", "SERVER_ERRORS", "Document", "Door", "DoorPolicy", "Response"]

UNAUTHORIZED, NOT_FOUND, GONE, TOO_MANY = 401, 404, 410, 429
REDIRECTS = frozenset({301, 302, 303, 307, 308})
LATER = frozenset({408, 425, TOO_MANY})
SERVER_ERRORS = range(500, 600)
JRD_TYPES = frozenset({"application/jrd+json", "application/json"})


class Document(Struct, frozen=True):
    """A fetched ActivityPub document. `url` is where it came from in the end."""

    requested_url: str
    url: str
    body: JsonObject

    def require_id(self) -> str:
        """The document's id; raises Refused unless it is the address that the document came from."""
        own = self.body.get("id")
        if not isinstance(own, str) or not jsonld.same_id(own, self.url):
            raise Refused("The document names another address as its own.")
        return own


class Response(Struct, frozen=True):
    """How a peer answered a delivery. Header names are lower case; the body is not kept."""

    status: int
    headers: tuple[tuple[str, str], ...]
    retry_after_seconds: int | None


class Door:
    """Use as an async context manager. Raises Refused where we do not ask, FetchFailed where the peer does not give.

    No cookies, no proxies, no automatic redirects; an address is checked on the connection that is really opened.
    """

    def __init__(
        self,
        resolver: Resolver,
        policy: DoorPolicy,
        now: Callable[[], int],
        *,
        network: "httpcore.AsyncNetworkBackend | None" = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """`now` gives milliseconds. `network` opens the connections that were permitted; tests may bring their own."""
        self._policy = policy
        self._now = now
        self._budget = HostBudget(policy.host_requests_max, policy.host_window_seconds, now)
        self._file_budget = HostBudget(policy.host_file_requests_max, policy.host_window_seconds, now)
        self._opened: Client | None = None
        self._opening = anyio.Lock()
        self._how = (resolver, policy, network, ssl_context)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._opened is not None:
            await self._opened.__aexit__(kind, error, traceback)

    async def get_document(self, url: str, *, signer: Signer | None = None, own_id: bool = True) -> Document:
        """Only an answer of an ActivityPub type counts (W06), and only under its own id (I04).

        A document that names another id is asked for there, once. `own_id=False` is for pages of collections.
        """
        with _deadline(self._policy.total_seconds):
            document = await self._document(url, url, signer)
            if not own_id:
                return document
            named = document.body.get("id")
            if isinstance(named, str) and not jsonld.same_id(named, document.url):
                document = await self._document(url, named, signer)
            document.require_id()
            return document

    async def get_jrd(self, url: str) -> JsonObject:
        """A JSON Resource Descriptor, as WebFinger answers. Never signed."""
        with _deadline(self._policy.total_seconds):
            answer = await self._get(url, "application/jrd+json, application/json", None)
        if answer.header("content-type").partition(";")[0].strip().lower() not in JRD_TYPES:
            raise FetchFailed("the answer is not of the type that was asked for", answer.status)
        return _json(answer)

    @asynccontextmanager
    async def get_file(self, url: str, accept: str, bytes_max: int) -> AsyncIterator[FileBody]:
        """A picture, film or sound, unsigned and piece by piece; all of it within `file_seconds` (S09, S10).

        Raises within the block too, while it is read.
        """
        with _deadline(self._policy.file_seconds):
            client, trail = await self._client(), _Trail(self._permitted, url, self._policy.redirects_max)
            while True:
                self._file_budget.take(trail.asked.host)
                headers = {"Accept": accept, "Host": trail.asked.netloc}
                most = min(bytes_max, self._policy.file_bytes_max)
                async with client.open(trail.asked, headers, most) as (answer, body):
                    if answer.status not in REDIRECTS:
                        _checked(answer)
                        yield FileBody(trail.asked.text, answer.header("content-type"), body)
                        return
                trail.follow(answer)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Response:
        """One request, as signed: redirects are handed back and never followed."""
        asked = self._permitted(url)
        with _deadline(self._policy.total_seconds):
            answer = await (await self._client()).exchange("POST", asked, headers, body)
        retry_after = _retry_after_seconds(answer.header("retry-after"), self._now())
        return Response(answer.status, answer.headers, retry_after)

    def check(self, url: str) -> None:
        """Raises Refused for what would never be asked, as far as that can be told without looking up a name."""
        asked = self._permitted(url)
        if is_literal(asked.host) and asked.pair not in self._policy.allowed_pairs and not is_public(asked.host):
            raise Refused("The address is not on the public internet.")

    def schemes_for(self, host: str, port: int | None) -> tuple[str, ...]:
        """The schemes to try for a host that was named without one; plain http only where it is allowed."""
        plain = (host, port or DEFAULT_PORTS["http"]) in self._policy.allowed_pairs
        return ("http", "https") if plain and port != DEFAULT_PORTS["https"] else ("https",)

    async def _document(self, requested_url: str, url: str, signer: Signer | None) -> Document:
        answer = await self._get(url, jsonld.ACCEPT, signer)
        if not jsonld.is_activity_type(answer.header("content-type")):
            raise FetchFailed("the answer is not an ActivityPub document", answer.status)
        return Document(requested_url, answer.url.text, _json(answer))

    async def _get(self, url: str, accept: str, signer: Signer | None) -> Answer:
        trail = _Trail(self._permitted, url, self._policy.redirects_max)
        while True:
            # What we sign is for the one who was asked: whoever we are sent on to must not get it.
            is_first = trail.asked.authority == trail.first.authority
            answer = await self._hop(trail.asked, accept, signer if is_first else None)
            if answer.status not in REDIRECTS:
                return _checked(answer)
            trail.follow(answer)

    async def _hop(self, asked: Url, accept: str, signer: Signer | None) -> Answer:
        """Some servers leave the query out of what they verify: a refused signature is tried that way once."""
        answer = await self._ask(asked, accept, signer, with_query=True)
        if answer.status == UNAUTHORIZED and signer is not None and "?" in asked.target:
            answer = await self._ask(asked, accept, signer, with_query=False)
        return answer

    async def _ask(self, asked: Url, accept: str, signer: Signer | None, *, with_query: bool) -> Answer:
        self._budget.take(asked.host)
        headers = {"Accept": accept, "Host": asked.netloc}
        if signer is not None:
            signed = partial(sign, signer, "GET", asked.text, None, self._now(), with_query=with_query)
            headers |= await run_sync(signed)
        return await (await self._client()).exchange("GET", asked, headers)

    async def _client(self) -> "Client":
        """Opened by the first request, in a thread: it takes 0.2 s, and many a node never asks anybody."""
        if self._opened is None:
            async with self._opening:
                if self._opened is None:
                    self._opened = await (await run_sync(self._open)).__aenter__()
        return self._opened

    def _open(self) -> "Client":
        from federation.clients import open_client  # noqa: PLC0415 (httpx and httpcore: 0.2 s and 8 MB)

        return open_client(*self._how)

    def _permitted(self, url: str) -> Url:
        try:
            asked = read_url(url)
        except Malformed as error:
            raise Refused(str(error)) from None
        if asked.scheme == "http" and asked.pair not in self._policy.allowed_pairs:
            raise Refused("Plain http is only for peers that were allowed by name.")
        return asked


class _Trail:
    """Where a question is sent on to: every step permitted, none twice, and not too many (S04, S05)."""

    def __init__(self, permitted: Callable[[str], Url], url: str, redirects_max: int) -> None:
        self.asked = self.first = permitted(url)
        self._permitted = permitted
        self._redirects_max = redirects_max
        self._seen = {self.asked}

    def follow(self, answer: Answer) -> None:
        """Raises Refused where it leads nowhere, back, or too far."""
        self.asked = self._permitted(urljoin(self.asked.text, answer.header("location")))
        if self.asked in self._seen:
            raise Refused("The redirects go in a circle.")
        if len(self._seen) > self._redirects_max:
            raise Refused("There are too many redirects.")
        self._seen.add(self.asked)


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    try:
        with anyio.fail_after(seconds):
            yield
    except TimeoutError:
        raise FetchFailed("the other server took too long", retryable=True) from None


def _checked(answer: Answer) -> Answer:
    status = answer.status
    if status == OK:
        return answer
    if status in (NOT_FOUND, GONE):
        raise Missing(status)
    raise FetchFailed(
        "the other server does not answer this", status, retryable=status in LATER or status in SERVER_ERRORS
    )


def _json(answer: Answer) -> JsonObject:
    try:
        return jsonld.loads(answer.body)
    except Malformed:
        raise FetchFailed("the answer is not usable JSON", answer.status) from None


def _retry_after_seconds(value: str, now_ms: int) -> int | None:
    if value.isascii() and value.isdecimal():
        return int(value[:LENGTH_DIGITS_MAX])
    at_ms = read_http_date(value)
    return None if at_ms is None else max(0, (at_ms - now_ms) // 1000)
