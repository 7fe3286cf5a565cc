"""Takes erased accounts apart, step by step, and ends what nobody came back for or answered in time."""

from dataclasses import dataclass

import anyio

from nodeapp import telemetry
from nodeapp.services.approvals import Approvals
from nodeapp.services.exports import Exports
from nodeapp.services.leaving import Leaving
from nodeapp.services.media import Media

_log = telemetry.Log(__name__)

_LOOK_SECONDS = 0.5
_BREATH_SECONDS = 0.005
"""Between two steps, so that others get to write."""
_REST_SECONDS = 5.0


@dataclass(frozen=True)
class EraseAccounts:
    """State is in the database only: what a crash interrupts goes on at the next start."""

    leaving: Leaving
    approvals: Approvals
    media: Media
    exports: Exports

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            seconds = await self._round()
            await anyio.sleep(seconds)

    async def is_idle(self) -> bool:
        """Nobody is on their way out now."""
        return not await self.leaving.is_due()

    async def _round(self) -> float:
        """One step; the seconds until the next."""
        try:
            if await self._step():
                return _BREATH_SECONDS
            await self.approvals.give_up_waiting()
        # The database may have too much to do, or fail for a moment; that is no reason for a node to end.
        except Exception:
            telemetry.count("job_failures", job="erase_accounts")
            _log.exception("job_failed", job="erase_accounts")
            return _REST_SECONDS
        return _LOOK_SECONDS

    async def _step(self) -> bool:
        """False where nothing is due. Files go last: rows say whose they are."""
        ending = await self.leaving.next_due()
        if ending is None:
            return False
        if not await self.leaving.go_on(ending):
            await self.exports.forget_all_of(ending.account_id)
            await self.media.forget_all_of(ending.account_id)
            await self.leaving.settle(ending)
            _log.info("account_erased", account=ending.account_id, stage=ending.stage)
        return True
