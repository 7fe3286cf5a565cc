"""Notes: what one person wrote about another, for their own eyes."""

from nodeapp.model.ids import AccountId
from nodeapp.seams.database import Reader, Transaction


async def put(tx: Transaction, account_id: AccountId, target_id: AccountId, content: str, now_ms: int) -> None:
    await tx.run(
        """
        insert into notes (account_id, target_id, content, changed_at_ms)
        values (:account_id, :target_id, :content, :now_ms)
        on conflict (account_id, target_id) do update set content = :content, changed_at_ms = :now_ms
        """,
        account_id=account_id,
        target_id=target_id,
        content=content,
        now_ms=now_ms,
    )


async def delete(tx: Transaction, account_id: AccountId, target_id: AccountId) -> int:
    return await tx.run(
        "delete from notes where account_id = :account_id and target_id = :target_id",
        account_id=account_id,
        target_id=target_id,
    )


async def count_besides(reader: Reader, account_id: AccountId, target_id: AccountId) -> int:
    """Notes about others than this one."""
    return await reader.number(
        "select count(*) from notes where account_id = :account_id and target_id <> :target_id",
        account_id=account_id,
        target_id=target_id,
    )
