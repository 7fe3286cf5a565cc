"""Letting in: what a stranger told that was held back, and how it comes into the list."""

from msgspec import Struct

from nodeapp.model.ids import Snowflakes, TweetId
from nodeapp.model.notifications import GROUPED, Kind
from nodeapp.queries import notification_requests
from nodeapp.queries.notification_requests import Request
from nodeapp.seams.database import Reader, Transaction


class _Held(Struct, frozen=True):
    id: int
    kind: Kind
    tweet_id: TweetId
    is_read: bool
    created_at_ms: int


class _Newest(Struct, frozen=True):
    group_id: int
    tweet_id: TweetId


async def newest_tweets(reader: Reader, request_ids: list[int]) -> dict[int, TweetId]:
    """The last tweet that each of these requests is about; at most 500."""
    rows = await reader.all(
        _Newest,
        """
        select group_id, tweet_id from notifications where id in (
            select max(id) from notifications where group_id in :ids and tweet_id > 0 group by group_id
        )
        """,
        ids=request_ids,
    )
    return {row.group_id: row.tweet_id for row in rows}


async def let_in(tx: Transaction, request: Request, ids: Snowflakes, now_ms: int) -> None:
    """Where it is told of as one it becomes one group, whenever it was."""
    held = await tx.all(
        _Held,
        """
        select id, kind, tweet_id, is_read, created_at_ms from notifications
        where group_id = :id and held = 1 order by id
        """,
        id=request.id,
    )
    groups: dict[tuple[Kind, TweetId, int], list[_Held]] = {}
    for row in held:
        groups.setdefault((row.kind, row.tweet_id, 0 if row.kind in GROUPED else row.id), []).append(row)
    for rows in groups.values():
        await _stand(tx, request, rows, ids.next(now_ms))
    await notification_requests.accept(tx, request.id, now_ms)


async def _stand(tx: Transaction, request: Request, rows: list[_Held], group_id: int) -> None:
    first, newest = rows[0], rows[-1]
    await tx.run(
        """
        insert into notification_groups
            (id, account_id, kind, tweet_id, place, member_count, unread_count, created_at_ms)
        values (:id, :account_id, :kind, :tweet_id, :place, :count, :unread, :created_at_ms)
        """,
        id=group_id,
        account_id=request.account_id,
        kind=newest.kind,
        tweet_id=newest.tweet_id,
        place=newest.id,
        count=len(rows),
        unread=sum(not row.is_read for row in rows),
        created_at_ms=first.created_at_ms,
    )
    await tx.run(
        "update notifications set group_id = :group_id, held = 0 where id in :ids",
        group_id=group_id,
        ids=[row.id for row in rows],
    )
