"""Quotes and who may quote, as notes tell of them, both ways (FEP-044f)."""

from html import escape
from typing import NamedTuple

from federation import vocabulary as ap
from federation.audience import PUBLIC, PUBLIC_SPELLINGS
from nodeapp.model.accounts import Account
from nodeapp.model.origin import Origin
from nodeapp.model.tweets import QUOTES_NOT_SHOWN, QuotePolicy, Tweet
from nodeapp.model.views import TweetView
from nodeapp.model.visibility import is_open
from nodeapp.queries import accounts, quotes, tweets
from nodeapp.seams.database import Reader


class QuoteOut(NamedTuple):
    """A quote in a note of ours. `uri` is None where the quoted author said no: then a link is all there is."""

    uri: str | None
    page: str
    is_asked: bool = False
    approval_uri: str | None = None

    def in_words(self) -> str:
        """Servers that show quotes leave this out; on the others it is what tells what is being talked about."""
        return f'<p class="quote-inline">RE: <a href="{escape(self.page)}">{escape(self.page)}</a></p>'


def shown_quote(view: TweetView, origin: Origin, approval_uri: str | None = None) -> QuoteOut | None:
    """The quote that the view shows."""
    if view.quote is None:
        return None
    quoted = view.quote.tweet
    return QuoteOut(_uri(quoted, origin), _page(quoted, view.quote.author, origin), approval_uri=approval_uri)


async def quote_out(reader: Reader, view: TweetView, origin: Origin) -> QuoteOut | None:
    """As `shown_quote`, with its approval; also one that its author has not approved, as far as it is open."""
    tweet = view.tweet
    if tweet.quote_of_id is None:
        return None
    if view.quote is not None:
        return shown_quote(view, origin, await approval_of(reader, tweet, origin))
    quoted = await tweets.by_id(reader, tweet.quote_of_id) if tweet.quote_state in QUOTES_NOT_SHOWN else None
    author = None if quoted is None else await accounts.by_id(reader, quoted.author_id)
    if quoted is None or author is None or quoted.deleted_at_ms is not None or not is_open(quoted.visibility):
        return None
    is_asked = tweet.quote_state == "pending"
    return QuoteOut(_uri(quoted, origin) if is_asked else None, _page(quoted, author, origin), is_asked)


async def approval_of(reader: Reader, tweet: Tweet, origin: Origin) -> str | None:
    """Where the stamp of a quote of ours stands: on the quoted author's node, which may be this one."""
    if tweet.quote_of_id is None or tweet.quote_state != "accepted":
        return None
    request = await quotes.request(reader, tweet.quote_of_id, origin.tweet_uri(tweet.id))
    if request is None:
        return tweet.quote_approval_uri
    return stamp_uri(request.id, origin) if request.state == "accepted" else None


def stamp_uri(request_id: int, origin: Origin) -> str:
    return origin.activity_uri("quotes", request_id)


def policy_out(tweet: Tweet, origin: Origin) -> ap.QuotePolicy:
    """Nobody is written as the author alone: an empty list would say the same as none."""
    followers, author = origin.followers_uri(tweet.author_id), origin.account_uri(tweet.author_id)
    if tweet.quote_policy == "nobody" or not is_open(tweet.visibility):
        return ap.QuotePolicy((author,), ())
    if tweet.quote_policy == "followers":
        return ap.QuotePolicy((followers,), (PUBLIC,))
    return ap.QuotePolicy((PUBLIC,), ())


def policy_in(
    told: ap.QuotePolicy | None, author_uri: str, followers_url: str | None
) -> tuple[QuotePolicy, QuotePolicy | None]:
    """Who is approved at once, and who else may ask; None where a node says nothing of quotes.

    Circles that are not known here may be asked for: whether somebody is in them the other node knows.
    """
    if told is None:
        return "public", None
    automatic, manual = set(told.automatic) - {author_uri}, set(told.manual) - {author_uri}
    asks = _circle(manual, followers_url)
    if asks != "public" and (automatic | manual) - PUBLIC_SPELLINGS - {followers_url}:
        asks = "public"
    return _circle(automatic, followers_url), asks


def _circle(named: set[str], followers_url: str | None) -> QuotePolicy:
    if not PUBLIC_SPELLINGS.isdisjoint(named):
        return "public"
    return "followers" if followers_url in named else "nobody"


def _uri(tweet: Tweet, origin: Origin) -> str:
    return tweet.uri or origin.tweet_uri(tweet.id)


def _page(tweet: Tweet, author: Account, origin: Origin) -> str:
    return tweet.url or tweet.uri or origin.tweet_url(author.username, tweet.id)
