"""Files at other nodes, fetched through the one outgoing door, as rarely as can be."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import anyio

from federation.breaker import Breaker
from federation.budgets import HostLanes
from federation.errors import FederationError, FetchFailed
from federation.fetch import Door
from federation.jsonld import authority_of, is_web_address, same_authority
from nodeapp.bridge.recent import Recent
from nodeapp.model.errors import NotFound, Unavailable
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.seams.clock import Clock

_ACCEPT = "image/*, video/*, audio/*"
_ABSENT = "This file cannot be had from where it is."
_LATER = "Where this file is, nobody answers now."
_CROWDED = "Too many files are being fetched; try again in a moment."


@dataclass(frozen=True)
class Failure:
    retryable: bool
    until_ms: int


@dataclass
class PeerFiles:
    """`seams.foreign_files.ForeignFiles`. A host that keeps failing rests; a file that failed is left alone a while.

    Asked without a signature and without a word of who wants it (P13).
    """

    door: Door
    clock: Clock
    limits: Limits
    origin: Origin
    _breaker: Breaker = field(init=False)
    _failed: Recent[Failure] = field(init=False)
    _lanes: HostLanes = field(init=False)
    _turns: anyio.Semaphore = field(init=False)
    _waiting: int = 0

    def __post_init__(self) -> None:
        self._breaker = Breaker(self.clock)
        self._failed = Recent(self.limits.remote_failures_remembered_max)
        self._lanes = HostLanes(self.limits.remote_files_per_host)
        self._turns = anyio.Semaphore(self.limits.remote_files_at_once)

    @asynccontextmanager
    async def fetch(self, url: str, bytes_max: int) -> AsyncIterator[AsyncIterator[bytes]]:
        self._check(url)
        host = authority_of(url)
        async with (
            self._turn(host),
            self._told(url, host),
            self.door.get_file(url, _ACCEPT, bytes_max) as file,
        ):
            yield file.body

    @asynccontextmanager
    async def _told(self, url: str, host: str) -> AsyncIterator[None]:
        """Errors as sentences for whoever looks; nothing of what the other node sent is quoted (S17)."""
        if not self._breaker.allows(host):
            raise Unavailable(_LATER)
        try:
            yield
        except FederationError as error:
            retryable = isinstance(error, FetchFailed) and error.retryable
            (self._breaker.failed if retryable else self._breaker.succeeded)(host)
            raise self._remembered(url, retryable) from error
        except NotFound:
            self._breaker.succeeded(host)
            self._remembered(url, retryable=False)
            raise
        self._breaker.succeeded(host)

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        """Its host's first, so that a slow one holds no more than its share. Raises Unavailable when it takes long."""
        if self._waiting >= self.limits.remote_files_waiting_max:
            raise Unavailable(_CROWDED)
        async with AsyncExitStack() as stack:
            self._waiting += 1
            try:
                with anyio.move_on_after(self.limits.remote_file_seconds) as waiting:
                    await stack.enter_async_context(self._lanes.turn(host))
                    await stack.enter_async_context(self._turns)
            finally:
                self._waiting -= 1
            if waiting.cancelled_caught:
                raise Unavailable(_CROWDED)
            yield

    def _check(self, url: str) -> None:
        """What is ours is never asked of ourselves, however it is spelt."""
        if not is_web_address(url) or same_authority(url, self.origin.url):
            raise NotFound(_ABSENT)
        failure = self._failed.get(_name(url))
        if failure is not None and failure.until_ms > self.clock():
            raise _as_told(failure.retryable)

    def _remembered(self, url: str, retryable: bool) -> NotFound | Unavailable:
        limits = self.limits
        seconds = limits.remote_file_retry_seconds if retryable else limits.remote_file_failure_seconds
        self._failed.put(_name(url), Failure(retryable, self.clock() + seconds * 1_000))
        return _as_told(retryable)


def _name(url: str) -> str:
    """Shorter than most addresses, whatever strangers make of theirs."""
    return hashlib.sha256(url.encode()).hexdigest()


def _as_told(retryable: bool) -> NotFound | Unavailable:
    return Unavailable(_LATER) if retryable else NotFound(_ABSENT)
