"""What went wrong with the database, told to the person who asked."""

import sqlite3
from itertools import cycle

from nodeapp.model.errors import DiskFull, NodeError, Unavailable

_PRIMARY = 0xFF
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}
"""The second is the index of the WAL, which could not be made longer."""
_BROKEN = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY}

REFUSING = "The disk did not take what was written, so this node only reads until it is started again."
STOPPING = "This node is stopping."
CROWDED = "Too much is waiting to be written. Try again in a moment."
READ_LATER = "Too much is being read at this moment. Try again in a few seconds."

_pauses = cycle(range(2, 7))
"""Seconds, a different one for the next: who was put off together does not come back together."""


def put_off() -> Unavailable:
    """For a read that would have waited too long."""
    return Unavailable(READ_LATER, retry_after_seconds=next(_pauses))


def is_full(error: BaseException) -> bool:
    return isinstance(error, sqlite3.Error) and _code(error) in _FULL


def is_broken(error: BaseException) -> bool:
    """After a failed fsync nobody knows what is on the disk, and asking again may lie: no more writes."""
    return isinstance(error, sqlite3.Error) and not is_full(error) and _code(error) & _PRIMARY in _BROKEN


def told(error: BaseException) -> BaseException:
    """What the caller of one unit is told: the disk's troubles by name, anything else as it was raised."""
    return of_group(error) if is_full(error) or is_broken(error) else error


def of_group(error: BaseException) -> NodeError:
    """A new error each time: every caller of a failed group raises its own."""
    if is_full(error):
        return DiskFull("The disk is full. Nothing was written; free some space and try again.")
    if is_broken(error):
        return Unavailable(REFUSING, retry_after_seconds=60)
    return Unavailable("What was asked for could not be written. Try again in a moment.")


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) or 0
