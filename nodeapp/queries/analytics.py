"""Analytics: what an author's own pages of numbers are read from, and what goes when the author does."""

from msgspec import Struct

from nodeapp.model.analytics import AccountDay, Place, TweetDay
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.seams.database import Reader, Transaction


class Ranked(Struct, frozen=True):
    """A tweet and the number it is listed by."""

    tweet_id: TweetId
    number: int


class _Written(Struct, frozen=True):
    day: int
    number: int


async def days_of(reader: Reader, account_id: AccountId, first: int, last: int) -> list[AccountDay]:
    """Those on which anything was counted, without tweets."""
    return await reader.all(
        AccountDay,
        """
        select day, impressions, likes, retweets, replies, quotes, profile_views, followers_come, followers_gone
        from account_days where account_id = :account_id and day between :first and :last
        """,
        account_id=account_id,
        first=first,
        last=last,
    )


async def tweets_by_day(reader: Reader, account_id: AccountId, since_id: int) -> dict[int, int]:
    """How many somebody wrote, as their tweets are counted."""
    rows = await reader.all(
        _Written,
        """
        select (id >> 22) / 86400000 + 10957 as day, count(*) as number from tweets
        where author_id = :account_id and id >= :since_id
          and deleted_at_ms is null and visibility <> 'direct' and retweet_of_id is null
        group by day
        """,
        account_id=account_id,
        since_id=since_id,
    )
    return {row.day: row.number for row in rows}


async def follower_count(reader: Reader, account_id: AccountId) -> int:
    return await reader.number("select follower_count from accounts where id = :account_id", account_id=account_id)


async def by_impressions(reader: Reader, account_id: AccountId, below: Place, limit: int) -> list[Ranked]:
    """Most first; those nobody was shown are not in it."""
    return await reader.all(
        Ranked,
        """
        select tweet_numbers.tweet_id, tweet_numbers.impressions as number
        from tweet_numbers cross join tweets
        where tweet_numbers.author_id = :account_id
          and (tweet_numbers.impressions, tweet_numbers.tweet_id) < (:number, :tweet_id)
          and tweet_numbers.impressions > 0
          and tweets.id = tweet_numbers.tweet_id and tweets.deleted_at_ms is null
        order by tweet_numbers.impressions desc, tweet_numbers.tweet_id desc limit :limit
        """,
        account_id=account_id,
        number=below.number,
        tweet_id=below.tweet_id,
        limit=limit,
    )


async def by_engagements(reader: Reader, account_id: AccountId, below: Place, limit: int) -> list[Ranked]:
    """Most first; those with which nobody did anything are not in it."""
    return await reader.all(
        Ranked,
        """
        select tweet_numbers.tweet_id, tweet_numbers.engagements as number
        from tweet_numbers cross join tweets
        where tweet_numbers.author_id = :account_id
          and (tweet_numbers.engagements, tweet_numbers.tweet_id) < (:number, :tweet_id)
          and tweet_numbers.engagements > 0
          and tweets.id = tweet_numbers.tweet_id and tweets.deleted_at_ms is null
        order by tweet_numbers.engagements desc, tweet_numbers.tweet_id desc limit :limit
        """,
        account_id=account_id,
        number=below.number,
        tweet_id=below.tweet_id,
        limit=limit,
    )


async def newest(reader: Reader, account_id: AccountId, below: Place, limit: int) -> list[Ranked]:
    return await reader.all(
        Ranked,
        """
        select id as tweet_id, 0 as number from tweets
        where author_id = :account_id and id < :tweet_id
          and deleted_at_ms is null and visibility <> 'direct' and retweet_of_id is null
        order by id desc limit :limit
        """,
        account_id=account_id,
        tweet_id=below.tweet_id,
        limit=limit,
    )


async def totals(reader: Reader, ids: list[TweetId]) -> list[TweetDay]:
    """Over all days; at most 500, those without numbers are not in it."""
    return await reader.all(
        TweetDay,
        """
        select tweet_id, sum(impressions) as impressions, sum(likes) as likes, sum(retweets) as retweets,
               sum(replies) as replies, sum(quotes) as quotes
        from tweet_days where tweet_id in :ids group by tweet_id
        """,
        ids=list[int](ids),
    )


async def days_of_tweet(reader: Reader, tweet_id: TweetId, first: int) -> list[TweetDay]:
    return await reader.all(
        TweetDay,
        """
        select tweet_id, day, impressions, likes, retweets, replies, quotes from tweet_days
        where tweet_id = :tweet_id and day >= :first
        """,
        tweet_id=tweet_id,
        first=first,
    )


async def forget_person(tx: Transaction, account_id: AccountId) -> None:
    """Who read here, and how they were read by day: in sets of readers their number says nothing from now on."""
    await tx.run("delete from readers where account_id = :account_id", account_id=account_id)
    await tx.run("delete from account_days where account_id = :account_id", account_id=account_id)


async def forget_tweets(tx: Transaction, account_id: AccountId, most: int) -> int:
    """Of an author who is gone, in portions; how many went."""
    found = await tx.values(
        "select tweet_id from tweet_numbers where author_id = :account_id limit :most", account_id=account_id, most=most
    )
    ids = [int(value or 0) for value in found]
    await tx.run("delete from tweet_days where tweet_id in :ids", ids=ids)
    await tx.run("delete from tweet_seen where tweet_id in :ids", ids=ids)
    await tx.run("delete from tweet_numbers where tweet_id in :ids", ids=ids)
    return len(ids)
