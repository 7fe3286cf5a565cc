"""Standings: everything memory keeps of one viewer, read at once."""

from msgspec import Struct

from nodeapp.model.graph import NOTHING_APART, Apart
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.views import BOOKMARKED, LIKED, RETWEETED
from nodeapp.queries import aparts, hashtags
from nodeapp.seams.database import Reader

_CLOCK_SLIP = 60_000 << 22
"""A minute, as ids count time: by how much a tweet's id may be above that of what was done to it."""


class Standing(Struct, frozen=True):
    """`marks` has every tweet from `marks_floor` on with which the viewer did something, and what (bits)."""

    followed: list[AccountId]
    blocked: list[AccountId]
    blocked_by: list[AccountId]
    marks: dict[TweetId, int]
    marks_floor: int
    apart: Apart = NOTHING_APART
    tags: frozenset[str] = frozenset()
    """Hashtags that are followed."""


class _Done(Struct, frozen=True):
    """Something done to a tweet; its own id tells when."""

    id: int
    tweet_id: TweetId


async def of(reader: Reader, account_id: AccountId, marks_max: int) -> Standing:
    """With the newest `marks_max` likes, bookmarks and retweets each."""
    marks: dict[TweetId, int] = {}
    floor = 0
    for bit, rows in (
        (LIKED, await _likes(reader, account_id, marks_max)),
        (BOOKMARKED, await _bookmarks(reader, account_id, marks_max)),
        (RETWEETED, await _retweets(reader, account_id, marks_max)),
    ):
        for row in rows:
            marks[row.tweet_id] = marks.get(row.tweet_id, 0) | bit
        if len(rows) >= marks_max:
            # Nothing is done to a tweet before it is there: what is missing was done to older ones.
            floor = max(floor, rows[-1].id + _CLOCK_SLIP)
    return Standing(
        followed=await _ids(
            reader,
            "select followee_id from follows where follower_id = :account_id and state = 'following'",
            account_id,
        ),
        blocked=await _ids(reader, "select target_id from blocks where account_id = :account_id", account_id),
        blocked_by=await _ids(reader, "select account_id from blocks where target_id = :account_id", account_id),
        marks={tweet_id: bits for tweet_id, bits in marks.items() if tweet_id >= floor},
        marks_floor=floor,
        apart=await aparts.of(reader, account_id),
        tags=await hashtags.tags_of(reader, account_id),
    )


async def _ids(reader: Reader, sql: str, account_id: AccountId) -> list[AccountId]:
    return [AccountId(int(value or 0)) for value in await reader.values(sql, account_id=account_id)]


async def _likes(reader: Reader, account_id: AccountId, limit: int) -> list[_Done]:
    return await reader.all(
        _Done,
        "select id, tweet_id from likes where account_id = :account_id order by id desc limit :limit",
        account_id=account_id,
        limit=limit,
    )


async def _bookmarks(reader: Reader, account_id: AccountId, limit: int) -> list[_Done]:
    return await reader.all(
        _Done,
        "select id, tweet_id from bookmarks where account_id = :account_id order by id desc limit :limit",
        account_id=account_id,
        limit=limit,
    )


async def _retweets(reader: Reader, account_id: AccountId, limit: int) -> list[_Done]:
    return await reader.all(
        _Done,
        """
        select id, retweet_of_id as tweet_id from tweets
        where author_id = :account_id and retweet_of_id is not null and deleted_at_ms is null
        order by id desc limit :limit
        """,
        account_id=account_id,
        limit=limit,
    )
