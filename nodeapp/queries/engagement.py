"""Engagement: likes and bookmarks (a retweet is a row of tweets)."""

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.seams.database import Reader, Transaction


async def like_id(reader: Reader, account_id: AccountId, tweet_id: TweetId) -> int:
    """0 where there is none."""
    return await reader.number(
        "select id from likes where tweet_id = :tweet_id and account_id = :account_id",
        tweet_id=tweet_id,
        account_id=account_id,
    )


async def insert_like(
    tx: Transaction, like: int, account_id: AccountId, tweet_id: TweetId, uri: str | None, now_ms: int
) -> bool:
    """False when it was liked already."""
    changed = await tx.run(
        """
        insert into likes (tweet_id, account_id, id, uri, created_at_ms)
        values (:tweet_id, :account_id, :like, :uri, :now_ms)
        on conflict (tweet_id, account_id) do nothing
        """,
        like=like,
        account_id=account_id,
        tweet_id=tweet_id,
        uri=uri,
        now_ms=now_ms,
    )
    if changed:
        await tx.run("update tweets set like_count = like_count + 1 where id = :tweet_id", tweet_id=tweet_id)
    return bool(changed)


async def delete_like(tx: Transaction, account_id: AccountId, tweet_id: TweetId) -> bool:
    """False when there was none."""
    changed = await tx.run(
        "delete from likes where tweet_id = :tweet_id and account_id = :account_id",
        tweet_id=tweet_id,
        account_id=account_id,
    )
    if changed:
        await tx.run("update tweets set like_count = max(like_count - 1, 0) where id = :tweet_id", tweet_id=tweet_id)
    return bool(changed)


async def insert_bookmark(
    tx: Transaction, bookmark_id: int, account_id: AccountId, tweet_id: TweetId, now_ms: int
) -> bool:
    """False when it was kept already."""
    return bool(
        await tx.run(
            """
            insert into bookmarks (account_id, tweet_id, id, created_at_ms)
            values (:account_id, :tweet_id, :bookmark_id, :now_ms)
            on conflict (account_id, tweet_id) do nothing
            """,
            bookmark_id=bookmark_id,
            account_id=account_id,
            tweet_id=tweet_id,
            now_ms=now_ms,
        )
    )


async def delete_bookmark(tx: Transaction, account_id: AccountId, tweet_id: TweetId) -> bool:
    """False when there was none."""
    return bool(
        await tx.run(
            "delete from bookmarks where account_id = :account_id and tweet_id = :tweet_id",
            account_id=account_id,
            tweet_id=tweet_id,
        )
    )


async def liked_among(reader: Reader, account_id: AccountId, ids: list[TweetId]) -> list[TweetId]:
    found = await reader.values(
        "select tweet_id from likes where account_id = :account_id and tweet_id in :ids",
        account_id=account_id,
        ids=list[int](ids),
    )
    return [TweetId(int(value or 0)) for value in found]


async def bookmarked_among(reader: Reader, account_id: AccountId, ids: list[TweetId]) -> list[TweetId]:
    found = await reader.values(
        "select tweet_id from bookmarks where account_id = :account_id and tweet_id in :ids",
        account_id=account_id,
        ids=list[int](ids),
    )
    return [TweetId(int(value or 0)) for value in found]


async def retweeted_among(reader: Reader, account_id: AccountId, ids: list[TweetId]) -> list[TweetId]:
    found = await reader.values(
        """
        select retweet_of_id from tweets
        where author_id = :account_id and retweet_of_id in :ids and deleted_at_ms is null
        """,
        account_id=account_id,
        ids=list[int](ids),
    )
    return [TweetId(int(value or 0)) for value in found]
