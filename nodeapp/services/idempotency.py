"""Idempotency: the first answer to a key, given again to whoever asks again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
from msgspec import Struct

from nodeapp.model.errors import Conflict, FieldError
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.model.tweets import Idempotency
from nodeapp.queries import idempotency
from nodeapp.queries.idempotency import Use
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction

_HOUR_MS = 3_600_000


class Answer(Struct, frozen=True):
    status: int
    body: bytes


class _Turn:
    __slots__ = ("lock", "waiting")

    def __init__(self) -> None:
        self.lock = anyio.Lock()
        self.waiting = 0


@dataclass(frozen=True)
class Answers:
    database: Database
    clock: Clock
    limits: Limits
    _turns: dict[tuple[AccountId, str], _Turn] = field(default_factory=dict, repr=False)

    @asynccontextmanager
    async def turn(self, account_id: AccountId, key: str) -> AsyncIterator[None]:
        """One request at a time for each key; the others wait, and then find the answer."""
        turn = self._turns.setdefault((account_id, key), _Turn())
        turn.waiting += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.waiting -= 1
            if not turn.waiting:
                self._turns.pop((account_id, key), None)

    async def first(self, account_id: AccountId, use: Idempotency) -> Answer | None:
        """None where the key is new, or its answer never came. Raises Conflict where it meant something else."""
        since_ms = self.clock() - self.limits.idempotency_hours * _HOUR_MS

        async def work(reader: Reader) -> Use | None:
            return await idempotency.find(reader, account_id, use.key, since_ms)

        found = await self.database.read(work)
        if found is None:
            return None
        if found.fingerprint != use.fingerprint:
            message = "This Idempotency-Key was used for another request. Choose a new one."
            raise Conflict(message, FieldError("Idempotency-Key", "reused", message))
        return None if found.status is None else Answer(found.status, found.body or b"")

    async def keep(self, account_id: AccountId, use: Idempotency, answer: Answer) -> None:
        row = Use(use.fingerprint, None, answer.status, answer.body, self.clock())

        async def work(tx: Transaction) -> None:
            await idempotency.keep(tx, account_id, use.key, row)

        await self.database.write(work)
