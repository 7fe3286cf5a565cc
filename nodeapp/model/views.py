"""Views: what a person is shown of tweets and accounts; both APIs render these."""

from typing import Generic, TypeVar

from msgspec import Struct

from nodeapp.model.accounts import Account
from nodeapp.model.cards import Card
from nodeapp.model.graph import Relationship
from nodeapp.model.ids import TweetId
from nodeapp.model.media import Media
from nodeapp.model.polls import Poll
from nodeapp.model.tweets import Tweet

T = TypeVar("T")

LIKED, RETWEETED, BOOKMARKED = 1, 2, 4


class AccountView(Struct, frozen=True):
    """An account as one viewer sees it; the relationship is None where it was not asked for, or for nobody."""

    account: Account
    relationship: Relationship | None = None


class Flags(Struct, frozen=True):
    """What the viewer has done with a tweet: 1 liked, 2 retweeted, 4 bookmarked."""

    bits: int = 0

    @property
    def liked(self) -> bool:
        return bool(self.bits & LIKED)

    @property
    def retweeted(self) -> bool:
        return bool(self.bits & RETWEETED)

    @property
    def bookmarked(self) -> bool:
        return bool(self.bits & BOOKMARKED)


FLAGS = tuple(Flags(bits) for bits in range(8))
"""Each that there is, by its bits."""


class TweetView(Struct, frozen=True):
    """A tweet the viewer may see. In a list, `retweet` is what brought it there.

    Cards follow every commit: whoever needs the tweet as it was takes what is needed before waiting for anything.
    """

    card: Card
    flags: Flags = FLAGS[0]
    quote: "TweetView | None" = None
    retweet: Card | None = None
    votes: tuple[int, ...] = ()
    """Places of the options of its poll that the viewer chose."""

    @property
    def tweet(self) -> Tweet:
        return self.card.tweet

    @property
    def author(self) -> Account:
        return self.card.author.account

    @property
    def mentions(self) -> tuple[Account, ...]:
        return tuple(person.account for person in self.card.mentions)

    @property
    def hashtags(self) -> tuple[str, ...]:
        return self.card.hashtags

    @property
    def media(self) -> tuple[Media, ...]:
        return self.card.media

    @property
    def poll(self) -> Poll | None:
        return self.card.poll

    @property
    def entry_id(self) -> TweetId:
        """Its place in a list: the tweet's id, or the retweet's that brought it."""
        return (self.retweet or self.card).tweet.id

    @property
    def retweeted_by(self) -> Account | None:
        return self.retweet.author.account if self.retweet else None

    @property
    def retweeted_at_ms(self) -> int | None:
        return self.retweet.tweet.created_at_ms if self.retweet else None


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
    muted: bool = False
    """Whether the viewer muted the whole conversation."""
