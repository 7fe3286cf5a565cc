"""Changes: what one commit did to the rows that memory mirrors, as they are after it."""

from typing import Literal

from msgspec import Struct

from nodeapp.model.accounts import Account
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.media import Media
from nodeapp.model.polls import Poll
from nodeapp.model.tweets import Tweet

MarkKind = Literal["like", "bookmark", "retweet", "follow", "block", "vote", "standing"]
"""A vote says that there are others now, a standing that something rarely changed is another: both are read again."""


class Mark(Struct, frozen=True):
    """Something an account does, or no longer does, to a tweet or to another account."""

    kind: MarkKind
    account_id: AccountId
    target_id: int
    on: bool


class Changes(Struct, frozen=True):
    """`tweet_ids` and `account_ids` are all that changed; rows are there for those that were new or asked for.

    `placed_ids` are tweets that were there before and have found what they answer: they may stand elsewhere now, as
    may those in `tagged_ids`, which have other hashtags.
    `accounts` has besides the authors of these tweets and whom they mention. Marks stand in the order they were made.
    """

    tweet_ids: frozenset[TweetId] = frozenset()
    account_ids: frozenset[AccountId] = frozenset()
    new_ids: frozenset[TweetId] = frozenset()
    placed_ids: frozenset[TweetId] = frozenset()
    tagged_ids: frozenset[TweetId] = frozenset()
    tweets: tuple[Tweet, ...] = ()
    mentions: dict[TweetId, tuple[AccountId, ...]] = {}
    hashtags: dict[TweetId, tuple[str, ...]] = {}
    media: dict[TweetId, tuple[Media, ...]] = {}
    polls: dict[TweetId, Poll] = {}
    accounts: dict[AccountId, Account] = {}
    marks: tuple[Mark, ...] = ()


NOTHING = Changes()
