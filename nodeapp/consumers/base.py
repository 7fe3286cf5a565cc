"""What every consumer of the event log looks like."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from nodeapp.model.events import AnyEvent, Logged


class Consumer(Protocol):
    """Handles events in order, at least once each; the runner keeps its place.

    An effect does something outside that must not be repeated lightly; a projection can be dropped and made again.
    """

    @property
    def name(self) -> str:
        """Its key among the checkpoints; never changed."""
        ...

    @property
    def follows(self) -> tuple[type[AnyEvent], ...]:
        """The kinds of events it wants; others are passed over."""
        ...

    async def handle(self, batch: Sequence[Logged]) -> None:
        """Must have finished, and be on the disk, when it returns; repeating a batch changes nothing."""
        ...


@runtime_checkable
class Choosing(Protocol):
    """A consumer that can tell by an event alone that it means nothing to it: nothing is written down for that."""

    def wants(self, event: AnyEvent) -> bool: ...
