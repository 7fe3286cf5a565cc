"""Invites: codes by which somebody may sign up, each for so many people and so long."""

from nodeapp.model.ids import AccountId
from nodeapp.model.registrations import Invite
from nodeapp.model.timelines import Window
from nodeapp.seams.database import Reader, Transaction


async def insert(tx: Transaction, invite: Invite) -> None:
    await tx.run(
        """
        insert into invites (id, account_id, code, note, uses_max, use_count, created_at_ms, expires_at_ms)
        values (:id, :account_id, :code, :note, :uses_max, 0, :created_at_ms, :expires_at_ms)
        """,
        id=invite.id,
        account_id=invite.account_id,
        code=invite.code,
        note=invite.note,
        uses_max=invite.uses_max,
        created_at_ms=invite.created_at_ms,
        expires_at_ms=invite.expires_at_ms,
    )


async def by_code(reader: Reader, code: str) -> Invite | None:
    return await reader.one(Invite, "select * from invites where code = :code", code=code)


async def by_id(reader: Reader, invite_id: int) -> Invite | None:
    return await reader.one(Invite, "select * from invites where id = :invite_id", invite_id=invite_id)


async def everybodys(reader: Reader, window: Window) -> list[Invite]:
    """Newest first."""
    return await reader.all(
        Invite,
        "select * from invites where id < :before order by id desc limit :limit offset :offset",
        before=window.before,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def of_account(reader: Reader, account_id: AccountId, window: Window) -> list[Invite]:
    """Those one person made, newest first."""
    return await reader.all(
        Invite,
        """
        select * from invites where account_id = :account_id and id < :before
        order by id desc limit :limit offset :offset
        """,
        account_id=account_id,
        before=window.before,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def count_good(reader: Reader, account_id: AccountId, now_ms: int) -> int:
    """How many of somebody's can still be used."""
    return await reader.number(
        """
        select count(*) from invites
        where account_id = :account_id and revoked_at_ms is null and use_count < uses_max
          and (expires_at_ms is null or expires_at_ms > :now_ms)
        """,
        account_id=account_id,
        now_ms=now_ms,
    )


async def use(tx: Transaction, code: str, now_ms: int) -> bool:
    """One more has come by it. False, and nothing changed, where it is for nobody any more (W27)."""
    changed = await tx.run(
        """
        update invites set use_count = use_count + 1
        where code = :code and revoked_at_ms is null and use_count < uses_max
          and (expires_at_ms is null or expires_at_ms > :now_ms)
        """,
        code=code,
        now_ms=now_ms,
    )
    return changed > 0


async def revoke(tx: Transaction, invite_id: int, now_ms: int) -> None:
    await tx.run(
        "update invites set revoked_at_ms = :now_ms where id = :invite_id and revoked_at_ms is null",
        invite_id=invite_id,
        now_ms=now_ms,
    )
