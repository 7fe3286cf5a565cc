"""Indexing: keeps the search index like the database, by the log; a missing or broken one is built again."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import anyio
from msgspec import Struct
from msgspec.structs import replace

from nodeapp import telemetry
from nodeapp.model.health import Part
from nodeapp.model.ids import NEWEST, AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.searchable import EVERYBODY, PUBLIC, IndexState, PersonRow, SearchableTweet, searchable_person
from nodeapp.queries import searchable
from nodeapp.seams.database import Database, Reader
from nodeapp.seams.search import IndexBroken, SearchIndex

_SEEN_MAX = 20_000
_LOOK_SECONDS = 0.1
_log = telemetry.Log(__name__)


class Changes(Struct, frozen=True):
    """What may be another now: tweets, those of which only counts or who keeps them may be, people, authors gone."""

    tweets: frozenset[TweetId] = frozenset()
    touched: frozenset[TweetId] = frozenset()
    people: frozenset[AccountId] = frozenset()
    authors: frozenset[AccountId] = frozenset()
    """Of whom tweets may be found that could not be before, or no longer."""


@dataclass
class Indexing:
    """Everything it puts is read when it is put, so that repeating a part of the log changes nothing.

    One thing at a time: what was read and what was put may have nothing between them.
    """

    database: Database
    index: SearchIndex
    limits: Limits
    database_id: str
    position: Callable[[], int] = lambda: 0
    """How far the log has been passed."""
    behind: Callable[[], Awaitable[int]] | None = None
    """How many events there are that have yet to be passed."""
    wake: Callable[[], None] = lambda: None
    """Tells whoever keeps the index that there is something to do."""

    def __post_init__(self) -> None:
        self.state: IndexState | None = None
        self.trouble = ""
        """Why there is no index; empty where there is one, or one is being built."""
        self.is_dirty = False
        self.is_off = False
        """Whether there is to be none."""
        self.tweet_count = 0
        """Put while it was built."""
        self.losses = 0
        """How often it was lost, or thrown away."""
        self._is_anybody_there = False
        self._handled = 0
        self._authors = set[AccountId]()
        self._seen = OrderedDict[TweetId, tuple[object, ...]]()
        self._turn = anyio.Lock()

    @property
    def can_be_asked(self) -> bool:
        return self.state is not None

    @property
    def is_built(self) -> bool:
        """Whether all there was when it was begun is in it; so it is where there is nothing yet."""
        if self.state is not None:
            return self.state.is_whole
        return not self.is_off and not self.is_wanted

    async def is_whole(self) -> bool:
        if not self.is_built:
            return False
        return self.behind is None or await self.behind() <= self.limits.search_lag_max

    @property
    def is_wanted(self) -> bool:
        """Whether there is anything that could be searched."""
        return self.state is not None or self._is_anybody_there or self._passed > 0

    @property
    def _passed(self) -> int:
        return max(self.position(), self._handled)

    async def begin(self, last: int) -> int:
        """From which place in the log to go on: that of the index, where it can be used, else the end."""
        state = self.index.state()

        async def work(reader: Reader) -> tuple[int, bool]:
            return await searchable.oldest_event(reader), await searchable.is_anybody_there(reader)

        oldest, self._is_anybody_there = await self.database.read(work)
        if state is None or not oldest - 1 <= state.position <= last:
            self._handled = last
            return last
        self.state = state
        self._handled = state.position
        return state.position

    async def apply(self, changes: Changes, position: int) -> None:
        """What follows from events up to this place. Shows after the next commit."""
        async with self._turn:
            if self.state is not None:
                try:
                    await self._apply(changes)
                except IndexBroken as error:
                    self._lose(error)
            self._handled = max(self._handled, position)

    async def rebuild(self) -> int | None:
        """Forgets the index, and waits until there is another; how many tweets are in it.

        None where nobody keeps it now: it is built at the next start.
        """
        async with self._turn:
            await self.index.forget()
            self.state = None
            self.losses += 1
            self.tweet_count = 0
        if self.behind is None:
            return None
        while not self.is_built:
            self.wake()
            await anyio.sleep(_LOOK_SECONDS)
        await self.commit()
        return self.tweet_count

    async def step(self) -> bool:
        """A part of what has yet to be built, or looked at again; False where there is nothing."""
        async with self._turn:
            try:
                if self.state is None:
                    await self._renew()
                    return True
                return await self._look(self.state)
            except IndexBroken as error:
                self._lose(error)
                raise

    async def commit(self) -> None:
        """What was put shows from now on."""
        async with self._turn:
            if self.state is None:
                return
            try:
                if self._authors:
                    await self.index.commit(self.state)
                    await self._look_at_authors(self.state)
                self.state = replace(self.state, position=self._passed)
                await self.index.commit(self.state)
                self.is_dirty = False
            except IndexBroken as error:
                self._lose(error)

    async def keep(self) -> None:
        """Writes down how far it has come, and gives back what writing took; not while there is something to commit.

        What had been put since would be lost with the writer.
        """
        async with self._turn:
            if self.is_dirty:
                return
            try:
                if self.state is not None and self._passed > self.state.position:
                    self.state = replace(self.state, position=self._passed)
                    await self.index.keep(self.state)
                await self.index.rest()
            except IndexBroken as error:
                self._lose(error)

    def part(self) -> Part:
        """For /health."""
        if self.is_off:
            return Part("ok", "Off.")
        if self.trouble:
            return Part("degraded", self.trouble)
        if self.is_built:
            return Part("ok")
        return Part("degraded", "The search index is being built; until then a search finds only a part.")

    def suspect(self, error: IndexBroken, losses: int) -> None:
        """Somebody who searched found it broken; not the one that has come in its place since."""
        if losses == self.losses:
            self._lose(error)
            self.wake()

    def _lose(self, error: IndexBroken) -> None:
        _log.warning("search_index_lost", reason=str(error))
        telemetry.count("search_index_lost")
        self.losses += 1
        self.state = None

    async def _renew(self) -> None:
        """New from the log's place on; what is older is looked for from the newest down."""
        fresh = IndexState(format=IndexState.FORMAT, database_id=self.database_id, folder="", position=self._passed)
        self._authors.clear()
        self._seen.clear()
        try:
            self.state = await self.index.restart(fresh)
        except (IndexBroken, OSError) as error:
            self.trouble = f"The search index cannot be made: {error}."
            raise IndexBroken(self.trouble) from error
        self.trouble, self.is_dirty = "", True
        _log.info("search_index_begun", position=fresh.position)

    async def _apply(self, changes: Changes) -> None:
        most = self.limits.search_finders_max

        async def work(reader: Reader) -> tuple[list[SearchableTweet], list[PersonRow]]:
            wanted = changes.tweets | changes.touched
            return (
                await searchable.of_tweets(reader, wanted, most),
                await searchable.of_people(reader, changes.people),
            )

        tweets, people = await self.database.read(work)
        fresh = [tweet for tweet in tweets if tweet.id in changes.tweets or self._is_news(tweet)]
        gone = (changes.tweets | changes.touched) - {tweet.id for tweet in tweets}
        hidden = changes.people - {row.id for row in people if row.is_live}
        erased = hidden & changes.authors
        if gone or hidden:
            await self.index.drop(list(gone), list(hidden), list(erased))
        if fresh or people:
            await self.index.put(fresh, [searchable_person(row) for row in people if row.is_live])
        for tweet in fresh:
            self._remember(tweet)
        self._authors |= changes.authors
        self.is_dirty = self.is_dirty or bool(fresh or people or gone or hidden or changes.authors)

    def _is_news(self, tweet: SearchableTweet) -> bool:
        return self._seen.get(tweet.id) != (tweet.engagement, tweet.marks)

    def _remember(self, tweet: SearchableTweet) -> None:
        self._seen[tweet.id] = (tweet.engagement, tweet.marks)
        self._seen.move_to_end(tweet.id)
        while len(self._seen) > _SEEN_MAX:
            self._seen.popitem(last=False)

    async def _look(self, state: IndexState) -> bool:
        """People first: there are fewer of them."""
        most, finders = self.limits.search_scan_batch, self.limits.search_finders_max
        tweets: list[SearchableTweet] = []
        people: list[PersonRow] = []
        if state.people_before:
            before = state.people_before
            people, lowest = await self.database.read(lambda reader: searchable.people_below(reader, before, most))
            state = replace(state, people_before=lowest)
        elif state.tweets_before:
            before = state.tweets_before
            tweets, lowest = await self.database.read(lambda reader: searchable.below(reader, before, most, finders))
            state = replace(state, tweets_before=lowest)
            if not lowest:
                _log.info("search_index_whole")
        elif state.authors:
            author_id, before = state.authors[0]
            tweets, lowest = await self.database.read(
                lambda reader: searchable.of_author_below(reader, author_id, before, most, finders)
            )
            rest = state.authors[1:]
            state = replace(state, authors=((author_id, lowest), *rest) if lowest else rest)
        else:
            return False
        await self.index.put(tweets, [searchable_person(row) for row in people if row.is_live])
        for tweet in tweets:
            # Put as it is now, which may be another than when it was last told of.
            self._seen.pop(tweet.id, None)
        self.state, self.is_dirty = state, True
        self.tweet_count += len(tweets)
        return True

    async def _look_at_authors(self, state: IndexState) -> None:
        """Whose tweets are in the index as they may no longer be: those are looked at again."""
        ids, self._authors = self._authors, set()

        async def work(reader: Reader) -> list[PersonRow]:
            return await searchable.of_people(reader, ids)

        stale = [row.id for row in await self.database.read(work) if row.is_live and await self._is_stale(row)]
        known = {author_id for author_id, _ in state.authors}
        again = tuple((author_id, int(NEWEST)) for author_id in stale if author_id not in known)
        self.state = replace(state, authors=state.authors + again)

    async def _is_stale(self, row: PersonRow) -> bool:
        if row.indexable:
            if await self.index.holds(row.id, (PUBLIC,), (EVERYBODY,)):
                return True
        elif await self.index.holds(row.id, (EVERYBODY,), ()):
            return True
        return row.tweet_count > 0 and not await self.index.holds(row.id, (), ())
