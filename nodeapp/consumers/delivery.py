"""Delivery: writes a letter for each thing done here that concerns somebody elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nodeapp.bridge.outgoing import FOLLOWED, Outgoing, Posting
from nodeapp.model.events import AnyEvent, Logged
from nodeapp.queries import deliveries, departures
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Transaction

_AT_ONCE = 10
"""Letters of one transaction: each may go to many inboxes, and others wait to write."""


@dataclass(frozen=True)
class Delivery:
    """An effect. A letter belongs to its event's position, so that a batch handled twice writes it once."""

    database: Database
    clock: Clock
    outgoing: Outgoing
    wake: Callable[[], None]
    """Tells whoever carries the letters that there are new ones."""

    name = "delivery"
    follows: tuple[type[AnyEvent], ...] = FOLLOWED

    async def handle(self, batch: Sequence[Logged]) -> None:
        leaving = [logged for logged in batch if self.outgoing.may_leave(logged.event)]
        for start in range(0, len(leaving), _AT_ONCE):
            postings = await self.outgoing.postings(leaving[start : start + _AT_ONCE])
            if postings:
                await self._post(postings)
                self.wake()

    async def _post(self, postings: list[Posting]) -> None:
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            for posting in postings:
                handed = posting.hands_on
                if handed is not None and not await departures.leave(tx, handed, now_ms):
                    # Deleted since it was read: it stays here.
                    continue
                await deliveries.post(tx, posting.position, posting.account_id, posting.body, posting.addresses, now_ms)

        await self.database.write(work)
