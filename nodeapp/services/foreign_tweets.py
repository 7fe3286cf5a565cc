"""Tweets from elsewhere: this node's copies of what other nodes told, kept while somebody here has use for them."""

from dataclasses import dataclass

from msgspec.structs import replace

from nodeapp.model.accounts import Account
from nodeapp.model.edits import says_the_same
from nodeapp.model.errors import NotFound
from nodeapp.model.events import PollClosed, TweetCreated, TweetEdited, removed
from nodeapp.model.ids import AccountId, TweetId, clamped, foreign_id
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.polls import poll_told
from nodeapp.model.quotes import QuoteRequest, told
from nodeapp.model.tweets import ForeignTweet, QuoteState, Tweet
from nodeapp.model.visibility import is_open
from nodeapp.queries import (
    accounts,
    conversations,
    event_log,
    foreign_media,
    graph,
    once_named,
    polls,
    quote_checks,
    quotes,
    tweets,
    versions,
)
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

    async def receive(
        self, foreign: ForeignTweet, *, asked: bool = False, quote_host: str | None = None
    ) -> TweetId | None:
        """Stores a tweet, or revises the one known by its uri when it is newer. Repeatable.

        None when it is not kept: its author is unknown, it was deleted before it came, or nobody here has use for it.
        `asked` means this node fetched it for a reason of its own. `quote_host` is to be asked of its quote, now or,
        where that fails, later; None where nobody is.
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
            tweet_id = await self._store(tx, foreign, author, mentioned, parent, now_ms)
            if quote_host is not None:
                # With the tweet: whatever ends this node before the quote has been looked at, it is not forgotten.
                await quote_checks.put(tx, tweet_id, foreign, quote_host, self.limits, now_ms)
            return tweet_id

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
        request, quote_state = await self._quote_state(tx, foreign, author, quoted)
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
            quote_state=quote_state,
            quote_policy=foreign.quote_policy,
            quote_asks=foreign.quote_asks,
            created_at_ms=published_ms,
            received_at_ms=now_ms,
            edited_at_ms=foreign.edited_at_ms,
        )
        await tweets.insert(tx, tweet)
        await tweets.insert_mentions(tx, tweet_id, mentioned)
        await tweets.insert_hashtags(tx, tweet_id, foreign.hashtags[: self.limits.hashtags_per_tweet_max])
        if foreign.media:
            await foreign_media.replace(tx, tweet_id, author.id, foreign.media, now_ms)
        if foreign.poll is not None:
            await polls.insert(tx, poll_told(tweet_id, foreign.poll, now_ms))
        if request is not None:
            await quotes.link_request(tx, request.id, tweet_id)
        await tweets.count(tx, tweet, 1)
        await _adopt(tx, tweet, self.limits.thread_joined_max)
        created = TweetCreated(
            actor_id=author.id,
            subject_id=tweet_id,
            origin=author.host,
            visibility=tweet.visibility,
            reply_to_id=tweet.reply_to_id,
            quote_of_id=tweet.quote_of_id,
        )
        await event_log.append(tx, created, now_ms)
        return tweet_id

    async def _revise(
        self, tx: Transaction, known: Tweet, foreign: ForeignTweet, author: Account, now_ms: int
    ) -> TweetId | None:
        """Newer words replace older ones. Who may see it stays: an Update never widens an audience (P02, P17)."""
        if known.deleted_at_ms is not None or known.author_id != author.id or known.retweet_of_id is not None:
            return None
        if (known.quote_policy, known.quote_asks) != (foreign.quote_policy, foreign.quote_asks):
            # Not an edit, and so without a time of its own.
            await quotes.change_policy(tx, known.id, foreign.quote_policy, foreign.quote_asks)
        is_newer = (foreign.edited_at_ms or 0) > (known.edited_at_ms or known.created_at_ms)
        before = await versions.present(tx, known) if is_newer else None
        if known.has_poll or foreign.poll is not None:
            await _refresh_poll(tx, known, foreign, author, now_ms, is_newer=is_newer)
        if before is None:
            return known.id
        await foreign_media.replace(tx, known.id, author.id, foreign.media, now_ms)
        await tweets.revise(tx, _revised(known, foreign))
        await tweets.insert_hashtags(tx, known.id, foreign.hashtags[: self.limits.hashtags_per_tweet_max])
        if is_open(known.visibility):
            await once_named.renew(tx, known.id, await self._mentioned(tx, foreign.mention_uris))
        revised = await tweets.by_id(tx, known.id)
        if revised is None or says_the_same(before, await versions.present(tx, revised)):
            return known.id
        await versions.keep(tx, before, self.limits)
        edited = TweetEdited(actor_id=author.id, subject_id=known.id, origin=author.host, visibility=known.visibility)
        await event_log.append(tx, edited, now_ms)
        return known.id

    async def _quote_state(
        self, reader: Reader, foreign: ForeignTweet, author: Account, quoted: Tweet | None
    ) -> tuple[QuoteRequest | None, QuoteState | None]:
        """What was asked of an author here, and how the quote stands before its approval has been looked at."""
        if quoted is None:
            return None, None
        request = await quotes.request(reader, quoted.id, foreign.uri) if quoted.is_local else None
        if request is not None and request.account_id != author.id:
            request = None
        quoter = await quotes.quoter(reader, quoted, author.id)
        state = told(quoted, quoter, request.state if request else None, is_legacy=foreign.quote_is_legacy)
        return request, state

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


def _revised(known: Tweet, foreign: ForeignTweet) -> Tweet:
    return replace(
        known,
        content=foreign.content,
        content_html=foreign.content_html,
        content_warning=foreign.content_warning,
        sensitive=foreign.sensitive,
        language=foreign.language,
        edited_at_ms=foreign.edited_at_ms,
    )


async def _refresh_poll(
    tx: Transaction, known: Tweet, foreign: ForeignTweet, author: Account, now_ms: int, *, is_newer: bool
) -> None:
    """Numbers come without a time of their own; that it is over may be told before it is by this node's clock."""
    poll = None if foreign.poll is None else poll_told(known.id, foreign.poll, now_ms)
    if await polls.refresh(tx, known.id, poll, is_newer=is_newer):
        await event_log.append(tx, PollClosed(actor_id=author.id, subject_id=known.id, origin=author.host), now_ms)


async def _adopt(tx: Transaction, tweet: Tweet, joined_max: int) -> None:
    """Answers that came first find what they answer, and are counted; what follows on them joins its conversation."""
    if await tweets.adopt_replies(tx, tweet):
        await conversations.join(tx, tweet, joined_max)
        await tweets.recount_replies(tx, tweet.id)


async def _free_id(tx: Transaction, uri: str, published_ms: int) -> TweetId:
    for attempt in range(ID_ATTEMPTS):
        tweet_id = TweetId(foreign_id(uri, published_ms, attempt))
        if await tweets.by_id(tx, tweet_id) is None:
            return tweet_id
    raise LookupError(f"no free id for {uri}")
