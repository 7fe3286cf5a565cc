"""An audience: what each of those who listen is shown of what happens."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from nodeapp.model.cards import Card
from nodeapp.model.hub import Stream
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.notifications import NotificationView
from nodeapp.model.streams import Happening, Told

Cards = Mapping[TweetId, Card]


class Audience(Protocol):
    async def cards(self, ids: Sequence[TweetId]) -> Cards:
        """Tweets and retweets as they are now, tombstones too, with what they retweet and quote."""
        ...

    async def told(
        self, happening: Happening, cards: Cards, streams: Sequence[Stream]
    ) -> Sequence[tuple[Stream, Told]]:
        """Those of these streams in which the tweet stands, each with what its viewer is shown of it.

        A stream for which that cannot be found out is ended as lost: it comes again, and misses nothing.
        """
        ...


class Notices(Protocol):
    async def __call__(self, viewer_id: AccountId, ids: Sequence[int], *, grouped: bool) -> Sequence[NotificationView]:
        """Notifications, or the groups they are in, as far as they are there and to be shown."""
        ...
