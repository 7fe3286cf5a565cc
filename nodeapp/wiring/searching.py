"""Searching: the index behind its seam, who keeps it and who asks it; or nobody, where there is to be none."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from nodeapp.backends.tantivy.index import TantivyIndex
from nodeapp.consumers.runner import Runner, Surroundings
from nodeapp.consumers.search import Search as Feed
from nodeapp.jobs.search import KeepIndex
from nodeapp.model.origin import Origin
from nodeapp.services.indexing import Indexing
from nodeapp.services.people_search import PeopleSearch
from nodeapp.services.search import Search
from nodeapp.wiring.ground import Ground

INDEX_NAME = "search"
"""May be deleted while no node runs; it is built again."""


@dataclass(frozen=True)
class Searching:
    search: Search
    people_search: PeopleSearch
    indexing: Indexing


async def searching(ground: Ground, origin: Origin) -> Searching:
    """Nothing is opened."""
    database, clock, limits = ground.database, ground.clock, ground.settings.limits
    database_id = await ground.identity.database_id()
    index = TantivyIndex(ground.settings.data / INDEX_NAME, limits, database_id)
    indexing = Indexing(database, index, limits, database_id)
    return Searching(
        Search(database, clock, limits, origin, ground.views, index, indexing),
        PeopleSearch(database, limits, index, indexing),
        indexing,
    )


async def keep_index(
    stack: AsyncExitStack, ground: Ground, around: Surroundings, indexing: Indexing
) -> tuple[Sequence[Runner], Sequence[KeepIndex]]:
    """Nothing runs yet. What is in the index when the node ends is written down by the stack."""
    if not ground.settings.search:
        indexing.is_off = True
        return (), ()
    keeping = KeepIndex(indexing, ground.settings.limits)
    last = await around.source.last()
    runner = Runner(Feed(indexing, keeping.wake), around, starts_at=await indexing.begin(last))
    indexing.position, indexing.behind, indexing.wake = lambda: runner.position, runner.lag, keeping.wake
    stack.push_async_callback(keeping.finish)
    return (runner,), (keeping,)
