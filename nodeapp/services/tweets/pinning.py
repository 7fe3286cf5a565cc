"""Pinning: a few of one's own tweets that stand above all others on the profile."""

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import Conflict, Forbidden, NotFound, NotSignedIn, bad
from nodeapp.model.events import PinChanged
from nodeapp.model.ids import TweetId
from nodeapp.model.tweets import Tweet
from nodeapp.model.views import TweetView
from nodeapp.queries import event_log, pins, views
from nodeapp.seams.database import Transaction
from nodeapp.services.tweets.verbs import Verbs


class Pinning(Verbs):
    async def pin(self, viewer: Viewer, tweet_id: TweetId) -> TweetView:
        """Above those pinned before. Repeatable. Raises Conflict when as many are pinned as can be."""
        return await self._set_pin(viewer, tweet_id, on=True)

    async def unpin(self, viewer: Viewer, tweet_id: TweetId) -> TweetView:
        return await self._set_pin(viewer, tweet_id, on=False)

    async def _set_pin(self, viewer: Viewer, tweet_id: TweetId, *, on: bool) -> TweetView:
        if viewer.id is None:
            raise NotSignedIn("Sign in first.")
        me = viewer.id
        now_ms = self.clock()

        async def work(tx: Transaction) -> TweetView | None:
            view = await views.of_tweet(tx, me, tweet_id)
            if view is None:
                raise NotFound("There is no such tweet.")
            if view.tweet.author_id != me or view.tweet.id != tweet_id:
                raise Forbidden("You can pin your own tweets only.")
            if (view.tweet.pinned_at_ms is not None) == on:
                return view
            if on:
                await self._check_room(tx, view.tweet)
            await pins.put(tx, tweet_id, now_ms if on else None)
            await event_log.append(tx, PinChanged(actor_id=me, subject_id=tweet_id, on=on), now_ms)
            return await views.of_tweet(tx, me, tweet_id)

        after = await self.database.write(work)
        if after is None:
            raise NotFound("There is no such tweet.")
        return after

    async def _check_room(self, tx: Transaction, tweet: Tweet) -> None:
        most = self.limits.pins_max
        if tweet.visibility == "direct":
            raise bad("id", "not_allowed", "What is for a few people only cannot be pinned.")
        if len(await pins.of_author(tx, tweet.author_id, most)) >= most:
            raise Conflict(f"{most} tweets are pinned already. Take one off first.")
