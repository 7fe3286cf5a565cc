"""Deleting: a tweet goes at once, wherever it was to be seen; what never left this node can be had back for a while."""

from nodeapp.model import text
from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import Conflict, Forbidden, NotFound, NotSignedIn
from nodeapp.model.events import TweetRestored, removed
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.tweets import Tweet
from nodeapp.model.views import TweetView
from nodeapp.queries import departures, event_log, kept, tweets, views
from nodeapp.seams.database import Transaction
from nodeapp.services.tweets.verbs import Verbs

_DAY_MS = 86_400_000


class Deleting(Verbs):
    async def delete(self, viewer: Viewer, tweet_id: TweetId) -> int | None:
        """One's own only. What is left is a tombstone; the words are erased, or kept where no other node has them.

        Until when (milliseconds) it can be had back; None where its words are gone.
        """
        if viewer.id is None:
            raise NotSignedIn("Sign in first.")
        me = viewer.id
        now_ms = self.clock()

        async def work(tx: Transaction) -> bool:
            view = await views.of_tweet(tx, me, tweet_id)
            # The id of a retweet opens the original, but must never delete it.
            if view is None or view.tweet.id != tweet_id:
                raise NotFound("There is no such tweet.")
            if view.tweet.author_id != me:
                raise Forbidden("Only its author can delete a tweet.")
            may_return = not await departures.has_left(tx, tweet_id)
            if may_return:
                await kept.keep(tx, view.tweet, now_ms)
            await tweets.take_away(tx, view.tweet, now_ms, erases=not may_return)
            await event_log.append(tx, removed(view.tweet, origin=""), now_ms)
            return may_return

        return now_ms + self.limits.undelete_days * _DAY_MS if await self.database.write(work) else None

    async def undelete(self, viewer: Viewer, tweet_id: TweetId) -> TweetView:
        """Words, pictures, poll, numbers and place as they were. Repeatable: one that is there is left as it is.

        Raises Conflict for one's own whose words are gone, NotFound for everybody else's.
        """
        if viewer.id is None:
            raise NotSignedIn("Sign in first.")
        me = viewer.id
        now_ms = self.clock()

        async def work(tx: Transaction) -> TweetView | None:
            tweet = await tweets.by_id(tx, tweet_id)
            if tweet is None or tweet.author_id != me or tweet.retweet_of_id is not None:
                raise NotFound("There is no such tweet.")
            if tweet.deleted_at_ms is not None:
                await self._restore(tx, tweet, me, now_ms)
            return await views.of_tweet(tx, me, tweet_id)

        view = await self.database.write(work)
        if view is None:
            raise NotFound("There is no such tweet.")
        return view

    async def _restore(self, tx: Transaction, tweet: Tweet, me: AccountId, now_ms: int) -> None:
        days = self.limits.undelete_days
        words = await kept.find(tx, tweet.id, me, now_ms - days * _DAY_MS)
        if words is None:
            raise Conflict(
                f"The words of this tweet are gone: it was seen on other nodes, or deleted more than {days} days ago."
            )
        await kept.give_back(tx, tweet.id, words)
        tags = text.hashtags(words.content, self.limits.hashtag_characters_max)
        await tweets.insert_hashtags(tx, tweet.id, tags)
        await tweets.count(tx, tweet, 1)
        restored = TweetRestored(
            actor_id=me, subject_id=tweet.id, visibility=tweet.visibility, reply_to_id=tweet.reply_to_id
        )
        await event_log.append(tx, restored, now_ms)
