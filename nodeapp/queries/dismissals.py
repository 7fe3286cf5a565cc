"""Dismissals: people whom somebody does not want suggested again."""

from nodeapp.model.ids import AccountId
from nodeapp.seams.database import Reader, Transaction


async def among(reader: Reader, account_id: AccountId, ids: list[AccountId]) -> frozenset[AccountId]:
    found = await reader.values(
        "select target_id from dismissals where account_id = :account_id and target_id in :ids",
        account_id=account_id,
        ids=list[int](ids),
    )
    return frozenset(AccountId(int(target)) for target in found if isinstance(target, int))


async def insert(tx: Transaction, account_id: AccountId, target_id: AccountId, id: int) -> None:
    await tx.run(
        """
        insert into dismissals (account_id, target_id, id) values (:account_id, :target_id, :id)
        on conflict (account_id, target_id) do nothing
        """,
        account_id=account_id,
        target_id=target_id,
        id=id,
    )


async def keep_newest(tx: Transaction, account_id: AccountId, most: int) -> None:
    """The oldest make room."""
    await tx.run(
        """
        delete from dismissals where account_id = :account_id and id <= (
            select id from dismissals where account_id = :account_id order by id desc limit 1 offset :most
        )
        """,
        account_id=account_id,
        most=most,
    )
