"""Search: commits what was put into the index, twice a second at most, and builds the index where it is not whole."""

from dataclasses import dataclass, field

import anyio

from nodeapp import telemetry
from nodeapp.model.errors import NodeError
from nodeapp.model.limits import Limits
from nodeapp.seams.search import IndexBroken
from nodeapp.services.indexing import Indexing

_REST_SECONDS = 5.0
_REST_SECONDS_MAX = 300.0
_REBUILD_COMMIT_SECONDS = 5.0
_QUIET_SECONDS = 20.0
"""After which writing gives back its memory."""

_log = telemetry.Log(__name__)


@dataclass
class KeepIndex:
    indexing: Indexing
    limits: Limits
    _news: anyio.Event = field(default_factory=anyio.Event, init=False)
    _hurry: anyio.Event = field(default_factory=anyio.Event, init=False)
    _is_building: bool = field(default=False, init=False)
    _failures: int = field(default=0, init=False)
    _committed_at: float = field(default=float("-inf"), init=False)

    def wake(self) -> None:
        self._news.set()

    async def is_idle(self) -> bool:
        """Whoever asks is waiting: what has been put is committed at once."""
        indexing = self.indexing
        if not indexing.is_wanted or self._failures or (indexing.is_built and not self._is_busy):
            return True
        self._hurry.set()
        self._news.set()
        return False

    async def run(self) -> None:
        while True:
            try:
                await self._turn()
                self._failures = 0
            except (IndexBroken, NodeError) as error:
                self._failures += 1
                rest_seconds = min(_REST_SECONDS * 2.0 ** min(self._failures - 1, 10), _REST_SECONDS_MAX)
                telemetry.count("search_index_failures")
                _log.warning("search_index_failed", reason=str(error), rest_seconds=rest_seconds)
                await anyio.sleep(rest_seconds)

    async def finish(self) -> None:
        """For the end of a node, when nothing is put any more."""
        with anyio.move_on_after(self.limits.snapshots_last_seconds, shield=True):
            if self.indexing.is_dirty:
                await self.indexing.commit()
            await self.indexing.keep()

    @property
    def _is_busy(self) -> bool:
        state = self.indexing.state
        return self.indexing.is_dirty or bool(state and state.authors)

    async def _turn(self) -> None:
        indexing = self.indexing
        if indexing.is_wanted and await indexing.step():
            self._is_building = self._is_building or not indexing.is_built
            # Also where somebody waits: they wait for the whole of it.
            if anyio.current_time() - self._committed_at >= _REBUILD_COMMIT_SECONDS:
                await self._commit()
            return
        if indexing.is_dirty:
            await self._until_due()
            await self._commit()
            if self._is_building:
                self._is_building = False
                await indexing.keep()
            return
        self._news = anyio.Event()
        if indexing.is_dirty:
            return
        with anyio.move_on_after(_QUIET_SECONDS):
            await self._news.wait()
            return
        await indexing.keep()

    async def _until_due(self) -> None:
        """At once where nothing was committed for a while, so that a single tweet is found soon."""
        due = self._committed_at + self.limits.search_commit_seconds - anyio.current_time()
        if due > 0 and not self._hurry.is_set():
            with anyio.move_on_after(due):
                await self._hurry.wait()

    async def _commit(self) -> None:
        self._hurry = anyio.Event()
        await self.indexing.commit()
        self._committed_at = anyio.current_time()
