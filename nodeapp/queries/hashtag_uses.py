"""Uses of hashtags in public tweets: who used which, at the time that the tweet's id tells; counted for trends.

Only people who are active and no bots count: that is looked up when it is counted, so that it is always true.
"""

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.trends import Bucket
from nodeapp.seams.database import Reader, Transaction


class Use(Struct, frozen=True):
    tweet_id: TweetId
    tag: str
    account_id: AccountId


class Leader(Struct, frozen=True):
    """A tag of the last hour; `first_id` is its first use, as far as uses are kept."""

    tag: str
    mentions: int
    first_id: TweetId


class Hour(Struct, frozen=True):
    """What was counted of a tag since some id, with its first and last tweet."""

    tag: str
    tweet_count: int
    people_count: int
    first_id: TweetId
    last_id: TweetId


class Day(Struct, frozen=True):
    """`day` counts from the epoch of ids, in UTC."""

    tag: str
    day: int
    tweet_count: int
    people_count: int


class Related(Struct, frozen=True):
    """`sample` is the newest tweet with both."""

    tag: str
    people_count: int
    sample: TweetId


async def present(reader: Reader, ids: list[TweetId]) -> list[Use]:
    """What is to be counted of these tweets, as they are now."""
    return await reader.all(
        Use,
        """
        select tweets.id as tweet_id, tweet_hashtags.tag as tag, tweets.author_id as account_id
        from tweets cross join tweet_hashtags
        where tweets.id in :ids and tweets.visibility = 'public' and tweets.deleted_at_ms is null
          and tweets.retweet_of_id is null and tweet_hashtags.tweet_id = tweets.id
        """,
        ids=list[int](ids),
    )


async def insert(tx: Transaction, uses: list[Use]) -> None:
    await tx.many(
        """
        insert into hashtag_uses (tweet_id, tag, account_id) values (:tweet_id, :tag, :account_id)
        on conflict (tweet_id, tag) do nothing
        """,
        [{"tweet_id": use.tweet_id, "tag": use.tag, "account_id": use.account_id} for use in uses],
    )


async def delete(tx: Transaction, ids: list[TweetId]) -> None:
    await tx.run("delete from hashtag_uses where tweet_id in :ids", ids=list[int](ids))


async def clear(tx: Transaction, after: TweetId, until: TweetId) -> None:
    """Of the tweets above `after`, up to and with `until`."""
    await tx.run(
        "delete from hashtag_uses where tweet_id > :after and tweet_id <= :until", after=int(after), until=int(until)
    )


async def make(tx: Transaction, after: TweetId, until: TweetId) -> int:
    """From the tweets themselves, of the same range; how many there are."""
    return await tx.run(
        """
        insert into hashtag_uses (tweet_id, tag, account_id)
        select tweets.id, tweet_hashtags.tag, tweets.author_id
        from tweets cross join tweet_hashtags
        where tweets.id > :after and tweets.id <= :until and tweets.visibility = 'public'
          and tweets.deleted_at_ms is null and tweets.retweet_of_id is null and tweet_hashtags.tweet_id = tweets.id
        """,
        after=int(after),
        until=int(until),
    )


async def forget(tx: Transaction, before: TweetId, most: int) -> int:
    return await tx.run(
        """
        delete from hashtag_uses where tweet_id in (
            select distinct tweet_id from hashtag_uses where tweet_id < :before order by tweet_id limit :most
        )
        """,
        before=int(before),
        most=most,
    )


async def locations(reader: Reader, since: TweetId, most: int) -> list[str]:
    """What the profiles of those who used any hashtag since then say of where they live, each spelling once."""
    found = await reader.values(
        """
        select distinct accounts.location from hashtag_uses cross join accounts
        where hashtag_uses.tweet_id >= :since and accounts.id = hashtag_uses.account_id
          and accounts.location <> '' limit :most
        """,
        since=int(since),
        most=most,
    )
    return [str(location) for location in found]


async def leaders(reader: Reader, since: TweetId, places: list[str] | None, among: int, most: int) -> list[Leader]:
    """Tags by mentions since then: a person counts once a minute. `places` are spellings of locations, None for all.

    Of the newest `among` uses: without that bound SQLite goes by tags, through ninety days of them.
    """
    return await reader.all(
        Leader,
        """
        select tag, count(*) as mentions,
               (select min(first.tweet_id) from hashtag_uses as first where first.tag = mention.tag) as first_id
        from (
            select distinct used.tag as tag, (used.tweet_id >> 22) / 60000 as minute, used.account_id as account_id
            from (
                select tag, tweet_id, account_id from hashtag_uses where tweet_id >= :since
                order by tweet_id desc limit :among
            ) as used cross join accounts
            where accounts.id = used.account_id and accounts.state = 'active' and accounts.bot = 0
              and (:everywhere or accounts.location in :places)
        ) as mention
        group by tag order by mentions desc, tag limit :most
        """,
        since=int(since),
        everywhere=places is None,
        places=places or [],
        among=among,
        most=most,
    )


async def buckets(reader: Reader, tags: list[str], since: TweetId, places: list[str] | None) -> list[Bucket]:
    """One for each minute in which one of these was used."""
    return await reader.all(
        Bucket,
        """
        select tag, minute, count(*) as people
        from (
            select distinct hashtag_uses.tag as tag, (hashtag_uses.tweet_id >> 22) / 60000 as minute,
                            hashtag_uses.account_id as account_id
            from hashtag_uses cross join accounts
            where hashtag_uses.tag in :tags and hashtag_uses.tweet_id >= :since
              and accounts.id = hashtag_uses.account_id and accounts.state = 'active' and accounts.bot = 0
              and (:everywhere or accounts.location in :places)
        ) as mention
        group by tag, minute
        """,
        tags=tags,
        since=int(since),
        everywhere=places is None,
        places=places or [],
    )


async def hours(reader: Reader, tags: list[str], since: TweetId, places: list[str] | None) -> list[Hour]:
    """How many tweets since then, and by how many people, for each of these that was used."""
    return await reader.all(
        Hour,
        """
        select hashtag_uses.tag as tag, count(*) as tweet_count,
               count(distinct hashtag_uses.account_id) as people_count,
               min(hashtag_uses.tweet_id) as first_id, max(hashtag_uses.tweet_id) as last_id
        from hashtag_uses cross join accounts
        where hashtag_uses.tag in :tags and hashtag_uses.tweet_id >= :since
          and accounts.id = hashtag_uses.account_id and accounts.state = 'active' and accounts.bot = 0
          and (:everywhere or accounts.location in :places)
        group by hashtag_uses.tag
        """,
        tags=tags,
        since=int(since),
        everywhere=places is None,
        places=places or [],
    )


async def days(reader: Reader, tags: list[str], since: TweetId) -> list[Day]:
    """For each of these and each day since then on which it was used, wherever people live."""
    return await reader.all(
        Day,
        """
        select hashtag_uses.tag as tag, (hashtag_uses.tweet_id >> 22) / 86400000 as day, count(*) as tweet_count,
               count(distinct hashtag_uses.account_id) as people_count
        from hashtag_uses cross join accounts
        where hashtag_uses.tag in :tags and hashtag_uses.tweet_id >= :since
          and accounts.id = hashtag_uses.account_id and accounts.state = 'active' and accounts.bot = 0
        group by hashtag_uses.tag, day
        """,
        tags=tags,
        since=int(since),
    )


async def related(reader: Reader, tag: str, among: int, most: int) -> list[Related]:
    """Tags in the newest `among` tweets with this one, by how many people wrote both."""
    return await reader.all(
        Related,
        """
        select other.tag as tag, count(distinct other.account_id) as people_count, max(other.tweet_id) as sample
        from (
            select hashtag_uses.tweet_id as tweet_id from hashtag_uses cross join accounts
            where hashtag_uses.tag = :tag and accounts.id = hashtag_uses.account_id
              and accounts.state = 'active' and accounts.bot = 0
            order by hashtag_uses.tweet_id desc limit :among
        ) as newest cross join hashtag_uses as other
        where other.tweet_id = newest.tweet_id and other.tag <> :tag
        group by other.tag order by people_count desc, other.tag limit :most
        """,
        tag=tag,
        among=among,
        most=most,
    )
