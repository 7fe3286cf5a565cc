"""The services over a database and nothing else: no consumers, no sockets, nobody elsewhere who answers."""

from contextlib import asynccontextmanager
from types import SimpleNamespace

from nodeapp.backends.sqlite.database import SqliteDatabase
from nodeapp.backends.sqlite.timelines import PulledTimelines
from nodeapp.model.ids import Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.services.accounts import Accounts
from nodeapp.services.engagement import Engagement
from nodeapp.services.foreign_tweets import ForeignTweets
from nodeapp.services.graph import Graph
from nodeapp.services.timelines import Timelines
from nodeapp.services.tweets import Tweets
from tests.builders import ORIGIN


@asynccontextmanager
async def bare(folder, clock):
    limits, ids = Limits(reader_connections=1), Snowflakes()
    async with SqliteDatabase.open(folder / "node.sqlite3", limits, clock) as database:
        yield SimpleNamespace(
            database=database,
            accounts=Accounts(database, clock, limits, ORIGIN, peers=None),
            tweets=Tweets(database, clock, limits, ORIGIN, ids, peers=None),
            foreign_tweets=ForeignTweets(database, clock, limits, ORIGIN),
            engagement=Engagement(database, clock, ids),
            graph=Graph(database, clock, ids),
            timelines=Timelines(database, limits, PulledTimelines(database)),
        )
