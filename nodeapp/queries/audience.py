"""Audience: the inboxes elsewhere that an activity concerns, each shared inbox once."""

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.seams.database import Reader, Value


async def of_followers(reader: Reader, account_id: AccountId, limit: int) -> list[str]:
    return _urls(
        await reader.values(
            """
            select distinct coalesce(accounts.shared_inbox_url, accounts.inbox_url) as inbox_url
            from follows join accounts on accounts.id = follows.follower_id
            where follows.followee_id = :account_id and follows.state = 'following'
              and accounts.host <> '' and accounts.state <> 'gone' and accounts.inbox_url is not null
            limit :limit
            """,
            account_id=account_id,
            limit=limit,
        )
    )


async def of_once_followers(reader: Reader, author_id: AccountId, since_ms: int, limit: int) -> list[str]:
    """One inbox of each host from which somebody followed the author at that time, and later left."""
    return _urls(
        await reader.values(
            """
            select (
                select coalesce(shared_inbox_url, inbox_url) from accounts
                where accounts.host = once_followed.host and state <> 'gone' and inbox_url is not null limit 1
            ) as inbox_url
            from once_followed where author_id = :author_id and left_at_ms >= :since_ms and inbox_url is not null
            limit :limit
            """,
            author_id=author_id,
            since_ms=since_ms,
            limit=limit,
        )
    )


async def of_followees(reader: Reader, account_id: AccountId, limit: int) -> list[str]:
    return _urls(
        await reader.values(
            """
            select distinct coalesce(accounts.shared_inbox_url, accounts.inbox_url) as inbox_url
            from follows join accounts on accounts.id = follows.followee_id
            where follows.follower_id = :account_id
              and accounts.host <> '' and accounts.state <> 'gone' and accounts.inbox_url is not null
            limit :limit
            """,
            account_id=account_id,
            limit=limit,
        )
    )


async def of_everybody(reader: Reader, limit: int) -> list[str]:
    """One inbox of each node that somebody is known of."""
    return _urls(
        await reader.values(
            """
            select min(coalesce(shared_inbox_url, inbox_url)) as inbox_url from accounts
            where host > '' and state <> 'gone' and inbox_url is not null
            group by host limit :limit
            """,
            limit=limit,
        )
    )


async def of_accounts(reader: Reader, ids: list[AccountId]) -> list[str]:
    """Those of these who live elsewhere; at most 500."""
    if not ids:
        return []
    return _urls(
        await reader.values(
            """
            select distinct coalesce(shared_inbox_url, inbox_url) as inbox_url from accounts
            where id in :ids and host <> '' and state <> 'gone' and inbox_url is not null
            """,
            ids=list[int](ids),
        )
    )


async def of_tweet(reader: Reader, tweet_id: TweetId, limit: int) -> list[str]:
    """Those elsewhere who answered, liked or retweeted it, voted in it or were named once, and so have a copy."""
    return _urls(
        await reader.values(
            """
            select distinct coalesce(accounts.shared_inbox_url, accounts.inbox_url) as inbox_url
            from (
                select author_id as account_id from tweets where reply_to_id = :tweet_id
                union select author_id from tweets where retweet_of_id = :tweet_id
                union select account_id from likes where tweet_id = :tweet_id
                union select account_id from once_named where tweet_id = :tweet_id
            ) as touched
            join accounts on accounts.id = touched.account_id
            where accounts.host <> '' and accounts.state <> 'gone' and accounts.inbox_url is not null
            limit :limit
            """,
            tweet_id=tweet_id,
            limit=limit,
        )
    )


async def of_voters(reader: Reader, tweet_id: TweetId, limit: int) -> list[str]:
    """Those elsewhere who voted in its poll."""
    return _urls(
        await reader.values(
            """
            select distinct coalesce(accounts.shared_inbox_url, accounts.inbox_url) as inbox_url
            from poll_votes join accounts on accounts.id = poll_votes.account_id
            where poll_votes.tweet_id = :tweet_id
              and accounts.host <> '' and accounts.state <> 'gone' and accounts.inbox_url is not null
            limit :limit
            """,
            tweet_id=tweet_id,
            limit=limit,
        )
    )


def _urls(found: list[Value]) -> list[str]:
    return [str(url) for url in found]
