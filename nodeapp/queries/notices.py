"""Notices: whom here something that happened concerns, and whether it still is so."""

from collections.abc import Awaitable, Callable, Iterable, Sequence

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.notifications import Cause, Kind
from nodeapp.seams.database import Reader


class Named(Struct, frozen=True):
    """A way in which a tweet concerns somebody."""

    tweet_id: TweetId
    actor_id: AccountId
    account_id: AccountId
    kind: Kind
    created_at_ms: int


class Rung(Struct, frozen=True):
    """Somebody who wants to hear of a tweet, and since when they follow its author."""

    tweet_id: TweetId
    actor_id: AccountId
    account_id: AccountId
    created_at_ms: int
    since_ms: int


async def named_by(reader: Reader, ids: Sequence[TweetId]) -> list[Named]:
    """Who is answered, quoted and mentioned in these live tweets, in every way; also elsewhere. At most 500."""
    return await reader.all(
        Named,
        """
        select id as tweet_id, author_id as actor_id, reply_to_author_id as account_id, 'reply' as kind, created_at_ms
        from tweets where id in :ids and reply_to_author_id is not null and deleted_at_ms is null
        union all
        select id, author_id, account_id, case when visibility = 'direct' then 'direct' else 'mention' end,
            created_at_ms
        from tweets cross join tweet_mentions
        where id in :ids and deleted_at_ms is null and tweet_mentions.tweet_id = tweets.id
        union all
        select tweets.id, tweets.author_id, quoted.author_id, 'quote', tweets.created_at_ms
        from tweets cross join tweets as quoted
        where tweets.id in :ids and tweets.deleted_at_ms is null and quoted.id = tweets.quote_of_id
          and tweets.quote_state in ('accepted', 'unasked')
        """,
        ids=list[int](ids),
    )


async def rung_by(reader: Reader, ids: Sequence[TweetId], after: tuple[TweetId, AccountId], limit: int) -> list[Rung]:
    """Who here has a bell on for the authors of these live tweets, in order, from `after` on. At most 500 tweets.

    Answers to others ring no bell, nor do messages.
    """
    after_tweet, after_account = after
    return await reader.all(
        Rung,
        """
        select tweets.id as tweet_id, author_id as actor_id, follower_id as account_id,
            tweets.created_at_ms as created_at_ms, follows.created_at_ms as since_ms
        from tweets cross join follows
        where tweets.id in :ids and deleted_at_ms is null and visibility <> 'direct'
          and (reply_to_author_id = author_id or (reply_to_author_id is null and reply_to_uri is null))
          and followee_id = author_id and bell = 1 and state = 'following'
          and (tweets.id > :after_tweet or (tweets.id = :after_tweet and follower_id > :after_account))
        order by tweets.id, follower_id limit :limit
        """,
        ids=list[int](ids),
        after_tweet=after_tweet,
        after_account=after_account,
        limit=limit,
    )


async def authors(reader: Reader, ids: Sequence[TweetId]) -> dict[TweetId, AccountId]:
    """Of live tweets; at most 500."""
    rows = await reader.all(
        _Written, "select id, author_id from tweets where id in :ids and deleted_at_ms is null", ids=list[int](ids)
    )
    return {row.id: row.author_id for row in rows}


class _Written(Struct, frozen=True):
    id: TweetId
    author_id: AccountId


async def voters_here(reader: Reader, tweet_id: TweetId, after: AccountId, limit: int) -> list[AccountId]:
    """Who lives here and voted, in order of their ids."""
    found = await reader.values(
        """
        select distinct account_id from poll_votes cross join accounts
        where tweet_id = :tweet_id and account_id > :after and accounts.id = poll_votes.account_id
          and accounts.host = ''
        order by account_id limit :limit
        """,
        tweet_id=tweet_id,
        after=after,
        limit=limit,
    )
    return _ids(found)


async def involved_here(reader: Reader, tweet_id: TweetId, limit: int) -> list[AccountId]:
    """Who lives here and retweeted, quoted, answered or liked a tweet."""
    found = await reader.values(
        """
        select accounts.id from (
            select author_id as account_id from tweets where retweet_of_id = :tweet_id and deleted_at_ms is null
            union select author_id from tweets where quote_of_id = :tweet_id and deleted_at_ms is null
            union select author_id from tweets where reply_to_id = :tweet_id and deleted_at_ms is null
            union select account_id from likes where tweet_id = :tweet_id
        ) cross join accounts
        where accounts.id = account_id and accounts.host = '' limit :limit
        """,
        tweet_id=tweet_id,
        limit=limit,
    )
    return _ids(found)


async def still_so(reader: Reader, causes: Sequence[Cause]) -> set[tuple[Kind, int]]:
    """The likes, retweets, follows and requests among these that are there, by kind and cause; at most 500."""
    found = set[tuple[Kind, int]]()
    for kind, find in _PRESENT.items():
        some = [cause for cause in causes if cause.kind == kind]
        if some:
            found |= {(kind, id) for id in await find(reader, some)}
    return found


async def _likes(reader: Reader, causes: Sequence[Cause]) -> list[AccountId]:
    return _ids(
        await reader.values(
            "select id from likes where tweet_id in :tweets and account_id in :actors",
            tweets=list({int(cause.tweet_id) for cause in causes}),
            actors=list({int(cause.actor_id) for cause in causes}),
        )
    )


async def _retweets(reader: Reader, causes: Sequence[Cause]) -> list[AccountId]:
    ids = [cause.cause_id for cause in causes]
    return _ids(await reader.values("select id from tweets where id in :ids and deleted_at_ms is null", ids=ids))


async def _follows(reader: Reader, causes: Sequence[Cause]) -> list[AccountId]:
    return _ids(
        await reader.values(
            """
            select id from follows
            where followee_id in :receivers and follower_id in :actors and state = :state
            """,
            receivers=list({int(cause.account_id) for cause in causes}),
            actors=list({int(cause.actor_id) for cause in causes}),
            state="following" if causes[0].kind == "follow" else "requested",
        )
    )


async def _requests(reader: Reader, causes: Sequence[Cause]) -> list[AccountId]:
    ids = [cause.cause_id for cause in causes]
    return _ids(await reader.values("select id from quote_requests where id in :ids and state = 'pending'", ids=ids))


_Find = Callable[[Reader, Sequence[Cause]], Awaitable[list[AccountId]]]

_PRESENT: dict[Kind, _Find] = {
    "like": _likes,
    "retweet": _retweets,
    "follow": _follows,
    "follow_request": _follows,
    "quote_request": _requests,
}


def _ids(values: Iterable[object]) -> list[AccountId]:
    return [AccountId(value) for value in values if isinstance(value, int)]


CHECKED = frozenset(_PRESENT)
"""Kinds whose causes may be gone by the time somebody is to be told; a tweet is looked at anyway."""
