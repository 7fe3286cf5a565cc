"""Account ends: accounts on their way out, hidden at once and then taken apart."""

from msgspec import Struct

from nodeapp.model.ids import AccountId
from nodeapp.seams.database import Reader, Transaction


class Ending(Struct, frozen=True):
    """A row of `account_ends`. `position` is that of the event which told of an erasure."""

    account_id: AccountId
    stage: str
    due_at_ms: int
    position: int


async def by_account(reader: Reader, account_id: AccountId) -> Ending | None:
    return await reader.one(Ending, "select * from account_ends where account_id = :account_id", account_id=account_id)


async def next_due(reader: Reader, now_ms: int) -> Ending | None:
    return await reader.one(
        Ending,
        "select * from account_ends where due_at_ms <= :now_ms order by due_at_ms limit 1",
        now_ms=now_ms,
    )


async def hide(tx: Transaction, account_id: AccountId, now_ms: int, due_at_ms: int) -> bool:
    """Deactivated from now on. False where the account was not there to be hidden."""
    changed = await tx.run(
        """
        update accounts set state = 'deactivated', updated_at_ms = :now_ms
        where id = :account_id and host = '' and state in ('active', 'silenced', 'moved')
        """,
        account_id=account_id,
        now_ms=now_ms,
    )
    if changed:
        await tx.run(
            """
            insert into account_ends (account_id, stage, due_at_ms) values (:account_id, 'away', :due_at_ms)
            on conflict (account_id) do update set stage = 'away', due_at_ms = :due_at_ms
            """,
            account_id=account_id,
            due_at_ms=due_at_ms,
        )
    return changed > 0


async def come_back(tx: Transaction, account_id: AccountId, now_ms: int) -> bool:
    """As before it was deactivated. False where it was not, or is erased by now."""
    changed = await tx.run(
        """
        update accounts set state = 'active', updated_at_ms = :now_ms
        where id = :account_id and state = 'deactivated'
        """,
        account_id=account_id,
        now_ms=now_ms,
    )
    await tx.run("delete from account_ends where account_id = :account_id and stage = 'away'", account_id=account_id)
    return changed > 0


async def begin_erasing(tx: Transaction, account_id: AccountId, position: int, now_ms: int) -> None:
    await tx.run(
        """
        insert into account_ends (account_id, stage, due_at_ms, position)
        values (:account_id, 'erasing', :now_ms, :position)
        on conflict (account_id) do update set stage = 'erasing', due_at_ms = :now_ms, position = :position
        """,
        account_id=account_id,
        position=position,
        now_ms=now_ms,
    )


async def settle(tx: Transaction, account_id: AccountId, due_at_ms: int) -> None:
    """Nothing is left but the key, which goes when it is due."""
    await tx.run(
        "update account_ends set stage = 'told', due_at_ms = :due_at_ms where account_id = :account_id",
        account_id=account_id,
        due_at_ms=due_at_ms,
    )


async def finish(tx: Transaction, account_id: AccountId) -> None:
    await tx.run("delete from account_keys where account_id = :account_id", account_id=account_id)
    await tx.run("delete from account_ends where account_id = :account_id", account_id=account_id)


async def strip(tx: Transaction, account_id: AccountId, state: str, now_ms: int) -> None:
    """What somebody told of themselves goes at once; the name stays taken. Nobody signs in any more."""
    await tx.run(
        """
        update accounts set state = :state, display_name = '', bio = '', bio_html = null, location = '', website = '',
            website_verified_at_ms = null, birth_date = null, fields = '[]', avatar_url = null, cover_url = null,
            verified = 0, discoverable = 0, indexable = 0, updated_at_ms = :now_ms
        where id = :account_id
        """,
        account_id=account_id,
        state=state,
        now_ms=now_ms,
    )
    for statement in (
        "delete from credentials where account_id = :account_id",
        "delete from reset_links where account_id = :account_id",
        "delete from registrations where account_id = :account_id",
        "delete from link_checks where account_id = :account_id",
        "delete from once_followed where author_id = :account_id",
    ):
        await tx.run(statement, account_id=account_id)
