"""Other nodes, asked: who somebody is, what they wrote. Answers are model nouns; nothing is stored here."""

from collections.abc import Sequence
from typing import Protocol

from nodeapp.model.accounts import ForeignAccount
from nodeapp.model.quotes import Stamp
from nodeapp.model.tweets import ForeignTweet


class Peers(Protocol):
    """Every method may take seconds. Raises NotFound when the other node says so, Unavailable when it does not answer,

    BadInput when what was asked for cannot be a handle or an address.
    """

    async def account_by_handle(self, handle: str) -> ForeignAccount:
        """`handle` is name@host, the host with its port where it is not 443."""
        ...

    async def account(self, uri: str) -> ForeignAccount: ...

    async def tweet(self, uri: str) -> ForeignTweet:
        """Raises NotFound also when it is addressed to nobody this node may speak for."""
        ...

    async def stamp(self, uri: str) -> Stamp:
        """The approval of a quote at this address. Raises NotFound also when its host may not speak for its author."""
        ...

    async def newest_tweets(self, outbox_url: str, account_uri: str, limit: int) -> Sequence[ForeignTweet]:
        """What the account's outbox tells first, only tweets of its own; empty where the outbox is closed."""
        ...

    async def pinned_tweets(self, featured_url: str, account_uri: str, limit: int) -> Sequence[ForeignTweet]:
        """What the account shows first on its profile, only tweets of its own; empty where that is closed."""
        ...
