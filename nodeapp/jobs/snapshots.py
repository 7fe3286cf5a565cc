"""Snapshots: writes the homes of those who read last to disk, behind, so that a restart finds them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice

import anyio
import anyio.lowlevel

from nodeapp import telemetry
from nodeapp.mirrors.memory import Memory
from nodeapp.mirrors.seat import Seat
from nodeapp.mirrors.snapshots import freeze
from nodeapp.mirrors.strip import Strip
from nodeapp.model.errors import Unavailable
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.seams.clock import Clock
from nodeapp.seams.snapshots import Snapshot, Snapshots

_DAY_SECONDS = 86_400
_HOUR_MS = 3_600_000
_AT_ONCE = 50
"""Homes made into bytes before others get their turn."""

_log = telemetry.Log(__name__)


@dataclass(frozen=True, slots=True)
class _Saved:
    """What a home was like when it was put: it only grows, or is cut and its floor rises."""

    home: Strip
    size: int
    floor: int
    position: int
    used_at_ms: int


@dataclass
class SaveHomes:
    """`position` tells how far the log has been pushed into all homes. Trouble with the disk is told once."""

    memory: Memory
    snapshots: Snapshots
    clock: Clock
    limits: Limits
    database_id: str
    position: Callable[[], int]
    _saved: dict[AccountId, _Saved] = field(default_factory=dict, init=False)
    _is_failing: bool = field(default=False, init=False)

    name = "home_snapshots"

    @property
    def every_seconds(self) -> float:
        return self.limits.snapshots_seconds

    async def run(self) -> None:
        """Those that changed, as many as one turn takes, those that have waited longest first."""
        await self._save(self.limits.snapshots_at_once)

    async def finish(self) -> None:
        """All of them, as far as time allows: for the end of a node, when nothing is pushed any more."""
        with anyio.move_on_after(self.limits.snapshots_last_seconds, shield=True):
            await self._save(self.limits.homes_restored_max)

    async def _save(self, most: int) -> None:
        try:
            if self._saved and not await self.snapshots.is_there():
                self._saved.clear()
            due = self._due()[:most]
            if due:
                await self._put(due)
        except Unavailable as error:
            # None is known to be there; all of them are put again when that works.
            self._saved.clear()
            if not self._is_failing:
                _log.warning("snapshots_failed", reason=error.detail)
            telemetry.count("snapshot_failures")
            self._is_failing = True
            return
        if due and self._is_failing:
            _log.info("snapshots_work_again")
            self._is_failing = False

    def _due(self) -> list[tuple[AccountId, Seat]]:
        position = self.position()
        newest = {
            seat.viewer_id: seat
            for seat in islice(self.memory.seats.newest(), self.limits.homes_restored_max)
            if seat.viewer_id is not None
        }
        self._saved = {account_id: saved for account_id, saved in self._saved.items() if account_id in newest}
        waited = {
            account_id: saved.position if (saved := self._saved.get(account_id)) else -1
            for account_id, seat in newest.items()
            if self._is_due(seat, self._saved.get(account_id), position)
        }
        return [(account_id, newest[account_id]) for account_id in sorted(waited, key=waited.__getitem__)]

    def _is_due(self, seat: Seat, saved: _Saved | None, position: int) -> bool:
        """A home that is the same is put again before too much of the log has to be read for it."""
        home = seat.home
        if home is None or seat.tags or self._seconds(seat) <= 0:
            return False
        if any(seat.follows(author_id) for author_id in self.memory.celebrities):
            # The newest of those who are not pushed stand on walls of their own, and not in this home.
            return False
        return (
            saved is None
            or saved.home is not home
            or (saved.size, saved.floor) != (len(home), home.floor)
            or position - saved.position > self.limits.restored_events_max // 4
            or seat.used_at_ms - saved.used_at_ms > _HOUR_MS
        )

    async def _put(self, due: Sequence[tuple[AccountId, Seat]]) -> None:
        bodies: list[Snapshot] = []
        saved: dict[AccountId, _Saved] = {}
        for number, (account_id, seat) in enumerate(due, start=1):
            home, position = seat.home, self.position()
            if home is not None:
                body = freeze(seat, account_id, home, self.database_id, position)
                bodies.append(Snapshot(account_id, body, self._seconds(seat)))
                saved[account_id] = _Saved(home, len(home), home.floor, position, seat.used_at_ms)
            if number % _AT_ONCE == 0:
                await anyio.lowlevel.checkpoint()
        await self.snapshots.put(bodies)
        self._saved |= saved
        telemetry.count("snapshots_saved", len(bodies))

    def _seconds(self, seat: Seat) -> float:
        """Until it has not been read for so long that it is pulled anew."""
        return self.limits.home_kept_days * _DAY_SECONDS - (self.clock() - seat.used_at_ms) / 1_000
