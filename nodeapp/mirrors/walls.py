"""Walls: the newest entries of single authors, and of everybody, as lists of ids."""

from collections import OrderedDict

from nodeapp.mirrors.strip import Strip
from nodeapp.model.cards import Card
from nodeapp.model.ids import AccountId


class Walls:
    """At most `size` authors; whose wall was made first makes room first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._authors: OrderedDict[AccountId, Strip] = OrderedDict()
        self.public: Strip | None = None
        self.local: Strip | None = None

    def of(self, author_id: AccountId) -> Strip | None:
        return self._authors.get(author_id)

    def put(self, author_id: AccountId, strip: Strip) -> None:
        self._authors[author_id] = strip
        self._authors.move_to_end(author_id)
        if len(self._authors) > self._size:
            self._authors.popitem(last=False)

    def place(self, card: Card) -> None:
        """Where this tweet or retweet stands, as far as that is in memory; nowhere when it is deleted."""
        tweet = card.tweet
        if tweet.deleted_at_ms is not None or tweet.visibility == "direct":
            return
        wall = self._authors.get(tweet.author_id)
        if wall is not None:
            wall.insert(tweet.id)
        if tweet.visibility != "public" or tweet.retweet_of_id is not None:
            return
        if self.public is not None:
            self.public.insert(tweet.id)
        if self.local is not None and tweet.is_local:
            self.local.insert(tweet.id)

    def clear(self) -> None:
        self._authors.clear()
        self.public = self.local = None
