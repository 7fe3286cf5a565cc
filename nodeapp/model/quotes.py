"""Quotes: who may quote a tweet, and how a quote stands with the author of what it quotes (FEP-044f)."""

from typing import Literal

from msgspec import Struct

from nodeapp.model.accounts import Account
from nodeapp.model.errors import bad
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.tweets import QUOTE_POLICIES, QUOTES_NOT_SHOWN, QuotePolicy, QuoteState, Tweet
from nodeapp.model.views import TweetView
from nodeapp.model.visibility import is_open

RequestState = Literal["pending", "accepted", "rejected", "revoked"]


class QuoteRequest(Struct, frozen=True, kw_only=True):
    """A row of `quote_requests`: the wish of `account_id` to quote a tweet of `author_id`, who lives here.

    Accepted, it is the approval's stamp. `activity_uri` is the request's own where it came from elsewhere.
    """

    id: int
    quoted_id: TweetId
    author_id: AccountId
    quoting_uri: str
    quoting_id: TweetId | None
    account_id: AccountId
    activity_uri: str | None
    state: RequestState
    created_at_ms: int
    changed_at_ms: int


class QuoteRequestView(Struct, frozen=True):
    """A request as the author of `quoted` sees it; `quoting` is None where it is not known here, or not to be seen."""

    request: QuoteRequest
    quoted: TweetView
    account: Account
    quoting: TweetView | None


class Stamp(Struct, frozen=True):
    """An approval as the node of the quoted author tells it."""

    uri: str
    author_uri: str
    quoting_uri: str
    quoted_uri: str

    def approves(self, quoting_uri: str, quoted_uri: str, author_uri: str) -> bool:
        """Of exactly this quote of exactly this tweet, by its author (I29)."""
        return (self.quoting_uri, self.quoted_uri, self.author_uri) == (quoting_uri, quoted_uri, author_uri)


class QuoteCheck(Struct, frozen=True):
    """A row of `quote_checks`: a quote from elsewhere that is looked at again.

    `quoted_uri` is what its tweet quotes, None where that was deleted meanwhile.
    """

    tweet_id: TweetId
    quoted_uri: str | None
    approval_uri: str | None
    is_legacy: bool
    attempts: int


class Quoter(Struct, frozen=True):
    """How somebody who quotes stands to the author of what is quoted."""

    is_author: bool = False
    follows: bool = False
    is_mentioned: bool = False


def is_shown(state: QuoteState | None) -> bool:
    """Only a quote that is shown counts."""
    return state not in QUOTES_NOT_SHOWN


def answer(quoted: Tweet, quoter: Quoter) -> RequestState:
    """What the author of a tweet that lives here has decided beforehand."""
    if quoter.is_author:
        return "accepted"
    if not is_open(quoted.visibility) or quoted.quote_policy == "nobody":
        return "rejected"
    if quoted.quote_policy == "public" or quoter.follows:
        return "accepted"
    return "pending"


def beginning(quoted: Tweet, quoter: Quoter) -> QuoteState:
    """How a quote by somebody here begins; `rejected` is not to be posted at all.

    Another node decides of its own tweets, as soon as it is asked: what its policy does not allow it will not accept.
    """
    if quoted.is_local:
        return answer(quoted, quoter)
    if quoted.quote_asks is None:
        return "unasked"
    asks = (quoted.quote_policy, quoted.quote_asks)
    return "pending" if "public" in asks or (quoter.follows and "followers" in asks) else "rejected"


def told(quoted: Tweet, quoter: Quoter, requested: RequestState | None, *, is_legacy: bool) -> QuoteState:
    """How a quote stands that another node tells of, before any approval it names has been looked at.

    `requested` is how its request stands where the quoted tweet lives here. Software that asks nobody is believed of
    tweets whose node says nothing of quotes, or that anybody may quote them; elsewhere the author's say counts.
    """
    if quoter.is_author:
        return "accepted"
    if quoted.is_local:
        return requested or "pending"
    if quoter.is_mentioned:
        return "accepted"
    is_free = quoted.quote_asks is None or (is_legacy and quoted.quote_policy == "public")
    return "unasked" if is_free else "pending"


def checked_policy(field: str, given: str) -> QuotePolicy:
    """Raises BadInput naming the field."""
    for policy in QUOTE_POLICIES:
        if given == policy:
            return policy
    raise bad(field, "invalid", f"Who may quote is one of {', '.join(QUOTE_POLICIES)}.")
