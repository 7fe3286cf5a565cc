"""Quotes: authors here say who may quote them, answer who asks, and take an approval back."""

from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import Forbidden, NotFound
from nodeapp.model.events import QuoteChanged, QuotePolicyChanged
from nodeapp.model.ids import AccountId, Snowflakes, TweetId
from nodeapp.model.origin import Origin
from nodeapp.model.quotes import QuoteRequest, QuoteRequestView, RequestState, checked_policy
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Tweet
from nodeapp.model.views import Page, TweetView
from nodeapp.queries import accounts, event_log, quotes, tweets, views
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction
from nodeapp.seams.views import Views


@dataclass(frozen=True)
class Quotes:
    """What is decided here is told to whoever quotes by the event: an answer, or the end of an approval."""

    database: Database
    clock: Clock
    origin: Origin
    ids: Snowflakes
    views: Views

    async def change_policy(self, viewer: Viewer, tweet_id: TweetId, policy: str) -> TweetView:
        """Of one's own tweet, for quotes to come. Repeatable."""
        me = viewer.signed_in()
        wanted = checked_policy("policy", policy)
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            tweet = await _own(tx, me, tweet_id)
            if tweet.quote_policy != wanted:
                await quotes.change_policy(tx, tweet_id, wanted, None)
                await event_log.append(tx, QuotePolicyChanged(actor_id=me, subject_id=tweet_id), now_ms)

        await self.database.write(work)
        view = await self.views.of_tweet(me, tweet_id)
        if view is None:
            raise NotFound("There is no such tweet.")
        return view

    async def requests(self, viewer: Viewer, window: Window) -> Page[QuoteRequestView]:
        """What waits for the viewer's answer, newest first."""
        me = viewer.signed_in()

        async def work(reader: Reader) -> Page[QuoteRequestView]:
            wider = Window(window.limit + 1, window.before, window.since, window.offset)
            found = await quotes.pending(reader, me, wider)
            shown = found[: window.limit]
            people = await accounts.by_ids(reader, list({row.account_id for row in shown}))
            live = {account.id: account for account in people if account.is_live}
            named = {tweet_id for row in shown for tweet_id in (row.quoted_id, row.quoting_id) if tweet_id is not None}
            seen = {view.tweet.id: view for view in await views.of_entries(reader, me, list(named), opened=me)}
            return Page(
                items=tuple(
                    QuoteRequestView(
                        row,
                        seen[row.quoted_id],
                        live[row.account_id],
                        None if row.quoting_id is None else seen.get(row.quoting_id),
                    )
                    for row in shown
                    if row.quoted_id in seen and row.account_id in live
                ),
                limit=window.limit,
                offset=window.offset,
                cursor=shown[-1].id if len(found) > len(shown) else None,
                newest=shown[0].id if shown else window.since or None,
                has_more=len(found) > len(shown),
            )

        return await self.database.read(work)

    async def accept(self, viewer: Viewer, request_id: int) -> None:
        """Lets somebody quote. Repeatable; what was turned down may be accepted after all."""
        await self._answer(viewer, request_id, "accepted")

    async def reject(self, viewer: Viewer, request_id: int) -> None:
        """Turns somebody down. Repeatable; what was accepted is taken back."""
        await self._answer(viewer, request_id, "rejected")

    async def revoke(self, viewer: Viewer, tweet_id: TweetId, quoting_id: TweetId) -> None:
        """The viewer's tweet is shown no longer in this quote of it, nor will be if it is asked again. Repeatable."""
        me = viewer.signed_in()
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            await _own(tx, me, tweet_id)
            quoting = await tweets.by_id(tx, quoting_id)
            if quoting is None or quoting.deleted_at_ms is not None or quoting.quote_of_id != tweet_id:
                raise NotFound("This tweet does not quote yours.")
            request = await self._request_of(tx, me, quoting, now_ms)
            await self._settle(tx, request, "revoked", now_ms)

        await self.database.write(work)

    async def _answer(self, viewer: Viewer, request_id: int, state: RequestState) -> None:
        me = viewer.signed_in()
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            request = await quotes.request_by_id(tx, request_id)
            if request is None or request.author_id != me:
                raise NotFound("There is no such request.")
            is_taken_back = state == "rejected" and request.state in ("accepted", "revoked")
            await self._settle(tx, request, "revoked" if is_taken_back else state, now_ms)

        await self.database.write(work)

    async def _request_of(self, tx: Transaction, me: AccountId, quoting: Tweet, now_ms: int) -> QuoteRequest:
        """The row of this quote; made now for one that nobody asked about."""
        uri = quoting.uri or self.origin.tweet_uri(quoting.id)
        quoted_id = quoting.quote_of_id or quoting.id
        known = await quotes.request(tx, quoted_id, uri)
        if known is not None:
            return known
        made = QuoteRequest(
            id=self.ids.next(now_ms),
            quoted_id=quoted_id,
            author_id=me,
            quoting_uri=uri,
            quoting_id=quoting.id,
            account_id=quoting.author_id,
            activity_uri=None,
            state="pending",
            created_at_ms=now_ms,
            changed_at_ms=now_ms,
        )
        await quotes.insert_request(tx, made)
        return made

    async def _settle(self, tx: Transaction, request: QuoteRequest, state: RequestState, now_ms: int) -> None:
        if request.state == state:
            return
        await quotes.change_request(tx, request.id, state, now_ms)
        quoting = None if request.quoting_id is None else await tweets.by_id(tx, request.quoting_id)
        # Also of a deleted one: its author may have it back, and the say in it stays with whoever is quoted.
        if quoting is not None:
            await quotes.change_state(tx, quoting, state)
        changed = QuoteChanged(
            actor_id=request.author_id,
            subject_id=request.quoted_id,
            state=state,
            quoting_id=request.quoting_id,
            request_id=request.id,
        )
        await event_log.append(tx, changed, now_ms)


async def _own(reader: Reader, me: AccountId, tweet_id: TweetId) -> Tweet:
    view = await views.of_tweet(reader, me, tweet_id)
    if view is None or view.tweet.id != tweet_id:
        raise NotFound("There is no such tweet.")
    if view.tweet.author_id != me:
        raise Forbidden("Only its author decides who quotes a tweet.")
    return view.tweet
