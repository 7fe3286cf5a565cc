"""Posting: from a draft to a tweet, with everything that hangs on it, in one transaction."""

from nodeapp.model import text
from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import Conflict, NotFound, NotSignedIn, bad
from nodeapp.model.events import TweetCreated
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.polls import asked
from nodeapp.model.tweets import Draft, Tweet, checked
from nodeapp.model.views import TweetView
from nodeapp.model.visibility import Visibility
from nodeapp.queries import accounts, event_log, idempotency, polls, tweets, views
from nodeapp.seams.database import Transaction
from nodeapp.services.tweets.attaching import Attaching
from nodeapp.services.tweets.naming import Naming
from nodeapp.services.tweets.quoting import Quoting, policy_of

_HOUR_MS = 3_600_000


class Posting(Naming, Quoting, Attaching):
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
        quote_state = await self._quote_state(tx, author_id, quoted)
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
            quote_of_uri=quoted.uri if quoted else None,
            quote_state=quote_state,
            quote_policy=policy_of(draft),
            created_at_ms=now_ms,
            received_at_ms=now_ms,
        )

    async def _store(self, tx: Transaction, tweet: Tweet, draft: Draft, now_ms: int) -> None:
        await tweets.insert(tx, tweet)
        await tweets.insert_mentions(tx, tweet.id, await self._mentioned(tx, tweet))
        tags = text.hashtags(tweet.content, self.limits.hashtag_characters_max)
        await tweets.insert_hashtags(tx, tweet.id, tags)
        await tweets.count(tx, tweet, 1)
        await self._attach(tx, tweet, draft.media_ids)
        if draft.poll is not None:
            await polls.insert(tx, asked(tweet.id, draft.poll, now_ms))
        if draft.idempotency is not None:
            key, fingerprint = draft.idempotency.key, draft.idempotency.fingerprint
            await idempotency.claim(tx, tweet.author_id, key, fingerprint, tweet.id, now_ms)
        created = TweetCreated(
            actor_id=tweet.author_id,
            subject_id=tweet.id,
            visibility=tweet.visibility,
            reply_to_id=tweet.reply_to_id,
            quote_of_id=tweet.quote_of_id,
        )
        await event_log.append(tx, created, now_ms)
        await self._ask_to_quote(tx, tweet, now_ms)


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
