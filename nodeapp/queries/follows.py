"""Follows: how one begins to count and how it ends, each with the event that tells it."""

import msgspec

from nodeapp.model.events import FollowNew, FollowRemoved
from nodeapp.model.graph import Follow
from nodeapp.model.ids import AccountId
from nodeapp.queries import accounts, event_log, graph, once_followed
from nodeapp.seams.database import Reader, Transaction


async def settle(tx: Transaction, follow: Follow, origin: str, now_ms: int) -> None:
    """From asked to following. `origin` is where that was decided: '' here."""
    settled = msgspec.structs.replace(follow, state="following", changed_at_ms=now_ms)
    await graph.put_follow(tx, settled)
    await accounts.count_follow(tx, follow.follower_id, follow.followee_id, 1)
    await event_log.append(tx, followed(settled, origin), now_ms)


async def end(tx: Transaction, follow: Follow, by_id: AccountId, origin: str, now_ms: int) -> None:
    """A follow or a request goes; `by_id` is which of the two ended it."""
    await graph.delete_follow(tx, follow.follower_id, follow.followee_id)
    if follow.state == "following":
        await accounts.count_follow(tx, follow.follower_id, follow.followee_id, -1)
        await once_followed.remember(tx, follow.followee_id, follow.follower_id, now_ms)
    removed = FollowRemoved(
        actor_id=follow.follower_id,
        subject_id=follow.followee_id,
        origin=origin,
        follow_id=follow.id,
        by_id=by_id,
        uri=follow.uri,
        was_asked=follow.state != "following",
    )
    await event_log.append(tx, removed, now_ms)


def followed(follow: Follow, origin: str, *, again: bool = False) -> FollowNew:
    return FollowNew(
        actor_id=follow.follower_id,
        subject_id=follow.followee_id,
        origin=origin,
        follow_id=follow.id,
        uri=follow.uri,
        again=again,
    )


async def change(
    tx: Transaction, follower_id: AccountId, followee_id: AccountId, retweets: bool | None, bell: bool | None
) -> int:
    """What a follower wants of this one; None stays as it is. 0 where there is no follow and no request."""
    return await tx.run(
        """
        update follows set retweets = coalesce(:retweets, retweets), bell = coalesce(:bell, bell)
        where follower_id = :follower_id and followee_id = :followee_id
        """,
        follower_id=follower_id,
        followee_id=followee_id,
        retweets=retweets,
        bell=bell,
    )


async def asked_of(reader: Reader, followee_id: AccountId, limit: int) -> list[Follow]:
    """Requests to follow this account, oldest first."""
    return await reader.all(
        Follow,
        "select * from follows where followee_id = :followee_id and state = 'requested' order by id limit :limit",
        followee_id=followee_id,
        limit=limit,
    )


async def asked_by(reader: Reader, followee_id: AccountId, follower_ids: list[AccountId]) -> list[Follow]:
    """The requests of these to follow this account; at most 500."""
    return await reader.all(
        Follow,
        """
        select * from follows
        where followee_id = :followee_id and follower_id in :ids and state = 'requested' order by id
        """,
        followee_id=followee_id,
        ids=list[int](follower_ids),
    )


async def with_host(reader: Reader, account_id: AccountId, host: str, limit: int) -> list[Follow]:
    """Follows and requests, either way, between this account and people of that host."""
    return await reader.all(
        Follow,
        """
        select follows.* from follows cross join accounts
        where follows.follower_id = :account_id and accounts.id = follows.followee_id and accounts.host = :host
        union all
        select follows.* from follows cross join accounts
        where follows.followee_id = :account_id and accounts.id = follows.follower_id and accounts.host = :host
        limit :limit
        """,
        account_id=account_id,
        host=host,
        limit=limit,
    )
