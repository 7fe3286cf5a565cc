"""Backfill: whoever is followed from elsewhere arrives with their newest tweets, and those they pinned."""

from collections.abc import Sequence
from dataclasses import dataclass

import anyio

from nodeapp import telemetry
from nodeapp.model.accounts import Account
from nodeapp.model.errors import NodeError
from nodeapp.model.events import AnyEvent, FollowNew, Logged
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.queries import accounts
from nodeapp.seams.database import Database, Reader
from nodeapp.seams.peers import Peers
from nodeapp.services.foreign_pins import ForeignPins
from nodeapp.services.foreign_tweets import ForeignTweets

_log = telemetry.Log(__name__)


@dataclass(frozen=True)
class Backfill:
    """An effect. Tweets are known by their uri, so that fetching them twice stores them once."""

    database: Database
    limits: Limits
    peers: Peers
    tweets: ForeignTweets
    pins: ForeignPins

    name = "backfill"
    follows: tuple[type[AnyEvent], ...] = (FollowNew,)

    async def handle(self, batch: Sequence[Logged]) -> None:
        followed = {AccountId(logged.event.subject_id) for logged in batch}
        async with anyio.create_task_group() as tasks:
            for account_id in followed:
                tasks.start_soon(self._fill, account_id)

    async def _fill(self, account_id: AccountId) -> None:
        """As much as the outbox shows; a node that does not answer leaves the profile as it is."""

        async def work(reader: Reader) -> Account | None:
            return await accounts.by_id(reader, account_id)

        account = await self.database.read(work)
        if account is None or account.uri is None:
            return
        try:
            await self._fill_with_newest(account, account.uri)
            await self._fill_with_pinned(account, account.uri)
        except NodeError as error:
            _log.info("backfill_failed", account=account.uri, reason=str(error))

    async def _fill_with_newest(self, account: Account, uri: str) -> None:
        if account.outbox_url is None:
            return
        found = await self.peers.newest_tweets(account.outbox_url, uri, self.limits.backfill_tweets_max)
        for tweet in reversed(found):
            await self.tweets.receive(tweet, asked=True)

    async def _fill_with_pinned(self, account: Account, uri: str) -> None:
        if account.featured_url is None:
            return
        found = await self.peers.pinned_tweets(account.featured_url, uri, self.limits.pins_max)
        pinned = [await self.tweets.receive(tweet, asked=True) for tweet in found]
        await self.pins.replace(account, [tweet_id for tweet_id in pinned if tweet_id is not None])
