"""Exports: archives that were asked for, are ready, or could not be made."""

from nodeapp.model.exports import Export, ExportState
from nodeapp.model.ids import AccountId
from nodeapp.seams.database import Reader, Transaction


async def insert(tx: Transaction, export_id: int, account_id: AccountId, now_ms: int) -> None:
    await tx.run(
        """
        insert into exports (id, account_id, state, created_at_ms, changed_at_ms)
        values (:export_id, :account_id, 'waiting', :now_ms, :now_ms)
        """,
        export_id=export_id,
        account_id=account_id,
        now_ms=now_ms,
    )


async def of_account(reader: Reader, account_id: AccountId, limit: int) -> list[Export]:
    """Newest first."""
    return await reader.all(
        Export,
        "select * from exports where account_id = :account_id order by id desc limit :limit",
        account_id=account_id,
        limit=limit,
    )


async def by_id(reader: Reader, export_id: int) -> Export | None:
    return await reader.one(Export, "select * from exports where id = :export_id", export_id=export_id)


async def next_waiting(reader: Reader) -> Export | None:
    """The one asked for first."""
    return await reader.one(Export, "select * from exports where state = 'waiting' order by id limit 1")


async def begin(tx: Transaction, export_id: int, now_ms: int) -> None:
    """One more try: counted before it, so that one that ends the process is not tried for ever."""
    await tx.run(
        "update exports set tries = tries + 1, changed_at_ms = :now_ms where id = :export_id",
        export_id=export_id,
        now_ms=now_ms,
    )


async def settle(tx: Transaction, export_id: int, state: ExportState, size: int, now_ms: int) -> bool:
    """False where it is no longer there."""
    changed = await tx.run(
        "update exports set state = :state, bytes = :size, changed_at_ms = :now_ms where id = :export_id",
        export_id=export_id,
        state=state,
        size=size,
        now_ms=now_ms,
    )
    return changed > 0


async def older(reader: Reader, older_than_ms: int, limit: int) -> list[Export]:
    return await reader.all(
        Export,
        "select * from exports where created_at_ms < :older_than_ms order by created_at_ms limit :limit",
        older_than_ms=older_than_ms,
        limit=limit,
    )


async def delete(tx: Transaction, export_id: int) -> None:
    await tx.run("delete from exports where id = :export_id", export_id=export_id)
