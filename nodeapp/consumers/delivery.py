"""Delivery: writes a letter for each thing done here that concerns somebody elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nodeapp.bridge.outgoing import FOLLOWED, Outgoing, Posting
from nodeapp.model.events import AnyEvent, Logged
from nodeapp.queries import deliveries
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Transaction


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
        for logged in batch:
            posting = await self.outgoing.posting(logged)
            if posting is not None:
                await self._post(logged.position, posting)
        self.wake()

    async def _post(self, position: int, posting: Posting) -> None:
        async def work(tx: Transaction) -> bool:
            return await deliveries.post(
                tx, position, posting.account_id, posting.body, posting.addresses, self.clock()
            )

        await self.database.write(work)
