"""Impressions: writes down every few seconds who was shown what, and forgets what no longer has to be known."""

from dataclasses import dataclass

from nodeapp import telemetry
from nodeapp.model.errors import NodeError
from nodeapp.services.impressions import Impressions

_log = telemetry.Log(__name__)


@dataclass(frozen=True)
class CountImpressions:
    """What was shown since the last turn is lost with a process that is killed, and with nothing else."""

    impressions: Impressions

    name = "impressions"

    @property
    def every_seconds(self) -> float:
        return self.impressions.limits.impressions_seconds

    async def run(self) -> None:
        await self.impressions.flush()
        telemetry.count("impression_pages_dropped", self.impressions.served.take_dropped())

    async def finish(self) -> None:
        """For the end of a node, when nobody reads any more."""
        try:
            await self.impressions.flush()
        except NodeError as error:
            _log.warning("impressions_lost", reason=str(error))


@dataclass(frozen=True)
class ForgetReaders:
    impressions: Impressions

    name = "forget_readers"
    every_seconds = 3_600.0

    async def run(self) -> None:
        await self.impressions.forget()
