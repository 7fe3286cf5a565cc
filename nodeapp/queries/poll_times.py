"""Times of polls: which are over and not closed yet, and of which others are to be told the numbers."""

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.seams.database import Reader, Transaction


class Due(Struct, frozen=True):
    """A poll with whoever asks; of a deleted tweet nobody is told."""

    tweet_id: TweetId
    author_id: AccountId
    is_live: bool


async def next_ms(reader: Reader) -> int | None:
    """When the next poll is over, or its numbers are to be told; None where nothing is ahead."""
    found = await reader.values(
        """
        select min(at_ms) from (
            select min(ends_at_ms) as at_ms from polls where closed_at_ms is null and ends_at_ms is not null
            union all
            select min(telling_at_ms) from polls where telling_at_ms is not null
        )
        """
    )
    return next((int(value) for value in found if value is not None), None)


async def over(reader: Reader, now_ms: int, limit: int) -> list[Due]:
    """Those whose time is up, the earliest first."""
    return await reader.all(
        Due,
        """
        select polls.tweet_id, tweets.author_id, tweets.deleted_at_ms is null as is_live
        from polls join tweets on tweets.id = polls.tweet_id
        where polls.closed_at_ms is null and polls.ends_at_ms is not null and polls.ends_at_ms <= :now_ms
        order by polls.ends_at_ms limit :limit
        """,
        now_ms=now_ms,
        limit=limit,
    )


async def untold(reader: Reader, now_ms: int, limit: int) -> list[Due]:
    """Those whose new numbers have been gathered for long enough."""
    return await reader.all(
        Due,
        """
        select polls.tweet_id, tweets.author_id, tweets.deleted_at_ms is null as is_live
        from polls join tweets on tweets.id = polls.tweet_id
        where polls.telling_at_ms is not null and polls.telling_at_ms <= :now_ms
        order by polls.telling_at_ms limit :limit
        """,
        now_ms=now_ms,
        limit=limit,
    )


async def close(tx: Transaction, ids: list[TweetId], now_ms: int) -> None:
    """What is told of a closed poll is all of it."""
    await tx.run(
        "update polls set closed_at_ms = :now_ms, telling_at_ms = null where tweet_id in :ids",
        now_ms=now_ms,
        ids=list[int](ids),
    )


async def tell_at(tx: Transaction, tweet_id: TweetId, at_ms: int) -> None:
    """Unless it is to be told earlier anyway."""
    await tx.run(
        "update polls set telling_at_ms = coalesce(telling_at_ms, :at_ms) where tweet_id = :tweet_id",
        at_ms=at_ms,
        tweet_id=tweet_id,
    )


async def told(tx: Transaction, ids: list[TweetId]) -> None:
    await tx.run("update polls set telling_at_ms = null where tweet_id in :ids", ids=list[int](ids))
