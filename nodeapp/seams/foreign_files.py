"""Files elsewhere, asked for: pictures, films and sounds that other nodes told of. Nothing is stored here."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Protocol


class ForeignFiles(Protocol):
    def fetch(self, url: str, bytes_max: int) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The file in pieces, as they come, all of it within half a minute; what it is, nobody has looked at yet.

        Raises NotFound when it is not to be had, Unavailable when later may help, also while it is read. Either is
        remembered for a while, and so is a NotFound that is raised inside: the file is of no use then.
        """
        ...
