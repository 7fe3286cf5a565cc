"""Files of media: what lies behind each address of a file of ours, and which contents a row names."""

from collections.abc import Sequence

from msgspec import Struct

from nodeapp.model.ids import AccountId, MediaId, TweetId
from nodeapp.model.media import MediaPurpose, MediaState
from nodeapp.seams.database import Reader, Transaction


class MediaFile(Struct, frozen=True):
    """A row of `media_files`; `hash` says where the content is."""

    media_id: MediaId
    name: str
    hash: bytes
    mime: str
    bytes: int


class Address(Struct, frozen=True, kw_only=True):
    """A file behind its address, with what decides who may have it."""

    mime: str
    hash: bytes
    bytes: int
    account_id: AccountId
    state: MediaState
    purpose: MediaPurpose
    tweet_id: TweetId | None
    tweet_is_deleted: bool
    owner_is_live: bool


async def at(reader: Reader, file_key: str, name: str) -> Address | None:
    return await reader.one(
        Address,
        """
        select media_files.mime, media_files.hash, media_files.bytes, media.account_id, media.state, media.purpose,
            media.tweet_id, tweets.deleted_at_ms is not null as tweet_is_deleted,
            accounts.state not in ('pending', 'suspended', 'deactivated', 'gone', 'erased') as owner_is_live
        from media
        join media_files on media_files.media_id = media.id and media_files.name = :name
        join accounts on accounts.id = media.account_id
        left join tweets on tweets.id = media.tweet_id
        where media.file_key = :file_key
        """,
        file_key=file_key,
        name=name,
    )


async def of_media(reader: Reader, ids: list[MediaId]) -> list[MediaFile]:
    """Of at most 500 media, in no particular order."""
    return await reader.all(MediaFile, "select * from media_files where media_id in :ids", ids=list[int](ids))


async def one(reader: Reader, media_id: MediaId, name: str) -> MediaFile | None:
    return await reader.one(
        MediaFile, "select * from media_files where media_id = :media_id and name = :name", media_id=media_id, name=name
    )


async def store(tx: Transaction, files: Sequence[MediaFile]) -> None:
    """One that was there under the same name is another now."""
    await tx.many(
        """
        insert into media_files (media_id, name, hash, mime, bytes) values (:media_id, :name, :hash, :mime, :bytes)
        on conflict (media_id, name) do update set hash = :hash, mime = :mime, bytes = :bytes
        """,
        [
            {"media_id": file.media_id, "name": file.name, "hash": file.hash, "mime": file.mime, "bytes": file.bytes}
            for file in files
        ],
    )


async def delete(tx: Transaction, media_id: MediaId, name: str) -> None:
    await tx.run("delete from media_files where media_id = :media_id and name = :name", media_id=media_id, name=name)


async def delete_all(tx: Transaction, ids: list[MediaId]) -> None:
    await tx.run("delete from media_files where media_id in :ids", ids=list[int](ids))


async def named_among(reader: Reader, hashes: list[bytes]) -> set[bytes]:
    """Which of at most 500 contents a row names."""
    found = await reader.values("select distinct hash from media_files where hash in :hashes", hashes=hashes)
    return {value for value in found if isinstance(value, bytes)}
