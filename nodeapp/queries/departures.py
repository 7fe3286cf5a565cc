"""Departures: which tweets of ours another node was handed, or has read."""

from nodeapp.model.ids import TweetId
from nodeapp.seams.database import Reader, Transaction


async def has_left(reader: Reader, tweet_id: TweetId) -> bool:
    return bool(await reader.number("select 1 from departures where tweet_id = :tweet_id", tweet_id=tweet_id))


async def not_left_among(reader: Reader, ids: list[TweetId]) -> list[TweetId]:
    """Of at most 500."""
    found = await reader.values("select tweet_id from departures where tweet_id in :ids", ids=list[int](ids))
    return [tweet_id for tweet_id in ids if tweet_id not in found]


async def leave(tx: Transaction, tweet_id: TweetId, now_ms: int) -> bool:
    """From now on it counts as gone out. False where it was deleted meanwhile: then it may not leave any more."""
    if not await tx.number("select 1 from tweets where id = :tweet_id and deleted_at_ms is null", tweet_id=tweet_id):
        return False
    await tx.run(
        "insert into departures (tweet_id, at_ms) values (:tweet_id, :now_ms) on conflict (tweet_id) do nothing",
        tweet_id=tweet_id,
        now_ms=now_ms,
    )
    return True
