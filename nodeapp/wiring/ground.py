"""The ground a node stands on: its folder and lock, clock and chance, its database, what it fixed about itself."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass

from federation import generate_key_pair
from nodeapp.backends import disk
from nodeapp.backends.blobs import DiskBlobs
from nodeapp.backends.clock import SystemClock, SystemRandom
from nodeapp.backends.diskcache import DiskcacheSnapshots
from nodeapp.backends.media_worker import MediaWorker
from nodeapp.backends.sqlite.database import SqliteDatabase
from nodeapp.backends.sqlite.lock import locked
from nodeapp.backends.sqlite.timelines import PulledEntries, PulledViews
from nodeapp.mirrors.entries import RememberedEntries
from nodeapp.mirrors.memory import Memory
from nodeapp.mirrors.views import RememberedViews
from nodeapp.model.errors import Conflict
from nodeapp.model.ids import Snowflakes
from nodeapp.seams.blobs import Blobs
from nodeapp.seams.clock import Clock, Random
from nodeapp.seams.decoder import Decoder
from nodeapp.seams.secrets import KeyMaker
from nodeapp.seams.snapshots import Snapshots
from nodeapp.seams.timelines import Entries
from nodeapp.seams.views import Views
from nodeapp.services.identity import Identity
from nodeapp.settings import InUse, Settings

DATABASE_NAME = "node.sqlite3"
LOCK_NAME = "lock"
CACHE_NAME = "cache"
"""May be deleted at any time."""
MEDIA_NAME = "media"


@dataclass(frozen=True)
class Ground:
    settings: Settings
    clock: Clock
    random: Random
    database: SqliteDatabase
    identity: Identity
    ids: Snowflakes
    make_keys: KeyMaker
    entries: Entries
    views: Views
    memory: Memory | None
    """None where everything is read from the database each time."""
    snapshots: Snapshots
    blobs: Blobs
    decoder: Decoder
    streamer: Decoder
    """For what takes minutes."""


@asynccontextmanager
async def ground(
    settings: Settings,
    clock: Clock | None = None,
    random: Random | None = None,
    make_keys: KeyMaker = generate_key_pair,
) -> AsyncIterator[Ground]:
    """Makes the folders where they are missing and brings the database up to date. Raises InUse."""
    clock = clock or SystemClock(settings.test_clock_offset)
    random = random or SystemRandom()
    disk.make_private(settings.data)
    disk.make_private(settings.run)
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(settings.run / LOCK_NAME))
        except Conflict as error:
            raise InUse(f"A node is running on {settings.data} already.") from error
        queue_max = settings.limits.media_queue_max
        async with (
            SqliteDatabase.open(settings.data / DATABASE_NAME, settings.limits, clock) as database,
            MediaWorker.open(queue_max) as decoder,
            MediaWorker.open(queue_max, rests=True) as streamer,
        ):
            identity = Identity(database, random)
            entries, views, memory = await _reading(settings, clock, database)
            ids = await identity.snowflakes()
            snapshots = DiskcacheSnapshots(settings.data / CACHE_NAME, settings.limits.snapshots_bytes_max)
            yield Ground(
                settings=settings,
                clock=clock,
                random=random,
                database=database,
                identity=identity,
                ids=ids,
                make_keys=make_keys,
                entries=entries,
                views=views,
                memory=memory,
                snapshots=snapshots,
                blobs=DiskBlobs(settings.data / MEDIA_NAME),
                decoder=decoder,
                streamer=streamer,
            )


async def _reading(settings: Settings, clock: Clock, database: SqliteDatabase) -> tuple[Entries, Views, Memory | None]:
    """Where timelines and tweets are read: in memory first, if it may be used."""
    pulled = PulledEntries(database)
    if not settings.memory:
        return pulled, PulledViews(database), None
    memory = Memory(settings.limits, clock)
    await database.mirror(memory)
    limits = settings.limits
    return RememberedEntries(memory, database, limits, pulled), RememberedViews(memory, database, limits), memory
