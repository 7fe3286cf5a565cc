"""Asks the node of a data folder: through its local door where it runs, else by opening the folder for a moment."""

import time
from collections.abc import Mapping

from nodeapp import local_door
from nodeapp.local_door import Answer, DoorClosed
from nodeapp.settings import InUse, Settings

TRIES = 40
PAUSE_SECONDS = 0.25
PATIENCE_SECONDS = 60.0


def ask(settings: Settings, command: str, arguments: Mapping[str, str], seconds: float = PATIENCE_SECONDS) -> Answer:
    """Raises an error whose message is a sentence."""
    for _ in range(TRIES):
        try:
            return local_door.ask(settings.run, command, arguments, seconds)
        except DoorClosed:
            pass
        try:
            return _by_opening(settings, command, arguments)
        except InUse:
            # Somebody holds the folder and has no door yet, or no longer: it is starting or ending.
            time.sleep(PAUSE_SECONDS)
    raise DoorClosed("The node on this data folder is busy starting or ending. Try again in a moment.")


def _by_opening(settings: Settings, command: str, arguments: Mapping[str, str]) -> Answer:
    import anyio  # noqa: PLC0415 (loading a whole node takes a second, and most commands meet a running one)

    from nodeapp.wiring import stopped  # noqa: PLC0415 (for the same reason)

    async def run() -> Answer:
        async with stopped(settings) as commands:
            return await commands.run(command, arguments)

    return anyio.run(run)
