"""Tweets from elsewhere: this node's copies of what other nodes told, kept while somebody here has use for them."""

from dataclasses import dataclass

from nodeapp.model.accounts import Account
from nodeapp.model.errors import NotFound
from nodeapp.model.events import TweetCreated, TweetEdited, removed
from nodeapp.model.ids import AccountId, TweetId, clamped, foreign_id
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.tweets import ForeignTweet, Tweet
from nodeapp.queries import accounts, event_log, graph, tweets
from nodeapp.queries.accounts import ID_ATTEMPTS
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction


@dataclass(frozen=True)
class ForeignTweets:
    """The caller has made sure that whoever told this may speak for the author."""

    database: Database
    clock: Clock
    limits: Limits
    origin: Origin

    async def receive(self, foreign: ForeignTweet, *, asked: bool = False) -> TweetId | None:
        """Stores a tweet, or revises the one known by its uri when it is newer. Repeatable.

        None when it is not kept: its author is unknown, it was deleted before it came, or nobody here has use for it.
        `asked` means this node fetched it for a reason of its own.
        """
        now_ms = self.clock()

        async def work(tx: Transaction) -> TweetId | None:
            author = await accounts.by_uri(tx, foreign.author_uri)
            if author is None or await tweets.is_buried(tx, foreign.uri, author.id):
                return None
            known = await tweets.by_uri(tx, foreign.uri)
            if known is not None:
                return await self._revise(tx, known, foreign, author, now_ms)
            mentioned = await self._mentioned(tx, foreign.mention_uris)
            parent = await self._original(tx, foreign.reply_to_uri)
            if not (asked or await _is_wanted(tx, author, mentioned, parent)):
                return None
            return await self._store(tx, foreign, author, mentioned, parent, now_ms)

        return await self.database.write(work)

    async def known(self, uri: str) -> TweetId | None:
        """The live tweet of this uri, local or from elsewhere. Asks nobody."""

        async def work(reader: Reader) -> TweetId | None:
            tweet = await self._by_uri(reader, uri)
            return tweet.id if tweet is not None and tweet.deleted_at_ms is None else None

        return await self.database.read(work)

    async def missing_parent(self, tweet_id: TweetId) -> str | None:
        """The uri of what this tweet answers, when that is not known here."""

        async def work(reader: Reader) -> str | None:
            tweet = await tweets.by_id(reader, tweet_id)
            return tweet.reply_to_uri if tweet is not None and tweet.reply_to_id is None else None

        return await self.database.read(work)

    async def forget(self, uri: str, by: AccountId) -> None:
        """Its author says it is deleted, or a retweet taken back. A uri that never came is remembered as deleted too.

        Raises NotFound when the tweet is somebody else's (I06).
        """
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            tweet = await tweets.by_uri(tx, uri)
            if tweet is not None and tweet.author_id != by:
                raise NotFound("There is no such tweet.")
            if tweet is None:
                await tweets.bury(tx, uri, by, now_ms)
            elif tweet.deleted_at_ms is None:
                author = await accounts.by_id(tx, by)
                await tweets.take_away(tx, tweet, now_ms)
                await event_log.append(tx, removed(tweet, author.host if author else ""), now_ms)

        await self.database.write(work)

    async def _store(
        self,
        tx: Transaction,
        foreign: ForeignTweet,
        author: Account,
        mentioned: list[AccountId],
        parent: Tweet | None,
        now_ms: int,
    ) -> TweetId:
        quoted = await self._original(tx, foreign.quote_of_uri)
        published_ms = clamped(foreign.created_at_ms, now_ms)
        tweet_id = await _free_id(tx, foreign.uri, published_ms)
        tweet = Tweet(
            id=tweet_id,
            author_id=author.id,
            uri=foreign.uri,
            url=foreign.url,
            content=foreign.content,
            content_html=foreign.content_html,
            content_warning=foreign.content_warning,
            sensitive=foreign.sensitive,
            language=foreign.language,
            visibility=foreign.visibility,
            reply_to_id=parent.id if parent else None,
            reply_to_uri=foreign.reply_to_uri,
            reply_to_author_id=parent.author_id if parent else None,
            conversation_id=parent.conversation_id if parent else tweet_id,
            quote_of_id=quoted.id if quoted else None,
            quote_of_uri=foreign.quote_of_uri,
            created_at_ms=published_ms,
            received_at_ms=now_ms,
            edited_at_ms=foreign.edited_at_ms,
        )
        await tweets.insert(tx, tweet)
        await tweets.insert_mentions(tx, tweet_id, mentioned)
        await tweets.insert_hashtags(tx, tweet_id, foreign.hashtags[: self.limits.hashtags_per_tweet_max])
        await tweets.count(tx, tweet, 1)
        await _adopt(tx, tweet)
        created = TweetCreated(
            actor_id=author.id,
            subject_id=tweet_id,
            origin=author.host,
            visibility=tweet.visibility,
            reply_to_id=tweet.reply_to_id,
        )
        await event_log.append(tx, created, now_ms)
        return tweet_id

    async def _revise(
        self, tx: Transaction, known: Tweet, foreign: ForeignTweet, author: Account, now_ms: int
    ) -> TweetId | None:
        """Newer words replace older ones. Who may see it stays: an Update never widens an audience (P02, P17)."""
        if known.deleted_at_ms is not None or known.author_id != author.id or known.retweet_of_id is not None:
            return None
        if foreign.edited_at_ms is None or foreign.edited_at_ms <= (known.edited_at_ms or known.created_at_ms):
            return known.id
        revised = Tweet(
            id=known.id,
            author_id=known.author_id,
            visibility=known.visibility,
            conversation_id=known.conversation_id,
            created_at_ms=known.created_at_ms,
            received_at_ms=known.received_at_ms,
            content=foreign.content,
            content_html=foreign.content_html,
            content_warning=foreign.content_warning,
            sensitive=foreign.sensitive,
            language=foreign.language,
            edited_at_ms=foreign.edited_at_ms,
        )
        await tweets.revise(tx, revised)
        await tweets.insert_hashtags(tx, known.id, foreign.hashtags[: self.limits.hashtags_per_tweet_max])
        edited = TweetEdited(actor_id=author.id, subject_id=known.id, origin=author.host, visibility=known.visibility)
        await event_log.append(tx, edited, now_ms)
        return known.id

    async def _by_uri(self, reader: Reader, uri: str | None) -> Tweet | None:
        if uri is None:
            return None
        local_id = self.origin.tweet_id_of(uri)
        if local_id is None:
            return await tweets.by_uri(reader, uri)
        tweet = await tweets.by_id(reader, local_id)
        return tweet if tweet is not None and tweet.is_local else None

    async def _original(self, reader: Reader, uri: str | None) -> Tweet | None:
        """What is answered or quoted; through a retweet it is what was retweeted."""
        tweet = await self._by_uri(reader, uri)
        if tweet is None or tweet.retweet_of_id is None:
            return tweet
        return await tweets.by_id(reader, tweet.retweet_of_id)

    async def _mentioned(self, reader: Reader, uris: tuple[str, ...]) -> list[AccountId]:
        most = self.limits.mentions_per_tweet_max
        local = {account_id for uri in uris if (account_id := self.origin.account_id_of(uri)) is not None}
        here = [account for account in await accounts.by_ids(reader, list(local)[:most]) if account.is_local]
        elsewhere = await accounts.by_uris(reader, [uri for uri in uris if not self.origin.is_ours(uri)][:most])
        return [account.id for account in (*here, *elsewhere)]


async def _is_wanted(reader: Reader, author: Account, mentioned: list[AccountId], parent: Tweet | None) -> bool:
    """Somebody here follows the author, or is spoken to, or is being answered."""
    if parent is not None and parent.is_local:
        return True
    if any(account.is_local for account in await accounts.by_ids(reader, mentioned)):
        return True
    return await graph.has_local_follower(reader, author.id)


async def _adopt(tx: Transaction, tweet: Tweet) -> None:
    """Answers that came first find what they answer, and are counted."""
    if await tweets.adopt_replies(tx, tweet):
        await tweets.recount_replies(tx, tweet.id)


async def _free_id(tx: Transaction, uri: str, published_ms: int) -> TweetId:
    for attempt in range(ID_ATTEMPTS):
        tweet_id = TweetId(foreign_id(uri, published_ms, attempt))
        if await tweets.by_id(tx, tweet_id) is None:
            return tweet_id
    raise LookupError(f"no free id for {uri}")
