"""Media from elsewhere: the files of a tweet as its own node tells them, and what was fetched of them."""

from collections.abc import Sequence, Set

from nodeapp.model.ids import AccountId, MediaId, TweetId, foreign_id
from nodeapp.model.media import ForeignMedia, Media
from nodeapp.queries import cached_files, media
from nodeapp.seams.database import Reader, Transaction

_ID_ATTEMPTS = 64


async def replace(
    tx: Transaction, tweet_id: TweetId, account_id: AccountId, told: Sequence[ForeignMedia], now_ms: int
) -> None:
    """From now on these, and no others, belong to the tweet. One that stays keeps its id, and so its address here."""
    before = {row.remote_url: row for row in await media.of_tweets(tx, [tweet_id])}
    rows: list[Media] = []
    for place, one in enumerate(told):
        known = before.get(one.url)
        if known is not None:
            media_id, since_ms = known.id, known.created_at_ms
        else:
            taken = {row.id for row in rows}
            media_id, since_ms = await _free_id(tx, f"{tweet_id} {one.url}", now_ms, taken), now_ms
        rows.append(_row(one, media_id, tweet_id, account_id, place, since_ms))
    if rows == list(before.values()):
        return
    await _delete(tx, tweet_id)
    for row in rows:
        await media.insert(tx, row)
    await _count(tx, tweet_id)
    await _forget_files(tx, before.keys() - {row.remote_url for row in rows})


async def drop(tx: Transaction, tweet_id: TweetId) -> None:
    """The tweet goes, and with it what was fetched for it."""
    urls = {row.remote_url for row in await media.of_tweets(tx, [tweet_id])}
    await _delete(tx, tweet_id)
    await _count(tx, tweet_id)
    await _forget_files(tx, urls)


def _row(
    told: ForeignMedia, media_id: MediaId, tweet_id: TweetId, account_id: AccountId, place: int, since_ms: int
) -> Media:
    return Media(
        id=media_id,
        account_id=account_id,
        tweet_id=tweet_id,
        place=place,
        kind=told.kind,
        state="ready",
        mime=told.mime,
        alt=told.alt,
        focus_x=told.focus_x,
        focus_y=told.focus_y,
        blurhash=told.blurhash,
        width=told.width,
        height=told.height,
        duration_ms=told.duration_ms,
        remote_url=told.url,
        created_at_ms=since_ms,
    )


async def _free_id(reader: Reader, name: str, now_ms: int, taken: set[MediaId]) -> MediaId:
    for attempt in range(_ID_ATTEMPTS):
        media_id = MediaId(foreign_id(name, now_ms, attempt))
        if media_id not in taken and await media.by_id(reader, media_id) is None:
            return media_id
    raise LookupError(f"no free id for {name}")


async def _forget_files(tx: Transaction, urls: Set[str | None]) -> None:
    """Whatever else shows one of them fetches it again."""
    await cached_files.forget(tx, [cached_files.url_hash(url) for url in urls if url is not None])


async def _delete(tx: Transaction, tweet_id: TweetId) -> None:
    await tx.run("delete from media where tweet_id = :tweet_id", tweet_id=tweet_id)


async def _count(tx: Transaction, tweet_id: TweetId) -> None:
    await tx.run(
        """
        update tweets set media_count = (select count(*) from media where media.tweet_id = :tweet_id)
        where id = :tweet_id
        """,
        tweet_id=tweet_id,
    )
