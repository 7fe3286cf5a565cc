"""Quoting: what a draft may quote, and asking whoever has a say in it."""

from nodeapp.model.errors import bad
from nodeapp.model.events import QuoteRequested
from nodeapp.model.ids import AccountId
from nodeapp.model.quotes import QuoteRequest, beginning, checked_policy
from nodeapp.model.tweets import Draft, QuotePolicy, QuoteState, Tweet
from nodeapp.model.visibility import may_be_retweeted
from nodeapp.queries import event_log, quotes, tweets
from nodeapp.seams.database import Transaction
from nodeapp.services.tweets.verbs import Verbs


class Quoting(Verbs):
    async def _quote_state(self, tx: Transaction, author_id: AccountId, quoted: Tweet | None) -> QuoteState | None:
        """How the quote begins; None where nothing is quoted. Raises BadInput for what may not be quoted (P02)."""
        if quoted is None:
            return None
        quoter = await quotes.quoter(tx, quoted, author_id)
        if not may_be_retweeted(quoted.visibility, quoter.is_author):
            raise bad("quote_id", "not_allowed", "Its author shares this with a few only, so it cannot be quoted.")
        state = beginning(quoted, quoter)
        if state == "rejected":
            raise bad("quote_id", "not_allowed", "Its author does not let others quote this.")
        most = self.limits.quote_requests_waiting_max
        if state == "pending" and quoted.is_local and await quotes.count_pending(tx, quoted.author_id, most) >= most:
            raise bad("quote_id", "too_many", "Too many wait already for its author to let them quote.")
        return state

    async def _ask_to_quote(self, tx: Transaction, tweet: Tweet, now_ms: int) -> None:
        """Keeps the request, which is the stamp where it is approved at once; tells whoever is to decide."""
        quoted = None if tweet.quote_of_id is None else await tweets.by_id(tx, tweet.quote_of_id)
        if quoted is None:
            return
        request_id = await self._keep_request(tx, tweet, quoted, now_ms) if quoted.is_local else None
        if tweet.quote_state == "pending":
            requested = QuoteRequested(
                actor_id=tweet.author_id,
                subject_id=quoted.id,
                author_id=quoted.author_id,
                quoting_id=tweet.id,
                request_id=request_id,
            )
            await event_log.append(tx, requested, now_ms)

    async def _keep_request(self, tx: Transaction, tweet: Tweet, quoted: Tweet, now_ms: int) -> int:
        request = QuoteRequest(
            id=self.ids.next(now_ms),
            quoted_id=quoted.id,
            author_id=quoted.author_id,
            quoting_uri=self.origin.tweet_uri(tweet.id),
            quoting_id=tweet.id,
            account_id=tweet.author_id,
            activity_uri=None,
            state="accepted" if tweet.quote_state == "accepted" else "pending",
            created_at_ms=now_ms,
            changed_at_ms=now_ms,
        )
        await quotes.insert_request(tx, request)
        return request.id


def policy_of(draft: Draft) -> QuotePolicy:
    return "public" if draft.quote_policy is None else checked_policy("quote_policy", draft.quote_policy)
