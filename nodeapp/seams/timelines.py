"""Timelines: which entries stand where, before the viewer's right to see each tweet is judged."""

from collections.abc import Sequence
from typing import Protocol

from nodeapp.model.ids import AccountId
from nodeapp.model.timelines import Place, Window


class Entries(Protocol):
    """Lists of up to `window.limit` entries, newest first. The database is where they can always be made again."""

    async def home(self, account_id: AccountId, window: Window) -> Sequence[Place]:
        """Tweets and retweets of those followed and one's own; replies only where the reader follows both ends."""
        ...

    async def home_above(self, account_id: AccountId, position: int, limit: int) -> Sequence[Place]:
        """What stands above a place in home and could come again as a retweet, nearest first."""
        ...

    async def by_author(self, account_id: AccountId, window: Window, replies: bool, retweets: bool) -> Sequence[Place]:
        """A profile's tweets, direct ones left out."""
        ...

    async def public(self, window: Window) -> Sequence[Place]:
        """Every public tweet known here."""
        ...

    async def local(self, window: Window) -> Sequence[Place]:
        """Every public tweet written here."""
        ...
