"""Views: what a person is shown of tweets and accounts; both APIs render these."""

from typing import Generic, TypeVar

from msgspec import Struct

from nodeapp.model.accounts import Account
from nodeapp.model.graph import Relationship
from nodeapp.model.ids import TweetId
from nodeapp.model.tweets import Tweet

T = TypeVar("T")


class AccountView(Struct, frozen=True):
    """An account as one viewer sees it; the relationship is None where it was not asked for, or for nobody."""

    account: Account
    relationship: Relationship | None = None


class Flags(Struct, frozen=True):
    """What the viewer has done with a tweet."""

    liked: bool = False
    retweeted: bool = False
    bookmarked: bool = False


class TweetView(Struct, frozen=True, kw_only=True):
    """A tweet the viewer may see. In a list `entry_id` is the tweet's id, or the retweet's that brought it."""

    tweet: Tweet
    author: Account
    mentions: tuple[Account, ...] = ()
    hashtags: tuple[str, ...] = ()
    quote: "TweetView | None" = None
    flags: Flags = Flags()
    entry_id: TweetId
    retweeted_by: Account | None = None
    retweeted_at_ms: int | None = None


class Page(Struct, Generic[T], frozen=True, kw_only=True):
    """A part of a list. `cursor` asks for what follows, `newest` for what came since; None where there is nothing."""

    items: tuple[T, ...]
    limit: int
    offset: int | None = None
    cursor: int | None = None
    newest: int | None = None
    has_more: bool = False


class Thread(Struct, frozen=True):
    """A tweet between what it answers (oldest first) and what answers it. `expected` counts replies said to exist."""

    ancestors: tuple[TweetView, ...]
    tweet: TweetView
    descendants: tuple[TweetView, ...]
    known: int
    expected: int
