"""Outbox: how much of somebody's is public, counted for those who may see no more."""

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.seams.database import Reader


async def count_public(reader: Reader, account_id: AccountId) -> int:
    return await reader.number(
        """
        select count(*) from tweets
        where author_id = :account_id and visibility = 'public' and deleted_at_ms is null
        """,
        account_id=account_id,
    )


async def count_open_replies(reader: Reader, tweet_id: TweetId) -> int:
    return await reader.number(
        """
        select count(*) from tweets
        where reply_to_id = :tweet_id and visibility in ('public', 'unlisted') and deleted_at_ms is null
        """,
        tweet_id=tweet_id,
    )


async def count_local(reader: Reader) -> int:
    """Public tweets made here."""
    return await reader.number(
        """
        select count(*) from tweets
        where visibility = 'public' and retweet_of_id is null and uri is null and deleted_at_ms is null
        """
    )


async def count_authors_since(reader: Reader, since_id: int) -> int:
    """People here who tweeted since, in public."""
    return await reader.number(
        """
        select count(distinct author_id) from tweets
        where visibility = 'public' and retweet_of_id is null and uri is null and deleted_at_ms is null
          and id > :since_id
        """,
        since_id=since_id,
    )
