"""Cards: a tweet and a person as memory holds them, together with what has been encoded of them."""

from itertools import count

from nodeapp.model.accounts import Account
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.media import Media
from nodeapp.model.polls import Poll
from nodeapp.model.tweets import Tweet
from nodeapp.model.visibility import is_open

SHAPES = 2
"""How many APIs render cards; each has a number of its own."""

NATIVE, MASTODON = range(SHAPES)

Pieces = tuple[bytes, ...]
"""An encoding with holes, into which people are set as they are now."""

_stamps = count(1)
"""A stamp is never given twice, so that equal stamps mean equal contents."""


class Person:
    """An account, and per API its encoding once it has been asked for."""

    __slots__ = ("__weakref__", "account", "faces", "is_live", "stamp")

    def __init__(self, account: Account) -> None:
        self.renew(account)

    def renew(self, account: Account) -> None:
        """The account's row is another now."""
        self.account = account
        self.is_live = account.is_live
        self.faces: list[bytes | None] = [None] * SHAPES
        self.stamp = next(_stamps)


class Card:
    """A tweet or retweet with the people it names and what hangs on it; per API its encodings, by what the viewer did
    with it. A poll is encoded anew each time, since everybody sees their own votes in it."""

    __slots__ = (
        "__weakref__",
        "author",
        "author_id",
        "faces",
        "hashtags",
        "is_gone",
        "is_open",
        "is_plain",
        "is_used",
        "media",
        "mentions",
        "poll",
        "retweet_of_id",
        "stamp",
        "tweet",
        "tweet_id",
    )

    def __init__(
        self,
        tweet: Tweet,
        author: Person,
        mentions: tuple[Person, ...] = (),
        hashtags: tuple[str, ...] = (),
        media: tuple[Media, ...] = (),
        poll: Poll | None = None,
    ) -> None:
        self.author = author
        self.author_id = tweet.author_id
        self.tweet_id = tweet.id
        self.retweet_of_id = tweet.retweet_of_id
        self.is_used = True
        """Whether it was shown since somebody looked for room."""
        self.renew(tweet, mentions, hashtags, media, poll)

    def renew(
        self,
        tweet: Tweet,
        mentions: tuple[Person, ...],
        hashtags: tuple[str, ...],
        media: tuple[Media, ...],
        poll: Poll | None,
    ) -> None:
        """The tweet's row is another now, or something that hangs on it."""
        self.tweet = tweet
        self.is_gone = tweet.deleted_at_ms is not None
        self.is_open = not self.is_gone and is_open(tweet.visibility)
        self.is_plain = self.is_open and tweet.retweet_of_id is None and tweet.quote_of_id is None and poll is None
        self.mentions = mentions
        self.hashtags = hashtags
        self.media = media
        self.poll = poll
        self.faces: list[dict[int, Pieces]] = [{} for _ in range(SHAPES)]
        self.stamp = next(_stamps)

    @property
    def id(self) -> TweetId:
        return self.tweet_id

    @property
    def position(self) -> int:
        """Where it stands in a timeline; with `tweet_id` and `retweet_of_id` a card is an entry of one."""
        return self.tweet_id

    def names(self, account_id: AccountId | None) -> bool:
        """Whether this account is mentioned."""
        return any(person.account.id == account_id for person in self.mentions)
