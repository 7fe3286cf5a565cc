"""Deliver: carries letters to their inboxes, in order for each host, for two weeks if it must be."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from federation.breaker import Breaker
from federation.delivery import Delivered, Gone, Outcome, Retry, deliver
from federation.fetch import Door
from federation.retry import next_try_ms
from nodeapp import telemetry
from nodeapp.bridge.signers import Signers
from nodeapp.model.limits import Limits
from nodeapp.queries import deliveries, peers
from nodeapp.queries.deliveries import Due
from nodeapp.seams.clock import Clock, Random
from nodeapp.seams.database import Database, Reader, Transaction

SUSPECT_ATTEMPTS = 4
"""A letter refused so often may be at fault itself: the next one is tried before the host is given a rest."""

_DAY_MS = 86_400_000


@dataclass
class Deliver:
    """State is in the database only: after a crash whatever was not acknowledged is sent again, and known by its id."""

    database: Database
    clock: Clock
    limits: Limits
    random: Random
    door: Door
    signers: Signers
    breaker: Breaker = field(init=False)

    name = "deliver"

    def __post_init__(self) -> None:
        self.breaker = Breaker(self.clock)

    async def find(self, limit: int) -> Sequence[str]:
        async def work(reader: Reader) -> list[str]:
            return await deliveries.due_hosts(reader, self.clock(), limit)

        return [host for host in await self.database.read(work) if self.breaker.state(host) != "open"]

    async def serve(self, host: str) -> bool:
        """One round: some letters, until one is not taken."""
        if not self.breaker.allows(host):
            return False
        rows = await self._due(host)
        doubted: tuple[Due, Retry] | None = None
        for row in rows:
            outcome = await self._send(row)
            telemetry.count("deliveries", outcome=type(outcome).__name__.lower())
            if not isinstance(outcome, Retry):
                await self._settle(host, row, outcome, doubted)
                doubted = None
            elif doubted is None and row.attempts + 1 >= SUSPECT_ATTEMPTS:
                doubted = row, outcome
            else:
                await self._rest(host, *(doubted or (row, outcome)))
                return True
        if doubted is not None:
            await self._rest(host, *doubted)
        elif not rows:
            await self._nothing_left(host)
        return bool(rows)

    async def _due(self, host: str) -> list[Due]:
        async def work(reader: Reader) -> list[Due]:
            return await deliveries.due_for(reader, host, self.clock(), self.limits.delivery_batch_per_host)

        return await self.database.read(work)

    async def _send(self, row: Due) -> Outcome:
        signer = await self.signers.of(row.account_id)
        if signer is None:
            return Gone("its author has no keys any more")
        return await deliver(self.door, row.inbox_url, row.body, signer, self.clock())

    async def _settle(self, host: str, row: Due, outcome: Delivered | Gone, doubted: tuple[Due, Retry] | None) -> None:
        """The host answers: whatever rested for it is due, and a letter that failed before this one waits alone."""
        self.breaker.succeeded(host)
        now_ms = self.clock()
        state, reason = ("gone", outcome.reason) if isinstance(outcome, Gone) else ("delivered", "")

        async def work(tx: Transaction) -> None:
            await deliveries.finish(tx, row.id, state, reason)
            await deliveries.unpark(tx, host)
            await peers.delivered(tx, host, now_ms)
            if doubted is not None:
                await self._postpone(tx, *doubted, now_ms)

        await self.database.write(work)

    async def _postpone(self, tx: Transaction, row: Due, retry: Retry, now_ms: int) -> None:
        due_at_ms = next_try_ms(
            row.attempts + 1,
            now_ms,
            self.random.fraction,
            first_ms=row.first_at_ms,
            after_seconds=retry.after_seconds,
        )
        if due_at_ms is None:
            await deliveries.finish(tx, row.id, "gone", retry.reason)
        else:
            await deliveries.postpone(tx, row.id, due_at_ms, retry.reason)

    async def _rest(self, host: str, row: Due, retry: Retry) -> None:
        """The host does not take anything now: its letters wait together, and keep their order."""
        self.breaker.failed(host)
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            peer = await peers.by_host(tx, host)
            failures = peer.failures + 1 if peer else 1
            next_ms = next_try_ms(
                failures, now_ms, self.random.fraction, first_ms=now_ms, after_seconds=retry.after_seconds
            )
            await deliveries.count_attempt(tx, row.id, retry.reason)
            await deliveries.give_up(tx, host, now_ms - self.limits.delivery_give_up_days * _DAY_MS)
            await deliveries.park(tx, host)
            await peers.failed(tx, host, next_ms or now_ms, now_ms)

        await self.database.write(work)

    async def _nothing_left(self, host: str) -> None:
        async def work(tx: Transaction) -> None:
            await deliveries.unpark(tx, host)
            await peers.rested(tx, host)

        await self.database.write(work)
