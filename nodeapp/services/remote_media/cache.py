"""The cache of files from elsewhere: fetched once for all who wait, within a quota, the longest unused gone first."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio

from nodeapp.model.errors import DiskFull, NotFound, Unavailable
from nodeapp.model.file_types import HEAD_BYTES, SHOWN, Shown, by_content
from nodeapp.model.limits import Limits
from nodeapp.queries import cached_files
from nodeapp.queries.cached_files import CachedFile
from nodeapp.seams.blobs import Blobs, Kept, Sink
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader, Transaction
from nodeapp.seams.foreign_files import ForeignFiles

_USED_MS = 3_600_000
"""How exactly it is known when a file was last looked at: a row is not written for every reader."""
_DAY_MS = 86_400_000
_EVICTED_AT_ONCE = 100
_NO_ROOM = "There is no room for this file now."
_UNFIT = "This file is nothing that can be shown here."


@dataclass
class FileCache:
    """`blobs` lie in a folder of their own, which may be deleted at any time. `free_bytes` is of its disk."""

    database: Database
    clock: Clock
    limits: Limits
    files: ForeignFiles
    blobs: Blobs
    free_bytes: Callable[[], int]
    _flights: dict[str, anyio.Event] = field(default_factory=dict)
    _waiting: int = 0
    _arriving_bytes: int = 0
    _kept_bytes: int | None = None
    """As the rows say; None before they were first counted."""
    _making_room: anyio.Lock = field(default_factory=anyio.Lock)

    async def known(self, url: str) -> CachedFile | None:
        """What was fetched before, if it is still whole. Asks nobody."""

        async def find(reader: Reader) -> CachedFile | None:
            return await cached_files.by_url(reader, url)

        file = await self.database.read(find)
        if file is None:
            return None
        if await self.blobs.size(file.hash) != file.bytes:
            await self._forget([file])
            return None
        now_ms = self.clock()
        if now_ms - file.used_at_ms >= _USED_MS:

            async def use(tx: Transaction) -> None:
                await cached_files.use(tx, file.url_hash, now_ms)

            await self.database.write(use)
        return file

    async def fetched(self, url: str, wanted: Set[Shown]) -> CachedFile:
        """Raises NotFound for what is not to be had or none of what is wanted, Unavailable when later may help."""
        async with self._alone(url):
            return await self.known(url) or await self._fetch(url, wanted)

    async def tidy(self) -> None:
        """Files without a row go, and rows without a file, and what nobody has looked at for long."""
        began_ms = self.clock()
        there = await self._sweep_all()
        await self._forget_rows(there, began_ms)
        self._kept_bytes = await self._counted()
        await self._make_room(0)

    async def _fetch(self, url: str, wanted: Set[Shown]) -> CachedFile:
        if self.free_bytes() < self.limits.remote_files_spare_bytes:
            # What is left is for what people here write and upload (D10).
            raise Unavailable(_NO_ROOM)
        most = self.limits.remote_film_bytes_max
        if wanted == {"image"}:
            most = self.limits.remote_picture_bytes_max
        arrived = Arriving(wanted)
        try:
            async with self.files.fetch(url, most) as pieces, self.blobs.keeping() as keeping:
                async with keeping.file("file") as sink:
                    await self._receive(pieces, sink, arrived)
                kept = await keeping.keep("file")
                return await self._store(url, kept, arrived.mime)
        except (DiskFull, OSError) as error:
            raise Unavailable(_NO_ROOM) from error
        finally:
            self._arriving_bytes -= arrived.bytes

    async def _receive(self, pieces: AsyncIterator[bytes], sink: Sink, arrived: "Arriving") -> None:
        async for piece in pieces:
            arrived.look(piece)
            arrived.bytes += len(piece)
            self._arriving_bytes += len(piece)
            await self._make_room(self._arriving_bytes)
            await sink.write(piece)
        arrived.end()

    async def _store(self, url: str, kept: Kept, mime: str) -> CachedFile:
        now_ms = self.clock()
        file = CachedFile(cached_files.url_hash(url), url, kept.hash, mime, kept.bytes, now_ms, now_ms)

        async def work(tx: Transaction) -> None:
            await cached_files.store(tx, file)

        await self.database.write(work)
        if self._kept_bytes is not None:
            self._kept_bytes += file.bytes
        return file

    async def _make_room(self, arriving_bytes: int) -> None:
        """Until what is kept and what arrives are within the quota. Raises Unavailable where they cannot be."""
        if self._kept_bytes is not None and self._kept_bytes + arriving_bytes <= self.limits.remote_files_bytes_max:
            return
        async with self._making_room:
            if self._kept_bytes is None:
                self._kept_bytes = await self._counted()
            while self._kept_bytes + arriving_bytes > self.limits.remote_files_bytes_max:
                freed = await self._evict(self._kept_bytes + arriving_bytes - self.limits.remote_files_bytes_max)
                if not freed:
                    raise Unavailable(_NO_ROOM)
                self._kept_bytes = max(0, self._kept_bytes - freed)

    async def _evict(self, bytes_wanted: int) -> int:
        """The longest unused go, as many as are needed of a hundred; how many bytes they were."""

        async def find(reader: Reader) -> list[CachedFile]:
            return await cached_files.longest_unused(reader, _EVICTED_AT_ONCE)

        going, bytes_going = [], 0
        for file in await self.database.read(find):
            if bytes_going >= bytes_wanted:
                break
            going.append(file)
            bytes_going += file.bytes
        await self._forget(going)
        return bytes_going

    async def _forget(self, files: Sequence[CachedFile]) -> None:
        async def work(tx: Transaction) -> int:
            return await cached_files.forget(tx, [file.url_hash for file in files])

        if files:
            await self.database.write(work)
            await self.blobs.sweep([file.hash for file in files], self._named)

    async def _named(self, hashes: Sequence[bytes]) -> Collection[bytes]:
        async def work(reader: Reader) -> Collection[bytes]:
            found = await cached_files.named_among(reader, list(hashes))
            return {value for value in found if isinstance(value, bytes)}

        return await self.database.read(work)

    async def _counted(self) -> int:
        async def work(reader: Reader) -> int:
            return await cached_files.total_bytes(reader)

        return await self.database.read(work)

    async def _sweep_all(self) -> set[bytes]:
        """What is left in the folder."""
        there: set[bytes] = set()
        after = b""
        while page := await self.blobs.hashes(after, SET_SIZE_MAX):
            await self.blobs.sweep(page, self._named)
            there.update(page)
            after = page[-1]
        return there

    async def _forget_rows(self, there: set[bytes], began_ms: int) -> None:
        unused_since_ms = began_ms - self.limits.remote_files_kept_days * _DAY_MS
        after = b""
        while page := await self._page(after):
            # A file that came while this looked is not among those that were seen.
            lost = [file for file in page if file.hash not in there and file.fetched_at_ms < began_ms]
            unused = [file for file in page if file.hash in there and file.used_at_ms < unused_since_ms]
            await self._forget([*lost, *unused])
            after = page[-1].url_hash

    async def _page(self, after: bytes) -> list[CachedFile]:
        async def work(reader: Reader) -> list[CachedFile]:
            return await cached_files.page(reader, after, SET_SIZE_MAX)

        return await self.database.read(work)

    @asynccontextmanager
    async def _alone(self, url: str) -> AsyncIterator[None]:
        """One fetch at a time of each file: a thousand readers ask once."""
        while (flight := self._flights.get(url)) is not None:
            if self._waiting >= self.limits.remote_files_waiting_max:
                raise Unavailable("Too many wait for files from elsewhere; try again in a moment.")
            self._waiting += 1
            try:
                await flight.wait()
            finally:
                self._waiting -= 1
        self._flights[url] = landed = anyio.Event()
        try:
            yield
        finally:
            del self._flights[url]
            landed.set()


class Arriving:
    """A file while it comes in: how much of it has come, and what it is by its first bytes (W04, W05)."""

    def __init__(self, wanted: Set[Shown]) -> None:
        self.bytes = 0
        self.mime = ""
        self._wanted = wanted
        self._head = b""

    def look(self, piece: bytes) -> None:
        """Raises NotFound as soon as it is clear that this is nothing to show."""
        if len(self._head) < HEAD_BYTES:
            self._head += piece[: HEAD_BYTES - len(self._head)]
            if len(self._head) == HEAD_BYTES:
                self.end()

    def end(self) -> None:
        self.mime = by_content(self._head) or ""
        if SHOWN.get(self.mime) not in self._wanted:
            raise NotFound(_UNFIT)
