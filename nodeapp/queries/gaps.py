"""Gaps: what the log tells after a place in it, as far as homes have to know."""

from collections.abc import Sequence

from msgspec import Struct

from nodeapp.model.events import Logged, RetweetCreated, TweetCreated, TweetRestored
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.visibility import Visibility
from nodeapp.queries import event_log
from nodeapp.queries.shelves import chunks
from nodeapp.seams.database import Reader

_ANSWERS_MAX = 2_000


class Placed(Struct, frozen=True, gc=False):
    """What decides in whose homes a tweet or retweet stands."""

    id: TweetId
    author_id: AccountId
    visibility: Visibility
    reply_to_author_id: AccountId | None
    reply_to_uri: str | None
    deleted_at_ms: int | None


class News(Struct, frozen=True):
    """A stretch of the log, and the tweets and retweets it brought, as they are now.

    `is_whole` is false where these were too many to be read.
    """

    logged: Sequence[Logged]
    placed: Sequence[Placed]
    is_whole: bool


async def after(reader: Reader, position: int, limit: int) -> News:
    """The next `limit` events. Among the tweets are answers that came before what they answer, and have found it."""
    logged = await event_log.after(reader, position, limit)
    placed: list[Placed] = []
    for ids in chunks(_entries(logged)):
        placed += await _by_ids(reader, ids)
    is_whole = True
    for ids in chunks(_arrived(logged)):
        answers = await _answers(reader, ids, _ANSWERS_MAX)
        is_whole &= len(answers) < _ANSWERS_MAX
        placed += answers
    return News(logged, placed, is_whole)


def _entries(logged: Sequence[Logged]) -> list[TweetId]:
    found = []
    for entry in logged:
        match entry.event:
            case TweetCreated(subject_id=tweet_id) | TweetRestored(subject_id=tweet_id):
                found.append(TweetId(tweet_id))
            case RetweetCreated(entry_id=entry_id):
                found.append(entry_id)
    return found


def _arrived(logged: Sequence[Logged]) -> list[TweetId]:
    """Nothing answers a tweet of this node before it is there."""
    return [TweetId(one.event.subject_id) for one in logged if isinstance(one.event, TweetCreated) and one.event.origin]


async def _by_ids(reader: Reader, ids: list[TweetId]) -> list[Placed]:
    return await reader.all(
        Placed,
        """
        select id, author_id, visibility, reply_to_author_id, reply_to_uri, deleted_at_ms
        from tweets where id in :ids
        """,
        ids=list[int](ids),
    )


async def _answers(reader: Reader, ids: list[TweetId], limit: int) -> list[Placed]:
    return await reader.all(
        Placed,
        """
        select id, author_id, visibility, reply_to_author_id, reply_to_uri, deleted_at_ms
        from tweets where reply_to_id in :ids limit :limit
        """,
        ids=list[int](ids),
        limit=limit,
    )
