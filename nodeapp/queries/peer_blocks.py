"""Peer blocks: whole peers that one person wants nothing of."""

from nodeapp.model.ids import AccountId
from nodeapp.seams.database import Reader, Transaction


async def is_blocked(reader: Reader, account_id: AccountId, host: str) -> bool:
    return bool(
        await reader.number(
            "select 1 from peer_blocks where account_id = :account_id and host = :host",
            account_id=account_id,
            host=host,
        )
    )


async def of(reader: Reader, account_id: AccountId, limit: int) -> list[str]:
    """Newest first."""
    found = await reader.values(
        "select host from peer_blocks where account_id = :account_id order by id desc limit :limit",
        account_id=account_id,
        limit=limit,
    )
    return [str(host) for host in found]


async def count(reader: Reader, account_id: AccountId) -> int:
    return await reader.number("select count(*) from peer_blocks where account_id = :account_id", account_id=account_id)


async def insert(tx: Transaction, account_id: AccountId, host: str, id: int, now_ms: int) -> int:
    """0 where it was there."""
    return await tx.run(
        """
        insert into peer_blocks (account_id, host, id, created_at_ms) values (:account_id, :host, :id, :now_ms)
        on conflict (account_id, host) do nothing
        """,
        account_id=account_id,
        host=host,
        id=id,
        now_ms=now_ms,
    )


async def delete(tx: Transaction, account_id: AccountId, host: str) -> int:
    return await tx.run(
        "delete from peer_blocks where account_id = :account_id and host = :host", account_id=account_id, host=host
    )
