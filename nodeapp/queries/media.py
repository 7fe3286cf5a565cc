"""Media: files of tweets and profiles."""

from nodeapp.model.ids import AccountId, MediaId, TweetId
from nodeapp.model.media import Media
from nodeapp.seams.database import Reader, Transaction


async def by_id(reader: Reader, media_id: MediaId) -> Media | None:
    return await reader.one(Media, "select * from media where id = :media_id", media_id=media_id)


async def by_ids(reader: Reader, ids: list[MediaId]) -> list[Media]:
    """At most 500, in no particular order."""
    return await reader.all(Media, "select * from media where id in :ids", ids=list[int](ids)) if ids else []


async def by_key(reader: Reader, file_key: str) -> Media | None:
    return await reader.one(Media, "select * from media where file_key = :file_key", file_key=file_key)


async def of_tweets(reader: Reader, ids: list[TweetId]) -> list[Media]:
    """Those of at most 500 tweets, each tweet's in their order."""
    return await reader.all(
        Media,
        "select * from media where tweet_id in :ids and purpose = 'tweet' order by tweet_id, place",
        ids=list[int](ids),
    )


async def insert(tx: Transaction, media: Media) -> None:
    await tx.run(
        """
        insert into media (
            id, account_id, tweet_id, place, purpose, kind, state, file_key, hash, mime, bytes, width, height,
            duration_ms, alt, focus_x, focus_y, blurhash, renditions, remote_url, created_at_ms
        ) values (
            :id, :account_id, :tweet_id, :place, :purpose, :kind, :state, :file_key, :hash, :mime, :bytes, :width,
            :height, :duration_ms, :alt, :focus_x, :focus_y, :blurhash, :renditions, :remote_url, :created_at_ms
        )
        """,
        id=media.id,
        account_id=media.account_id,
        tweet_id=media.tweet_id,
        place=media.place,
        purpose=media.purpose,
        kind=media.kind,
        state=media.state,
        file_key=media.file_key,
        hash=media.hash,
        mime=media.mime,
        bytes=media.bytes,
        width=media.width,
        height=media.height,
        duration_ms=media.duration_ms,
        alt=media.alt,
        focus_x=media.focus_x,
        focus_y=media.focus_y,
        blurhash=media.blurhash,
        renditions=media.renditions,
        remote_url=media.remote_url,
        created_at_ms=media.created_at_ms,
    )


async def attach(tx: Transaction, ids: list[MediaId], account_id: AccountId, tweet_id: TweetId) -> int:
    """Files of this person that hang on no tweet yet, in this order; the number of them that were."""
    attached = 0
    for place, media_id in enumerate(ids):
        attached += await tx.run(
            """
            update media set tweet_id = :tweet_id, place = :place
            where id = :media_id and account_id = :account_id and tweet_id is null and purpose = 'tweet'
            """,
            tweet_id=tweet_id,
            place=place,
            media_id=media_id,
            account_id=account_id,
        )
    await tx.run("update tweets set media_count = :count where id = :tweet_id", tweet_id=tweet_id, count=attached)
    return attached
