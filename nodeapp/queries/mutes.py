"""Mutes: of people, for a time or for good, and of threads."""

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.timelines import Window
from nodeapp.queries.graph import Edge
from nodeapp.seams.database import Reader, Transaction


class Mute(Struct, frozen=True):
    """`ends_at_ms` is None for one that lasts; `notifications` says whether those are muted, too."""

    account_id: AccountId
    target_id: AccountId
    id: int
    notifications: bool
    ends_at_ms: int | None


async def between(reader: Reader, account_id: AccountId, target_id: AccountId) -> Mute | None:
    return await reader.one(
        Mute,
        """
        select account_id, target_id, id, notifications, ends_at_ms from mutes
        where account_id = :account_id and target_id = :target_id
        """,
        account_id=account_id,
        target_id=target_id,
    )


async def put(tx: Transaction, mute: Mute, now_ms: int) -> None:
    """Another one of the same person only changes how, and how long."""
    await tx.run(
        """
        insert into mutes (account_id, target_id, id, notifications, ends_at_ms, created_at_ms)
        values (:account_id, :target_id, :id, :notifications, :ends_at_ms, :now_ms)
        on conflict (account_id, target_id) do update set notifications = :notifications, ends_at_ms = :ends_at_ms
        """,
        account_id=mute.account_id,
        target_id=mute.target_id,
        id=mute.id,
        notifications=mute.notifications,
        ends_at_ms=mute.ends_at_ms,
        now_ms=now_ms,
    )


async def delete(tx: Transaction, account_id: AccountId, target_id: AccountId) -> int:
    return await tx.run(
        "delete from mutes where account_id = :account_id and target_id = :target_id",
        account_id=account_id,
        target_id=target_id,
    )


async def count(reader: Reader, account_id: AccountId) -> int:
    return await reader.number("select count(*) from mutes where account_id = :account_id", account_id=account_id)


async def newest(reader: Reader, account_id: AccountId, window: Window) -> list[Edge]:
    """Whom this account muted."""
    return await reader.all(
        Edge,
        """
        select id, target_id as account_id from mutes where account_id = :account_id and id < :before
        order by id desc limit :limit offset :offset
        """,
        account_id=account_id,
        before=window.before,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def ended(reader: Reader, now_ms: int, limit: int) -> list[Mute]:
    return await reader.all(
        Mute,
        """
        select account_id, target_id, id, notifications, ends_at_ms from mutes
        where ends_at_ms is not null and ends_at_ms <= :now_ms order by ends_at_ms limit :limit
        """,
        now_ms=now_ms,
        limit=limit,
    )


async def next_end(reader: Reader) -> int:
    """When the next one ends; 0 where none does."""
    return await reader.number("select min(ends_at_ms) from mutes where ends_at_ms is not null")


async def mute_thread(tx: Transaction, account_id: AccountId, conversation_id: TweetId, id: int, now_ms: int) -> None:
    await tx.run(
        """
        insert into thread_mutes (account_id, conversation_id, id, created_at_ms)
        values (:account_id, :conversation_id, :id, :now_ms) on conflict (account_id, conversation_id) do nothing
        """,
        account_id=account_id,
        conversation_id=conversation_id,
        id=id,
        now_ms=now_ms,
    )


async def unmute_thread(tx: Transaction, account_id: AccountId, conversation_id: TweetId) -> int:
    return await tx.run(
        "delete from thread_mutes where account_id = :account_id and conversation_id = :conversation_id",
        account_id=account_id,
        conversation_id=conversation_id,
    )


async def is_thread_muted(reader: Reader, account_id: AccountId, conversation_id: TweetId) -> bool:
    return bool(
        await reader.number(
            "select 1 from thread_mutes where account_id = :account_id and conversation_id = :conversation_id",
            account_id=account_id,
            conversation_id=conversation_id,
        )
    )


async def count_threads(reader: Reader, account_id: AccountId) -> int:
    return await reader.number(
        "select count(*) from thread_mutes where account_id = :account_id", account_id=account_id
    )
