"""Rebuild: forgets homes, in memory and on disk, and pulls those that were in memory again."""

from dataclasses import dataclass

from msgspec import Struct

from nodeapp.mirrors.memory import Memory
from nodeapp.mirrors.restore import Restore
from nodeapp.model.ids import AccountId
from nodeapp.model.timelines import Window
from nodeapp.seams.snapshots import Snapshots
from nodeapp.seams.timelines import Entries


class Rebuilt(Struct, frozen=True):
    """How many homes were pulled again, and how many snapshots were dropped."""

    pulled: int
    dropped: int


@dataclass(frozen=True)
class Rebuild:
    """`memory` is None where nothing is kept there, `restore` where no node runs."""

    memory: Memory | None
    entries: Entries
    snapshots: Snapshots
    restore: Restore | None = None

    async def run(self, account_id: AccountId | None = None) -> Rebuilt:
        """Of one person, or of everybody. Raises Unavailable where the snapshots cannot be dropped."""
        if self.restore is not None:
            self.restore.leave_out(account_id)
        homes = [] if self.memory is None else _forget(self.memory, account_id)
        dropped = await self.snapshots.drop(None if account_id is None else [account_id])
        # Those who read longest ago come first, so that they stand as they stood before.
        for viewer_id in homes:
            await self.entries.home(viewer_id, Window(1))
        return Rebuilt(len(homes), dropped)


def _forget(memory: Memory, account_id: AccountId | None) -> list[AccountId]:
    """Whose homes were in memory."""
    seats = list(memory.seats) if account_id is None else [memory.seats.find(account_id)]
    homes = [seat.viewer_id for seat in seats if seat is not None and seat.viewer_id and seat.home is not None]
    if account_id is None:
        memory.seats.clear()
        memory.walls.clear()
    else:
        memory.seats.leave(account_id)
    return homes
