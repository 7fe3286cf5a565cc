"""A node with people who read, ended and begun again: what tests of homes on disk share."""

from contextlib import asynccontextmanager

from nodeapp.backends.sqlite.timelines import PulledEntries
from nodeapp.jobs.snapshots import SaveHomes
from nodeapp.model.limits import Limits
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from tests.builders import at_home

WINDOWS = (1, 3, 100)
AT_ONCE = Limits(restore_wait_seconds=0)
"""Of a start that does not wait for homes that come back."""


async def pages(entries, account_id, size):
    """Every entry, page by page."""
    found, window = [], Window(size)
    while page := await entries.home(account_id, window):
        found += [entry.tweet_id for entry in page]
        window = window.below(page[-1].position)
    return found


async def homes_are_as_pulled(database, entries, viewers):
    for account_id in viewers:
        for size in WINDOWS:
            assert await pages(entries, account_id, size) == await pages(PulledEntries(database), account_id, size)


async def written(node, name, content="words"):
    return (await node.tweets.post(await node.account(name), Draft(content=content))).tweet.id


async def settled(node):
    """Ada and Bo follow each other and Cy follows both; everybody has written and read."""
    ada, bo, cy = [await node.account(name) for name in ("ada", "bo", "cy")]
    for follower, followee in ((ada, bo), (bo, ada), (cy, ada), (cy, bo)):
        await node.graph.follow(follower, followee.id)
    for number in range(3):
        for name in ("ada", "bo", "cy"):
            await written(node, name, f"{name} {number}")
    await everybody_reads(node)
    await node.wait_idle()
    return ada, bo, cy


async def everybody_reads(node):
    for name in ("ada", "bo", "cy"):
        await node.timelines.home(await node.account(name), Window(20))


def saving(node):
    return next(job for job in node.node.work.scheduler.jobs if isinstance(job, SaveHomes))


@asynccontextmanager
async def again(folder, clock, **told):
    """The same node after a restart, its homes restored."""
    async with at_home(folder, clock, **told) as node:
        await node.node.ready()
        await node.wait_idle()
        yield node


def restored(node):
    """Whose homes are in memory, though nobody has read."""
    return sum(seat.home is not None for seat in node.ground.memory.seats)


async def is_right(node):
    viewers = [(await node.account(name)).id for name in ("ada", "bo", "cy")]
    await homes_are_as_pulled(node.database, node.ground.entries, viewers)
