"""Push messages: what is to be told beside the page, until it was taken; what joins an entry meanwhile goes with it."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from nodeapp.model.ids import AccountId
from nodeapp.seams.database import Reader, Transaction


class Waiting(Struct, frozen=True):
    """A row of `push_messages`."""

    subscription_id: int
    group_id: int
    notification_id: int
    queued_at_ms: int
    due_at_ms: int


class Place(Struct, frozen=True):
    """Where a notification stands."""

    id: int
    group_id: int
    member_count: int


class Tie(Struct, frozen=True):
    """Who follows whom."""

    follower_id: AccountId
    followee_id: AccountId


async def places(reader: Reader, ids: Sequence[int]) -> dict[int, Place]:
    """Of notifications that are in somebody's list; at most 500."""
    rows = await reader.all(
        Place,
        """
        select notifications.id as id, group_id, member_count from notifications cross join notification_groups
        where notifications.id in :ids and held = 0 and notification_groups.id = group_id
        """,
        ids=list(ids),
    )
    return {row.id: row for row in rows}


async def ties(reader: Reader, receivers: Sequence[int], actors: Sequence[int]) -> frozenset[tuple[int, int]]:
    """Who of both follows whom of the others: (follower, followee). At most 500 each."""
    rows = await reader.all(
        Tie,
        """
        select follower_id, followee_id from follows
        where follower_id in :receivers and followee_id in :actors and state = 'following'
        union all
        select follower_id, followee_id from follows
        where follower_id in :actors and followee_id in :receivers and state = 'following'
        """,
        receivers=list(receivers),
        actors=list(actors),
    )
    return frozenset((row.follower_id, row.followee_id) for row in rows)


async def put(tx: Transaction, rows: Iterable[Waiting]) -> None:
    """What waits already for the same entry is told at its time, in the newer words."""
    await tx.many(
        """
        insert into push_messages (subscription_id, group_id, notification_id, queued_at_ms, due_at_ms)
        values (:subscription_id, :group_id, :notification_id, :queued_at_ms, :due_at_ms)
        on conflict (subscription_id, group_id) do update set
            notification_id = :notification_id, queued_at_ms = :queued_at_ms, due_at_ms = min(due_at_ms, :due_at_ms)
        """,
        [
            {
                "subscription_id": row.subscription_id,
                "group_id": row.group_id,
                "notification_id": row.notification_id,
                "queued_at_ms": row.queued_at_ms,
                "due_at_ms": row.due_at_ms,
            }
            for row in rows
        ],
    )


async def shorten(tx: Transaction, subscription_id: int, most: int) -> int:
    """The oldest make room."""
    return await tx.run(
        """
        delete from push_messages where subscription_id = :id and group_id in (
            select group_id from push_messages where subscription_id = :id
            order by notification_id desc limit -1 offset :most
        )
        """,
        id=subscription_id,
        most=most,
    )


async def due_for_whom(reader: Reader, now_ms: int, limit: int) -> list[int]:
    """Subscriptions, each once, those that have waited longest first."""
    found = await reader.values(
        "select subscription_id from push_messages where due_at_ms <= :now_ms order by due_at_ms limit :limit",
        now_ms=now_ms,
        limit=limit,
    )
    return list(dict.fromkeys(value for value in found if isinstance(value, int)))


async def due_for(reader: Reader, subscription_id: int, now_ms: int, limit: int) -> list[Waiting]:
    """In the order in which they happened."""
    return await reader.all(
        Waiting,
        """
        select * from push_messages where subscription_id = :id and due_at_ms <= :now_ms
        order by notification_id limit :limit
        """,
        id=subscription_id,
        now_ms=now_ms,
        limit=limit,
    )


async def drop(tx: Transaction, row: Waiting) -> None:
    """Unless something has joined it meanwhile: that is told, too."""
    await tx.run(
        """
        delete from push_messages
        where subscription_id = :subscription_id and group_id = :group_id and notification_id = :notification_id
        """,
        subscription_id=row.subscription_id,
        group_id=row.group_id,
        notification_id=row.notification_id,
    )


async def postpone(tx: Transaction, subscription_id: int, due_at_ms: int) -> None:
    """All that waits for one subscription."""
    await tx.run(
        "update push_messages set due_at_ms = :due_at_ms where subscription_id = :id and due_at_ms < :due_at_ms",
        id=subscription_id,
        due_at_ms=due_at_ms,
    )
