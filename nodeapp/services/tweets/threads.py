"""Threads: several tweets posted at once, each answering the one before, all of them or none."""

from collections.abc import Sequence

from msgspec.structs import replace

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import BadInput, NotSignedIn
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.threads import checked_thread, placed
from nodeapp.model.tweets import Draft
from nodeapp.model.views import TweetView
from nodeapp.queries import accounts, threads
from nodeapp.seams.database import Transaction
from nodeapp.services.tweets.posting import Posting


class Threads(Posting):
    async def post_thread(self, viewer: Viewer, drafts: Sequence[Draft]) -> list[TweetView]:
        """In their order. The first draft's idempotency key is for all: used again, it gives the same tweets again."""
        if viewer.id is None:
            raise NotSignedIn("Sign in to tweet.")
        author_id = viewer.id
        clean = checked_thread(drafts, self.limits)
        strangers = await self._strangers(" ".join(draft.content for draft in clean))
        now_ms = self.clock()

        async def work(tx: Transaction) -> list[TweetId]:
            earlier = await self._earlier(tx, author_id, clean[0], now_ms)
            if earlier is not None:
                return await threads.posted_with(tx, earlier, self.limits.thread_tweets_max)
            for stranger in strangers:
                await accounts.upsert_foreign(tx, stranger, now_ms)
            return await self._string(tx, author_id, clean, now_ms)

        return await self._posted(author_id, await self.database.write(work))

    async def _string(
        self, tx: Transaction, author_id: AccountId, drafts: Sequence[Draft], now_ms: int
    ) -> list[TweetId]:
        strung: list[TweetId] = []
        for place, draft in enumerate(drafts):
            answering = replace(draft, reply_to_id=strung[-1]) if strung else draft
            try:
                tweet = await self._compose(tx, author_id, answering, now_ms)
                await self._store(tx, tweet, answering, now_ms)
            except BadInput as error:
                raise BadInput(*placed(place, error.errors)) from None
            strung.append(tweet.id)
        return strung

    async def _posted(self, author_id: AccountId, ids: list[TweetId]) -> list[TweetView]:
        return await self.views.of_entries(author_id, ids, author_id)
