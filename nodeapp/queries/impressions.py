"""Impressions: who has been shown what was written here, as sets of readers, and how many they are by day."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.seams.database import Reader, Transaction


class CountedReader(Struct, frozen=True):
    """`place` is their number in sets of readers."""

    account_id: AccountId
    place: int
    counted: bool


class Countable(Struct, frozen=True):
    """A tweet whose readers are counted, and who they are so far."""

    tweet_id: TweetId
    author_id: AccountId
    seen: bytes | None


class Visited(Struct, frozen=True):
    """Somebody whose profile was looked at, and by whom so far on that day."""

    account_id: AccountId
    seen: bytes | None


class News(Struct, frozen=True):
    """A tweet, or somebody's profile, with its readers and how many of them are new."""

    subject_id: int
    account_id: AccountId
    seen: bytes
    fresh: int


async def readers_among(reader: Reader, ids: list[AccountId]) -> list[CountedReader]:
    """At most 500; those who have not read yet are not in it."""
    return await reader.all(
        CountedReader, "select account_id, place, counted from readers where account_id in :ids", ids=list[int](ids)
    )


async def add_readers(tx: Transaction, ids: Iterable[AccountId]) -> None:
    """Whoever is erased meanwhile gets no place."""
    await tx.many(
        """
        insert into readers (account_id) select id from accounts where id = :account_id and state <> 'erased'
        on conflict (account_id) do nothing
        """,
        [{"account_id": account_id} for account_id in ids],
    )


async def is_counted(reader: Reader, account_id: AccountId) -> bool:
    return not await reader.number(
        "select 1 from readers where account_id = :account_id and counted = 0", account_id=account_id
    )


async def set_counted(tx: Transaction, account_id: AccountId, counted: bool) -> None:
    await tx.run(
        """
        insert into readers (account_id, counted) values (:account_id, :counted)
        on conflict (account_id) do update set counted = :counted
        """,
        account_id=account_id,
        counted=counted,
    )


async def countable(reader: Reader, ids: list[TweetId]) -> list[Countable]:
    """Those of these that were written here by who is still here, for more than the people they name; at most 500.

    One that was deleted meanwhile is among them: it was shown, and may come back.
    """
    return await reader.all(
        Countable,
        """
        select tweets.id as tweet_id, tweets.author_id, tweet_seen.seen
        from tweets
        cross join accounts on accounts.id = tweets.author_id and accounts.state <> 'erased'
        left join tweet_seen on tweet_seen.tweet_id = tweets.id
        where tweets.id in :ids and tweets.uri is null and tweets.retweet_of_id is null
          and tweets.visibility <> 'direct'
        """,
        ids=list[int](ids),
    )


async def add(tx: Transaction, news: list[News], day: int) -> None:
    """Tweets shown to somebody for the first time."""
    tweets = [_row(one, day) for one in news]
    await tx.many(
        "insert into tweet_seen (tweet_id, seen) values (:id, :seen) on conflict (tweet_id) do update set seen = :seen",
        [{"id": row["id"], "seen": row["seen"]} for row in tweets],
    )
    await tx.many(
        """
        insert into tweet_days (tweet_id, day, impressions) values (:id, :day, :fresh)
        on conflict (tweet_id, day) do update set impressions = impressions + :fresh
        """,
        [{"id": row["id"], "day": day, "fresh": row["fresh"]} for row in tweets],
    )
    await tx.many(
        """
        insert into tweet_numbers (tweet_id, author_id, impressions) values (:id, :account_id, :fresh)
        on conflict (tweet_id) do update set impressions = impressions + :fresh
        """,
        [{"id": row["id"], "account_id": row["account_id"], "fresh": row["fresh"]} for row in tweets],
    )
    await tx.many(
        """
        insert into account_days (account_id, day, impressions) values (:account_id, :day, :fresh)
        on conflict (account_id, day) do update set impressions = impressions + :fresh
        """,
        [{"account_id": row["account_id"], "day": day, "fresh": row["fresh"]} for row in tweets],
    )


async def visited(reader: Reader, ids: list[AccountId], day: int) -> list[Visited]:
    """Those of these who live here; at most 500."""
    return await reader.all(
        Visited,
        """
        select accounts.id as account_id, profile_seen.seen
        from accounts left join profile_seen on profile_seen.day = :day and profile_seen.account_id = accounts.id
        where accounts.id in :ids and accounts.host = '' and accounts.state <> 'erased'
        """,
        ids=list[int](ids),
        day=day,
    )


async def add_visits(tx: Transaction, news: list[News], day: int) -> None:
    """Profiles looked at by somebody for the first time on this day."""
    await tx.many(
        """
        insert into profile_seen (day, account_id, seen) values (:day, :account_id, :seen)
        on conflict (day, account_id) do update set seen = :seen
        """,
        [{"account_id": one.account_id, "day": day, "seen": one.seen} for one in news],
    )
    await tx.many(
        """
        insert into account_days (account_id, day, profile_views) values (:account_id, :day, :fresh)
        on conflict (account_id, day) do update set profile_views = profile_views + :fresh
        """,
        [{"account_id": one.account_id, "day": day, "fresh": one.fresh} for one in news],
    )


async def forget_readers(tx: Transaction, oldest: TweetId, most: int) -> int:
    """Of tweets too old to be counted; the numbers stay."""
    return await tx.run(
        """
        delete from tweet_seen where tweet_id in (
            select tweet_id from tweet_seen where tweet_id < :oldest order by tweet_id limit :most
        )
        """,
        oldest=oldest,
        most=most,
    )


async def forget_visitors(tx: Transaction, before_day: int, most: int) -> int:
    return await tx.run(
        """
        delete from profile_seen where (day, account_id) in (
            select day, account_id from profile_seen where day < :before_day order by day limit :most
        )
        """,
        before_day=before_day,
        most=most,
    )


def _row(one: News, day: int) -> Mapping[str, int | bytes]:
    return {"id": one.subject_id, "account_id": one.account_id, "seen": one.seen, "fresh": one.fresh, "day": day}
