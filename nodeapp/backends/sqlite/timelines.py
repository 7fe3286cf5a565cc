"""Home timelines pulled from the database each time: the cold path, and the truth the others are checked against."""

from collections.abc import Sequence
from dataclasses import dataclass

from nodeapp.model.ids import AccountId
from nodeapp.model.timelines import Entry, Window
from nodeapp.queries import timelines
from nodeapp.seams.database import Database, Reader


@dataclass(frozen=True)
class PulledTimelines:
    database: Database

    async def home(self, account_id: AccountId, window: Window) -> Sequence[Entry]:
        async def work(reader: Reader) -> list[Entry]:
            return await timelines.home(reader, account_id, window)

        return await self.database.read(work)
