"""Quotes between nodes: what others ask of authors here, and what authors elsewhere answer."""

from dataclasses import dataclass

from msgspec import Struct

from nodeapp.model.accounts import Account
from nodeapp.model.errors import Forbidden, NotFound
from nodeapp.model.events import QuoteChanged, QuoteRequested
from nodeapp.model.ids import Snowflakes, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.quotes import QuoteRequest, RequestState, answer, told
from nodeapp.model.tweets import ForeignTweet, QuoteState, Tweet
from nodeapp.queries import accounts, event_log, quote_checks, quotes, tweets, views
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction


class Standing(Struct, frozen=True):
    """A quote known here of a tweet that is not; the addresses that an approval must name."""

    quoting: Tweet
    quoting_uri: str
    quoted_uri: str
    author_uri: str


@dataclass(frozen=True)
class ForeignQuotes:
    """The caller has made sure who says this."""

    database: Database
    clock: Clock
    limits: Limits
    origin: Origin
    ids: Snowflakes

    async def ask(
        self, sender: Account, quoted_id: TweetId, quoting_uri: str, activity_uri: str | None
    ) -> RequestState:
        """Somebody elsewhere asks to quote a tweet of somebody here; the same is answered the same again.

        Raises NotFound where the sender may not see it, Forbidden where somebody else asked for this quote before.
        """
        now_ms = self.clock()

        async def work(tx: Transaction) -> RequestState:
            quoted = await self._askable(tx, sender, quoted_id)
            known = await quotes.request(tx, quoted_id, quoting_uri)
            if known is not None and known.account_id != sender.id:
                raise Forbidden("Somebody else asked to quote this.")
            request = known or await self._asked(tx, sender, quoted, quoting_uri, activity_uri, now_ms)
            if known is not None and activity_uri is not None:
                await quotes.name_request(tx, known.id, activity_uri)
            if request.state != "pending":
                await event_log.append(tx, _answered(request), now_ms)
            elif known is None:
                requested = QuoteRequested(
                    actor_id=sender.id,
                    subject_id=quoted_id,
                    origin=sender.host,
                    author_id=quoted.author_id,
                    quoting_id=request.quoting_id,
                    request_id=request.id,
                )
                await event_log.append(tx, requested, now_ms)
            return request.state

        return await self.database.write(work)

    async def standing(self, quoting_id: TweetId) -> Standing | None:
        """None where nothing is quoted, or what is quoted lives here or is the quoting author's own."""

        async def work(reader: Reader) -> Standing | None:
            quoting = await tweets.by_id(reader, quoting_id)
            if quoting is None or quoting.deleted_at_ms is not None or quoting.quote_of_id is None:
                return None
            quoted = await tweets.by_id(reader, quoting.quote_of_id)
            author = None if quoted is None else await accounts.by_id(reader, quoted.author_id)
            if quoted is None or author is None or quoted.uri is None or author.uri is None:
                return None
            uri = quoting.uri or self.origin.tweet_uri(quoting.id)
            return None if quoting.author_id == author.id else Standing(quoting, uri, quoted.uri, author.uri)

        return await self.database.read(work)

    async def approve(self, quoting_id: TweetId, approval_uri: str) -> None:
        """The author of what is quoted approves, as its node was seen to say. Repeatable."""
        await self._decide(quoting_id, "accepted", approval_uri)

    async def refuse(self, quoting_id: TweetId) -> None:
        """The author of what is quoted does not approve, or not any more."""
        await self._decide(quoting_id, "rejected", None)

    async def withdraw(self, approval_uri: str, sender: Account) -> bool:
        """The author of what is quoted takes this approval back; False where the sender gave none such (I29)."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> bool:
            found = await quotes.approved_by(tx, approval_uri, sender.id, self.limits.page_size_max)
            for quoting in found:
                await _change(tx, quoting, sender, "revoked", None, now_ms)
            return bool(found)

        return await self.database.write(work)

    async def join(self, quoting_id: TweetId, *, is_legacy: bool) -> None:
        """What a tweet from elsewhere quotes has come after it: from now on it stands as if it had come before."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            quoting = await tweets.by_id(tx, quoting_id)
            if quoting is None or quoting.deleted_at_ms is not None or quoting.quote_of_id is not None:
                return
            quoted = None if quoting.quote_of_uri is None else await tweets.by_uri(tx, quoting.quote_of_uri)
            author = None if quoted is None else await accounts.by_id(tx, quoted.author_id)
            if quoted is None or quoted.retweet_of_id is not None or author is None:
                return
            state = told(quoted, await quotes.quoter(tx, quoted, quoting.author_id), None, is_legacy=is_legacy)
            await quotes.join(tx, quoting, quoted, state)
            joined = QuoteChanged(
                actor_id=author.id, subject_id=quoted.id, origin=author.host, state=state, quoting_id=quoting.id
            )
            await event_log.append(tx, joined, now_ms)

        await self.database.write(work)

    async def wait(self, quoting_id: TweetId, foreign: ForeignTweet, host: str) -> None:
        """Its approval could not be looked at now, because the host did not answer. Repeatable."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            await quote_checks.put(tx, quoting_id, foreign, host, self.limits, now_ms)

        await self.database.write(work)

    async def stop_waiting(self, quoting_id: TweetId) -> None:
        """There is nothing more to look at. Repeatable."""

        async def work(tx: Transaction) -> None:
            await quote_checks.drop(tx, quoting_id)

        await self.database.write(work)

    async def _askable(self, tx: Transaction, sender: Account, quoted_id: TweetId) -> Tweet:
        view = await views.of_tweet(tx, sender.id, quoted_id)
        if view is None or view.tweet.id != quoted_id or not view.author.is_local:
            raise NotFound("There is no such tweet.")
        return view.tweet

    async def _asked(
        self, tx: Transaction, sender: Account, quoted: Tweet, quoting_uri: str, activity_uri: str | None, now_ms: int
    ) -> QuoteRequest:
        quoting = await tweets.by_uri(tx, quoting_uri)
        if quoting is not None and (quoting.author_id != sender.id or quoting.quote_of_id != quoted.id):
            raise Forbidden("That tweet does not quote this one.")
        state = answer(quoted, await quotes.quoter(tx, quoted, sender.id))
        most = self.limits.quote_requests_waiting_max
        if state == "pending" and await quotes.count_pending(tx, quoted.author_id, most) >= most:
            state = "rejected"
        request = QuoteRequest(
            id=self.ids.next(now_ms),
            quoted_id=quoted.id,
            author_id=quoted.author_id,
            quoting_uri=quoting_uri,
            quoting_id=quoting.id if quoting else None,
            account_id=sender.id,
            activity_uri=activity_uri,
            state=state,
            created_at_ms=now_ms,
            changed_at_ms=now_ms,
        )
        await quotes.insert_request(tx, request)
        if quoting is not None and quoting.deleted_at_ms is None:
            await quotes.change_state(tx, quoting, state)
        return request

    async def _decide(self, quoting_id: TweetId, state: QuoteState, approval_uri: str | None) -> None:
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            quoting = await tweets.by_id(tx, quoting_id)
            if quoting is None or quoting.deleted_at_ms is not None or quoting.quote_of_id is None:
                raise NotFound("There is no such quote.")
            quoted = await tweets.by_id(tx, quoting.quote_of_id)
            author = None if quoted is None else await accounts.by_id(tx, quoted.author_id)
            if author is not None:
                await _change(tx, quoting, author, state, approval_uri, now_ms)

        await self.database.write(work)


async def _change(
    tx: Transaction, quoting: Tweet, author: Account, state: QuoteState, approval_uri: str | None, now_ms: int
) -> None:
    """An approval that is no more was revoked, whatever the word for it."""
    if state == "rejected" and quoting.quote_state in ("accepted", "revoked"):
        state = "revoked"
    if (quoting.quote_state, quoting.quote_approval_uri) == (state, approval_uri or quoting.quote_approval_uri):
        return
    await quotes.change_state(tx, quoting, state, approval_uri)
    changed = QuoteChanged(
        actor_id=author.id,
        subject_id=quoting.quote_of_id or quoting.id,
        origin=author.host,
        state=state,
        quoting_id=quoting.id,
    )
    await event_log.append(tx, changed, now_ms)


def _answered(request: QuoteRequest) -> QuoteChanged:
    """What was decided here, told (again) to whoever asks; an approval taken back is not given again (I29)."""
    return QuoteChanged(
        actor_id=request.author_id,
        subject_id=request.quoted_id,
        state="accepted" if request.state == "accepted" else "rejected",
        quoting_id=request.quoting_id,
        request_id=request.id,
    )
