"""Media: files that wait for the worker are looked at, and what nothing names any more goes."""

from dataclasses import dataclass, field

from nodeapp import telemetry
from nodeapp.model.media import MediaTaskKind
from nodeapp.services.media import Media

SOON: tuple[MediaTaskKind, ...] = ("look", "cut")
"""Somebody waits for these."""
LATER: tuple[MediaTaskKind, ...] = ("stream",)
"""These take minutes, and go on beside the others."""

_SWEEP_SECONDS = 3_600.0
_log = telemetry.Log(__name__)


@dataclass
class WorkOnMedia:
    """A carrier: does what is due of these kinds, one after the other, whenever there is something."""

    media: Media
    kinds: tuple[MediaTaskKind, ...]
    poll_seconds: float
    _is_busy: bool = field(default=False, init=False)

    async def is_idle(self) -> bool:
        return not self._is_busy and await self.media.is_idle(self.kinds)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            heard = self.media.bell.times
            await self._work()
            await self.media.bell.wait(heard, self.poll_seconds)

    async def _work(self) -> None:
        self._is_busy = True
        try:
            while await self.media.do_next(self.kinds):
                continue
        # What one file does, or the disk, must not end this: it is tried again.
        except Exception:
            telemetry.count("job_failures", job="media")
            _log.exception("job_failed", job="media")
        finally:
            self._is_busy = False


@dataclass
class TidyMedia:
    """Uploads without a tweet, files of deleted tweets; now and then everything on the disk."""

    media: Media
    _swept_at_ms: int | None = field(default=None, init=False)

    name = "tidy_media"
    every_seconds = 30.0

    async def run(self) -> None:
        await self.media.forget_unused()
        await self.media.forget_gone()
        now_ms = self.media.clock()
        if self._swept_at_ms is None or not 0 <= now_ms - self._swept_at_ms < _SWEEP_SECONDS * 1_000:
            await self.media.sweep()
            self._swept_at_ms = now_ms
