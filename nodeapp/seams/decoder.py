"""A decoder: opens files of strangers where nothing can come of it, and says what they are."""

from typing import Protocol

from nodeapp.model.decoding import Answer, AnyTask


class Decoder(Protocol):
    @property
    def opens_films(self) -> bool:
        """Whether films and sounds can be looked into; pictures always can."""
        ...

    async def done(self, task: AnyTask, wait_seconds: float | None = None) -> Answer:
        """One task at a time, in the order they were asked; what it cost too much to open is refused.

        Raises Unavailable when too many wait, when its turn does not come in `wait_seconds`, or when nothing can be
        opened at all.
        """
        ...
