"""Other nodes, asked: who somebody is, what they wrote. Answers are model nouns; nothing is stored here."""

from collections.abc import Sequence
from typing import Protocol

from nodeapp.model.accounts import ForeignAccount
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

    async def newest_tweets(self, outbox_url: str, account_uri: str, limit: int) -> Sequence[ForeignTweet]:
        """What the account's outbox tells first, only tweets of its own; empty where the outbox is closed."""
        ...
