"""Notification settings: what somebody wants to be told of, and how far their clients have read."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from nodeapp.model.ids import AccountId
from nodeapp.model.notifications import Marker, Preferences
from nodeapp.seams.database import Reader, Transaction


class _Row(Struct, frozen=True):
    account_id: AccountId
    body: str


_decoder = msgspec.json.Decoder(Preferences)
_encoder = msgspec.json.Encoder()


async def of(reader: Reader, account_id: AccountId) -> Preferences:
    found = await reader.values(
        "select body from notification_settings where account_id = :account_id", account_id=account_id
    )
    return _decoder.decode(str(found[0])) if found else Preferences()


async def of_all(reader: Reader, ids: Sequence[AccountId]) -> dict[AccountId, Preferences]:
    """Of those who have chosen something; at most 500."""
    rows = await reader.all(
        _Row, "select account_id, body from notification_settings where account_id in :ids", ids=list[int](ids)
    )
    return {row.account_id: _decoder.decode(row.body) for row in rows}


async def put(tx: Transaction, account_id: AccountId, preferences: Preferences) -> None:
    await tx.run(
        """
        insert into notification_settings (account_id, body) values (:account_id, :body)
        on conflict (account_id) do update set body = :body
        """,
        account_id=account_id,
        body=_encoder.encode(preferences).decode(),
    )


async def put_newcomers(tx: Transaction, account_id: AccountId, hour: int, count: int) -> None:
    """How many newcomers have spoken to somebody in this hour."""
    await tx.run(
        """
        insert into notification_settings (account_id, newcomers_hour, newcomers) values (:account_id, :hour, :count)
        on conflict (account_id) do update set newcomers_hour = :hour, newcomers = :count
        """,
        account_id=account_id,
        hour=hour,
        count=count,
    )


async def markers(reader: Reader, account_id: AccountId) -> list[Marker]:
    return await reader.all(
        Marker,
        "select timeline, last_read_id, version, changed_at_ms from markers where account_id = :account_id",
        account_id=account_id,
    )


async def put_marker(tx: Transaction, account_id: AccountId, timeline: str, last_read_id: int, now_ms: int) -> None:
    await tx.run(
        """
        insert into markers (account_id, timeline, last_read_id, version, changed_at_ms)
        values (:account_id, :timeline, :last_read_id, 1, :now_ms)
        on conflict (account_id, timeline)
        do update set last_read_id = :last_read_id, version = version + 1, changed_at_ms = :now_ms
        """,
        account_id=account_id,
        timeline=timeline,
        last_read_id=last_read_id,
        now_ms=now_ms,
    )


async def forget(tx: Transaction, account_id: AccountId) -> None:
    await tx.run("delete from notification_settings where account_id = :account_id", account_id=account_id)
    await tx.run("delete from markers where account_id = :account_id", account_id=account_id)
