"""Recounts: what others did with tweets written here, by day, counted from the rows of what they did."""

from collections.abc import Sequence

from msgspec import Struct

from nodeapp.model.analytics import Engaged, TweetDay
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.seams.database import Reader, Transaction


class Reaction(Struct, frozen=True):
    """Where somebody's tweet belongs: what it answers, and what it quotes."""

    id: TweetId
    reply_to_id: TweetId | None
    quote_of_id: TweetId | None


class Authored(Struct, frozen=True):
    tweet_id: TweetId
    author_id: AccountId


class _Number(Struct, frozen=True):
    tweet_id: TweetId
    day: int
    kind: str
    number: int


async def local(reader: Reader, ids: list[TweetId]) -> list[Authored]:
    """Those of these that were written here, deleted ones too; at most 500."""
    return await reader.all(
        Authored,
        "select id as tweet_id, author_id from tweets where id in :ids and uri is null and retweet_of_id is null",
        ids=list[int](ids),
    )


async def reactions(reader: Reader, ids: list[TweetId]) -> list[Reaction]:
    """Also of deleted ones; at most 500."""
    return await reader.all(
        Reaction, "select id, reply_to_id, quote_of_id from tweets where id in :ids", ids=list[int](ids)
    )


async def counted(reader: Reader, ids: list[TweetId], since_id: int) -> dict[tuple[TweetId, int], Engaged]:
    """By tweet and day what others did from `since_id` on; nothing of tweets that are deleted. At most 500.

    A day is that of the id of what was done (`model.ids`; its epoch is 10,957 days after that of 1970). Only what
    everybody may see counts among answers and quotes, as in the counts that are shown.
    """
    rows = await reader.all(
        _Number,
        """
        select asked.id as tweet_id, 'likes' as kind, (likes.id >> 22) / 86400000 + 10957 as day, count(*) as number
        from tweets as asked cross join likes
        where asked.id in :ids and asked.deleted_at_ms is null and asked.uri is null
          and likes.tweet_id = asked.id and likes.id >= :since_id and likes.account_id <> asked.author_id
        group by asked.id, day
        union all
        select asked.id, 'retweets', (done.id >> 22) / 86400000 + 10957 as day, count(*)
        from tweets as asked cross join tweets as done
        where asked.id in :ids and asked.deleted_at_ms is null and asked.uri is null
          and done.retweet_of_id = asked.id and done.deleted_at_ms is null
          and done.id >= :since_id and done.author_id <> asked.author_id
        group by asked.id, day
        union all
        select asked.id, 'replies', (done.id >> 22) / 86400000 + 10957 as day, count(*)
        from tweets as asked cross join tweets as done
        where asked.id in :ids and asked.deleted_at_ms is null and asked.uri is null
          and done.reply_to_id = asked.id and done.deleted_at_ms is null and done.id >= :since_id
          and done.visibility in ('public', 'unlisted') and done.author_id <> asked.author_id
        group by asked.id, day
        union all
        select asked.id, 'quotes', (done.id >> 22) / 86400000 + 10957 as day, count(*)
        from tweets as asked cross join tweets as done
        where asked.id in :ids and asked.deleted_at_ms is null and asked.uri is null
          and done.quote_of_id = asked.id and done.deleted_at_ms is null and done.id >= :since_id
          and done.visibility in ('public', 'unlisted')
          and (done.quote_state is null or done.quote_state in ('accepted', 'unasked'))
          and done.author_id <> asked.author_id
        group by asked.id, day
        """,
        ids=list[int](ids),
        since_id=since_id,
    )
    found: dict[tuple[TweetId, int], dict[str, int]] = {}
    for row in rows:
        found.setdefault((row.tweet_id, row.day), {})[row.kind] = row.number
    return {key: Engaged(**numbers) for key, numbers in found.items()}


async def kept(reader: Reader, ids: list[TweetId], since_day: int) -> list[TweetDay]:
    """What was counted before; at most 500."""
    return await reader.all(
        TweetDay,
        """
        select tweet_id, day, impressions, likes, retweets, replies, quotes from tweet_days
        where tweet_id in :ids and day >= :since_day
        """,
        ids=list[int](ids),
        since_day=since_day,
    )


async def put(tx: Transaction, days: Sequence[TweetDay]) -> None:
    """What others did; impressions stay as they are."""
    await tx.many(
        """
        insert into tweet_days (tweet_id, day, likes, retweets, replies, quotes)
        values (:tweet_id, :day, :likes, :retweets, :replies, :quotes)
        on conflict (tweet_id, day)
        do update set likes = :likes, retweets = :retweets, replies = :replies, quotes = :quotes
        """,
        [
            {
                "tweet_id": one.tweet_id,
                "day": one.day,
                "likes": one.likes,
                "retweets": one.retweets,
                "replies": one.replies,
                "quotes": one.quotes,
            }
            for one in days
        ],
    )


async def sum_up(tx: Transaction, tweets: Sequence[Authored]) -> None:
    """The engagements of these over all days."""
    await tx.many(
        """
        insert into tweet_numbers (tweet_id, author_id, engagements)
        values (:tweet_id, :author_id, (
            select coalesce(sum(likes + retweets + replies + quotes), 0) from tweet_days where tweet_id = :tweet_id
        ))
        on conflict (tweet_id) do update set engagements = excluded.engagements
        """,
        [{"tweet_id": one.tweet_id, "author_id": one.author_id} for one in tweets],
    )


async def change(tx: Transaction, changes: dict[tuple[AccountId, int], Engaged]) -> None:
    """Adds to the numbers of authors by day; what is less than before is negative here."""
    await tx.many(
        """
        insert into account_days (account_id, day, likes, retweets, replies, quotes)
        values (:account_id, :day, :likes, :retweets, :replies, :quotes)
        on conflict (account_id, day) do update set likes = likes + :likes, retweets = retweets + :retweets,
            replies = replies + :replies, quotes = quotes + :quotes
        """,
        [
            {
                "account_id": account_id,
                "day": day,
                "likes": one.likes,
                "retweets": one.retweets,
                "replies": one.replies,
                "quotes": one.quotes,
            }
            for (account_id, day), one in changes.items()
        ],
    )


async def reacted_to(reader: Reader, after: TweetId, limit: int) -> list[TweetId]:
    """The next tweets written here with which anybody did anything, by id."""
    found = await reader.values(
        """
        select id from tweets
        where id > :after and uri is null and deleted_at_ms is null and retweet_of_id is null
          and like_count + retweet_count + reply_count + quote_count > 0
        order by id limit :limit
        """,
        after=after,
        limit=limit,
    )
    return [TweetId(int(value or 0)) for value in found]


async def with_numbers(reader: Reader, after: TweetId, limit: int) -> list[TweetId]:
    """The next tweets of which anything was counted, by id."""
    found = await reader.values(
        "select tweet_id from tweet_numbers where tweet_id > :after order by tweet_id limit :limit",
        after=after,
        limit=limit,
    )
    return [TweetId(int(value or 0)) for value in found]


async def authors(reader: Reader, after: AccountId, limit: int) -> list[AccountId]:
    """The next people who live here."""
    found = await reader.values(
        "select id from accounts where host = '' and id > :after order by id limit :limit", after=after, limit=limit
    )
    return [AccountId(int(value or 0)) for value in found]


async def sum_up_author(tx: Transaction, account_id: AccountId) -> None:
    """The numbers of an author by day, from those of the tweets."""
    await tx.run(
        "update account_days set likes = 0, retweets = 0, replies = 0, quotes = 0 where account_id = :account_id",
        account_id=account_id,
    )
    await tx.run(
        """
        insert into account_days (account_id, day, likes, retweets, replies, quotes)
        select :account_id, tweet_days.day, sum(tweet_days.likes), sum(tweet_days.retweets), sum(tweet_days.replies),
               sum(tweet_days.quotes)
        from tweet_numbers cross join tweet_days
        where tweet_numbers.author_id = :account_id and tweet_days.tweet_id = tweet_numbers.tweet_id
        group by tweet_days.day
        on conflict (account_id, day) do update set likes = excluded.likes, retweets = excluded.retweets,
            replies = excluded.replies, quotes = excluded.quotes
        """,
        account_id=account_id,
    )


async def count_followers(tx: Transaction, account_id: AccountId, day: int, come: int, gone: int) -> None:
    """Adds to those who came and went on this day, of somebody who lives here."""
    await tx.run(
        """
        insert into account_days (account_id, day, followers_come, followers_gone)
        select id, :day, :come, :gone from accounts where id = :account_id and host = '' and state <> 'erased'
        on conflict (account_id, day) do update set followers_come = followers_come + :come,
            followers_gone = followers_gone + :gone
        """,
        account_id=account_id,
        day=day,
        come=come,
        gone=gone,
    )
