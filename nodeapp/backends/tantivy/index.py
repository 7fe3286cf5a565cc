"""The index as the node sees it: written by one thread at a time, read by a few, opened when it is first needed."""

import ctypes
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

import anyio
import anyio.to_thread
from msgspec.structs import replace

from nodeapp import telemetry
from nodeapp.backends.tantivy import folder
from nodeapp.model.errors import Unavailable
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.search import Hit, Lookup, PersonHit, Sort, TagCount, Words
from nodeapp.model.searchable import IndexState, SearchablePerson, SearchableTweet
from nodeapp.seams.search import IndexBroken

if TYPE_CHECKING:
    from nodeapp.backends.tantivy.opened import Opened
    from nodeapp.backends.tantivy.stems import Stems

T = TypeVar("T")

_BUSY = "Too many people are searching at this moment. Try again in a few seconds."
_SLOW = "This search takes too long. Ask for less, or try again later."


class TantivyIndex:
    """Satisfies `seams.search.SearchIndex`."""

    def __init__(self, path: Path, limits: Limits, database_id: str) -> None:
        self._folder = path
        self._limits = limits
        self._database_id = database_id
        self._opened: Opened | None = None
        self._writing = anyio.CapacityLimiter(1)
        self._reading = anyio.CapacityLimiter(limits.search_threads)
        self._inside = 0
        self._counting = Lock()
        self._opening = Lock()
        self._heap_bytes = limits.search_heap_bytes

    def state(self) -> IndexState | None:
        return folder.read_state(self._folder, self._database_id)

    async def restart(self, state: IndexState) -> IndexState:
        return await self._write(partial(self._restarted, state))

    async def put(self, tweets: Sequence[SearchableTweet], people: Sequence[SearchablePerson]) -> None:
        await self._write(lambda: self._open().put(tweets, people, self._heap_bytes, is_new=False))

    async def drop(self, tweets: Sequence[TweetId], people: Sequence[AccountId], authors: Sequence[AccountId]) -> None:
        await self._write(lambda: self._open().drop(tweets, people, authors, self._heap_bytes))

    async def commit(self, state: IndexState) -> None:
        def work() -> None:
            self._open().commit()
            folder.write_state(self._folder, state)
            if not state.is_whole:
                _give_back()

        await self._write(work)

    async def keep(self, state: IndexState) -> None:
        await self._write(partial(folder.write_state, self._folder, state))

    async def forget(self) -> None:
        await self._write(partial(folder.forget_state, self._folder))

    async def rest(self) -> None:
        self._heap_bytes = self._limits.search_heap_bytes
        opened = self._opened
        if opened is not None and opened.is_writing:
            await self._write(lambda: _rested(opened))

    async def tweets(self, lookup: Lookup, sort: Sort, limit: int, offset: int) -> Sequence[Hit]:
        return await self._read(lambda opened: opened.tweets(lookup, sort, limit, offset))

    async def people(self, said: Sequence[Words], limit: int) -> Sequence[PersonHit]:
        return await self._read(lambda opened: opened.people(said, limit))

    async def hashtags(self, prefix: str, without: Sequence[AccountId], limit: int) -> Sequence[TagCount]:
        return await self._read(lambda opened: opened.hashtags(prefix, without, limit))

    async def holds(self, author_id: AccountId, marks: Sequence[str], but: Sequence[str]) -> bool:
        return await self._write(lambda: self._open().holds((f"from:{author_id}", *marks), but))

    def stems(self, word: str) -> frozenset[str]:
        return _stems().in_any(word)

    async def _write(self, work: Callable[[], T]) -> T:
        """One after the other, and never given up halfway."""
        done: list[T] = []
        with anyio.CancelScope(shield=True):
            run = partial(_tried, lambda: done.append(work()))
            await anyio.to_thread.run_sync(run, limiter=self._writing)
        return done[0]

    async def _read(self, work: "Callable[[Opened], T]") -> T:
        """Whoever waits too long is told so; their search ends by itself, and counts until it has (D08)."""
        if self._inside >= self._limits.search_at_once_max:
            telemetry.count("searches_turned_away", why="full")
            raise Unavailable(_BUSY, retry_after_seconds=2)
        turn = _Turn(self._leave)
        with self._counting:
            self._inside += 1
        found: list[T] = []
        run = partial(_tried, lambda: turn.take(lambda: found.append(work(self._open()))))
        try:
            with anyio.move_on_after(self._limits.search_seconds):
                await anyio.to_thread.run_sync(run, limiter=self._reading, abandon_on_cancel=True)
                return found[0]
        finally:
            turn.give_up()
        telemetry.count("searches_turned_away", why="slow")
        raise Unavailable(_SLOW, retry_after_seconds=10)

    def _leave(self) -> None:
        with self._counting:
            self._inside -= 1

    def _open(self) -> "Opened":
        """Files are looked through for damage once, when they are opened."""
        opened = self._opened
        if opened is None:
            with self._opening:
                if self._opened is None:
                    self._opened = self._as_it_is()
                opened = self._opened
        return opened

    def _as_it_is(self) -> "Opened":
        state = self.state()
        if state is None:
            raise IndexBroken("There is no search index.")
        return _open(self._folder / state.folder, is_new=False)

    def _restarted(self, state: IndexState) -> IndexState:
        opened, self._opened = self._opened, None
        if opened is not None:
            with suppress(IndexBroken):
                _tried(opened.rest)
        name = folder.make_anew(self._folder)
        with self._opening:
            self._opened = _open(self._folder / name, is_new=True)
        self._heap_bytes = self._limits.search_rebuild_heap_bytes
        return replace(state, folder=name)


class _Turn:
    """Counted from when it is asked for until its thread is done, or until it is known that none begins."""

    def __init__(self, leave: Callable[[], None]) -> None:
        self._leave = leave
        self._lock = Lock()
        self._is_taken = False
        self._is_over = False

    def take(self, work: Callable[[], T]) -> T:
        with self._lock:
            if self._is_over:
                raise Unavailable(_SLOW)
            self._is_taken = True
        try:
            return work()
        finally:
            self._leave()

    def give_up(self) -> None:
        """On the event loop, when nobody waits for it any more."""
        with self._lock:
            if not self._is_taken and not self._is_over:
                self._leave()
            self._is_over = True


def _rested(opened: "Opened") -> None:
    opened.rest()
    _give_back()


def _give_back() -> None:
    """What writing took goes back to the system: measured after 1,000,000 tweets, 80 MB are left of 230."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def _open(path: Path, *, is_new: bool) -> "Opened":
    from nodeapp.backends.tantivy.opened import Opened  # noqa: PLC0415 (15 ms and 5 MB: a start does without)

    return Opened.open(path, _stems(), is_new=is_new)


@cache
def _stems() -> "Stems":
    from nodeapp.backends.tantivy.stems import Stems  # noqa: PLC0415 (as above)

    return Stems()


def _is_trouble(error: BaseException) -> bool:
    """How tantivy ends on files that are not as it left them: also with a panic, which is no Exception."""
    return isinstance(error, ValueError | OSError | RuntimeError) or type(error).__module__ == "pyo3_runtime"


def _tried(work: Callable[[], T]) -> T:
    try:
        return work()
    # Its panics are not Exceptions; anything that is not tantivy's trouble is raised again as it is.
    except BaseException as error:
        if not _is_trouble(error):
            raise
        raise IndexBroken(f"{error or type(error).__name__}") from error
