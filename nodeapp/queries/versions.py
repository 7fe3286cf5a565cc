"""Versions: how tweets were before they were edited."""

from nodeapp.model.edits import Version, version_of
from nodeapp.model.ids import TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.tweets import Tweet
from nodeapp.queries import media, polls
from nodeapp.seams.database import Reader, Transaction


async def of_tweet(reader: Reader, tweet_id: TweetId) -> list[Version]:
    """Oldest first; at most `tweet_versions_max`."""
    return await reader.all(
        Version, "select * from tweet_versions where tweet_id = :tweet_id order by number", tweet_id=tweet_id
    )


async def present(reader: Reader, tweet: Tweet) -> Version:
    """How a tweet is now, with what hangs on it in the database."""
    files = await media.of_tweets(reader, [tweet.id]) if tweet.media_count else []
    asked = await polls.of_tweets(reader, [tweet.id]) if tweet.has_poll else []
    return version_of(tweet, await next_number(reader, tweet.id), files, asked[0] if asked else None)


async def next_number(reader: Reader, tweet_id: TweetId) -> int:
    """1 for a tweet that was never edited. Numbers are never used again."""
    return 1 + await reader.number(
        "select coalesce(max(number), 0) from tweet_versions where tweet_id = :tweet_id", tweet_id=tweet_id
    )


async def keep(tx: Transaction, version: Version, limits: Limits) -> None:
    """The first stays for ever; where there are too many, the oldest of the others make room."""
    await tx.run(
        """
        insert into tweet_versions (
            tweet_id, number, content, content_html, content_warning, sensitive, language, media, poll, at_ms
        ) values (
            :tweet_id, :number, :content, :content_html, :content_warning, :sensitive, :language, :media, :poll, :at_ms
        )
        """,
        tweet_id=version.tweet_id,
        number=version.number,
        content=version.content,
        content_html=version.content_html,
        content_warning=version.content_warning,
        sensitive=version.sensitive,
        language=version.language,
        media=version.media,
        poll=version.poll,
        at_ms=version.at_ms,
    )
    kept = await of_tweet(tx, version.tweet_id)
    characters = sum(one.characters for one in kept)
    for one in kept[1:-1]:
        if len(kept) <= limits.tweet_versions_max and characters <= limits.tweet_versions_characters_max:
            break
        await _drop(tx, one)
        kept.remove(one)
        characters -= one.characters


async def drop_all(tx: Transaction, tweet_id: TweetId) -> None:
    await tx.run("delete from tweet_versions where tweet_id = :tweet_id", tweet_id=tweet_id)


async def _drop(tx: Transaction, version: Version) -> None:
    await tx.run(
        "delete from tweet_versions where tweet_id = :tweet_id and number = :number",
        tweet_id=version.tweet_id,
        number=version.number,
    )
