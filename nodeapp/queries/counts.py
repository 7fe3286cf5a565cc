"""Counts: numbers kept with rows, and the same numbers counted again from what they count."""

from typing import NamedTuple

from msgspec import Struct

from nodeapp.seams.database import Reader, Transaction


class Number(Struct, frozen=True):
    """Of a row; `place` tells the options of one poll apart."""

    id: int
    number: int
    place: int = 0


class Counter(NamedTuple):
    """`kept` reads the numbers of the next rows after an id, `counted` counts for a set of ids those that are not 0."""

    name: str
    kept: str
    counted: str
    mend: str


COUNTERS = (
    Counter(
        "likes of tweets",
        """
        select id, like_count as number from tweets
        where id > :after and deleted_at_ms is null and retweet_of_id is null order by id limit :limit
        """,
        "select tweet_id as id, count(*) as number from likes where tweet_id in :ids group by tweet_id",
        "update tweets set like_count = :number where id = :id",
    ),
    Counter(
        "retweets of tweets",
        """
        select id, retweet_count as number from tweets
        where id > :after and deleted_at_ms is null and retweet_of_id is null order by id limit :limit
        """,
        """
        select retweet_of_id as id, count(*) as number from tweets
        where retweet_of_id in :ids and deleted_at_ms is null group by retweet_of_id
        """,
        "update tweets set retweet_count = :number where id = :id",
    ),
    Counter(
        "replies to tweets",
        """
        select id, reply_count as number from tweets
        where id > :after and deleted_at_ms is null and retweet_of_id is null order by id limit :limit
        """,
        """
        select reply_to_id as id, count(*) as number from tweets
        where reply_to_id in :ids and deleted_at_ms is null and visibility in ('public', 'unlisted')
        group by reply_to_id
        """,
        "update tweets set reply_count = :number where id = :id",
    ),
    Counter(
        "quotes of tweets",
        """
        select id, quote_count as number from tweets
        where id > :after and deleted_at_ms is null and retweet_of_id is null order by id limit :limit
        """,
        """
        select quote_of_id as id, count(*) as number from tweets
        where quote_of_id in :ids and deleted_at_ms is null and visibility in ('public', 'unlisted')
          and (quote_state is null or quote_state in ('accepted', 'unasked'))
        group by quote_of_id
        """,
        "update tweets set quote_count = :number where id = :id",
    ),
    Counter(
        "votes for options of polls",
        """
        select poll_options.tweet_id as id, poll_options.place as place, poll_options.vote_count as number
        from (select tweet_id from polls where tweet_id > :after order by tweet_id limit :limit) as asked
        join poll_options on poll_options.tweet_id = asked.tweet_id
        order by poll_options.tweet_id
        """,
        """
        select tweet_id as id, place, count(*) as number from poll_votes where tweet_id in :ids group by tweet_id, place
        """,
        "update poll_options set vote_count = :number where tweet_id = :id and place = :place",
    ),
    Counter(
        "voters in polls",
        """
        select tweet_id as id, voter_count as number from polls where tweet_id > :after
        order by tweet_id limit :limit
        """,
        """
        select tweet_id as id, count(distinct account_id) as number from poll_votes
        where tweet_id in :ids group by tweet_id
        """,
        "update polls set voter_count = :number where tweet_id = :id",
    ),
    Counter(
        "followers of people",
        "select id, follower_count as number from accounts where id > :after order by id limit :limit",
        """
        select followee_id as id, count(*) as number from follows
        where followee_id in :ids and state = 'following' group by followee_id
        """,
        "update accounts set follower_count = :number where id = :id",
    ),
    Counter(
        "people followed",
        "select id, following_count as number from accounts where id > :after order by id limit :limit",
        """
        select follower_id as id, count(*) as number from follows
        where follower_id in :ids and state = 'following' group by follower_id
        """,
        "update accounts set following_count = :number where id = :id",
    ),
    Counter(
        "tweets of people",
        "select id, tweet_count as number from accounts where id > :after order by id limit :limit",
        """
        select author_id as id, count(*) as number from tweets
        where author_id in :ids and deleted_at_ms is null and visibility <> 'direct' and retweet_of_id is null
        group by author_id
        """,
        "update accounts set tweet_count = :number where id = :id",
    ),
)


async def kept(reader: Reader, counter: Counter, after: int, limit: int) -> list[Number]:
    """Of the next `limit` rows (polls, with all their options)."""
    return await reader.all(Number, counter.kept, after=after, limit=limit)


async def counted(reader: Reader, counter: Counter, ids: list[int]) -> dict[tuple[int, int], int]:
    """By id and place; what is not there is 0. At most 500 ids."""
    if not ids:
        return {}
    return {(row.id, row.place): row.number for row in await reader.all(Number, counter.counted, ids=ids)}


async def mend(tx: Transaction, counter: Counter, numbers: list[Number]) -> None:
    for row in numbers:
        if ":place" in counter.mend:
            await tx.run(counter.mend, id=row.id, place=row.place, number=row.number)
        else:
            await tx.run(counter.mend, id=row.id, number=row.number)
