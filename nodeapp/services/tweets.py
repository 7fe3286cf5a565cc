"""Tweets: post, open, delete, and read what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from nodeapp.model import text
from nodeapp.model.accounts import Account, ForeignAccount, Viewer, username_key
from nodeapp.model.errors import BadInput, Conflict, Forbidden, NotFound, NotSignedIn, Unavailable, bad
from nodeapp.model.events import TweetCreated, removed
from nodeapp.model.ids import AccountId, Snowflakes, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.tweets import Draft, Tweet, checked
from nodeapp.model.views import Thread, TweetView
from nodeapp.model.visibility import Visibility, may_be_retweeted
from nodeapp.queries import accounts, event_log, idempotency, timelines, tweets, views
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction
from nodeapp.seams.peers import Peers
from nodeapp.seams.views import Views

_HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Tweets:
    database: Database
    clock: Clock
    limits: Limits
    origin: Origin
    ids: Snowflakes
    peers: Peers
    views: Views

    async def post(self, viewer: Viewer, draft: Draft) -> TweetView:
        """Says something. The same idempotency key gives the first tweet again, also after a crash."""
        if viewer.id is None:
            raise NotSignedIn("Sign in to tweet.")
        author_id = viewer.id
        draft = checked(draft, self.limits)
        strangers = await self._strangers(draft.content)
        now_ms = self.clock()

        async def work(tx: Transaction) -> TweetId:
            earlier = await self._earlier(tx, author_id, draft, now_ms)
            if earlier is not None:
                return earlier
            for stranger in strangers:
                await accounts.upsert_foreign(tx, stranger, now_ms)
            tweet = await self._compose(tx, author_id, draft, now_ms)
            await self._store(tx, tweet, draft, now_ms)
            return tweet.id

        view = await self.views.of_tweet(author_id, await self.database.write(work))
        if view is None:
            raise NotFound("This tweet was deleted again.")
        return view

    async def get(self, viewer: Viewer, tweet_id: TweetId) -> TweetView:
        view = await self.views.of_tweet(viewer.id, tweet_id)
        if view is None:
            raise NotFound("There is no such tweet.")
        return view

    async def delete(self, viewer: Viewer, tweet_id: TweetId) -> None:
        """One's own only. What is left is a tombstone; the words are erased at once."""
        if viewer.id is None:
            raise NotSignedIn("Sign in first.")
        me = viewer.id
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            view = await views.of_tweet(tx, me, tweet_id)
            # The id of a retweet opens the original, but must never delete it.
            if view is None or view.tweet.id != tweet_id:
                raise NotFound("There is no such tweet.")
            if view.tweet.author_id != me:
                raise Forbidden("Only its author can delete a tweet.")
            await tweets.take_away(tx, view.tweet, now_ms)
            await event_log.append(tx, removed(view.tweet, origin=""), now_ms)

        await self.database.write(work)

    async def thread(self, viewer: Viewer, tweet_id: TweetId) -> Thread:
        """The tweet between what it answers and what answers it, as far as known here and open to the viewer."""

        async def work(reader: Reader) -> Thread | None:
            tweet = await views.of_tweet(reader, viewer.id, tweet_id)
            if tweet is None:
                return None
            above = await timelines.ancestors(reader, tweet.tweet.id, self.limits.thread_ancestors_max)
            below = await timelines.descendants(reader, tweet.tweet.id, self.limits.thread_descendants_max)
            ancestors = await views.of_entries(reader, viewer.id, above[::-1])
            descendants = await views.of_entries(reader, viewer.id, below)
            known = sum(view.tweet.reply_to_id == tweet.tweet.id for view in descendants)
            expected = max(known, tweet.tweet.reply_count, tweet.tweet.origin_reply_count)
            return Thread(tuple(ancestors), tweet, tuple(descendants), known, expected)

        thread = await self.database.read(work)
        if thread is None:
            raise NotFound("There is no such tweet.")
        return thread

    async def _strangers(self, content: str) -> Sequence[ForeignAccount]:
        """People mentioned who live elsewhere and are not known yet, asked for there; the silent are left out."""
        handles = _elsewhere(content, self.origin)

        async def work(reader: Reader) -> set[str]:
            return {account.handle.casefold() for account in await _named(reader, handles, self.origin)}

        known = await self.database.read(work) if handles else set()
        unknown = [handle for handle in handles if f"@{handle}".casefold() not in known]
        found = []
        for handle in unknown[: self.limits.unknown_mentions_max]:
            try:
                found.append(await self.peers.account_by_handle(handle))
            except (NotFound, Unavailable, BadInput):
                continue
        return found

    async def _earlier(self, tx: Transaction, author_id: AccountId, draft: Draft, now_ms: int) -> TweetId | None:
        """The tweet this key made before. Raises Conflict when it was used for something else."""
        if draft.idempotency is None:
            return None
        since_ms = now_ms - self.limits.idempotency_hours * _HOUR_MS
        use = await idempotency.find(tx, author_id, draft.idempotency.key, since_ms)
        if use is None:
            return None
        if use.fingerprint != draft.idempotency.fingerprint or use.tweet_id is None:
            raise Conflict("This Idempotency-Key was used for something else.")
        return use.tweet_id

    async def _compose(self, tx: Transaction, author_id: AccountId, draft: Draft, now_ms: int) -> Tweet:
        """The row, once the parent and the quoted tweet are seen to be open to the author."""
        parent = await _visible(tx, author_id, draft.reply_to_id, "reply_to_id")
        quoted = await _visible(tx, author_id, draft.quote_id, "quote_id")
        if quoted is not None and not may_be_retweeted(quoted.visibility, quoted.author_id == author_id):
            raise bad("quote_id", "not_allowed", "Its author shares this with a few only, so it cannot be quoted.")
        tweet_id = TweetId(self.ids.next(now_ms))
        return Tweet(
            id=tweet_id,
            author_id=author_id,
            content=draft.content,
            content_warning=draft.content_warning,
            sensitive=draft.sensitive,
            language=draft.language,
            visibility=_visibility(draft, parent),
            reply_to_id=parent.id if parent else None,
            reply_to_author_id=parent.author_id if parent else None,
            conversation_id=parent.conversation_id if parent else tweet_id,
            quote_of_id=quoted.id if quoted else None,
            created_at_ms=now_ms,
            received_at_ms=now_ms,
        )

    async def _store(self, tx: Transaction, tweet: Tweet, draft: Draft, now_ms: int) -> None:
        await tweets.insert(tx, tweet)
        mentioned = [account.id for account in await _named(tx, text.mentions(tweet.content), self.origin)]
        if tweet.reply_to_author_id and tweet.reply_to_author_id != tweet.author_id:
            # Whoever is answered is spoken to, named or not.
            mentioned.append(tweet.reply_to_author_id)
        await tweets.insert_mentions(tx, tweet.id, list(dict.fromkeys(mentioned)))
        tags = text.hashtags(tweet.content, self.limits.hashtag_characters_max)
        await tweets.insert_hashtags(tx, tweet.id, tags)
        await tweets.count(tx, tweet, 1)
        if draft.idempotency is not None:
            key, fingerprint = draft.idempotency.key, draft.idempotency.fingerprint
            await idempotency.claim(tx, tweet.author_id, key, fingerprint, tweet.id, now_ms)
        created = TweetCreated(
            actor_id=tweet.author_id,
            subject_id=tweet.id,
            visibility=tweet.visibility,
            reply_to_id=tweet.reply_to_id,
        )
        await event_log.append(tx, created, now_ms)


async def _visible(tx: Transaction, viewer_id: AccountId, tweet_id: TweetId | None, field: str) -> Tweet | None:
    if tweet_id is None:
        return None
    view = await views.of_tweet(tx, viewer_id, tweet_id)
    if view is None:
        raise bad(field, "not_found", "The tweet you mean is not there any more.")
    return view.tweet


def _visibility(draft: Draft, parent: Tweet | None) -> Visibility:
    """What was asked for; an answer otherwise goes as far as what it answers."""
    match draft.visibility:
        case "public" | "unlisted" | "followers" | "direct":
            return draft.visibility
        case _:
            return parent.visibility if parent else "public"


def _elsewhere(content: str, origin: Origin) -> list[str]:
    return [
        handle
        for handle in text.mentions(content)
        if "@" in handle and handle.partition("@")[2].casefold() != origin.host.casefold()
    ]


async def _named(reader: Reader, handles: Sequence[str], origin: Origin) -> list[Account]:
    """Those of these handles (name or name@host) who are known here, in no particular order."""
    wanted = set()
    for handle in handles:
        username, _, host = handle.partition("@")
        wanted.add((username_key(username), "" if host.casefold() == origin.host.casefold() else host.casefold()))
    rows = await accounts.by_names(reader, [username for username, _ in wanted])
    return [account for account in rows if (account.username_key, account.host) in wanted and account.is_live]
