"""Registrations: accounts that wait for somebody to let them in."""

from nodeapp.model.ids import AccountId
from nodeapp.model.registrations import Applicant
from nodeapp.model.timelines import Window
from nodeapp.seams.database import Reader, Transaction


async def insert(tx: Transaction, account_id: AccountId, reason: str, now_ms: int) -> None:
    await tx.run(
        "insert into registrations (account_id, reason, asked_at_ms) values (:account_id, :reason, :now_ms)",
        account_id=account_id,
        reason=reason,
        now_ms=now_ms,
    )


async def waiting(reader: Reader, window: Window) -> list[Applicant]:
    """Newest first."""
    return await reader.all(
        Applicant,
        """
        select a.id, a.username, a.display_name, c.email, r.reason, r.asked_at_ms
        from registrations r join accounts a on a.id = r.account_id
        left join credentials c on c.account_id = r.account_id
        where r.account_id < :before order by r.account_id desc limit :limit offset :offset
        """,
        before=window.before,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def count(reader: Reader) -> int:
    return await reader.number("select count(*) from registrations")


async def end(tx: Transaction, account_id: AccountId) -> bool:
    """Nobody waits by this id any more. False where nobody did."""
    return bool(await tx.run("delete from registrations where account_id = :account_id", account_id=account_id))


async def overdue(reader: Reader, older_than_ms: int, most: int) -> list[AccountId]:
    """Those whom nobody answered for so long, oldest first."""
    found = await reader.values(
        """
        select account_id from registrations where asked_at_ms < :older_than_ms
        order by asked_at_ms limit :most
        """,
        older_than_ms=older_than_ms,
        most=most,
    )
    return [AccountId(value) for value in found if isinstance(value, int)]


async def let_in(tx: Transaction, account_id: AccountId, now_ms: int) -> None:
    await tx.run(
        "update accounts set state = 'active', updated_at_ms = :now_ms where id = :account_id and state = 'pending'",
        account_id=account_id,
        now_ms=now_ms,
    )


async def turn_away(tx: Transaction, account_id: AccountId, now_ms: int) -> None:
    """Nothing is kept of what they told; somebody else may take the name."""
    await tx.run("delete from credentials where account_id = :account_id", account_id=account_id)
    await tx.run("delete from account_keys where account_id = :account_id", account_id=account_id)
    await tx.run("delete from reset_links where account_id = :account_id", account_id=account_id)
    await tx.run(
        """
        update accounts set state = 'erased', username = 'nobody', username_key = 'nobody-' || id, display_name = '',
            updated_at_ms = :now_ms
        where id = :account_id and state = 'pending'
        """,
        account_id=account_id,
        now_ms=now_ms,
    )
