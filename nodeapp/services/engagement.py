"""Engagement: like, retweet, keep; each of them repeatable, each can be taken back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import Forbidden, NotFound, NotSignedIn, bad
from nodeapp.model.events import BookmarkChanged, LikeAdded, LikeRemoved, RetweetCreated, removed
from nodeapp.model.ids import AccountId, Snowflakes, TweetId, clamped, foreign_id
from nodeapp.model.tweets import Tweet
from nodeapp.model.views import TweetView
from nodeapp.model.visibility import VISIBILITIES, Visibility, may_be_retweeted
from nodeapp.queries import engagement, event_log, tweets, views
from nodeapp.queries.accounts import ID_ATTEMPTS
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction


@dataclass(frozen=True)
class Engagement:
    """The viewer may live here or elsewhere; `uri` and `published_ms` tell of an activity that came from there."""

    database: Database
    clock: Clock
    ids: Snowflakes

    async def like(self, viewer: Viewer, tweet_id: TweetId, uri: str | None = None) -> TweetView:
        async def work(tx: Transaction, me: AccountId, tweet: Tweet, now_ms: int) -> None:
            like_id = self.ids.next(now_ms)
            if await engagement.insert_like(tx, like_id, me, tweet.id, uri, now_ms):
                added = LikeAdded(
                    actor_id=me, subject_id=tweet.id, origin=viewer.host, like_id=like_id, author_id=tweet.author_id
                )
                await event_log.append(tx, added, now_ms)

        return await self._on(viewer, tweet_id, work)

    async def unlike(self, viewer: Viewer, tweet_id: TweetId) -> TweetView:
        async def work(tx: Transaction, me: AccountId, tweet: Tweet, now_ms: int) -> None:
            like_id = await engagement.like_id(tx, me, tweet.id)
            if await engagement.delete_like(tx, me, tweet.id):
                unliked = LikeRemoved(
                    actor_id=me, subject_id=tweet.id, origin=viewer.host, like_id=like_id, author_id=tweet.author_id
                )
                await event_log.append(tx, unliked, now_ms)

        return await self._on(viewer, tweet_id, work, undoes=True)

    async def bookmark(self, viewer: Viewer, tweet_id: TweetId) -> TweetView:
        """Private: not even the author is told."""

        async def work(tx: Transaction, me: AccountId, tweet: Tweet, now_ms: int) -> None:
            if await engagement.insert_bookmark(tx, self.ids.next(now_ms), me, tweet.id, now_ms):
                await event_log.append(tx, BookmarkChanged(actor_id=me, subject_id=tweet.id, on=True), now_ms)

        return await self._on(viewer, tweet_id, work)

    async def unbookmark(self, viewer: Viewer, tweet_id: TweetId) -> TweetView:
        async def work(tx: Transaction, me: AccountId, tweet: Tweet, now_ms: int) -> None:
            if await engagement.delete_bookmark(tx, me, tweet.id):
                await event_log.append(tx, BookmarkChanged(actor_id=me, subject_id=tweet.id, on=False), now_ms)

        return await self._on(viewer, tweet_id, work, undoes=True)

    async def retweet(
        self,
        viewer: Viewer,
        tweet_id: TweetId,
        visibility: str | None = None,
        uri: str | None = None,
        published_ms: int | None = None,
    ) -> TweetView:
        """Public unless said otherwise; an author's own followers-only tweet goes to followers again."""

        async def work(tx: Transaction, me: AccountId, tweet: Tweet, now_ms: int) -> None:
            if not may_be_retweeted(tweet.visibility, tweet.author_id == me):
                raise Forbidden("Its author shares this with a few only, so it cannot be retweeted.")
            if await tweets.retweet_by(tx, me, tweet.id) is not None or await _is_taken(tx, uri, me):
                return
            shown = _retweet_visibility(tweet, visibility)
            made_at_ms = now_ms if published_ms is None else clamped(published_ms, now_ms)
            entry_id = await self._entry_id(tx, uri, made_at_ms)
            retweet = _retweet(tweet, me, entry_id, shown, uri, made_at_ms, now_ms)
            await tweets.insert(tx, retweet)
            await tweets.count(tx, retweet, 1)
            created = RetweetCreated(
                actor_id=me,
                subject_id=tweet.id,
                origin=viewer.host,
                entry_id=entry_id,
                author_id=tweet.author_id,
                visibility=shown,
            )
            await event_log.append(tx, created, now_ms)

        return await self._on(viewer, tweet_id, work)

    async def unretweet(self, viewer: Viewer, tweet_id: TweetId) -> TweetView:
        async def work(tx: Transaction, me: AccountId, tweet: Tweet, now_ms: int) -> None:
            retweet = await tweets.retweet_by(tx, me, tweet.id)
            if retweet is not None:
                await tweets.take_away(tx, retweet, now_ms)
                await event_log.append(tx, removed(retweet, viewer.host), now_ms)

        return await self._on(viewer, tweet_id, work, undoes=True)

    async def retweeted(self, viewer: Viewer, tweet_id: TweetId) -> TweetView:
        """The tweet as the viewer's own retweet brings it into lists. Raises NotFound where there is none."""
        if viewer.id is None:
            raise NotSignedIn("Sign in first.")
        me = viewer.id

        async def work(reader: Reader) -> TweetView | None:
            retweet = await tweets.retweet_by(reader, me, tweet_id)
            return await views.of_tweet(reader, me, retweet.id) if retweet else None

        view = await self.database.read(work)
        if view is None:
            raise NotFound("There is no such tweet.")
        return view

    async def _on(
        self,
        viewer: Viewer,
        tweet_id: TweetId,
        change: Callable[[Transaction, AccountId, Tweet, int], Awaitable[None]],
        undoes: bool = False,
    ) -> TweetView:
        """Runs `change` on a tweet the viewer may see, and returns the tweet as it then is; else NotFound.

        What one did can be taken back also when the tweet has been hidden since; the answer is NotFound all the same.
        """
        if viewer.id is None:
            raise NotSignedIn("Sign in first.")
        me = viewer.id
        now_ms = self.clock()

        async def work(tx: Transaction) -> TweetView | None:
            before = await views.of_tweet(tx, me, tweet_id)
            tweet = before.tweet if before else await tweets.by_id(tx, tweet_id) if undoes else None
            if tweet is None:
                raise NotFound("There is no such tweet.")
            await change(tx, me, tweet, now_ms)
            return await views.of_tweet(tx, me, tweet.id)

        after = await self.database.write(work)
        if after is None:
            raise NotFound("There is no such tweet.")
        return after

    async def _entry_id(self, tx: Transaction, uri: str | None, made_at_ms: int) -> TweetId:
        if uri is None:
            return TweetId(self.ids.next(made_at_ms))
        for attempt in range(ID_ATTEMPTS):
            entry_id = TweetId(foreign_id(uri, made_at_ms, attempt))
            if await tweets.by_id(tx, entry_id) is None:
                return entry_id
        raise LookupError(f"no free id for {uri}")


async def _is_taken(tx: Transaction, uri: str | None, author_id: AccountId) -> bool:
    """Whether this uri was used before, for something live or deleted."""
    if uri is None:
        return False
    return await tweets.by_uri(tx, uri) is not None or await tweets.is_buried(tx, uri, author_id)


def _retweet_visibility(tweet: Tweet, wanted: str | None) -> Visibility:
    if tweet.visibility == "followers":
        return "followers"
    if wanted is None:
        return "public"
    for visibility in VISIBILITIES[:3]:
        if wanted == visibility:
            return visibility
    raise bad("visibility", "invalid", f"A retweet is one of {', '.join(VISIBILITIES[:3])}.")


def _retweet(
    tweet: Tweet,
    author_id: AccountId,
    entry_id: TweetId,
    visibility: Visibility,
    uri: str | None,
    made_at_ms: int,
    now_ms: int,
) -> Tweet:
    return Tweet(
        id=entry_id,
        author_id=author_id,
        uri=uri,
        visibility=visibility,
        conversation_id=entry_id,
        retweet_of_id=tweet.id,
        retweet_of_author_id=tweet.author_id,
        created_at_ms=made_at_ms,
        received_at_ms=now_ms,
    )
