"""The services over a database and nothing else: no sockets, nobody elsewhere who answers, fan-out when it is asked."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anyio

from nodeapp.backends.sqlite.database import SqliteDatabase
from nodeapp.backends.sqlite.timelines import PulledEntries, PulledViews
from nodeapp.bridge.moments import NobodyToAsk
from nodeapp.consumers.base import Consumer
from nodeapp.consumers.fanout import FanOut
from nodeapp.mirrors.entries import RememberedEntries
from nodeapp.mirrors.memory import Memory
from nodeapp.mirrors.views import RememberedViews
from nodeapp.model.accounts import Viewer
from nodeapp.model.events import Logged
from nodeapp.model.ids import AccountId, Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.model.served import Served
from nodeapp.queries import accounts, event_log
from nodeapp.seams.database import Reader, Transaction
from nodeapp.seams.timelines import Entries
from nodeapp.seams.views import Views
from nodeapp.services.accounts import Accounts
from nodeapp.services.engagement import Engagement
from nodeapp.services.foreign_quotes import ForeignQuotes
from nodeapp.services.foreign_tweets import ForeignTweets
from nodeapp.services.graph import Graph
from nodeapp.services.hashtags import Hashtags
from nodeapp.services.lists import Lists
from nodeapp.services.mutes import Mutes
from nodeapp.services.peer_blocks import PeerBlocks
from nodeapp.services.polls import Polls
from nodeapp.services.quotes import Quotes
from nodeapp.services.timelines import Timelines
from nodeapp.services.tweets import Tweets
from tests.builders import ORIGIN, FakeClock


async def residents(node: Any, *names: str) -> list[Viewer]:
    """People who live here, without keys and passwords; their ids are drawn like all others."""
    now_ms = node.clock()
    ids = [AccountId(node.ids.next(now_ms)) for _ in names]

    async def work(tx: Transaction) -> None:
        for account_id, name in zip(ids, names, strict=True):
            await accounts.insert_local(tx, account_id, name, name, "member", "active", now_ms)

    await node.database.write(work)
    return [Viewer(account_id) for account_id in ids]


class Following:
    """Hands a consumer the log, as far as it has grown, each time it is asked."""

    def __init__(self, database: SqliteDatabase, consumer: Consumer) -> None:
        self.database = database
        self.consumer = consumer
        self.position = 0

    async def catch_up(self) -> None:
        async def work(reader: Reader) -> list[Logged]:
            return await event_log.after(reader, self.position, 10_000)

        batch = await self.database.read(work)
        wanted = [logged for logged in batch if isinstance(logged.event, self.consumer.follows)]
        if wanted:
            await self.consumer.handle(wanted)
        self.position = batch[-1].position if batch else self.position


class Held:
    """A database of which one read can be held up: what it saw is old by the time it is told."""

    def __init__(self, inner: SqliteDatabase) -> None:
        self._inner = inner
        self._is_next = False
        self._gate = anyio.Event()
        self.reached = anyio.Event()

    def hold(self) -> None:
        """The next read sees the database as it is, and tells of it when it is let go."""
        self._is_next, self._gate, self.reached = True, anyio.Event(), anyio.Event()

    def let_go(self) -> None:
        self._gate.set()

    async def read(self, work: Callable[[Reader], Any]) -> Any:
        is_held, self._is_next = self._is_next, False
        found = await self._inner.read(work)
        if is_held:
            self.reached.set()
            await self._gate.wait()
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@asynccontextmanager
async def bare(
    folder: Path, clock: FakeClock, *, memory: bool = False, limits: Limits | None = None
) -> AsyncIterator[Any]:
    """With a memory, what is read to be kept in it goes through `node.reading`, which can be held up.

    `node.cold` are the same timelines from the database alone.
    """
    limits, ids = limits or Limits(reader_connections=1), Snowflakes()
    async with SqliteDatabase.open(folder / "node.sqlite3", limits, clock) as database:
        entries: Entries = PulledEntries(database)
        views: Views = PulledViews(database)
        remembered, fanout, reading, served = None, None, Held(database), Served(limits)
        if memory:
            remembered = Memory(limits, clock)
            await database.mirror(remembered)
            entries = RememberedEntries(remembered, reading, limits, entries)
            views = RememberedViews(remembered, reading, limits)
            fanout = Following(database, FanOut(reading, remembered, clock, limits))
        yield SimpleNamespace(
            database=database,
            reading=reading,
            limits=limits,
            clock=clock,
            ids=ids,
            cold=Timelines(database, limits, PulledEntries(database), PulledViews(database), served),
            entries=entries,
            views=views,
            memory=remembered,
            fanout=fanout,
            accounts=Accounts(database, clock, limits, ORIGIN, peers=NobodyToAsk(), views=views, served=served),
            tweets=Tweets(database, clock, limits, ORIGIN, ids, peers=NobodyToAsk(), views=views, served=served),
            foreign_tweets=ForeignTweets(database, clock, limits, ORIGIN),
            quotes=Quotes(database, clock, ORIGIN, ids, views),
            foreign_quotes=ForeignQuotes(database, clock, limits, ORIGIN, ids),
            engagement=Engagement(database, clock, ids),
            polls=Polls(database, clock, limits, ids, views),
            graph=Graph(database, clock, ids),
            mutes=Mutes(database, clock, limits, ids, views),
            peer_blocks=PeerBlocks(database, clock, limits, ids, ORIGIN),
            lists=Lists(database, clock, limits, ids),
            hashtags=Hashtags(database, clock, limits, ids),
            timelines=Timelines(database, limits, entries, views, served),
        )
