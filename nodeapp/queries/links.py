"""Links of people who live here: whose are to be looked at next, and what was found."""

import msgspec

from nodeapp.model.accounts import Account, Field
from nodeapp.model.ids import AccountId
from nodeapp.seams.database import Reader, Transaction

_fields = msgspec.json.Decoder(tuple[Field, ...])


def fields_of(account: Account) -> tuple[Field, ...]:
    return _fields.decode(account.fields)


async def due(reader: Reader, now_ms: int, limit: int) -> list[Account]:
    """Those whose turn it is, who have waited longest first."""
    return await reader.all(
        Account,
        """
        select accounts.* from link_checks cross join accounts
        where link_checks.due_at_ms <= :now_ms and accounts.id = link_checks.account_id
        order by link_checks.due_at_ms limit :limit
        """,
        now_ms=now_ms,
        limit=limit,
    )


async def put_due(tx: Transaction, account_id: AccountId, at_ms: int) -> None:
    await tx.run(
        """
        insert into link_checks (account_id, due_at_ms) values (:account_id, :at_ms)
        on conflict (account_id) do update set due_at_ms = :at_ms
        """,
        account_id=account_id,
        at_ms=at_ms,
    )


async def drop(tx: Transaction, account_id: AccountId) -> None:
    """There is nothing to look at any more."""
    await tx.run("delete from link_checks where account_id = :account_id", account_id=account_id)


async def put_found(
    tx: Transaction, account_id: AccountId, fields: tuple[Field, ...], website_verified_at_ms: int | None
) -> None:
    await tx.run(
        """
        update accounts set fields = :fields, website_verified_at_ms = :website_verified_at_ms
        where id = :account_id
        """,
        account_id=account_id,
        fields=msgspec.json.encode(fields).decode(),
        website_verified_at_ms=website_verified_at_ms,
    )
