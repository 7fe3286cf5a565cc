"""Closeness: whom a reader likes, retweets and answers, by their newest doings of each kind."""

from msgspec import Struct

from nodeapp.model.ids import AccountId
from nodeapp.seams.database import Reader


class _Points(Struct, frozen=True):
    author_id: AccountId
    points: int


async def of(reader: Reader, account_id: AccountId, most: int) -> dict[AccountId, int]:
    """Points by author (`model.ranking.Closeness`), of the newest `most` likes, retweets and own tweets."""
    rows = await reader.all(
        _Points,
        """
        select author_id, sum(points) as points from (
            select tweets.author_id as author_id, 1 as points
            from (select tweet_id from likes where account_id = :account_id order by id desc limit :most) as liked
            cross join tweets where tweets.id = liked.tweet_id
            union all
            select author_id, 2 from (
                select retweet_of_author_id as author_id from tweets
                where author_id = :account_id and retweet_of_id is not null and deleted_at_ms is null
                order by id desc limit :most
            )
            union all
            select author_id, 3 from (
                select reply_to_author_id as author_id from tweets
                where author_id = :account_id and deleted_at_ms is null
                order by id desc limit :most
            )
        )
        where author_id is not null and author_id <> :account_id
        group by author_id
        """,
        account_id=account_id,
        most=most,
    )
    return {row.author_id: row.points for row in rows}
