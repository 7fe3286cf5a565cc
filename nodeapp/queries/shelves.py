"""Shelves: the rows a page of tweets needs, loaded in batches, never one by one."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec import Struct

from nodeapp.model.accounts import Account
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.tweets import Tweet
from nodeapp.model.views import Flags
from nodeapp.queries import accounts, engagement, graph, tweets
from nodeapp.seams.database import SET_SIZE_MAX, Reader

T = TypeVar("T")


class Shelf(Struct, frozen=True):
    """Everything a page needs, for one viewer."""

    viewer_id: AccountId | None
    tweets: dict[TweetId, Tweet]
    accounts: dict[AccountId, Account]
    mentions: dict[TweetId, tuple[AccountId, ...]]
    hashtags: dict[TweetId, tuple[str, ...]]
    followed: frozenset[AccountId]
    blocked: frozenset[AccountId]
    blocked_by: frozenset[AccountId]
    flags: dict[TweetId, Flags]


async def load(reader: Reader, viewer_id: AccountId | None, ids: Sequence[TweetId]) -> Shelf:
    """The tweets, what they retweet and quote, and everybody and everything these name."""
    rows = {tweet.id: tweet for tweet in await _tweets(reader, ids)}
    originals = {row.retweet_of_id for row in rows.values() if row.retweet_of_id} - rows.keys()
    rows |= {tweet.id: tweet for tweet in await _tweets(reader, originals)}
    quoted = {row.quote_of_id for row in rows.values() if row.quote_of_id} - rows.keys()
    rows |= {tweet.id: tweet for tweet in await _tweets(reader, quoted)}
    mentions = await _mentions(reader, rows)
    authors = {row.author_id for row in rows.values()}
    people = authors.union(*mentions.values())
    followed, blocks = await _standing(reader, viewer_id, authors)
    return Shelf(
        viewer_id=viewer_id,
        tweets=rows,
        accounts={account.id: account for chunk in _chunks(people) for account in await accounts.by_ids(reader, chunk)},
        mentions=mentions,
        hashtags=await _hashtags(reader, rows),
        followed=followed,
        blocked=frozenset(row.target_id for row in blocks if row.account_id == viewer_id),
        blocked_by=frozenset(row.account_id for row in blocks if row.target_id == viewer_id),
        flags=await _flags(reader, viewer_id, [row.id for row in rows.values() if row.retweet_of_id is None]),
    )


async def _tweets(reader: Reader, ids: Iterable[TweetId]) -> list[Tweet]:
    return [tweet for chunk in _chunks(ids) for tweet in await tweets.by_ids(reader, chunk)]


async def _mentions(reader: Reader, ids: Iterable[TweetId]) -> dict[TweetId, tuple[AccountId, ...]]:
    found: dict[TweetId, tuple[AccountId, ...]] = {}
    for chunk in _chunks(ids):
        for row in await tweets.mentions_of(reader, chunk):
            found[row.tweet_id] = (*found.get(row.tweet_id, ()), row.account_id)
    return found


async def _hashtags(reader: Reader, ids: Iterable[TweetId]) -> dict[TweetId, tuple[str, ...]]:
    found: dict[TweetId, tuple[str, ...]] = {}
    for chunk in _chunks(ids):
        for row in await tweets.hashtags_of(reader, chunk):
            found[row.tweet_id] = (*found.get(row.tweet_id, ()), row.tag)
    return found


async def _standing(
    reader: Reader, viewer_id: AccountId | None, authors: Iterable[AccountId]
) -> tuple[frozenset[AccountId], list[graph.BlockRow]]:
    """Whom of these the viewer follows, and the blocks between them."""
    if viewer_id is None:
        return frozenset(), []
    followed: set[AccountId] = set()
    blocks: list[graph.BlockRow] = []
    for chunk in _chunks(authors):
        rows = await graph.followed_among(reader, viewer_id, chunk)
        followed |= {row.followee_id for row in rows if row.state == "following"}
        blocks += await graph.blocks_among(reader, viewer_id, chunk)
    return frozenset(followed), blocks


async def _flags(reader: Reader, viewer_id: AccountId | None, ids: Sequence[TweetId]) -> dict[TweetId, Flags]:
    """What the viewer did with each of these; those untouched are left out."""
    if viewer_id is None:
        return {}
    flags: dict[TweetId, Flags] = {}
    for chunk in _chunks(ids):
        liked = set(await engagement.liked_among(reader, viewer_id, chunk))
        retweeted = set(await engagement.retweeted_among(reader, viewer_id, chunk))
        bookmarked = set(await engagement.bookmarked_among(reader, viewer_id, chunk))
        for tweet_id in liked | retweeted | bookmarked:
            flags[tweet_id] = Flags(tweet_id in liked, tweet_id in retweeted, tweet_id in bookmarked)
    return flags


def _chunks(things: Iterable[T]) -> Iterable[list[T]]:
    """Sets as large as a query takes."""
    everything = list(things)
    return (everything[start : start + SET_SIZE_MAX] for start in range(0, len(everything), SET_SIZE_MAX))
