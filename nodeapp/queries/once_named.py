"""Mentions that change: whom a tweet names now, and whom it named before it was edited."""

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.queries import tweets
from nodeapp.seams.database import Reader, Transaction


async def of_tweet(reader: Reader, tweet_id: TweetId) -> list[AccountId]:
    found = await reader.values(
        "select account_id from once_named where tweet_id = :tweet_id order by account_id", tweet_id=tweet_id
    )
    return [AccountId(value) for value in found if isinstance(value, int)]


async def renew(tx: Transaction, tweet_id: TweetId, named: list[AccountId]) -> None:
    """The tweet names these now, and nobody else."""
    await tx.run(
        "delete from tweet_mentions where tweet_id = :tweet_id and account_id not in :named",
        tweet_id=tweet_id,
        named=list[int](named),
    )
    await tweets.insert_mentions(tx, tweet_id, named)


async def remember(tx: Transaction, tweet_id: TweetId, named: list[AccountId]) -> None:
    """Before `renew`: who was named and is not any more has a copy, and must be told what becomes of it."""
    await tx.run(
        """
        insert into once_named (tweet_id, account_id)
        select tweet_id, account_id from tweet_mentions where tweet_id = :tweet_id and account_id not in :named
        on conflict (tweet_id, account_id) do nothing
        """,
        tweet_id=tweet_id,
        named=list[int](named),
    )
    await tx.run(
        "delete from once_named where tweet_id = :tweet_id and account_id in :named",
        tweet_id=tweet_id,
        named=list[int](named),
    )
