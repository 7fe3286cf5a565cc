"""Media of ours: uploads and pictures of profiles as they become ready, change, and go."""

from nodeapp.model.ids import AccountId, MediaId, TweetId
from nodeapp.model.media import Media
from nodeapp.queries import drafts, media_files, media_tasks
from nodeapp.seams.database import Reader, Transaction


async def change(tx: Transaction, media: Media) -> None:
    """What looking at a file told of it, and how it is described; where it hangs stays as it is."""
    await tx.run(
        """
        update media set kind = :kind, state = :state, hash = :hash, mime = :mime, bytes = :bytes, width = :width,
            height = :height, duration_ms = :duration_ms, alt = :alt, focus_x = :focus_x, focus_y = :focus_y,
            blurhash = :blurhash, renditions = :renditions
        where id = :id
        """,
        id=media.id,
        kind=media.kind,
        state=media.state,
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
    )


async def delete(tx: Transaction, ids: list[MediaId]) -> list[bytes]:
    """At most 500, with their files and tasks; the contents that they named, and perhaps nothing names any more."""
    if not ids:
        return []
    hashes = [file.hash for file in await media_files.of_media(tx, ids)]
    await media_files.delete_all(tx, ids)
    await media_tasks.end_all(tx, ids)
    await drafts.let_go(tx, ids)
    await tx.run("delete from media where id in :ids", ids=list[int](ids))
    return list(dict.fromkeys(hashes))


async def pictures_of(reader: Reader, account_id: AccountId, purpose: str) -> list[MediaId]:
    """The avatar or cover that somebody has had so far."""
    found = await reader.values(
        "select id from media where account_id = :account_id and purpose = :purpose",
        account_id=account_id,
        purpose=purpose,
    )
    return _ids(found)


async def all_of(reader: Reader, account_id: AccountId, limit: int) -> list[MediaId]:
    """Whatever one person uploaded, wherever it hangs."""
    found = await reader.values(
        "select id from media where account_id = :account_id order by id limit :limit",
        account_id=account_id,
        limit=limit,
    )
    return _ids(found)


async def unused(reader: Reader, older_than_ms: int, limit: int) -> list[MediaId]:
    """Uploads that have hung on nothing for so long, and are in no draft."""
    found = await reader.values(
        """
        select id from media
        where tweet_id is null and purpose = 'tweet' and created_at_ms < :older_than_ms
          and not exists (select 1 from draft_media where draft_media.media_id = media.id)
        order by created_at_ms limit :limit
        """,
        older_than_ms=older_than_ms,
        limit=limit,
    )
    return _ids(found)


async def of_gone_tweets(reader: Reader, limit: int) -> list[MediaId]:
    """Files of tweets that are gone for good; those that their author may have back are not among them."""
    found = await reader.values(
        """
        select media.id from tweets indexed by tweets_gone_with_media
        cross join media on media.tweet_id = tweets.id
        where tweets.deleted_at_ms is not null and tweets.media_count > 0
          and not exists (select 1 from kept_tweets where kept_tweets.tweet_id = tweets.id)
        union
        select media.id from media join tweets on tweets.id = media.tweet_id
        where media.purpose = 'earlier' and tweets.deleted_at_ms is not null
          and not exists (select 1 from kept_tweets where kept_tweets.tweet_id = tweets.id)
        limit :limit
        """,
        limit=limit,
    )
    return _ids(found)


async def settle_gone_tweets(tx: Transaction, tweet_ids: list[TweetId]) -> None:
    """They have no media any more."""
    await tx.run(
        """
        update tweets set media_count = 0
        where id in :ids and deleted_at_ms is not null
          and not exists (select 1 from media where media.tweet_id = tweets.id)
        """,
        ids=list[int](tweet_ids),
    )


async def set_picture(tx: Transaction, account_id: AccountId, avatar: str | None, now_ms: int) -> None:
    """A path on this node, or none."""
    await tx.run(
        "update accounts set avatar_url = :url, updated_at_ms = :now_ms where id = :account_id",
        account_id=account_id,
        url=avatar,
        now_ms=now_ms,
    )


async def set_cover(tx: Transaction, account_id: AccountId, cover: str | None, now_ms: int) -> None:
    """As `set_picture`."""
    await tx.run(
        "update accounts set cover_url = :url, updated_at_ms = :now_ms where id = :account_id",
        account_id=account_id,
        url=cover,
        now_ms=now_ms,
    )


def _ids(found: list[int | float | str | bytes | None]) -> list[MediaId]:
    return [MediaId(value) for value in found if isinstance(value, int)]
