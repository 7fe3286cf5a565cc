"""The node's memory under test: on, off, or losing parts of itself at every step.

`NODEAPP_TEST_MEMORY=on|off|dropping` says which, for every node a test makes in this process. What is dropped is drawn
anew in each run from a seed that is told at its end; `NODEAPP_TEST_SEED` draws the same again.
"""

import os
import secrets
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any, Literal, cast, get_args

from nodeapp.mirrors.entries import RememberedEntries
from nodeapp.mirrors.memory import Memory
from nodeapp.mirrors.views import RememberedViews
from nodeapp.model.limits import Limits
from nodeapp.seams.database import Database
from nodeapp.seams.timelines import Entries
from nodeapp.seams.views import Views

Mode = Literal["on", "off", "dropping"]

MODE = cast(Mode, os.environ.get("NODEAPP_TEST_MEMORY", "on"))
SEED = int(os.environ.get("NODEAPP_TEST_SEED") or secrets.randbelow(1_000_000))
if MODE not in get_args(Mode):
    raise SystemExit(f"NODEAPP_TEST_MEMORY is one of {', '.join(get_args(Mode))}, not `{MODE}`.")


class Losses:
    """Loses a part of a memory, or nothing, each time it is asked to."""

    def __init__(self, memory: Memory, chance: Random) -> None:
        self.memory = memory
        self._chance = chance
        self._parts: tuple[Callable[[], None], ...] = (
            memory.forget,
            self._seat,
            self._home,
            self._card,
            self._people,
            self._wall,
            self._public_walls,
            *([lambda: None] * 7),
        )

    def lose(self) -> None:
        self._chance.choice(self._parts)()

    def _seat(self) -> None:
        if seat := self._one(list(self.memory.seats)):
            self.memory.seats.leave(seat.viewer_id)

    def _home(self) -> None:
        if seat := self._one(list(self.memory.seats)):
            self.memory.seats.close_home(seat)

    def _card(self) -> None:
        if card_id := self._one(self.memory.deck.ids()):
            self.memory.deck.drop([card_id])

    def _people(self) -> None:
        self.memory.deck._held.clear()

    def _wall(self) -> None:
        walls = self.memory.walls._authors
        walls.pop(self._one(list(walls)), None)

    def _public_walls(self) -> None:
        self.memory.walls.public = self.memory.walls.local = None

    def _one(self, things: list[Any]) -> Any:
        return self._chance.choice(things) if things else None


class Losing:
    """Passes calls on; part of the memory is lost before each, and once more when it comes back."""

    def __init__(self, inner: object, losses: Losses) -> None:
        self._inner = inner
        self._losses = losses

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        called = getattr(self._inner, name)

        async def call(*told: Any, **named: Any) -> Any:
            self._losses.lose()
            try:
                return await called(*told, **named)
            finally:
                self._losses.lose()

        return call


def losing(memory: Memory, database: Database, limits: Limits, cold: Entries) -> tuple[Entries, Views]:
    """Timelines and views as they are with a memory that loses something before, during and after every read."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    losses = Losses(memory, Random(f"{SEED} {test}"))  # noqa: S311 (nothing depends on nobody guessing it)
    reading = cast(Database, Losing(database, losses))
    return (
        cast(Entries, Losing(RememberedEntries(memory, reading, limits, cold), losses)),
        cast(Views, Losing(RememberedViews(memory, reading, limits), losses)),
    )
