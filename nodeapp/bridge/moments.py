"""Moments: verbs of services done within one transaction, as long as they ask nobody and are soon done."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NoReturn, TypeVar

from nodeapp.model.accounts import ForeignAccount
from nodeapp.model.quotes import Stamp
from nodeapp.model.tweets import ForeignTweet
from nodeapp.queries.savepoints import alone
from nodeapp.seams.database import Reader, Transaction

T = TypeVar("T")

WRITES_MAX = 3
"""What writes more often, such as the end of an account with all its tweets, would keep all others from writing."""


class TakesLonger(Exception):
    """Somebody else must be asked, or there is much to write: not in this moment.

    Not a NodeError, for those are caught where an answer can be done without.
    """


class Moment:
    """Satisfies `seams.database.Database` inside the transaction it is given: a unit is a part of that."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._writes = 0

    def begin(self) -> None:
        """What comes now is something else: it may write as often again."""
        self._writes = 0

    async def read(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        return await work(self._tx)

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        self._writes += 1
        if self._writes > WRITES_MAX:
            raise TakesLonger
        return await alone(self._tx, work)


class NobodyToAsk:
    """Satisfies `seams.peers.Peers`."""

    async def account_by_handle(self, handle: str) -> ForeignAccount:
        self._refuse()

    async def account(self, uri: str) -> ForeignAccount:
        self._refuse()

    async def tweet(self, uri: str) -> ForeignTweet:
        self._refuse()

    async def stamp(self, uri: str) -> Stamp:
        self._refuse()

    async def newest_tweets(self, outbox_url: str, account_uri: str, limit: int) -> Sequence[ForeignTweet]:
        self._refuse()

    async def pinned_tweets(self, featured_url: str, account_uri: str, limit: int) -> Sequence[ForeignTweet]:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise TakesLonger
