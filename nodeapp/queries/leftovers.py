"""Leftovers: what hangs on deleted tweets, and goes some time after them."""

from nodeapp.model.ids import TweetId
from nodeapp.seams.database import Transaction


async def note(tx: Transaction, tweet_id: TweetId, now_ms: int) -> None:
    await tx.run(
        """
        insert into leftovers (tweet_id, deleted_at_ms) values (:tweet_id, :now_ms)
        on conflict (tweet_id) do update set deleted_at_ms = :now_ms
        """,
        tweet_id=tweet_id,
        now_ms=now_ms,
    )


async def leave_be(tx: Transaction, tweet_id: TweetId) -> None:
    """The tweet is back."""
    await tx.run("delete from leftovers where tweet_id = :tweet_id", tweet_id=tweet_id)


async def forget(tx: Transaction, older_than_ms: int, most: int) -> int:
    """Drops up to `most` rows: likes, bookmarks, and then the note itself. What may be restored is left alone."""
    found = await tx.values(
        """
        select tweet_id from leftovers
        where deleted_at_ms < :older_than_ms
          and not exists (select 1 from kept_tweets where kept_tweets.tweet_id = leftovers.tweet_id)
        order by deleted_at_ms limit :most
        """,
        older_than_ms=older_than_ms,
        most=most,
    )
    left = most
    for tweet_id in found:
        if not isinstance(tweet_id, int):
            continue
        for drop in (_drop_likes, _drop_bookmarks, _drop_rest):
            left -= await drop(tx, TweetId(tweet_id), left)
            if left <= 0:
                return most
    return most - left


async def _drop_likes(tx: Transaction, tweet_id: TweetId, most: int) -> int:
    return await tx.run(
        """
        delete from likes where tweet_id = :tweet_id and account_id in (
            select account_id from likes where tweet_id = :tweet_id limit :most
        )
        """,
        tweet_id=tweet_id,
        most=most,
    )


async def _drop_bookmarks(tx: Transaction, tweet_id: TweetId, most: int) -> int:
    return await tx.run(
        """
        delete from bookmarks where (account_id, tweet_id) in (
            select account_id, tweet_id from bookmarks where tweet_id = :tweet_id limit :most
        )
        """,
        tweet_id=tweet_id,
        most=most,
    )


async def _drop_rest(tx: Transaction, tweet_id: TweetId, most: int) -> int:
    """Once nothing else is left. By now whoever must be told of the deletion has been."""
    await tx.run("update tweets set like_count = 0 where id = :tweet_id", tweet_id=tweet_id)
    await tx.run("delete from once_named where tweet_id = :tweet_id", tweet_id=tweet_id)
    return await tx.run("delete from leftovers where tweet_id = :tweet_id", tweet_id=tweet_id)
