"""Push subscriptions: rows, one for each session; whoever's session has ended is told nothing, row or no row."""

from collections.abc import Sequence

from nodeapp.model.ids import AccountId, SessionId
from nodeapp.model.push import Policy, Subscription
from nodeapp.seams.database import Reader, Transaction, Value


async def of_accounts(reader: Reader, ids: Sequence[AccountId], now_ms: int) -> list[Subscription]:
    """Those of live sessions; at most 500 accounts."""
    return await reader.all(
        Subscription,
        """
        select push_subscriptions.* from push_subscriptions cross join sessions
        where push_subscriptions.account_id in :ids and sessions.id = session_id
          and sessions.revoked_at_ms is null and sessions.expires_at_ms > :now_ms
        order by push_subscriptions.id
        """,
        ids=list[int](ids),
        now_ms=now_ms,
    )


async def live(reader: Reader, id: int, now_ms: int) -> Subscription | None:
    """None where its session has ended, or its account is not there."""
    return await reader.one(
        Subscription,
        """
        select push_subscriptions.* from push_subscriptions cross join sessions cross join accounts
        where push_subscriptions.id = :id and sessions.id = session_id and sessions.revoked_at_ms is null
          and sessions.expires_at_ms > :now_ms and accounts.id = push_subscriptions.account_id
          and accounts.state in ('active', 'silenced', 'moved')
        """,
        id=id,
        now_ms=now_ms,
    )


async def by_session(reader: Reader, session_id: SessionId) -> Subscription | None:
    return await reader.one(
        Subscription, "select * from push_subscriptions where session_id = :session_id", session_id=session_id
    )


async def by_ids(reader: Reader, ids: Sequence[int]) -> list[Subscription]:
    """At most 500."""
    return await reader.all(Subscription, "select * from push_subscriptions where id in :ids", ids=list(ids))


async def mine(reader: Reader, account_id: AccountId, id: int) -> Subscription | None:
    return await reader.one(
        Subscription,
        "select * from push_subscriptions where id = :id and account_id = :account_id",
        id=id,
        account_id=account_id,
    )


async def accounts(reader: Reader) -> list[AccountId]:
    """Everybody who has one."""
    found = await reader.values("select distinct account_id from push_subscriptions")
    return [AccountId(value) for value in found if isinstance(value, int)]


async def insert(tx: Transaction, row: Subscription) -> None:
    """In place of the session's own, and of whoever had the same browser before."""
    await tx.run("delete from push_subscriptions where session_id = :session_id", session_id=row.session_id)
    await tx.run(
        "delete from push_subscriptions where endpoint = :endpoint and dialect <> 'window'", endpoint=row.endpoint
    )
    await tx.run(
        """
        insert into push_subscriptions (id, account_id, session_id, dialect, endpoint, p256dh, auth, kinds, policy,
                                        token, locale, position, created_at_ms)
        values (:id, :account_id, :session_id, :dialect, :endpoint, :p256dh, :auth, :kinds, :policy,
                :token, :locale, :position, :created_at_ms)
        """,
        id=row.id,
        account_id=row.account_id,
        session_id=row.session_id,
        dialect=row.dialect,
        endpoint=row.endpoint,
        p256dh=row.p256dh,
        auth=row.auth,
        kinds=row.kinds,
        policy=row.policy,
        token=row.token,
        locale=row.locale,
        position=row.position,
        created_at_ms=row.created_at_ms,
    )


async def change(tx: Transaction, id: int, kinds: str, policy: Policy) -> None:
    await tx.run(
        "update push_subscriptions set kinds = :kinds, policy = :policy where id = :id",
        id=id,
        kinds=kinds,
        policy=policy,
    )


async def looked_at(tx: Transaction, ids: Sequence[int], position: int) -> None:
    """At most 500."""
    await tx.run(
        "update push_subscriptions set position = :position where id in :ids and position < :position",
        ids=list(ids),
        position=position,
    )


async def told(tx: Transaction, id: int, minute: int, told_in_minute: int) -> None:
    """It takes what it is sent; and how much that was in this minute."""
    await tx.run(
        """
        update push_subscriptions
        set failures = 0, rests_until_ms = 0, minute = :minute, told_in_minute = :told_in_minute where id = :id
        """,
        id=id,
        minute=minute,
        told_in_minute=told_in_minute,
    )


async def failed(tx: Transaction, id: int, rests_until_ms: int) -> None:
    await tx.run(
        "update push_subscriptions set failures = failures + 1, rests_until_ms = :rests_until_ms where id = :id",
        id=id,
        rests_until_ms=rests_until_ms,
    )


async def delete(tx: Transaction, ids: Sequence[int]) -> int:
    """With what waits for them; at most 500."""
    return await tx.run("delete from push_subscriptions where id in :ids", ids=list(ids))


async def ended(reader: Reader, now_ms: int, after: int, limit: int) -> list[int]:
    """Those whose session has ended, in order."""
    found: list[Value] = await reader.values(
        """
        select id from push_subscriptions
        where id > :after and not exists (
            select 1 from sessions
            where sessions.id = session_id and revoked_at_ms is null and expires_at_ms > :now_ms
        )
        order by id limit :limit
        """,
        after=after,
        now_ms=now_ms,
        limit=limit,
    )
    return [value for value in found if isinstance(value, int)]
