"""Tweets and retweets: rows, their mentions and hashtags, tombstones."""

import hashlib

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.tweets import QUOTES_NOT_SHOWN, Tweet
from nodeapp.queries import foreign_media, leftovers, polls, versions
from nodeapp.seams.database import Reader, Transaction


class Mention(Struct, frozen=True):
    tweet_id: TweetId
    account_id: AccountId


class Tagged(Struct, frozen=True):
    tweet_id: TweetId
    tag: str


async def by_id(reader: Reader, tweet_id: TweetId) -> Tweet | None:
    """Also when it is deleted."""
    return await reader.one(Tweet, "select * from tweets where id = :tweet_id", tweet_id=tweet_id)


async def by_ids(reader: Reader, ids: list[TweetId]) -> list[Tweet]:
    return await reader.all(Tweet, "select * from tweets where id in :ids", ids=list[int](ids)) if ids else []


async def by_uri(reader: Reader, uri: str) -> Tweet | None:
    return await reader.one(Tweet, "select * from tweets where uri = :uri", uri=uri)


async def insert(tx: Transaction, tweet: Tweet) -> None:
    await tx.run(
        """
        insert into tweets (
            id, author_id, uri, url, content, content_html, content_warning, sensitive, language, visibility,
            reply_to_id, reply_to_uri, reply_to_author_id, conversation_id, quote_of_id, quote_of_uri,
            quote_policy, quote_asks, quote_state, quote_approval_uri,
            retweet_of_id, retweet_of_author_id, created_at_ms, received_at_ms, edited_at_ms
        ) values (
            :id, :author_id, :uri, :url, :content, :content_html, :content_warning, :sensitive, :language, :visibility,
            :reply_to_id, :reply_to_uri, :reply_to_author_id, :conversation_id, :quote_of_id, :quote_of_uri,
            :quote_policy, :quote_asks, :quote_state, :quote_approval_uri,
            :retweet_of_id, :retweet_of_author_id, :created_at_ms, :received_at_ms, :edited_at_ms
        )
        """,
        id=tweet.id,
        author_id=tweet.author_id,
        uri=tweet.uri,
        url=tweet.url,
        content=tweet.content,
        content_html=tweet.content_html,
        content_warning=tweet.content_warning,
        sensitive=tweet.sensitive,
        language=tweet.language,
        visibility=tweet.visibility,
        reply_to_id=tweet.reply_to_id,
        reply_to_uri=tweet.reply_to_uri,
        reply_to_author_id=tweet.reply_to_author_id,
        conversation_id=tweet.conversation_id,
        quote_of_id=tweet.quote_of_id,
        quote_of_uri=tweet.quote_of_uri,
        quote_policy=tweet.quote_policy,
        quote_asks=tweet.quote_asks,
        quote_state=tweet.quote_state,
        quote_approval_uri=tweet.quote_approval_uri,
        retweet_of_id=tweet.retweet_of_id,
        retweet_of_author_id=tweet.retweet_of_author_id,
        created_at_ms=tweet.created_at_ms,
        received_at_ms=tweet.received_at_ms,
        edited_at_ms=tweet.edited_at_ms,
    )


async def insert_mentions(tx: Transaction, tweet_id: TweetId, account_ids: list[AccountId]) -> None:
    await tx.many(
        """
        insert into tweet_mentions (tweet_id, account_id) values (:tweet_id, :account_id)
        on conflict (tweet_id, account_id) do nothing
        """,
        [{"tweet_id": tweet_id, "account_id": account_id} for account_id in account_ids],
    )


async def insert_hashtags(tx: Transaction, tweet_id: TweetId, tags: tuple[str, ...]) -> None:
    await tx.many(
        "insert into tweet_hashtags (tag, tweet_id) values (:tag, :tweet_id) on conflict (tag, tweet_id) do nothing",
        [{"tag": tag, "tweet_id": tweet_id} for tag in tags],
    )


async def mentions_of(reader: Reader, ids: list[TweetId]) -> list[Mention]:
    return await reader.all(
        Mention, "select tweet_id, account_id from tweet_mentions where tweet_id in :ids", ids=list[int](ids)
    )


async def hashtags_of(reader: Reader, ids: list[TweetId]) -> list[Tagged]:
    return await reader.all(
        Tagged, "select tweet_id, tag from tweet_hashtags where tweet_id in :ids", ids=list[int](ids)
    )


async def retweet_by(reader: Reader, account_id: AccountId, tweet_id: TweetId) -> Tweet | None:
    """The live retweet of this tweet by this account."""
    return await reader.one(
        Tweet,
        """
        select * from tweets
        where retweet_of_id = :tweet_id and author_id = :account_id and deleted_at_ms is null
        """,
        account_id=account_id,
        tweet_id=tweet_id,
    )


async def take_away(tx: Transaction, tweet: Tweet, now_ms: int, *, erases: bool = True) -> None:
    """A live tweet or retweet goes: its words, what it counted for, and the chance that its uri comes again.

    Where it does not erase, what hangs on the tweet waits to be restored; the caller keeps the words.
    """
    await _erase(tx, tweet.id, now_ms)
    if tweet.retweet_of_id is None:
        await leftovers.note(tx, tweet.id, now_ms)
    if not erases:
        await count(tx, tweet, -1)
        return
    if tweet.edited_at_ms is not None:
        await versions.drop_all(tx, tweet.id)
    if tweet.has_poll:
        await polls.take_away(tx, tweet.id)
    if tweet.uri is not None:
        await bury(tx, tweet.uri, tweet.author_id, now_ms)
        if tweet.media_count:
            await foreign_media.drop(tx, tweet.id)
    await count(tx, tweet, -1)


async def _erase(tx: Transaction, tweet_id: TweetId, now_ms: int) -> None:
    """The row stays as a tombstone without words; its hashtags go, its mentions stay for those who must be told."""
    await tx.run(
        """
        update tweets set deleted_at_ms = :now_ms, content = '', content_warning = '', language = null,
            pinned_at_ms = null,
            content_html = case when uri is null then null else '' end
        where id = :tweet_id and deleted_at_ms is null
        """,
        tweet_id=tweet_id,
        now_ms=now_ms,
    )
    await tx.run("delete from tweet_hashtags where tweet_id = :tweet_id", tweet_id=tweet_id)


async def live_by(reader: Reader, author_id: AccountId, limit: int) -> list[Tweet]:
    """Tweets and retweets, in no particular order."""
    return await reader.all(
        Tweet,
        "select * from tweets where author_id = :author_id and deleted_at_ms is null limit :limit",
        author_id=author_id,
        limit=limit,
    )


async def count(tx: Transaction, tweet: Tweet, change: int) -> None:
    """What a tweet or retweet that comes (1) or goes (-1) changes in others' numbers.

    Only what everybody may see is counted on parents and quoted tweets, so that numbers tell no secrets (P11).
    A retweet counts on its original, and not among its author's tweets.
    """
    if tweet.retweet_of_id is not None:
        await _count_retweet(tx, tweet.retweet_of_id, change)
        return
    if tweet.visibility != "direct":
        await tx.run(
            "update accounts set tweet_count = max(tweet_count + :change, 0) where id = :author_id",
            author_id=tweet.author_id,
            change=change,
        )
    is_open = tweet.visibility in ("public", "unlisted")
    if is_open and tweet.reply_to_id is not None:
        await tx.run(
            "update tweets set reply_count = max(reply_count + :change, 0) where id = :parent_id",
            parent_id=tweet.reply_to_id,
            change=change,
        )
    if is_open and tweet.quote_of_id is not None and tweet.quote_state not in QUOTES_NOT_SHOWN:
        await count_quote(tx, tweet.quote_of_id, change)


async def count_quote(tx: Transaction, quoted_id: TweetId, change: int) -> None:
    await tx.run(
        "update tweets set quote_count = max(quote_count + :change, 0) where id = :quoted_id",
        quoted_id=quoted_id,
        change=change,
    )


async def recount_replies(tx: Transaction, tweet_id: TweetId) -> None:
    await tx.run(
        """
        update tweets set reply_count = (
            select count(*) from tweets as replies
            where replies.reply_to_id = :tweet_id and replies.deleted_at_ms is null
              and replies.visibility in ('public', 'unlisted')
        ) where id = :tweet_id
        """,
        tweet_id=tweet_id,
    )


async def _count_retweet(tx: Transaction, tweet_id: TweetId, change: int) -> None:
    await tx.run(
        "update tweets set retweet_count = max(retweet_count + :change, 0) where id = :tweet_id",
        tweet_id=tweet_id,
        change=change,
    )


async def adopt_replies(tx: Transaction, parent: Tweet) -> int:
    """Replies that came before their parent find it now; the number of them."""
    return await tx.run(
        """
        update tweets set reply_to_id = :parent_id, reply_to_author_id = :author_id, conversation_id = :conversation_id
        where reply_to_uri = :uri and reply_to_id is null and id <> :parent_id
        """,
        parent_id=parent.id,
        author_id=parent.author_id,
        conversation_id=parent.conversation_id,
        uri=parent.uri,
    )


async def revise(tx: Transaction, tweet: Tweet) -> None:
    """What an author's own node says the words are now. Never widens who may see it."""
    await tx.run(
        """
        update tweets set content = :content, content_html = :content_html, content_warning = :content_warning,
            sensitive = :sensitive, language = :language, edited_at_ms = :edited_at_ms
        where id = :id and deleted_at_ms is null
        """,
        id=tweet.id,
        content=tweet.content,
        content_html=tweet.content_html,
        content_warning=tweet.content_warning,
        sensitive=tweet.sensitive,
        language=tweet.language,
        edited_at_ms=tweet.edited_at_ms,
    )
    await tx.run("delete from tweet_hashtags where tweet_id = :id", id=tweet.id)


async def bury(tx: Transaction, uri: str, author_id: AccountId, now_ms: int) -> None:
    """From now on a Create of this uri by this author comes too late."""
    await tx.run(
        """
        insert into tombstones (uri_hash, deleted_at_ms) values (:uri_hash, :now_ms)
        on conflict (uri_hash) do nothing
        """,
        uri_hash=_uri_hash(uri, author_id),
        now_ms=now_ms,
    )


async def is_buried(reader: Reader, uri: str, author_id: AccountId) -> bool:
    return bool(
        await reader.number("select 1 from tombstones where uri_hash = :uri_hash", uri_hash=_uri_hash(uri, author_id))
    )


def _uri_hash(uri: str, author_id: AccountId) -> bytes:
    """With its author: whoever deletes what never came may speak for themselves only (I06)."""
    return hashlib.sha256(f"{author_id} {uri}".encode()).digest()
