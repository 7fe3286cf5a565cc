"""Ends mutes whose time is up, as soon as it is: nothing else that hides people needs a clock."""

from dataclasses import dataclass, field

from nodeapp.model.events import MuteChanged
from nodeapp.queries import event_log, mutes
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader, Transaction

_REST_SECONDS_MAX = 2.0
"""How long no new mute is looked for: none that people choose is so short."""
_REST_SECONDS_MIN = 0.05


@dataclass
class EndMutes:
    database: Database
    clock: Clock
    _rest_seconds: float = field(default=_REST_SECONDS_MAX, init=False)

    name = "end_mutes"

    @property
    def every_seconds(self) -> float:
        """Until the next one ends, as far as that was known at the last run."""
        return self._rest_seconds

    async def run(self) -> None:
        async def look(reader: Reader) -> int:
            return await mutes.next_end(reader)

        next_ms = await self.database.read(look)
        while next_ms and next_ms <= self.clock():
            next_ms = await self._end()
        rest = (next_ms - self.clock()) / 1_000 if next_ms else _REST_SECONDS_MAX
        self._rest_seconds = min(max(rest, _REST_SECONDS_MIN), _REST_SECONDS_MAX)

    async def _end(self) -> int:
        """A portion of them, so that nobody's write waits long behind; when the next one ends, 0 where none does."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> int:
            for mute in await mutes.ended(tx, now_ms, SET_SIZE_MAX):
                await mutes.delete(tx, mute.account_id, mute.target_id)
                changed = MuteChanged(actor_id=mute.account_id, subject_id=mute.target_id, on=False)
                await event_log.append(tx, changed, now_ms)
            return await mutes.next_end(tx)

        return await self.database.write(work)
