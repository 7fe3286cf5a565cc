"""Blobs as files in a folder, two levels deep, each under the hash of its content; written aside, then moved in."""

import errno
import hashlib
import os
import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import BinaryIO, TypeVar

import anyio
import anyio.to_thread

from nodeapp.backends import disk
from nodeapp.model.errors import DiskFull, NotFound
from nodeapp.seams.blobs import Kept

T = TypeVar("T")

PIECE_BYTES = 262_144
_THREADS = 8
_ASIDE = "incoming"
_HEX_BYTES = 64
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


class DiskBlobs:
    """Satisfies `seams.blobs.Blobs`. One process uses a folder at a time: what lay aside before is thrown away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._aside = folder / _ASIDE
        self._turn = anyio.Lock()
        """For what moves a blob in and takes a hold of it, against what finds it unnamed and deletes it."""
        self._held: Counter[bytes] = Counter()
        self._threads = anyio.CapacityLimiter(_THREADS)
        self._numbers = count(1)
        disk.make_private(folder)
        shutil.rmtree(self._aside, ignore_errors=True)
        disk.make_private(self._aside)

    @asynccontextmanager
    async def keeping(self) -> AsyncIterator["DiskKeeping"]:
        folder = self._aside / str(next(self._numbers))
        await self.run(lambda: _make_all(self._folder, self._aside, folder))
        kept = DiskKeeping(self, folder)
        try:
            yield kept
        finally:
            for content_hash in kept.hashes:
                self._let_go(content_hash)
            with anyio.CancelScope(shield=True):
                await self.run(lambda: shutil.rmtree(folder, ignore_errors=True))

    async def size(self, content_hash: bytes) -> int | None:
        path = self._path(content_hash)
        return await self.run(lambda: path.stat().st_size if path.is_file() else None)

    async def read(self, content_hash: bytes, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        file = await self.run(lambda: _opened(self._path(content_hash), start))
        try:
            left = sys.maxsize if length is None else length
            while left > 0:
                piece = await self.run(partial(file.read, min(left, PIECE_BYTES)))
                if not piece:
                    return
                left -= len(piece)
                yield piece
        finally:
            file.close()

    @asynccontextmanager
    async def at_hand(self, content_hash: bytes) -> AsyncIterator[Path]:
        path = self._path(content_hash)
        async with self._turn:
            if not await self.run(path.is_file):
                raise NotFound("This file is gone.")
            self._held[content_hash] += 1
        try:
            yield path
        finally:
            self._let_go(content_hash)

    async def sweep(
        self, hashes: Sequence[bytes], named: Callable[[Sequence[bytes]], Awaitable[Collection[bytes]]]
    ) -> int:
        async with self._turn:
            # Before it is asked which have a name: a row that is stored later than that belongs to a hold.
            loose = [content_hash for content_hash in hashes if content_hash not in self._held]
            kept = set(await named(loose)) if loose else set()
            paths = [self._path(content_hash) for content_hash in loose if content_hash not in kept]
            return await self.run(lambda: sum(_deleted(path) for path in paths))

    async def hashes(self, after: bytes, limit: int) -> list[bytes]:
        return await self.run(lambda: list(islice(_listed(self._folder, after.hex()), limit)))

    async def take(self, path: Path) -> Kept:
        """Moves a file in, and holds it."""
        content_hash, size = await self.run(lambda: _digest(path))
        target = self._path(content_hash)
        async with self._turn:
            # Also where the content is there: the old file may be damaged, and the new one is known to be whole.
            await self.run(lambda: _moved(path, target))
            self._held[content_hash] += 1
        return Kept(content_hash, size)

    async def run(self, work: Callable[[], T]) -> T:
        """In a thread. Raises DiskFull when there is no room."""
        with _told():
            return await anyio.to_thread.run_sync(work, limiter=self._threads)

    def _path(self, content_hash: bytes) -> Path:
        name = content_hash.hex()
        return self._folder / name[:2] / name

    def _let_go(self, content_hash: bytes) -> None:
        self._held[content_hash] -= 1
        if self._held[content_hash] <= 0:
            del self._held[content_hash]


class DiskKeeping:
    """Satisfies `seams.blobs.Keeping`."""

    def __init__(self, blobs: DiskBlobs, folder: Path) -> None:
        self._blobs = blobs
        self._folder = folder
        self.hashes: list[bytes] = []

    @property
    def folder(self) -> Path:
        return self._folder

    @asynccontextmanager
    async def file(self, name: str) -> AsyncIterator["DiskSink"]:
        path = self._folder / name
        file = await self._blobs.run(lambda: _made(path))
        sink = DiskSink(self._blobs, file)
        try:
            yield sink
            await sink.flush()
        finally:
            file.close()

    async def digest(self, name: str) -> bytes:
        return (await self._blobs.run(lambda: _digest(self._folder / name)))[0]

    async def keep(self, name: str) -> Kept:
        kept = await self._blobs.take(self._folder / name)
        self.hashes.append(kept.hash)
        return kept


class DiskSink:
    """Satisfies `seams.blobs.Sink`: collects pieces until it is worth a thread to write them."""

    def __init__(self, blobs: DiskBlobs, file: BinaryIO) -> None:
        self._blobs = blobs
        self._file = file
        self._waiting: list[bytes] = []
        self._bytes = 0

    async def write(self, chunk: bytes) -> None:
        self._waiting.append(chunk)
        self._bytes += len(chunk)
        if self._bytes >= PIECE_BYTES:
            await self.flush()

    async def flush(self) -> None:
        body, self._waiting, self._bytes = b"".join(self._waiting), [], 0
        if body:
            await self._blobs.run(lambda: _write(self._file, body))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFull("There is no room for files on this node's disk.") from error
        raise


def _make_all(*folders: Path) -> None:
    """From the outside in: a folder that holds only what can be had again may be deleted while it is used."""
    for folder in folders:
        disk.make_private(folder)


def _made(path: Path) -> BinaryIO:
    # Unbuffered: pieces are large, and what could not be written is told at once and not when the file is closed.
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, disk.FILE_RIGHTS), "wb", buffering=0)


def _write(file: BinaryIO, body: bytes) -> None:
    """All of it: where there is little room left, a part is written first."""
    left = memoryview(body)
    while left:
        left = left[file.write(left) :]


def _opened(path: Path, start: int) -> BinaryIO:
    try:
        file = path.open("rb", buffering=0)
    except FileNotFoundError:
        raise NotFound("This file is gone.") from None
    file.seek(start)
    return file


def _digest(path: Path) -> tuple[bytes, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest(), path.stat().st_size


def _moved(path: Path, target: Path) -> None:
    """On the disk, whole, and under its name there when this returns."""
    path.chmod(disk.FILE_RIGHTS)
    _synced(path, os.O_RDWR)
    if not target.parent.is_dir():
        target.parent.mkdir(disk.FOLDER_RIGHTS)
        _synced_folder(target.parent.parent)
    path.replace(target)
    _synced_folder(target.parent)


def _synced(path: Path, how: int) -> None:
    descriptor = os.open(path, how)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _synced_folder(folder: Path) -> None:
    if os.name != "nt":  # Windows opens no folders, and needs no such thing
        _synced(folder, os.O_RDONLY)


def _deleted(path: Path) -> bool:
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True


_SHELF_CHARACTERS = 2
"""Of a hash, as the name of the folder it lies in."""


def _listed(folder: Path, after: str) -> Iterator[bytes]:
    if not folder.is_dir():
        return
    shelves = (path for path in folder.iterdir() if len(path.name) == _SHELF_CHARACTERS)
    for shelf in sorted(path for path in shelves if path.name >= after[:_SHELF_CHARACTERS]):
        for path in sorted(shelf.iterdir()):
            if path.name > after and len(path.name) == _HEX_BYTES:
                yield bytes.fromhex(path.name)
