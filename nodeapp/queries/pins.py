"""Pins: the tweets that stand above all others on a profile."""

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.seams.database import Reader, Transaction


async def of_author(reader: Reader, author_id: AccountId, limit: int) -> list[TweetId]:
    """Newest pin first."""
    found = await reader.values(
        """
        select id from tweets where author_id = :author_id and pinned_at_ms is not null
        order by pinned_at_ms desc, id desc limit :limit
        """,
        author_id=author_id,
        limit=limit,
    )
    return [TweetId(value) for value in found if isinstance(value, int)]


async def put(tx: Transaction, tweet_id: TweetId, pinned_at_ms: int | None) -> None:
    """None takes it off."""
    await tx.run(
        "update tweets set pinned_at_ms = :pinned_at_ms where id = :tweet_id",
        tweet_id=tweet_id,
        pinned_at_ms=pinned_at_ms,
    )
