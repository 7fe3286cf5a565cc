"""Archives: files with many files in them, made piece by piece, and read again."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Making(Protocol):
    """An archive on its way; nobody finds it before it is finished."""

    async def add(self, name: str, pieces: AsyncIterator[bytes]) -> None:
        """One more file, one after the other. Raises DiskFull, and TooLarge where the whole becomes too large."""
        ...

    async def finish(self) -> int:
        """It is on the disk, whole; its bytes."""
        ...


class Archives(Protocol):
    def making(self, number: int, bytes_max: int) -> AbstractAsyncContextManager[Making]:
        """What is not finished inside leaves nothing behind."""
        ...

    def read(self, number: int, start: int, length: int) -> AsyncIterator[bytes]:
        """In pieces. Raises NotFound before the first one."""
        ...

    def path(self, number: int) -> str:
        """Where it lies, once it is finished."""
        ...

    async def delete(self, number: int) -> None:
        """Repeatable."""
        ...
