"""Notification marks: what has been read, and what its receiver dropped."""

from msgspec import Struct

from nodeapp.model.ids import AccountId
from nodeapp.queries import notifications
from nodeapp.queries.notifications import Row
from nodeapp.seams.database import Reader, Transaction


class Found(Struct, frozen=True):
    """A group (`row_id` 0), or one notification in it."""

    group_id: int
    row_id: int
    place: int


async def find(reader: Reader, account_id: AccountId, id: int) -> Found | None:
    """Ids of groups and of notifications are all different."""
    return await reader.one(
        Found,
        """
        select id as group_id, 0 as row_id, place from notification_groups where id = :id and account_id = :account_id
        union all
        select group_id, id, id from notifications where id = :id and account_id = :account_id and held = 0
        """,
        id=id,
        account_id=account_id,
    )


async def read(tx: Transaction, found: Found) -> int:
    """0 where it was read before."""
    if not found.row_id:
        return await tx.run(
            "update notification_groups set read_to = place, unread_count = 0 where id = :id and unread_count > 0",
            id=found.group_id,
        )
    changed = await tx.run(
        """
        update notifications set is_read = 1
        where id = :id and is_read = 0 and id > (select read_to from notification_groups where id = :group_id)
        """,
        id=found.row_id,
        group_id=found.group_id,
    )
    if changed:
        await tx.run(
            "update notification_groups set unread_count = max(unread_count - 1, 0) where id = :id", id=found.group_id
        )
    return changed


async def read_up_to(tx: Transaction, account_id: AccountId, place: int, most: int) -> int:
    """Reads at most `most` groups that stand at this place or below; how many."""
    return await tx.run(
        """
        update notification_groups set read_to = place, unread_count = 0 where id in (
            select id from notification_groups
            where account_id = :account_id and unread_count > 0 and place <= :place limit :most
        )
        """,
        account_id=account_id,
        place=place,
        most=most,
    )


async def newest(reader: Reader, account_id: AccountId) -> int:
    return await reader.number(
        "select coalesce(max(place), 0) from notification_groups where account_id = :account_id", account_id=account_id
    )


async def drop(tx: Transaction, found: Found, most: int) -> int:
    """Drops at most `most` of these; how many."""
    rows = await tx.all(
        Row,
        """
        select id, group_id, held, is_read from notifications
        where group_id = :group_id and (:row_id = 0 or id = :row_id) limit :most
        """,
        group_id=found.group_id,
        row_id=found.row_id,
        most=most,
    )
    await notifications.drop(tx, rows)
    return len(rows)


async def drop_some(tx: Transaction, account_id: AccountId, most: int) -> int:
    """Of all that is in somebody's list."""
    rows = await tx.all(
        Row,
        """
        select id, group_id, held, is_read from notifications where account_id = :account_id and held = 0 limit :most
        """,
        account_id=account_id,
        most=most,
    )
    await notifications.drop(tx, rows)
    return len(rows)


async def drop_old(tx: Transaction, before_id: int, most: int) -> int:
    """The oldest groups that nothing was added to since, with about `most` of their rows; how many rows."""
    rows = await tx.all(
        Row,
        """
        select notifications.id, group_id, held, is_read from notification_groups cross join notifications
        where notification_groups.id < :before_id and place < :before_id and group_id = notification_groups.id
        order by notification_groups.id limit :most
        """,
        before_id=before_id,
        most=most,
    )
    await notifications.drop(tx, rows)
    return len(rows)


async def drop_old_requests(tx: Transaction, before_id: int, most: int) -> int:
    """Strangers who have waited so long, with what they told; how many rows."""
    rows = await tx.all(
        Row,
        """
        select notifications.id, group_id, held, is_read from notification_requests cross join notifications
        where notification_requests.id < :before_id and place < :before_id and state = 'pending'
          and group_id = notification_requests.id
        order by notification_requests.id limit :most
        """,
        before_id=before_id,
        most=most,
    )
    await notifications.drop(tx, rows)
    return len(rows)


class Told(Struct, frozen=True):
    """A group, and whose it is."""

    id: int
    account_id: AccountId


async def told_since(reader: Reader, id: int, limit: int) -> list[Told]:
    """Groups that began after this one, in their order."""
    return await reader.all(
        Told,
        "select id, account_id from notification_groups where id > :id order by id limit :limit",
        id=id,
        limit=limit,
    )


async def too_long(reader: Reader, ids: list[AccountId], kept: int) -> list[AccountId]:
    """Those of these people whose lists have more than `kept` groups; at most 500."""
    found = await reader.values(
        """
        select account_id from notification_groups where account_id in :ids
        group by account_id having count(*) > :kept
        """,
        ids=list[int](ids),
        kept=kept,
    )
    return [AccountId(value) for value in found if isinstance(value, int)]


async def drop_below(tx: Transaction, account_id: AccountId, kept: int, most: int) -> int:
    """What stands below the newest `kept` groups of somebody's list; how many rows."""
    rows = await tx.all(
        Row,
        """
        select notifications.id, group_id, held, is_read from notification_groups cross join notifications
        where notification_groups.account_id = :account_id and group_id = notification_groups.id
          and place < (
            select place from notification_groups where account_id = :account_id
            order by place desc limit 1 offset :kept
          )
        limit :most
        """,
        account_id=account_id,
        kept=kept - 1,
        most=most,
    )
    await notifications.drop(tx, rows)
    return len(rows)
