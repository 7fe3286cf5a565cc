"""Archives as zip files in a folder of their own, each under its number."""

import errno
import os
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import IO, TypeVar

import anyio
import anyio.to_thread

from nodeapp.backends import disk
from nodeapp.model.errors import DiskFull, NotFound, TooLarge

T = TypeVar("T")

_PIECE_BYTES = 262_144
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_PACKED = frozenset({".json", ".csv", ".txt"})
"""Pictures and films are packed already."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


class ZipArchives:
    """Satisfies `seams.archives.Archives`. What a crash left half-made is overwritten by the next try, or swept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._threads = anyio.CapacityLimiter(2)

    @asynccontextmanager
    async def making(self, number: int, bytes_max: int) -> AsyncIterator["ZipMaking"]:
        part = self._folder / f"{number}.part"

        def begin() -> zipfile.ZipFile:
            disk.make_private(self._folder)
            part.unlink(missing_ok=True)
            part.touch(disk.FILE_RIGHTS)
            return zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, allowZip64=True)

        made = ZipMaking(self, await self.run(begin), part, self._path(number), bytes_max)
        try:
            yield made
        finally:
            with anyio.CancelScope(shield=True):
                await self.run(made.clear)

    async def read(self, number: int, start: int, length: int) -> AsyncIterator[bytes]:
        path = self._path(number)

        def piece(at: int, size: int) -> bytes:
            try:
                with path.open("rb") as file:
                    file.seek(at)
                    return file.read(size)
            except FileNotFoundError:
                raise NotFound("This archive is gone.") from None

        end = start + length
        while start < end:
            found = await self.run(partial(piece, start, min(_PIECE_BYTES, end - start)))
            if not found:
                return
            start += len(found)
            yield found

    def path(self, number: int) -> str:
        return str(self._path(number))

    async def delete(self, number: int) -> None:
        def gone() -> None:
            for path in (self._path(number), self._folder / f"{number}.part"):
                path.unlink(missing_ok=True)

        await self.run(gone)

    async def run(self, work: Callable[[], T]) -> T:
        """In a thread. Raises DiskFull when there is no room."""
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._threads)
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise DiskFull("There is no room on this node's disk for the archive.") from error
            raise

    def _path(self, number: int) -> Path:
        return self._folder / f"{number}.zip"


class ZipMaking:
    def __init__(self, home: ZipArchives, archive: zipfile.ZipFile, part: Path, path: Path, bytes_max: int) -> None:
        self._home = home
        self._archive = archive
        self._part = part
        self._path = path
        self._bytes_max = bytes_max

    async def add(self, name: str, pieces: AsyncIterator[bytes]) -> None:
        info = zipfile.ZipInfo(name, _EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED if Path(name).suffix in _PACKED else zipfile.ZIP_STORED
        info.external_attr = disk.FILE_RIGHTS << 16
        file = await self._home.run(lambda: self._archive.open(info, "w", force_zip64=True))
        try:
            async for piece in pieces:
                await self._home.run(partial(self._write, file, piece))
        finally:
            await self._home.run(file.close)

    async def finish(self) -> int:
        def done() -> int:
            self._archive.close()
            with self._part.open("rb") as file:
                os.fsync(file.fileno())
            self._part.replace(self._path)
            return self._path.stat().st_size

        return await self._home.run(done)

    def _write(self, file: IO[bytes], piece: bytes) -> None:
        file.write(piece)
        if self._part.stat().st_size > self._bytes_max:
            raise TooLarge(f"The archive would have more than {self._bytes_max} bytes.")

    def clear(self) -> None:
        """Nothing is left of one that was not finished."""
        try:
            self._archive.close()
        finally:
            self._part.unlink(missing_ok=True)
