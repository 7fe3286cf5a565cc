"""Reading: one tweet, and the thread that it stands in."""

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.ids import TweetId
from nodeapp.model.views import Thread, TweetView
from nodeapp.queries import mutes, timelines, views
from nodeapp.seams.database import Reader
from nodeapp.services.tweets.verbs import Verbs


class Reading(Verbs):
    async def get(self, viewer: Viewer, tweet_id: TweetId) -> TweetView:
        view = await self.views.of_tweet(viewer.id, tweet_id)
        if view is None:
            raise NotFound("There is no such tweet.")
        self.served.note(viewer, (view,))
        return view

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
            me, conversation_id = viewer.id, tweet.tweet.conversation_id
            muted = me is not None and await mutes.is_thread_muted(reader, me, conversation_id)
            return Thread(tuple(ancestors), tweet, tuple(descendants), known, expected, muted)

        thread = await self.database.read(work)
        if thread is None:
            raise NotFound("There is no such tweet.")
        self.served.note(viewer, (*thread.ancestors, thread.tweet, *thread.descendants))
        return thread
