"""Notification requests: strangers of whom somebody is not told before saying so."""

from typing import Literal

from msgspec import Struct

from nodeapp.model.ids import AccountId
from nodeapp.model.notifications import Waiting
from nodeapp.model.timelines import Window
from nodeapp.seams.database import Reader, Transaction


class Request(Struct, frozen=True):
    """A row; `place` is the id of its newest notification."""

    id: int
    account_id: AccountId
    sender_id: AccountId
    state: Literal["pending", "accepted"]
    place: int
    member_count: int
    created_at_ms: int
    changed_at_ms: int


async def between(reader: Reader, receivers: list[int], senders: list[int]) -> list[Request]:
    """At most 500 of each."""
    return await reader.all(
        Request,
        "select * from notification_requests where account_id in :receivers and sender_id in :senders",
        receivers=receivers,
        senders=senders,
    )


async def mine(reader: Reader, account_id: AccountId, request_id: int) -> Request | None:
    return await reader.one(
        Request,
        "select * from notification_requests where id = :id and account_id = :account_id and state = 'pending'",
        id=request_id,
        account_id=account_id,
    )


async def page(reader: Reader, account_id: AccountId, window: Window) -> list[Request]:
    """Those who wait, the last to tell something first."""
    return await reader.all(
        Request,
        """
        select * from notification_requests
        where account_id = :account_id and state = 'pending' and place < :before and place > :since
        order by place desc limit :limit offset :offset
        """,
        account_id=account_id,
        before=window.before,
        since=window.since,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def waiting(reader: Reader, account_id: AccountId) -> Waiting:
    found = await reader.one(
        Waiting,
        """
        select count(*) as requests, coalesce(sum(member_count), 0) as notifications from notification_requests
        where account_id = :account_id and state = 'pending'
        """,
        account_id=account_id,
    )
    return found or Waiting(0, 0)


async def put(tx: Transaction, request: Request) -> None:
    await tx.run(
        """
        insert into notification_requests
            (id, account_id, sender_id, state, place, member_count, created_at_ms, changed_at_ms)
        values (:id, :account_id, :sender_id, :state, :place, :member_count, :created_at_ms, :changed_at_ms)
        on conflict (id) do update set place = :place, member_count = :member_count, changed_at_ms = :changed_at_ms
        """,
        id=request.id,
        account_id=request.account_id,
        sender_id=request.sender_id,
        state=request.state,
        place=request.place,
        member_count=request.member_count,
        created_at_ms=request.created_at_ms,
        changed_at_ms=request.changed_at_ms,
    )


async def accept(tx: Transaction, request_id: int, now_ms: int) -> None:
    """From now on this sender is no stranger."""
    await tx.run(
        """
        update notification_requests set state = 'accepted', member_count = 0, changed_at_ms = :now_ms
        where id = :id
        """,
        id=request_id,
        now_ms=now_ms,
    )


async def dismiss(tx: Transaction, request_id: int) -> None:
    """With what was held back."""
    await tx.run("delete from notifications where group_id = :id and held = 1", id=request_id)
    await tx.run("delete from notification_requests where id = :id", id=request_id)


async def forget_of(tx: Transaction, account_id: AccountId) -> None:
    """Whoever is gone waits no longer, nor does anybody wait for them."""
    await tx.run("delete from notification_requests where account_id = :account_id", account_id=account_id)
    await tx.run("delete from notification_requests where sender_id = :account_id", account_id=account_id)
