"""The lock file that keeps a second process out of a data folder."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nodeapp.model.errors import Conflict

if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds the lock while inside; the system lets go of it when the process ends in whatever way.

    Raises Conflict when another process holds it.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        try:
            _take(file)
        except OSError as error:
            raise Conflict(f"Another nodeapp is already running with {path.parent}.") from error
        yield
    finally:
        os.close(file)
