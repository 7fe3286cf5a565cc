"""Exports: archives of everything of one person."""

from typing import Literal

from msgspec import Struct

from nodeapp.model.ids import AccountId

ExportState = Literal["waiting", "ready", "failed"]


class Export(Struct, frozen=True, kw_only=True):
    """A row of `exports`; `bytes` is 0 until it is ready."""

    id: int
    account_id: AccountId
    state: ExportState
    bytes: int
    tries: int
    created_at_ms: int
    changed_at_ms: int
