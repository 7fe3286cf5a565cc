"""What may be forgotten, where no other module says so."""

from nodeapp.seams.database import Transaction


async def forget_reset_links(tx: Transaction, older_than_ms: int, most: int) -> int:
    return await tx.run(
        """
        delete from reset_links where secret_hash in (
            select secret_hash from reset_links where expires_at_ms < :older_than_ms limit :most
        )
        """,
        older_than_ms=older_than_ms,
        most=most,
    )


async def forget_checkpoints(tx: Transaction, consumers: list[str]) -> int:
    """Drops the places of consumers that are not `consumers`: a part that was taken out must not hold up the log."""
    return await tx.run("delete from checkpoints where consumer not in :consumers", consumers=consumers)
