"""Blobs: files by the hash of what they say; the same content is kept once, however many rows name it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from msgspec import Struct


class Kept(Struct, frozen=True):
    """A file that lies in the store now; `hash` is the SHA-256 of its content."""

    hash: bytes
    bytes: int


class Sink(Protocol):
    async def write(self, chunk: bytes) -> None:
        """Raises DiskFull when there is no room."""
        ...


class Keeping(Protocol):
    """Files on their way into the store. What was kept is not swept while this is open: store its row meanwhile."""

    @property
    def folder(self) -> Path:
        """Empty at first, on the disk of the store, gone afterwards with everything that was not kept."""
        ...

    def file(self, name: str) -> AbstractAsyncContextManager[Sink]:
        """A new file of this name in the folder, written piece by piece."""
        ...

    async def digest(self, name: str) -> bytes:
        """The SHA-256 of a file in the folder."""
        ...

    async def keep(self, name: str) -> Kept:
        """Takes a file out of the folder and into the store: on the disk, whole, when this returns."""
        ...


class Blobs(Protocol):
    def keeping(self) -> AbstractAsyncContextManager[Keeping]: ...

    async def size(self, content_hash: bytes) -> int | None:
        """None where there is no such blob."""
        ...

    def read(self, content_hash: bytes, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """From `start`, to the end or `length` bytes, in pieces. Raises NotFound before the first one."""
        ...

    def at_hand(self, content_hash: bytes) -> AbstractAsyncContextManager[Path]:
        """A file with this content, to be read only, that is not swept meanwhile. Raises NotFound."""
        ...

    async def sweep(
        self, hashes: Sequence[bytes], named: Callable[[Sequence[bytes]], Awaitable[Collection[bytes]]]
    ) -> int:
        """Deletes those of these blobs that nothing names: `named` tells which of some are. How many were deleted."""
        ...

    async def hashes(self, after: bytes, limit: int) -> list[bytes]:
        """What is there, in order, above `after` (empty: from the beginning)."""
        ...
