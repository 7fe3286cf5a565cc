"""What every verb of media works with."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from nodeapp.model.ids import AccountId, Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.queries import media_files
from nodeapp.seams.blobs import Blobs
from nodeapp.seams.clock import Clock, Random
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader
from nodeapp.seams.decoder import Decoder
from nodeapp.services.media.bell import Bell

KEY_BYTES = 18
"""Nobody guesses 144 bits: who knows an address of a file has seen it where it shows (P08)."""


@dataclass(frozen=True)
class Verbs:
    """`streamer` is for what takes minutes, so that nobody's picture waits behind it."""

    database: Database
    clock: Clock
    limits: Limits
    ids: Snowflakes
    random: Random
    blobs: Blobs
    decoder: Decoder
    streamer: Decoder
    bell: Bell = field(default_factory=Bell)
    """Rung when there is something to do later."""
    _arriving: dict[AccountId, int] = field(default_factory=dict)

    async def _sweep(self, hashes: Sequence[bytes]) -> int:
        """Contents that no row names any more go from the disk."""
        swept = 0
        for start in range(0, len(hashes), SET_SIZE_MAX):
            swept += await self.blobs.sweep(hashes[start : start + SET_SIZE_MAX], self._named)
        return swept

    async def _named(self, hashes: Sequence[bytes]) -> Collection[bytes]:
        async def work(reader: Reader) -> set[bytes]:
            return await media_files.named_among(reader, list(hashes))

        return await self.database.read(work)
