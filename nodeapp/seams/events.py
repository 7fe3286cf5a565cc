"""The event log as consumers read it."""

from collections.abc import Sequence
from typing import Protocol

from nodeapp.model.events import Logged


class EventSource(Protocol):
    """Never returns a position while a lower one may still commit."""

    async def after(self, position: int, limit: int) -> Sequence[Logged]:
        """Up to `limit` events above `position`, in order."""
        ...

    async def last(self) -> int:
        """The highest position there is, 0 for an empty log."""
        ...

    async def wait(self, position: int, timeout_seconds: float) -> None:
        """Returns once something above `position` is committed, or after the timeout."""
        ...
