"""Credentials: e-mail addresses, password hashes and the one-time links that reset them."""

from msgspec import Struct

from nodeapp.model.accounts import Role, State, username_key
from nodeapp.model.ids import AccountId
from nodeapp.seams.database import Reader, Transaction


class Credentials(Struct, frozen=True):
    """What signing in needs to know. Without a password there is no signing in by one."""

    account_id: AccountId
    username: str
    email: str | None
    password_hash: str | None
    role: Role
    state: State


class ResetLink(Struct, frozen=True):
    account_id: AccountId
    username: str
    email: str | None


async def insert(
    tx: Transaction, account_id: AccountId, email: str | None, password_hash: str | None, now_ms: int
) -> None:
    """`email` in its one normal form."""
    await tx.run(
        """
        insert into credentials (account_id, email, email_key, password_hash, changed_at_ms)
        values (:account_id, :email, :email, :password_hash, :now_ms)
        """,
        account_id=account_id,
        email=email,
        password_hash=password_hash,
        now_ms=now_ms,
    )


async def by_name(reader: Reader, username: str) -> Credentials | None:
    return await reader.one(
        Credentials,
        """
        select a.id as account_id, a.username, c.email, c.password_hash, a.role, a.state
        from accounts a join credentials c on c.account_id = a.id
        where a.username_key = :username_key and a.host = ''
        """,
        username_key=username_key(username),
    )


async def by_email(reader: Reader, email_key: str) -> Credentials | None:
    return await reader.one(
        Credentials,
        """
        select a.id as account_id, a.username, c.email, c.password_hash, a.role, a.state
        from credentials c join accounts a on a.id = c.account_id
        where c.email_key = :email_key
        """,
        email_key=email_key,
    )


async def by_account(reader: Reader, account_id: AccountId) -> Credentials | None:
    return await reader.one(
        Credentials,
        """
        select a.id as account_id, a.username, c.email, c.password_hash, a.role, a.state
        from accounts a join credentials c on c.account_id = a.id
        where a.id = :account_id
        """,
        account_id=account_id,
    )


async def owner(reader: Reader) -> Credentials | None:
    return await reader.one(
        Credentials,
        """
        select a.id as account_id, a.username, c.email, c.password_hash, a.role, a.state
        from accounts a join credentials c on c.account_id = a.id
        where a.host = '' and a.role = 'owner'
        order by a.id limit 1
        """,
    )


async def taken_keys(reader: Reader, keys: list[str]) -> set[str]:
    """Those of these name keys that somebody here has."""
    found = await reader.values(
        "select username_key from accounts where host = '' and username_key in :keys", keys=keys
    )
    return {str(value) for value in found}


async def change_password(tx: Transaction, account_id: AccountId, password_hash: str, now_ms: int) -> None:
    await tx.run(
        "update credentials set password_hash = :password_hash, changed_at_ms = :now_ms where account_id = :account_id",
        account_id=account_id,
        password_hash=password_hash,
        now_ms=now_ms,
    )


async def insert_reset_link(
    tx: Transaction, account_id: AccountId, secret_hash: bytes, now_ms: int, expires_at_ms: int
) -> None:
    """A new link replaces the ones before it."""
    await tx.run("delete from reset_links where account_id = :account_id", account_id=account_id)
    await tx.run(
        """
        insert into reset_links (secret_hash, account_id, created_at_ms, expires_at_ms)
        values (:secret_hash, :account_id, :now_ms, :expires_at_ms)
        """,
        secret_hash=secret_hash,
        account_id=account_id,
        now_ms=now_ms,
        expires_at_ms=expires_at_ms,
    )


async def reset_link(reader: Reader, secret_hash: bytes, now_ms: int) -> ResetLink | None:
    """Whose link it is; None where it is used, too old or was never made."""
    return await reader.one(
        ResetLink,
        """
        select r.account_id, a.username, c.email
        from reset_links r join accounts a on a.id = r.account_id join credentials c on c.account_id = a.id
        where r.secret_hash = :secret_hash and r.used_at_ms is null and r.expires_at_ms > :now_ms
        """,
        secret_hash=secret_hash,
        now_ms=now_ms,
    )


async def use_reset_link(tx: Transaction, secret_hash: bytes, now_ms: int) -> bool:
    """True for the one who comes first."""
    changed = await tx.run(
        """
        update reset_links set used_at_ms = :now_ms
        where secret_hash = :secret_hash and used_at_ms is null and expires_at_ms > :now_ms
        """,
        secret_hash=secret_hash,
        now_ms=now_ms,
    )
    return changed > 0
