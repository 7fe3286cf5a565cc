"""Snapshots: what memory held of somebody, as bytes, kept so that a restart finds it; disposable at any time."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from nodeapp.model.ids import AccountId


class Snapshot(Struct, frozen=True):
    """`seconds` is how long it is kept at most, counted from when it is put."""

    account_id: AccountId
    body: bytes
    seconds: float


class Snapshots(Protocol):
    """One a person, the newest. Others may delete all of it meanwhile; who reads must check what it gets.

    Every method raises Unavailable where the disk does not take or give anything; what cannot be read is thrown away
    then, and the next call begins anew.
    """

    async def put(self, snapshots: Sequence[Snapshot]) -> None:
        """Replaces those of the same people. Past the limit on size those put longest ago make room."""
        ...

    async def is_there(self) -> bool:
        """Whether what was put last may still be there; does not look into it."""
        ...

    async def ids(self) -> list[AccountId]:
        """Whose there are, expired ones perhaps among them."""
        ...

    async def get(self, ids: Sequence[AccountId]) -> dict[AccountId, bytes]:
        """Those of them that are there."""
        ...

    async def drop(self, ids: Sequence[AccountId] | None = None) -> int:
        """All of them, or those of some people; how many there were."""
        ...
