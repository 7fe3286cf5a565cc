"""Check quotes: looks again for what tweets from elsewhere quote, where a host did not answer when they came."""

from collections.abc import Sequence
from dataclasses import dataclass

import anyio

from nodeapp import telemetry
from nodeapp.bridge.incoming_notes import IncomingNotes
from nodeapp.model.errors import NodeError, Unavailable
from nodeapp.model.limits import Limits
from nodeapp.model.quotes import QuoteCheck
from nodeapp.queries import quote_checks
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction

_log = telemetry.Log(__name__)

_FAILURES_IN_A_ROW = 2
"""After which a host counts as one that does not answer: the others wait without having been tried."""
_GROWTH = 4


@dataclass(frozen=True)
class CheckQuotes:
    """A few of a host's at a time: the same host is asked for other things, and has its share of questions a minute."""

    database: Database
    clock: Clock
    limits: Limits
    notes: IncomingNotes

    name = "check_quotes"

    async def find(self, limit: int) -> Sequence[str]:
        async def work(reader: Reader) -> list[str]:
            return await quote_checks.due_hosts(reader, self.clock(), limit)

        return await self.database.read(work)

    async def serve(self, host: str) -> bool:
        """One round; what is left waits for the next."""

        async def work(reader: Reader) -> list[QuoteCheck]:
            return await quote_checks.due_of(reader, host, self.clock(), self.limits.quote_round_max)

        failures = 0
        for check in await self.database.read(work):
            failures = 0 if await self._is_answered(check) else failures + 1
            if failures == _FAILURES_IN_A_ROW:
                break
        await self._rest(host, self.limits.quote_retry_seconds if failures else self.limits.quote_round_seconds)
        return False

    async def _is_answered(self, check: QuoteCheck) -> bool:
        """Whether the host said something; what it said is final."""
        attempts = check.attempts + 1
        await self._begin(check, attempts)
        try:
            with anyio.fail_after(self.limits.incoming_late_seconds):
                await self.notes.quote_again(check)
        except (Unavailable, TimeoutError) as error:
            if attempts >= self.limits.quote_tries_max:
                _log.info("quote_given_up", tweet=check.tweet_id, reason=str(error))
            return False
        except NodeError as error:
            _log.info("quote_dropped", tweet=check.tweet_id, reason=str(error))
        telemetry.count("quotes_checked")
        await self._drop(check)
        return True

    async def _begin(self, check: QuoteCheck, attempts: int) -> None:
        next_at_ms = self.clock() + int(self.limits.quote_retry_seconds * 1_000 * _GROWTH**attempts)

        async def work(tx: Transaction) -> None:
            if attempts >= self.limits.quote_tries_max:
                await quote_checks.drop(tx, check.tweet_id)
            else:
                await quote_checks.begin(tx, check.tweet_id, next_at_ms)

        await self.database.write(work)

    async def _drop(self, check: QuoteCheck) -> None:
        async def work(tx: Transaction) -> None:
            await quote_checks.drop(tx, check.tweet_id)

        await self.database.write(work)

    async def _rest(self, host: str, seconds: float) -> None:
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            await quote_checks.rest(tx, host, now_ms, now_ms + int(seconds * 1_000))

        await self.database.write(work)
