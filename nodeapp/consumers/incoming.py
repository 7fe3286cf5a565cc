"""Incoming: acts on what peers sent, in the order it came."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nodeapp.bridge.receiving import Receiving
from nodeapp.model.events import ActivityReceived, AnyEvent, Logged
from nodeapp.model.limits import Limits
from nodeapp.seams.database import SET_SIZE_MAX


@dataclass(frozen=True)
class Incoming:
    """An effect. Acting on an activity twice changes nothing, and what is done with is passed over.

    What needs longer, because somebody else must be asked, is put aside: no node can hold up what others send.
    """

    limits: Limits
    receiving: Receiving
    wake_deliveries: Callable[[], None]
    """Whoever sends something lives: what rested for that node may go."""
    wake_late: Callable[[], None]

    name = "incoming"
    follows: tuple[type[AnyEvent], ...] = (ActivityReceived,)

    async def handle(self, batch: Sequence[Logged]) -> None:
        ids = [logged.event.subject_id for logged in batch]
        most = min(self.limits.incoming_unit_max, SET_SIZE_MAX)
        for start in range(0, len(ids), most):
            settled = await self.receiving.settle(ids[start : start + most])
            if settled.left:
                self.wake_late()
            if settled.is_awaited:
                self.wake_deliveries()
