"""Sessions: one row a sign-in, found by id or by the hash of its secret."""

from msgspec import Struct

from nodeapp.model.accounts import Role, State
from nodeapp.model.credentials import Opened, Principal, Session, SessionKind, secret_hash
from nodeapp.model.ids import AccountId, SessionId
from nodeapp.seams.database import Reader, Transaction


class Holder(Struct, frozen=True):
    """A live session's use: whose it is, and whether they may come in."""

    session_id: SessionId
    account_id: AccountId
    kind: SessionKind
    role: Role
    state: State
    last_used_at_ms: int
    expires_at_ms: int


async def begin(tx: Transaction, session: Session, replaces: Principal | None, most: int) -> list[SessionId]:
    """Inserts it. The one it replaces ends, and of the account's others those beyond `most`: returns all that ended."""
    ended = await _revoke_oldest(tx, session.account_id, most - 1, session.created_at_ms)
    if replaces is not None:
        await revoke(tx, replaces.account_id, replaces.session_id, session.created_at_ms)
        ended.append(replaces.session_id)
    await tx.run(
        """
        insert into sessions (id, account_id, kind, name, secret_hash, generation,
                              created_at_ms, last_used_at_ms, expires_at_ms)
        values (:id, :account_id, :kind, :name, :secret_hash, :generation,
                :created_at_ms, :last_used_at_ms, :expires_at_ms)
        """,
        id=session.id,
        account_id=session.account_id,
        kind=session.kind,
        name=session.name,
        secret_hash=session.secret_hash,
        generation=session.generation,
        created_at_ms=session.created_at_ms,
        last_used_at_ms=session.last_used_at_ms,
        expires_at_ms=session.expires_at_ms,
    )
    return ended


async def by_id(reader: Reader, session_id: SessionId) -> Session | None:
    return await reader.one(Session, "select * from sessions where id = :session_id", session_id=session_id)


async def holder_by_id(reader: Reader, session_id: SessionId, now_ms: int) -> Holder | None:
    return await reader.one(
        Holder,
        """
        select s.id as session_id, s.account_id, s.kind, a.role, a.state, s.last_used_at_ms, s.expires_at_ms
        from sessions s join accounts a on a.id = s.account_id
        where s.id = :session_id and s.revoked_at_ms is null and s.expires_at_ms > :now_ms
        """,
        session_id=session_id,
        now_ms=now_ms,
    )


async def holder_by_secret(reader: Reader, secret_hash: bytes, now_ms: int) -> Holder | None:
    return await reader.one(
        Holder,
        """
        select s.id as session_id, s.account_id, s.kind, a.role, a.state, s.last_used_at_ms, s.expires_at_ms
        from sessions s join accounts a on a.id = s.account_id
        where s.secret_hash = :secret_hash and s.revoked_at_ms is null and s.expires_at_ms > :now_ms
        """,
        secret_hash=secret_hash,
        now_ms=now_ms,
    )


async def live_of(reader: Reader, account_id: AccountId, now_ms: int, limit: int) -> list[Session]:
    """Last used first."""
    return await reader.all(
        Session,
        """
        select * from sessions
        where account_id = :account_id and revoked_at_ms is null and expires_at_ms > :now_ms
        order by last_used_at_ms desc, id desc limit :limit
        """,
        account_id=account_id,
        now_ms=now_ms,
        limit=limit,
    )


async def touch(tx: Transaction, session_id: SessionId, now_ms: int, expires_at_ms: int) -> None:
    await tx.run(
        """
        update sessions set last_used_at_ms = :now_ms, expires_at_ms = max(expires_at_ms, :expires_at_ms)
        where id = :session_id and revoked_at_ms is null
        """,
        session_id=session_id,
        now_ms=now_ms,
        expires_at_ms=expires_at_ms,
    )


async def change_secret(tx: Transaction, opened: Opened, generation: int, now_ms: int, expires_at_ms: int) -> None:
    """Only the newest secret of a session is good; the one before is so no more."""
    await tx.run(
        """
        update sessions set secret_hash = :secret_hash, generation = :generation,
            last_used_at_ms = :now_ms, expires_at_ms = :expires_at_ms
        where id = :session_id and revoked_at_ms is null
        """,
        session_id=opened.principal.session_id,
        secret_hash=secret_hash(opened.secret),
        generation=generation,
        now_ms=now_ms,
        expires_at_ms=expires_at_ms,
    )


async def revoke(tx: Transaction, account_id: AccountId, session_id: SessionId, now_ms: int) -> bool:
    """False where this account has no such live session."""
    changed = await tx.run(
        """
        update sessions set revoked_at_ms = :now_ms
        where id = :session_id and account_id = :account_id and revoked_at_ms is null
        """,
        session_id=session_id,
        account_id=account_id,
        now_ms=now_ms,
    )
    return changed > 0


async def revoke_all(tx: Transaction, account_id: AccountId, but: SessionId, now_ms: int) -> int:
    """All of an account's but one; `but` 0 spares none."""
    return await tx.run(
        """
        update sessions set revoked_at_ms = :now_ms
        where account_id = :account_id and id <> :but and revoked_at_ms is null
        """,
        account_id=account_id,
        but=but,
        now_ms=now_ms,
    )


async def revoke_kind(tx: Transaction, kind: SessionKind, now_ms: int) -> int:
    return await tx.run(
        "update sessions set revoked_at_ms = :now_ms where kind = :kind and revoked_at_ms is null",
        kind=kind,
        now_ms=now_ms,
    )


async def forget_until(tx: Transaction, older_than_ms: int, most: int) -> int:
    """Drops up to `most` rows of sessions that ended that long ago."""
    return await tx.run(
        """
        delete from sessions where id in (
            select id from sessions where expires_at_ms < :older_than_ms or revoked_at_ms < :older_than_ms
            limit :most
        )
        """,
        older_than_ms=older_than_ms,
        most=most,
    )


async def _revoke_oldest(tx: Transaction, account_id: AccountId, keep: int, now_ms: int) -> list[SessionId]:
    """Leaves the `keep` sessions last used; returns those that ended."""
    surplus = await tx.values(
        """
        select id from sessions
        where account_id = :account_id and revoked_at_ms is null and expires_at_ms > :now_ms
        order by last_used_at_ms desc, id desc limit 500 offset :keep
        """,
        account_id=account_id,
        now_ms=now_ms,
        keep=keep,
    )
    ids = [SessionId(int(value)) for value in surplus if isinstance(value, int)]
    for session_id in ids:
        await revoke(tx, account_id, session_id, now_ms)
    return ids
