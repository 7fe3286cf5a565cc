"""Engaged tweets: public ones with which somebody may have done something, as they are counted for trends."""

from nodeapp.model.ids import TweetId
from nodeapp.model.trends import Engagement
from nodeapp.seams.database import Reader, Transaction


async def insert(tx: Transaction, ids: list[TweetId]) -> None:
    """Those of them that are public and there."""
    await tx.run(
        """
        insert into engaged_tweets (tweet_id)
        select id from tweets
        where id in :ids and visibility = 'public' and deleted_at_ms is null and retweet_of_id is null
        on conflict (tweet_id) do nothing
        """,
        ids=list[int](ids),
    )


async def delete(tx: Transaction, ids: list[TweetId]) -> None:
    await tx.run("delete from engaged_tweets where tweet_id in :ids", ids=list[int](ids))


async def clear(tx: Transaction, after: TweetId, until: TweetId) -> None:
    await tx.run(
        "delete from engaged_tweets where tweet_id > :after and tweet_id <= :until", after=int(after), until=int(until)
    )


async def make(tx: Transaction, after: TweetId, until: TweetId) -> None:
    """From the tweets themselves, above `after`, up to and with `until`."""
    await tx.run(
        """
        insert into engaged_tweets (tweet_id)
        select id from tweets
        where id > :after and id <= :until and visibility = 'public' and deleted_at_ms is null
          and retweet_of_id is null and like_count + retweet_count + reply_count + quote_count > 0
        on conflict (tweet_id) do nothing
        """,
        after=int(after),
        until=int(until),
    )


async def forget(tx: Transaction, before: TweetId, most: int) -> int:
    return await tx.run(
        """
        delete from engaged_tweets where tweet_id in (
            select tweet_id from engaged_tweets where tweet_id < :before order by tweet_id limit :most
        )
        """,
        before=int(before),
        most=most,
    )


async def locations(reader: Reader, since: TweetId, most: int) -> list[str]:
    """As in `hashtag_uses`, of those whose tweets others did something with."""
    found = await reader.values(
        """
        select distinct accounts.location from engaged_tweets cross join tweets cross join accounts
        where engaged_tweets.tweet_id >= :since and tweets.id = engaged_tweets.tweet_id
          and accounts.id = tweets.author_id and accounts.location <> '' limit :most
        """,
        since=int(since),
        most=most,
    )
    return [str(location) for location in found]


async def newest(reader: Reader, since: TweetId, places: list[str] | None, most: int) -> list[Engagement]:
    """The newest `most` since then, by people who are active, no bots, and want to be found.

    Numbers are those counted here: what another node tells of its own tweets is not believed.
    """
    return await reader.all(
        Engagement,
        """
        select tweets.id as tweet_id, tweets.like_count as likes, tweets.retweet_count as retweets,
               tweets.reply_count as replies, tweets.quote_count as quotes
        from engaged_tweets cross join tweets cross join accounts
        where engaged_tweets.tweet_id >= :since and tweets.id = engaged_tweets.tweet_id
          and tweets.visibility = 'public' and tweets.deleted_at_ms is null and tweets.retweet_of_id is null
          and accounts.id = tweets.author_id and accounts.state = 'active' and accounts.bot = 0
          and accounts.discoverable = 1 and (:everywhere or accounts.location in :places)
        order by engaged_tweets.tweet_id desc limit :most
        """,
        since=int(since),
        everywhere=places is None,
        places=places or [],
        most=most,
    )
