"""Makes the archives that people asked for, one after the other, and throws old ones away."""

from dataclasses import dataclass

import anyio

from nodeapp import telemetry
from nodeapp.bridge.archive import Archive
from nodeapp.model.exports import Export
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.services.exports import Exports

_log = telemetry.Log(__name__)

_LOOK_SECONDS = 0.5
_REST_SECONDS = 5.0


@dataclass(frozen=True)
class MakeExports:
    """State is in the database only: one that a crash interrupted is begun again, a few times."""

    exports: Exports
    archive: Archive
    limits: Limits

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            seconds = await self._round()
            await anyio.sleep(seconds)

    async def is_idle(self) -> bool:
        """None waits."""
        return await self.exports.next_waiting() is None

    async def make(self, export: Export) -> None:
        """Counts as a try. What goes wrong is raised, and the archive waits for the next one."""
        if not await self.exports.begin(export):
            return
        async with self.exports.archives.making(export.id, self.limits.export_bytes_max) as making:
            async for name, pieces in self.archive.parts(AccountId(export.account_id)):
                await making.add(name, pieces)
            size = await making.finish()
        await self.exports.settle(export, size)
        _log.info("archive_made", export=export.id, bytes=size)

    async def _round(self) -> float:
        """One archive; the seconds until the next."""
        try:
            waiting = await self.exports.next_waiting()
            if waiting is not None:
                await self.make(waiting)
                return 0
            await self.exports.forget_old()
        # A file may be gone, the disk full, the database busy: none of it is a reason for a node to end.
        except Exception:
            telemetry.count("job_failures", job="make_exports")
            _log.exception("job_failed", job="make_exports")
            return _REST_SECONDS
        return _LOOK_SECONDS
