"""Links in public tweets, as they are counted for trends."""

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.seams.database import Reader, Transaction


class Link(Struct, frozen=True):
    tweet_id: TweetId
    url: str
    account_id: AccountId


class Words(Struct, frozen=True):
    """A public tweet that seems to have a link in it."""

    tweet_id: TweetId
    account_id: AccountId
    content: str


class Share(Struct, frozen=True):
    """A link in one tweet, with what was done with that tweet."""

    tweet_id: TweetId
    url: str
    account_id: AccountId
    engagement: int


async def present(reader: Reader, ids: list[TweetId]) -> list[Words]:
    """Of these tweets, as they are now, those whose links may be counted."""
    return await reader.all(
        Words,
        """
        select id as tweet_id, author_id as account_id, content from tweets
        where id in :ids and visibility = 'public' and deleted_at_ms is null and retweet_of_id is null
          and content like '%http%'
        """,
        ids=list[int](ids),
    )


async def within(reader: Reader, after: TweetId, until: TweetId) -> list[Words]:
    """As `present`, of the tweets above `after`, up to and with `until`."""
    return await reader.all(
        Words,
        """
        select id as tweet_id, author_id as account_id, content from tweets
        where id > :after and id <= :until and visibility = 'public' and deleted_at_ms is null
          and retweet_of_id is null and content like '%http%'
        """,
        after=int(after),
        until=int(until),
    )


async def insert(tx: Transaction, links: list[Link]) -> None:
    await tx.many(
        """
        insert into shared_links (tweet_id, url, account_id) values (:tweet_id, :url, :account_id)
        on conflict (tweet_id, url) do nothing
        """,
        [{"tweet_id": link.tweet_id, "url": link.url, "account_id": link.account_id} for link in links],
    )


async def delete(tx: Transaction, ids: list[TweetId]) -> None:
    await tx.run("delete from shared_links where tweet_id in :ids", ids=list[int](ids))


async def clear(tx: Transaction, after: TweetId, until: TweetId) -> None:
    await tx.run(
        "delete from shared_links where tweet_id > :after and tweet_id <= :until", after=int(after), until=int(until)
    )


async def forget(tx: Transaction, before: TweetId, most: int) -> int:
    return await tx.run(
        """
        delete from shared_links where tweet_id in (
            select distinct tweet_id from shared_links where tweet_id < :before order by tweet_id limit :most
        )
        """,
        before=int(before),
        most=most,
    )


async def locations(reader: Reader, since: TweetId, most: int) -> list[str]:
    """As in `hashtag_uses`, of those who shared links."""
    found = await reader.values(
        """
        select distinct accounts.location from shared_links cross join accounts
        where shared_links.tweet_id >= :since and accounts.id = shared_links.account_id
          and accounts.location <> '' limit :most
        """,
        since=int(since),
        most=most,
    )
    return [str(location) for location in found]


async def shares(reader: Reader, since: TweetId, places: list[str] | None, most: int) -> list[Share]:
    """The newest `most` since then, by people who are active, no bots, and want to be found."""
    return await reader.all(
        Share,
        """
        select shared_links.tweet_id as tweet_id, shared_links.url as url, shared_links.account_id as account_id,
               tweets.like_count + tweets.retweet_count + tweets.reply_count + tweets.quote_count as engagement
        from shared_links cross join tweets cross join accounts
        where shared_links.tweet_id >= :since and tweets.id = shared_links.tweet_id
          and tweets.visibility = 'public' and tweets.deleted_at_ms is null
          and accounts.id = shared_links.account_id and accounts.state = 'active' and accounts.bot = 0
          and accounts.discoverable = 1 and (:everywhere or accounts.location in :places)
        order by shared_links.tweet_id desc limit :most
        """,
        since=int(since),
        everywhere=places is None,
        places=places or [],
        most=most,
    )
