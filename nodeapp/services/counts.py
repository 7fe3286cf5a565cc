"""Counts: proves that the numbers kept with rows are those of a recount, and puts right the ones that are not."""

from dataclasses import dataclass

from msgspec import Struct

from nodeapp.queries import counts
from nodeapp.queries.counts import COUNTERS, Counter, Number
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader, Transaction


class Proof(Struct, frozen=True):
    """How many numbers of a kind were looked at, and how many of them were not what they count."""

    name: str
    seen: int
    wrong: int


@dataclass(frozen=True)
class Counts:
    """In portions, so that neither readers nor the writer wait long."""

    database: Database

    async def prove(self, *, repair: bool = False) -> list[Proof]:
        return [await self._prove(counter, repair) for counter in COUNTERS]

    async def _prove(self, counter: Counter, repair: bool) -> Proof:
        after = seen = wrong = 0
        while True:
            rows, amiss = await self._portion(counter, after)
            if not rows:
                return Proof(counter.name, seen, wrong)
            seen += len(rows)
            wrong += await self._mend(counter, amiss) if repair and amiss else len(amiss)
            after = rows[-1].id

    async def _portion(self, counter: Counter, after: int) -> tuple[list[Number], list[Number]]:
        """The next numbers as they are kept, and what those should be that are wrong; both of one moment."""

        async def work(reader: Reader) -> tuple[list[Number], list[Number]]:
            rows = await counts.kept(reader, counter, after, SET_SIZE_MAX)
            return rows, await _amiss(reader, counter, rows)

        return await self.database.read(work)

    async def _mend(self, counter: Counter, amiss: list[Number]) -> int:
        """Counted again where nobody can write meanwhile; how many were wrong then."""
        after, last = min(row.id for row in amiss) - 1, max(row.id for row in amiss)

        async def work(tx: Transaction) -> int:
            rows = [row for row in await counts.kept(tx, counter, after, SET_SIZE_MAX) if row.id <= last]
            still = await _amiss(tx, counter, rows)
            await counts.mend(tx, counter, still)
            return len(still)

        return await self.database.write(work)


async def _amiss(reader: Reader, counter: Counter, rows: list[Number]) -> list[Number]:
    """Those whose numbers are wrong, with the right ones."""
    counted = await counts.counted(reader, counter, list(dict.fromkeys(row.id for row in rows)))
    right = [Number(row.id, counted.get((row.id, row.place), 0), row.place) for row in rows]
    return [one for one, row in zip(right, rows, strict=True) if one != row]
