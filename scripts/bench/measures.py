"""The measures by name, in the order in which they run: those that read before those that write."""

from dataclasses import dataclass

from . import between, inbox, reads, searches, starts, writes
from .apis import MASTODON
from .bench import OURS as OUR_NAME
from .bench import Bench
from .reads import Run
from .servers import Server

EVERYBODY, OURS = "everybody", "ours"


@dataclass(frozen=True)
class Measure:
    """`sizes` are the data sets it is for, the first unless another is asked for; empty for whichever is.

    `needs_fresh` ones want nobody to have written since the set was seeded; `alone` ones bring their own nodes.
    """

    name: str
    title: str
    unit: str
    run: Run
    sizes: tuple[str, ...] = ()
    of: str = EVERYBODY
    writes: bool = False
    needs_fresh: bool = True
    alone: bool = False

    def size(self, wanted: str) -> str:
        return wanted if not self.sizes or wanted in self.sizes else self.sizes[0]


MEASURES = (
    Measure("home_1", "home, 1 connection", "req/s", reads.home(1)),
    Measure("home_16", "home, 16 connections", "req/s", reads.home(16)),
    Measure("home_64", "home, 64 connections", "req/s", reads.home(64)),
    Measure("home_40_64", "home, limit 40, 64 connections", "req/s", reads.home(64, 40)),
    Measure("home_native_64", "home, native API, 64 connections", "req/s", reads.native_home(64), of=OURS),
    Measure("tweet", "single tweet, 16 connections", "req/s", reads.tweet),
    Measure("user_tweets", "user's tweets, 16 connections", "req/s", reads.user_tweets),
    Measure("public", "public timeline, 16 connections", "req/s", reads.public),
    Measure("lookup", "account look-up, 16 connections", "req/s", reads.lookup),
    Measure("start", "start to first home", "s", starts.start, of=OURS, needs_fresh=False),
    Measure("home_after_restart", "home, first second after a restart", "req/s", starts.home_after_restart, of=OURS),
    Measure("first_touch", "first touch of a user after a restart, p99", "ms", starts.first_touch, of=OURS),
    Measure("memory_idle", "resident memory, idle", "MB", starts.memory_idle, needs_fresh=False),
    Measure("memory_load", "resident memory, under load", "MB", starts.memory_load, writes=True, needs_fresh=False),
    Measure("home_while_writing", "home while 100 tweets/s arrive", "req/s", reads.home_while_writing, writes=True),
    Measure("create", "tweets created, 16 connections", "tweets/s", writes.create, writes=True),
    Measure("create_1000", "tweets created, 1,000 users", "tweets/s", writes.create, ("middle",), writes=True),
    Measure("seen_999", "tweet seen by the last of 999 followers", "ms", writes.seen, ("middle",), writes=True),
    Measure(
        "seen_10000", "tweet seen by the last of 9,999 followers", "ms", writes.seen, ("crowd", "large"), writes=True
    ),
    Measure("disk", "disk for 10,000 tweets", "MB", starts.disk, of=OURS, writes=True),
    Measure("inbox", "signed notes in the inbox", "notes/s", inbox.inbox, of=OURS, alone=True),
    Measure("two_nodes", "tweet on node A at home on node B", "ms", between.two_nodes, of=OURS, alone=True),
    Measure("search", "two words, the best", "ms", searches.two_words, ("large",), OURS, needs_fresh=False),
    Measure("search_latest", "two words, newest", "ms", searches.two_words_latest, ("large",), OURS, needs_fresh=False),
    Measure("search_rebuild", "search index, built again", "s", searches.rebuild, ("large",), OURS, needs_fresh=False),
    Measure(
        "start_large",
        "start to first home, 1,000,000 tweets",
        "s",
        starts.start,
        ("large",),
        of=OURS,
        needs_fresh=False,
    ),
)
BY_NAME = {measure.name: measure for measure in MEASURES}
HEAVY = frozenset({"search", "search_latest", "search_rebuild", "start_large"})
"""Left out unless named: seeding their data set takes minutes."""


async def prepared(bench: Bench, measure: Measure, size: str, *, is_first: bool) -> Server:
    """Our node as the measure wants it. Fresh data for the first round; the others go on with what that left."""
    if measure.alone:
        await bench.leave()
        return Server(OUR_NAME, "", bench.api or MASTODON, is_ours=True)
    server = await bench.at(size, fresh=measure.needs_fresh and is_first)
    if measure.writes:
        bench.soil()
    return server
