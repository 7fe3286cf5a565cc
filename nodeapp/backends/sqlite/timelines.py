"""Timelines and views from the database each time: the cold path, and the truth the others are checked against."""

from collections.abc import Sequence
from dataclasses import dataclass

from nodeapp.model.accounts import Account
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.timelines import Entry, Window
from nodeapp.model.views import TweetView
from nodeapp.queries import accounts, timelines, views
from nodeapp.seams.database import Database, Reader


@dataclass(frozen=True)
class PulledEntries:
    """Satisfies `seams.timelines.Entries`."""

    database: Database

    async def home(self, account_id: AccountId, window: Window) -> Sequence[Entry]:
        async def work(reader: Reader) -> list[Entry]:
            return await timelines.home(reader, account_id, window)

        return await self.database.read(work)

    async def home_above(self, account_id: AccountId, position: int, limit: int) -> Sequence[Entry]:
        async def work(reader: Reader) -> list[Entry]:
            return await timelines.home_above(reader, account_id, position, limit)

        return await self.database.read(work)

    async def by_author(self, account_id: AccountId, window: Window, replies: bool, retweets: bool) -> Sequence[Entry]:
        async def work(reader: Reader) -> list[Entry]:
            return await timelines.by_author(reader, account_id, window, replies, retweets)

        return await self.database.read(work)

    async def public(self, window: Window) -> Sequence[Entry]:
        async def work(reader: Reader) -> list[Entry]:
            return await timelines.public(reader, window)

        return await self.database.read(work)

    async def local(self, window: Window) -> Sequence[Entry]:
        async def work(reader: Reader) -> list[Entry]:
            return await timelines.local(reader, window)

        return await self.database.read(work)


@dataclass(frozen=True)
class PulledViews:
    """Satisfies `seams.views.Views`."""

    database: Database

    async def of_entries(
        self,
        viewer_id: AccountId | None,
        ids: Sequence[TweetId],
        opened: AccountId | None = None,
        *,
        is_home: bool = False,
    ) -> list[TweetView]:
        async def work(reader: Reader) -> list[TweetView]:
            return await views.of_entries(reader, viewer_id, ids, opened, is_home=is_home)

        return await self.database.read(work)

    async def of_tweet(self, viewer_id: AccountId | None, tweet_id: TweetId) -> TweetView | None:
        async def work(reader: Reader) -> TweetView | None:
            return await views.of_tweet(reader, viewer_id, tweet_id)

        return await self.database.read(work)

    async def account(self, account_id: AccountId) -> Account | None:
        async def work(reader: Reader) -> Account | None:
            return await accounts.by_id(reader, account_id)

        return await self.database.read(work)

    async def account_named(self, username: str, host: str) -> Account | None:
        async def work(reader: Reader) -> Account | None:
            return await accounts.by_name(reader, username, host)

        return await self.database.read(work)
