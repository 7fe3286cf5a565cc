"""Trends: rankings are made again every minute, and what counts for nothing any more is forgotten."""

from dataclasses import dataclass

from nodeapp.services.tallies import Tallies
from nodeapp.services.trends import Trends


@dataclass(frozen=True)
class RenewTrends:
    """Makes also what rankings are made from, where it is not there: after an upgrade, in the background."""

    trends: Trends
    tallies: Tallies

    name = "renew_trends"
    every_seconds = 50.0
    """A little less than a minute, so that nobody who asks has to wait for a ranking."""

    async def run(self) -> None:
        if not await self.tallies.is_made():
            await self.tallies.rebuild()
        await self.trends.renew()


@dataclass(frozen=True)
class ForgetTallies:
    tallies: Tallies

    name = "forget_tallies"
    every_seconds = 600.0

    async def run(self) -> None:
        await self.tallies.forget()
