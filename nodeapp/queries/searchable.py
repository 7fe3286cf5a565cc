"""What an index is told: tweets and people as they are now, in batches, each with all that hangs on it."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.searchable import Hanging, PersonRow, Row, SearchableTweet, is_open, searchable
from nodeapp.queries.shelves import chunks, hashtags_by_tweet, mentions_by_tweet
from nodeapp.seams.database import Reader


class _Text(Struct, frozen=True):
    tweet_id: TweetId
    text: str


class _Finder(Struct, frozen=True):
    tweet_id: TweetId
    account_id: AccountId


async def of_tweets(reader: Reader, ids: Iterable[TweetId], finders_max: int) -> list[SearchableTweet]:
    """Those that are live, and have words of their own; at most `finders_max` may find each that is not for all."""
    rows = [row for chunk in chunks(ids) for row in await _rows(reader, chunk)]
    return await _with_what_hangs(reader, rows, finders_max)


async def below(reader: Reader, before: int, limit: int, finders_max: int) -> tuple[list[SearchableTweet], int]:
    """The newest below an id, and below which id to go on: 0 at the end."""
    ids = [
        TweetId(int(str(id)))
        for id in await reader.values(
            "select id from tweets where id < :before order by id desc limit :limit", before=before, limit=limit
        )
    ]
    return await of_tweets(reader, ids, finders_max), ids[-1] if len(ids) == limit else 0


async def of_author_below(
    reader: Reader, author_id: int, before: int, limit: int, finders_max: int
) -> tuple[list[SearchableTweet], int]:
    """As `below`, of one author."""
    ids = [
        TweetId(int(str(id)))
        for id in await reader.values(
            """
            select id from tweets
            where author_id = :author_id and id < :before and deleted_at_ms is null and retweet_of_id is null
            order by id desc limit :limit
            """,
            author_id=author_id,
            before=before,
            limit=limit,
        )
    ]
    return await of_tweets(reader, ids, finders_max), ids[-1] if len(ids) == limit else 0


async def of_people(reader: Reader, ids: Iterable[AccountId]) -> list[PersonRow]:
    return [
        row
        for chunk in chunks(ids)
        for row in await reader.all(
            PersonRow,
            """
            select id, username, host, display_name, bio, bio_html, state, discoverable, indexable, tweet_count
            from accounts where id in :ids
            """,
            ids=list[int](chunk),
        )
    ]


async def people_below(reader: Reader, before: int, limit: int) -> tuple[list[PersonRow], int]:
    ids = [
        AccountId(int(str(id)))
        for id in await reader.values(
            "select id from accounts where id < :before order by id desc limit :limit", before=before, limit=limit
        )
    ]
    return await of_people(reader, ids), ids[-1] if len(ids) == limit else 0


async def is_anybody_there(reader: Reader) -> bool:
    return bool(await reader.number("select 1 from accounts where id > 0 limit 1"))


async def oldest_event(reader: Reader) -> int:
    """The position of the first event that is still kept; 0 for an empty log."""
    return await reader.number("select coalesce(min(position), 0) from events")


async def _rows(reader: Reader, ids: Sequence[TweetId]) -> list[Row]:
    return await reader.all(
        Row,
        """
        select tweets.id, tweets.author_id, tweets.content, tweets.content_warning, tweets.language,
            tweets.visibility, tweets.reply_to_id, tweets.reply_to_uri, tweets.reply_to_author_id,
            tweets.quote_of_id, tweets.quote_of_uri, tweets.media_count, tweets.has_poll,
            tweets.like_count, tweets.retweet_count, tweets.reply_count, tweets.quote_count,
            tweets.origin_like_count, tweets.origin_retweet_count, tweets.origin_reply_count,
            tweets.origin_quote_count, accounts.indexable, accounts.verified, accounts.follower_count,
            accounts.origin_follower_count
        from tweets cross join accounts
        where tweets.id in :ids and accounts.id = tweets.author_id
          and tweets.deleted_at_ms is null and tweets.retweet_of_id is null
          and accounts.state not in ('pending', 'suspended', 'deactivated', 'gone', 'erased')
        """,
        ids=list[int](ids),
    )


async def _with_what_hangs(reader: Reader, rows: Sequence[Row], finders_max: int) -> list[SearchableTweet]:
    ids = [row.id for row in rows]
    texts = await _texts(reader, rows)
    mentions = await mentions_by_tweet(reader, ids)
    hashtags = await hashtags_by_tweet(reader, ids)
    closed = [row.id for row in rows if not is_open(row)]
    finders: dict[TweetId, list[AccountId]] = {tweet_id: list(mentions.get(tweet_id, ())) for tweet_id in closed}
    for chunk in chunks(closed):
        for finder in await _kept_by(reader, chunk, finders_max):
            finders[finder.tweet_id].append(finder.account_id)
    return [
        searchable(
            row,
            Hanging(
                tuple(texts.get(row.id, ())),
                mentions.get(row.id, ()),
                hashtags.get(row.id, ()),
                tuple(finders.get(row.id, ())),
            ),
        )
        for row in rows
    ]


async def _texts(reader: Reader, rows: Sequence[Row]) -> dict[TweetId, list[str]]:
    """What is said of pictures, and what polls offer."""
    found: dict[TweetId, list[str]] = {}
    for chunk in chunks(row.id for row in rows if row.media_count):
        for one in await _alternative_texts(reader, chunk):
            found.setdefault(one.tweet_id, []).append(one.text)
    for chunk in chunks(row.id for row in rows if row.has_poll):
        for one in await _options(reader, chunk):
            found.setdefault(one.tweet_id, []).append(one.text)
    return found


async def _alternative_texts(reader: Reader, ids: Sequence[TweetId]) -> list[_Text]:
    return await reader.all(
        _Text,
        """
        select tweet_id, alt as text from media
        where tweet_id in :ids and purpose = 'tweet' and alt <> '' order by tweet_id, place
        """,
        ids=list[int](ids),
    )


async def _options(reader: Reader, ids: Sequence[TweetId]) -> list[_Text]:
    return await reader.all(
        _Text,
        "select tweet_id, title as text from poll_options where tweet_id in :ids order by tweet_id, place",
        ids=list[int](ids),
    )


async def _kept_by(reader: Reader, ids: Sequence[TweetId], most: int) -> list[_Finder]:
    """Those who live here and liked or kept these, for each the last `most` of both."""
    return await reader.all(
        _Finder,
        """
        select tweet_id, account_id from (
            select tweet_id, account_id, row_number() over (partition by tweet_id order by id desc) as number from (
                select likes.tweet_id, likes.account_id, likes.id from likes cross join accounts
                where likes.tweet_id in :ids and accounts.id = likes.account_id and accounts.host = ''
                union all
                select tweet_id, account_id, id from bookmarks where tweet_id in :ids
            )
        )
        where number <= :most
        """,
        ids=list[int](ids),
        most=most,
    )
