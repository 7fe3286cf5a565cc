"""Notifications: rows, one for each thing done, and the groups in which they stand; counts change with the rows."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.notices import Key
from nodeapp.model.notifications import Cause, Kind
from nodeapp.queries.shelves import chunks
from nodeapp.seams.database import Reader, Transaction


class Row(Struct, frozen=True):
    """What is needed to take one away again. While `held` the group is a request."""

    id: int
    group_id: int
    held: bool
    is_read: bool


class OpenGroup(Struct, frozen=True):
    id: int
    account_id: AccountId
    kind: Kind
    tweet_id: TweetId
    created_at_ms: int


class Joining(Struct):
    """What a group gets: members with the ids drawn for them, in the order of these."""

    id: int
    is_new: bool
    members: list[tuple[int, Cause]]

    @property
    def newest(self) -> tuple[int, Cause]:
        return self.members[-1]

    @property
    def unread(self) -> int:
        return sum(not cause.is_known for _, cause in self.members)


class _Known(Struct, frozen=True):
    account_id: AccountId
    cause_id: int
    kind: Kind


async def known_among(reader: Reader, causes: Sequence[Cause]) -> set[Key]:
    """Which of these somebody was told of before; at most 500."""
    rows = await reader.all(
        _Known,
        """
        select account_id, cause_id, kind from notifications
        where account_id in :receivers and cause_id in :causes
        """,
        receivers=list({int(cause.account_id) for cause in causes}),
        causes=list({cause.cause_id for cause in causes}),
    )
    return {(row.account_id, row.cause_id, row.kind) for row in rows}


async def open_groups(reader: Reader, causes: Sequence[Cause], since_ms: int) -> list[OpenGroup]:
    """Groups of the same people, kinds and tweets that began since then, newest last; at most 500 causes."""
    return await reader.all(
        OpenGroup,
        """
        select id, account_id, kind, tweet_id, created_at_ms from notification_groups
        where tweet_id in :tweets and account_id in :receivers and kind in :kinds and created_at_ms > :since_ms
        order by created_at_ms
        """,
        tweets=list({int(cause.tweet_id) for cause in causes}),
        receivers=list({int(cause.account_id) for cause in causes}),
        kinds=list({str(cause.kind) for cause in causes}),
        since_ms=since_ms,
    )


async def insert(tx: Transaction, members: Iterable[tuple[int, Cause]], group_id: int, *, held: bool) -> None:
    await tx.many(
        """
        insert into notifications
            (id, account_id, group_id, kind, actor_id, tweet_id, cause_id, held, is_read, created_at_ms)
        values (:id, :account_id, :group_id, :kind, :actor_id, :tweet_id, :cause_id, :held, :is_read, :created_at_ms)
        """,
        [
            {
                "id": id,
                "account_id": cause.account_id,
                "group_id": group_id,
                "kind": cause.kind,
                "actor_id": cause.actor_id,
                "tweet_id": cause.tweet_id,
                "cause_id": cause.cause_id,
                "held": held,
                "is_read": cause.is_known,
                "created_at_ms": cause.at_ms,
            }
            for id, cause in members
        ],
    )


async def put_group(tx: Transaction, joining: Joining) -> None:
    """Begins a group, or adds to one that is there."""
    newest_id, newest = joining.newest
    if not joining.is_new:
        await tx.run(
            """
            update notification_groups set place = :place, member_count = member_count + :count,
                unread_count = unread_count + :unread
            where id = :id
            """,
            id=joining.id,
            place=newest_id,
            count=len(joining.members),
            unread=joining.unread,
        )
        return
    await tx.run(
        """
        insert into notification_groups
            (id, account_id, kind, tweet_id, place, member_count, unread_count, created_at_ms)
        values (:id, :account_id, :kind, :tweet_id, :place, :count, :unread, :created_at_ms)
        """,
        id=joining.id,
        account_id=newest.account_id,
        kind=newest.kind,
        tweet_id=newest.tweet_id,
        place=newest_id,
        count=len(joining.members),
        unread=joining.unread,
        created_at_ms=joining.members[0][1].at_ms,
    )


async def by_causes(reader: Reader, keys: Sequence[Key]) -> list[tuple[Row, Key]]:
    """Rows of these causes; at most 500."""
    wanted = set(keys)
    found = await reader.all(
        _Caused,
        """
        select id, group_id, held, is_read, account_id, cause_id, kind from notifications
        where account_id in :receivers and cause_id in :causes
        """,
        receivers=list({int(key[0]) for key in wanted}),
        causes=list({key[1] for key in wanted}),
    )
    rows = ((Row(row.id, row.group_id, row.held, row.is_read), row.key) for row in found)
    return [(row, key) for row, key in rows if key in wanted]


class _Caused(Struct, frozen=True):
    id: int
    group_id: int
    held: bool
    is_read: bool
    account_id: AccountId
    cause_id: int
    kind: Kind

    @property
    def key(self) -> Key:
        return self.account_id, self.cause_id, self.kind


async def drop(tx: Transaction, rows: Sequence[Row]) -> None:
    """Takes rows away, and the groups and requests that have no others."""
    for some in chunks(row.id for row in rows):
        await tx.run("delete from notifications where id in :ids", ids=some)
    gone: dict[tuple[int, bool], list[Row]] = {}
    for row in rows:
        gone.setdefault((row.group_id, row.held), []).append(row)
    for (group_id, held), some_rows in gone.items():
        if held:
            await _shrink_request(tx, group_id, len(some_rows))
        else:
            await _shrink_group(tx, group_id, some_rows)


async def _shrink_group(tx: Transaction, group_id: int, rows: Sequence[Row]) -> None:
    read_to = await tx.number("select read_to from notification_groups where id = :id", id=group_id)
    await tx.run(
        """
        update notification_groups set member_count = member_count - :count,
            unread_count = max(unread_count - :unread, 0),
            place = coalesce((select max(notifications.id) from notifications where group_id = :id), place)
        where id = :id
        """,
        id=group_id,
        count=len(rows),
        unread=sum(not row.is_read and row.id > read_to for row in rows),
    )
    await tx.run("delete from notification_groups where id = :id and member_count <= 0", id=group_id)


async def _shrink_request(tx: Transaction, request_id: int, count: int) -> None:
    await tx.run(
        """
        update notification_requests set member_count = member_count - :count,
            place = coalesce((select max(notifications.id) from notifications where group_id = :id), place)
        where id = :id and state = 'pending'
        """,
        id=request_id,
        count=count,
    )
    await tx.run(
        "delete from notification_requests where id = :id and state = 'pending' and member_count <= 0", id=request_id
    )
