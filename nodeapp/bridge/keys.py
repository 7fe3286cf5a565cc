"""Keys: finds the public key that a signature names, asking elsewhere as rarely as can be."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio

from federation.actors import fetch_key
from federation.errors import BadSignature, FederationError, FetchFailed
from federation.fetch import Door
from federation.jsonld import authority_of
from federation.keys import PublicKey
from nodeapp.bridge.recent import Recent
from nodeapp.bridge.signers import Instance
from nodeapp.model.errors import Unavailable
from nodeapp.model.events import AccountChanged, AccountCreated, AccountErased, Logged
from nodeapp.model.limits import Limits
from nodeapp.queries import keys
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction

_CHANGES = (AccountCreated, AccountChanged, AccountErased)
_NEVER = -1
_NO_KEY = "The key that signed this could not be had."
_CROWDED = "Too many unknown keys at once; later again."


@dataclass(frozen=True)
class Failure:
    """Why a key could not be had, and until when it is not asked for again."""

    retryable: bool
    until_ms: int


@dataclass(frozen=True)
class Refetches:
    """How often a host's keys were asked for again since `since_ms`."""

    since_ms: int
    count: int


@dataclass(frozen=True)
class Held:
    """A loaded key, and how many changes of accounts there had been when it was last compared with what is stored."""

    key: PublicKey
    changes: int


@dataclass
class Keys:
    database: Database
    door: Door
    instance: Instance
    clock: Clock
    limits: Limits
    _held: Recent[Held] = field(init=False)
    _failed: Recent[Failure] = field(init=False)
    _refetched: Recent[int] = field(init=False)
    _by_host: Recent[Refetches] = field(init=False)
    _turns: anyio.Semaphore = field(init=False)
    _flights: dict[str, anyio.Event] = field(default_factory=dict)
    _changes: int = 0
    _waiting: int = 0

    def __post_init__(self) -> None:
        most = self.limits.keys_remembered_max
        self._held, self._failed = Recent(most), Recent(most)
        self._refetched, self._by_host = Recent(most), Recent(most)
        self._turns = anyio.Semaphore(self.limits.key_fetches_at_once)

    def heard(self, news: Sequence[Logged]) -> None:
        """To be told of every commit: a key may be another from then on."""
        if any(isinstance(logged.event, _CHANGES) for logged in news):
            self._changes += 1

    async def known(self, key_id: str) -> PublicKey | None:
        """Without asking anybody: an account's own, or one fetched a while ago."""
        held, changes = self._held.get(key_id), self._changes
        if held is not None and held.changes == changes:
            return held.key

        async def work(reader: Reader) -> keys.KeyRow | None:
            return await keys.find(reader, key_id)

        stored = await self.database.read(work)
        key = held.key if held is not None else None
        if stored is not None and (key is None or (key.owner, key.pem) != (stored.owner, stored.pem)):
            # Kept as an object, so that the PEM is loaded once and not for every delivery.
            key = PublicKey(key_id, stored.owner, stored.pem)
        if key is not None:
            self._held.put(key_id, Held(key, changes))
        return key

    async def find(self, key_id: str) -> PublicKey:
        """Raises BadSignature, or Unavailable when the key's host may answer later. A failure is remembered."""
        key = await self.known(key_id)
        if key is not None:
            return key
        async with self._alone(key_id):
            held = self._held.get(key_id)
            if held is not None:
                return held.key
            self._check_failed(key_id)
            return await self._fetch(key_id)

    async def refetch(self, key_id: str, doubted: PublicKey) -> PublicKey | None:
        """The key as its owner tells it now, when it is another than the doubted one; asked for seldom (I20)."""
        async with self._alone(key_id):
            now_known = await self.known(key_id)
            if now_known is not None and now_known.pem != doubted.pem:
                return now_known
            if not self._may_refetch(key_id):
                return None
            try:
                key = await self._fetch(key_id)
            except (BadSignature, Unavailable):
                return None
            if key.pem == doubted.pem or key.owner != doubted.owner:
                return None
            await self._store(key)
            return key

    async def _fetch(self, key_id: str) -> PublicKey:
        if self._turns.statistics().tasks_waiting >= self.limits.key_fetches_waiting_max:
            raise Unavailable(_CROWDED)
        try:
            async with self._turns:
                key = await fetch_key(self.door, key_id, signer=self.instance.signer)
        except FederationError as error:
            retryable = isinstance(error, FetchFailed) and error.retryable
            seconds = self.limits.key_failure_seconds if retryable else self.limits.key_refetch_seconds
            self._failed.put(key_id, Failure(retryable, self.clock() + seconds * 1000))
            raise _as_told(retryable, seconds) from error
        self._failed.drop(key_id)
        self._held.put(key_id, Held(key, _NEVER))
        return key

    def _check_failed(self, key_id: str) -> None:
        failure = self._failed.get(key_id)
        if failure is not None and failure.until_ms > self.clock():
            raise _as_told(failure.retryable, (failure.until_ms - self.clock()) // 1000 + 1)

    def _may_refetch(self, key_id: str) -> bool:
        now_ms = self.clock()
        pause_ms = self.limits.key_refetch_seconds * 1000
        last_ms = self._refetched.get(key_id)
        if last_ms is not None and now_ms - last_ms < pause_ms:
            return False
        host = authority_of(key_id)
        asked = self._by_host.get(host)
        if asked is None or now_ms - asked.since_ms >= pause_ms:
            asked = Refetches(now_ms, 0)
        if asked.count >= self.limits.key_refetches_per_host:
            return False
        self._by_host.put(host, Refetches(asked.since_ms, asked.count + 1))
        self._refetched.put(key_id, now_ms)
        return True

    async def _store(self, key: PublicKey) -> None:
        async def work(tx: Transaction) -> None:
            await keys.change(tx, key.owner, key.id, key.pem)

        await self.database.write(work)
        self._changes += 1

    @asynccontextmanager
    async def _alone(self, key_id: str) -> AsyncIterator[None]:
        """One question at a time for each key: a thousand signatures by it ask once."""
        while (flight := self._flights.get(key_id)) is not None:
            # Or a slow host's one key could fill all the room there is for what others send.
            if self._waiting >= self.limits.key_fetches_waiting_max:
                raise Unavailable(_CROWDED)
            self._waiting += 1
            try:
                await flight.wait()
            finally:
                self._waiting -= 1
        self._flights[key_id] = landed = anyio.Event()
        try:
            yield
        finally:
            del self._flights[key_id]
            landed.set()


def _as_told(retryable: bool, seconds: int) -> BadSignature | Unavailable:
    return Unavailable(_NO_KEY, retry_after_seconds=seconds) if retryable else BadSignature(_NO_KEY)
