"""Kept tweets: the words of deleted ones that never left this node, for as long as their author may have them back."""

import msgspec
from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.tweets import Tweet
from nodeapp.queries import leftovers, polls, versions
from nodeapp.seams.database import Reader, Transaction


class Words(Struct, frozen=True):
    """What a tombstone does not have."""

    content: str
    content_warning: str
    language: str | None


class _Row(Struct, frozen=True):
    body: bytes


_decoder = msgspec.json.Decoder(Words)


async def keep(tx: Transaction, tweet: Tweet, now_ms: int) -> None:
    words = Words(tweet.content, tweet.content_warning, tweet.language)
    await tx.run(
        """
        insert into kept_tweets (tweet_id, author_id, body, deleted_at_ms)
        values (:tweet_id, :author_id, :body, :now_ms)
        on conflict (tweet_id) do update set body = :body, deleted_at_ms = :now_ms
        """,
        tweet_id=tweet.id,
        author_id=tweet.author_id,
        body=msgspec.json.encode(words),
        now_ms=now_ms,
    )


async def find(reader: Reader, tweet_id: TweetId, author_id: AccountId, since_ms: int) -> Words | None:
    """Of a tweet of this author that was deleted at `since_ms` or later."""
    row = await reader.one(
        _Row,
        """
        select body from kept_tweets
        where tweet_id = :tweet_id and author_id = :author_id and deleted_at_ms >= :since_ms
        """,
        tweet_id=tweet_id,
        author_id=author_id,
        since_ms=since_ms,
    )
    return None if row is None else _decoder.decode(row.body)


async def give_back(tx: Transaction, tweet_id: TweetId, words: Words) -> None:
    """The tombstone is a tweet again; its hashtags and what it counts for are the caller's to restore."""
    await tx.run(
        """
        update tweets set deleted_at_ms = null, content = :content, content_warning = :content_warning,
            language = :language
        where id = :tweet_id
        """,
        tweet_id=tweet_id,
        content=words.content,
        content_warning=words.content_warning,
        language=words.language,
    )
    await tx.run("delete from kept_tweets where tweet_id = :tweet_id", tweet_id=tweet_id)
    await leftovers.leave_be(tx, tweet_id)


async def forget(tx: Transaction, older_than_ms: int, most: int) -> int:
    """Erases up to `most` for good, with what was asked, how it was and what it showed; oldest first."""
    found = await tx.values(
        "select tweet_id from kept_tweets where deleted_at_ms < :older_than_ms order by deleted_at_ms limit :most",
        older_than_ms=older_than_ms,
        most=most,
    )
    for number in found:
        if isinstance(number, int):
            await erase(tx, TweetId(number))
    return len(found)


async def erase(tx: Transaction, tweet_id: TweetId) -> None:
    await polls.remove(tx, tweet_id)
    await versions.drop_all(tx, tweet_id)
    await tx.run("delete from kept_tweets where tweet_id = :tweet_id", tweet_id=tweet_id)
