"""Files of tweets that are edited: which of them show, in which order, and how they are described."""

from nodeapp.model.ids import MediaId, TweetId
from nodeapp.model.media import Media
from nodeapp.seams.database import Transaction


async def arrange(tx: Transaction, tweet_id: TweetId, ids: list[MediaId]) -> None:
    """From now on these show with the tweet, in this order. The others stay for its history."""
    await tx.run(
        "update media set purpose = 'earlier' where tweet_id = :tweet_id and purpose = 'tweet' and id not in :ids",
        tweet_id=tweet_id,
        ids=list[int](ids),
    )
    await tx.many(
        "update media set tweet_id = :tweet_id, place = :place, purpose = 'tweet' where id = :media_id",
        [{"tweet_id": tweet_id, "place": place, "media_id": media_id} for place, media_id in enumerate(ids)],
    )
    await tx.run(
        "update tweets set media_count = :count where id = :tweet_id and media_count <> :count",
        tweet_id=tweet_id,
        count=len(ids),
    )


async def describe(tx: Transaction, media: Media) -> None:
    await tx.run(
        "update media set alt = :alt, focus_x = :x, focus_y = :y where id = :media_id",
        media_id=media.id,
        alt=media.alt,
        x=media.focus_x,
        y=media.focus_y,
    )
