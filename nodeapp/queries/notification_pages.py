"""Notification pages: what stands in somebody's list, in groups or singly, and who is behind it."""

from collections.abc import Sequence

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.notifications import Kind
from nodeapp.model.timelines import Window
from nodeapp.seams.database import Reader


class Entry(Struct, frozen=True):
    """What stands at a place of the list: a group, or one notification; `id` is that of its newest member."""

    id: int
    group_id: int
    kind: Kind
    tweet_id: TweetId
    member_count: int
    is_read: bool
    created_at_ms: int
    """Of the newest member."""
    actor_id: AccountId


class Member(Struct, frozen=True):
    group_id: int
    actor_id: AccountId


async def groups(reader: Reader, account_id: AccountId, kinds: Sequence[Kind], window: Window) -> list[Entry]:
    return await reader.all(
        Entry,
        """
        select place as id, notification_groups.id as group_id, notification_groups.kind as kind,
            notification_groups.tweet_id as tweet_id, member_count, unread_count = 0 as is_read,
            notifications.created_at_ms as created_at_ms, actor_id
        from notification_groups cross join notifications
        where notification_groups.account_id = :account_id and place < :before and place > :since
          and notification_groups.kind in :kinds and notifications.id = place
        order by place desc limit :limit offset :offset
        """,
        account_id=account_id,
        kinds=list[str](kinds),
        before=window.before,
        since=window.since,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def single(reader: Reader, account_id: AccountId, kinds: Sequence[Kind], window: Window) -> list[Entry]:
    return await reader.all(
        Entry,
        """
        select notifications.id as id, group_id, notifications.kind as kind, notifications.tweet_id as tweet_id,
            1 as member_count, is_read or notifications.id <= read_to as is_read,
            notifications.created_at_ms as created_at_ms, actor_id
        from notifications cross join notification_groups
        where notifications.account_id = :account_id and held = 0 and notifications.id < :before
          and notifications.id > :since and notifications.kind in :kinds and notification_groups.id = group_id
        order by notifications.id desc limit :limit offset :offset
        """,
        account_id=account_id,
        kinds=list[str](kinds),
        before=window.before,
        since=window.since,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def from_sender(
    reader: Reader, account_id: AccountId, sender_id: AccountId, kinds: Sequence[Kind], held: bool, window: Window
) -> list[Entry]:
    """What one person did, singly; with `held` also what is held back."""
    return await reader.all(
        Entry,
        """
        select notifications.id as id, group_id, notifications.kind as kind, notifications.tweet_id as tweet_id,
            1 as member_count, is_read or notifications.id <= coalesce(read_to, 0) as is_read,
            notifications.created_at_ms as created_at_ms, actor_id
        from notifications left join notification_groups on notification_groups.id = group_id
        where actor_id = :sender_id and notifications.account_id = :account_id and held <= :held
          and notifications.id < :before and notifications.id > :since and notifications.kind in :kinds
        order by notifications.id desc limit :limit
        """,
        account_id=account_id,
        sender_id=sender_id,
        kinds=list[str](kinds),
        held=held,
        before=window.before,
        since=window.since,
        limit=window.limit,
    )


async def groups_of(reader: Reader, account_id: AccountId, ids: Sequence[int]) -> list[Entry]:
    """The groups in which these notifications are, or which these are themselves; at most 500."""
    return await reader.all(
        Entry,
        """
        select place as id, notification_groups.id as group_id, notification_groups.kind as kind,
            notification_groups.tweet_id as tweet_id, member_count, unread_count = 0 as is_read,
            notifications.created_at_ms as created_at_ms, actor_id
        from notification_groups cross join notifications
        where notification_groups.id in (
            select group_id from notifications where id in :ids union all select id from notification_groups
            where id in :ids
        ) and notification_groups.account_id = :account_id and notifications.id = place
        """,
        account_id=account_id,
        ids=list(ids),
    )


async def single_of(reader: Reader, account_id: AccountId, ids: Sequence[int]) -> list[Entry]:
    """These notifications, as far as they are in the list; at most 500."""
    return await reader.all(
        Entry,
        """
        select notifications.id as id, group_id, notifications.kind as kind, notifications.tweet_id as tweet_id,
            1 as member_count, is_read or notifications.id <= read_to as is_read,
            notifications.created_at_ms as created_at_ms, actor_id
        from notifications cross join notification_groups
        where notifications.id in :ids and notifications.account_id = :account_id and held = 0
          and notification_groups.id = group_id
        """,
        account_id=account_id,
        ids=list(ids),
    )


async def newest_members(reader: Reader, group_ids: Sequence[int], limit: int) -> list[Member]:
    """Of each group so many, newest first; at most 500 groups."""
    return await reader.all(
        Member,
        """
        select wanted.id as group_id, actor_id from notification_groups as wanted cross join notifications
        where wanted.id in :ids and notifications.id in (
            select id from notifications where group_id = wanted.id order by id desc limit :limit
        )
        order by wanted.id, notifications.id desc
        """,
        ids=list(group_ids),
        limit=limit,
    )


async def count_unread(reader: Reader, account_id: AccountId, kinds: Sequence[Kind], most: int) -> int:
    """Groups with something unread, counted as far as `most`."""
    return await reader.number(
        """
        select count(*) from (
            select 1 from notification_groups
            where account_id = :account_id and kind in :kinds and unread_count > 0 limit :most
        )
        """,
        account_id=account_id,
        kinds=list[str](kinds),
        most=most,
    )


async def count_unread_singly(reader: Reader, account_id: AccountId, kinds: Sequence[Kind], most: int) -> int:
    """Unread notifications in the groups that `count_unread` counts, as far as `most`."""
    return await reader.number(
        """
        select min(coalesce(sum(unread_count), 0), :most) from (
            select unread_count from notification_groups
            where account_id = :account_id and kind in :kinds and unread_count > 0 limit :most
        )
        """,
        account_id=account_id,
        kinds=list[str](kinds),
        most=most,
    )
