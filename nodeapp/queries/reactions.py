"""Reactions: who liked a tweet, who retweeted it, and what quotes it."""

from nodeapp.model.ids import TweetId
from nodeapp.model.timelines import Entry, Window
from nodeapp.queries.graph import Edge
from nodeapp.seams.database import Reader


async def likers(reader: Reader, tweet_id: TweetId, window: Window) -> list[Edge]:
    """Newest like first."""
    return await reader.all(
        Edge,
        """
        select id, account_id from likes
        where tweet_id = :tweet_id and id < :before
        order by id desc limit :limit offset :offset
        """,
        tweet_id=tweet_id,
        before=window.before,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def retweeters(reader: Reader, tweet_id: TweetId, window: Window) -> list[Edge]:
    """Newest first; who retweeted for few only is left out (P11)."""
    return await reader.all(
        Edge,
        """
        select id, author_id as account_id from tweets
        where retweet_of_id = :tweet_id and deleted_at_ms is null and visibility in ('public', 'unlisted')
          and id < :before
        order by id desc limit :limit offset :offset
        """,
        tweet_id=tweet_id,
        before=window.before,
        limit=window.limit,
        offset=window.offset or 0,
    )


async def quotes(reader: Reader, tweet_id: TweetId, window: Window) -> list[Entry]:
    """Newest first; those that the quoted author has said yes to, or was never asked about."""
    return await reader.all(
        Entry,
        """
        select id as position, id as tweet_id from tweets
        where quote_of_id = :tweet_id and deleted_at_ms is null and id < :before and id > :since
          and (quote_state is null or quote_state in ('accepted', 'unasked'))
        order by id desc limit :limit offset :offset
        """,
        tweet_id=tweet_id,
        before=window.before,
        since=window.since,
        limit=window.limit,
        offset=window.offset or 0,
    )
