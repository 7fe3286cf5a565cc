"""Savepoints: a part of a unit of work that may fail without the rest."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from nodeapp.seams.database import Transaction

T = TypeVar("T")


async def alone(tx: Transaction, part: Callable[[Transaction], Awaitable[T]]) -> T:
    """Returns what the part returns, or raises what it raised and nothing of it is left. Parts may have parts."""
    await tx.run("savepoint part")
    try:
        return await part(tx)
    except BaseException:
        await tx.run("rollback to part")
        raise
    finally:
        await tx.run("release part")
