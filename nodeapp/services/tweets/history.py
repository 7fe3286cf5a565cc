"""History: how a tweet was, and what each edit changed."""

from nodeapp.model.accounts import Viewer
from nodeapp.model.diffs import Budget, diff
from nodeapp.model.edits import Past, version_of
from nodeapp.model.errors import NotFound
from nodeapp.model.ids import TweetId
from nodeapp.model.views import TweetView
from nodeapp.queries import versions, views
from nodeapp.seams.database import Reader
from nodeapp.services.tweets.verbs import Verbs


class Histories(Verbs):
    async def history(self, viewer: Viewer, tweet_id: TweetId) -> tuple[TweetView, list[Past]]:
        """Oldest first, the present last; to whoever may see the tweet as it is now."""

        async def work(reader: Reader) -> tuple[TweetView, list[Past]] | None:
            view = await views.of_tweet(reader, viewer.id, tweet_id)
            if view is None:
                return None
            earlier = await versions.of_tweet(reader, view.tweet.id)
            number = earlier[-1].number + 1 if earlier else 1
            told: list[Past] = []
            budget, before = Budget(self.limits.diff_steps_max), ""
            for version in (*earlier, version_of(view.tweet, number, view.media, view.poll)):
                changes = tuple(diff(before, version.content, budget)) if told else (("=", version.content),)
                told.append(Past(version, changes))
                before = version.content
            return view, told

        found = await self.database.read(work)
        if found is None:
            raise NotFound("There is no such tweet.")
        return found
