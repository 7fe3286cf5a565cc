"""Timelines from memory, and from the database where memory does not reach."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from nodeapp import telemetry
from nodeapp.mirrors.memory import Memory
from nodeapp.mirrors.runs import Part, Run, together
from nodeapp.mirrors.seat import Seat
from nodeapp.mirrors.strip import Strip
from nodeapp.model.cards import Card
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.timelines import Entry, Place, Window
from nodeapp.queries import shelves, standings, timelines
from nodeapp.seams.database import Database, Reader
from nodeapp.seams.timelines import Entries

_AHEAD = 2
"""Pages whose tweets are read at once when a home is opened."""


@dataclass(frozen=True)
class RememberedEntries:
    """Satisfies `seams.timelines.Entries`; `cold` is asked for what lies below a strip's floor."""

    memory: Memory
    database: Database
    limits: Limits
    cold: Entries

    async def home(self, account_id: AccountId, window: Window) -> Sequence[Place]:
        seat = self.memory.seat(account_id)
        if seat is None or seat.home is None:
            seat = await self._open_home(account_id)
        if seat is not None:
            for author_id in self._unread_walls(seat):
                await self.open_wall(author_id)
            found = await self._taken(window, lambda: self._home_strips(seat))
            if found is not None:
                return found
        return await self.cold.home(account_id, window)

    async def home_above(self, account_id: AccountId, position: int, limit: int) -> Sequence[Place]:
        seat = self.memory.seat(account_id)
        if seat is not None and seat.home is not None and position >= seat.home.floor and not self.memory.celebrities:
            try:
                return list(islice(self._repeatable(seat.home.above(position)), limit))
            except KeyError:
                pass
        return await self.cold.home_above(account_id, position, limit)

    async def by_author(self, account_id: AccountId, window: Window, replies: bool, retweets: bool) -> Sequence[Place]:
        if self.memory.walls.of(account_id) is None:
            await self.open_wall(account_id)

        def strips() -> list[Run] | None:
            wall = self.memory.walls.of(account_id)
            return None if wall is None else [wall]

        def wanted(tweet_id: TweetId) -> bool:
            tweet = self.memory.deck.find(tweet_id).tweet
            is_answer = tweet.reply_to_author_id is not None or tweet.reply_to_uri is not None
            if is_answer and not replies and tweet.reply_to_author_id != tweet.author_id:
                return False
            return retweets or tweet.retweet_of_id is None

        found = await self._taken(window, strips, None if replies and retweets else wanted)
        return await self.cold.by_author(account_id, window, replies, retweets) if found is None else found

    async def public(self, window: Window) -> Sequence[Place]:
        if self.memory.walls.public is None:
            await self._open_all(timelines.public, self.memory.keep_public)
        found = await self._taken(window, lambda: _only(self.memory.walls.public))
        return await self.cold.public(window) if found is None else found

    async def local(self, window: Window) -> Sequence[Place]:
        if self.memory.walls.local is None:
            await self._open_all(timelines.local, self.memory.keep_local)
        found = await self._taken(window, lambda: _only(self.memory.walls.local))
        return await self.cold.local(window) if found is None else found

    async def open_wall(self, author_id: AccountId) -> None:
        asked = Window(self.limits.home_ids_first)

        async def work(reader: Reader) -> list[Entry]:
            return await timelines.by_author(reader, author_id, asked, replies=True, retweets=True)

        with self.memory.loading() as load:
            found = await self.database.read(work)
            self.memory.keep_wall(author_id, self._strip(found), load)

    async def _open_home(self, account_id: AccountId) -> Seat | None:
        """The viewer's seat and home, and the tweets of the first pages, in one hop."""
        telemetry.count("memory_misses", kind="home")
        known = self.memory.seats.find(account_id)
        changes = 0 if known is None else known.changes
        asked = Window(self.limits.home_ids_first)

        async def work(reader: Reader) -> tuple[standings.Standing | None, list[Entry], dict[TweetId, Card]]:
            standing = await standings.of(reader, account_id, self.limits.seat_marks_max) if known is None else None
            found = await timelines.home(reader, account_id, asked)
            first = [entry.tweet_id for entry in found[: _AHEAD * self.limits.page_size_default]]
            missing = [tweet_id for tweet_id in first if tweet_id not in self.memory.deck]
            return standing, found, await shelves.load_cards(reader, missing)

        with self.memory.loading() as load:
            standing, found, cards = await self.database.read(work)
            self.memory.keep_cards(cards, load)
            seat = known if standing is None else self.memory.take_seat(account_id, standing, load)
            if seat is not None:
                self.memory.keep_home(seat, self._strip(found), changes, load)
            return seat

    async def _open_all(
        self,
        query: Callable[[Reader, Window], Awaitable[list[Entry]]],
        keep: Callable[..., None],
    ) -> None:
        asked = Window(self.limits.home_ids_first)

        async def work(reader: Reader) -> list[Entry]:
            return await query(reader, asked)

        with self.memory.loading() as load:
            keep(self._strip(await self.database.read(work)), load)

    def _strip(self, found: Sequence[Place]) -> Strip:
        ids = [entry.tweet_id for entry in found]
        return Strip.newest(ids, self.limits.home_ids_first, self.limits.home_ids_max)

    def _unread_walls(self, seat: Seat) -> list[AccountId]:
        """Of those the viewer follows whose tweets are not pushed."""
        walls = self.memory.walls
        return [one for one in self.memory.celebrities if walls.of(one) is None and seat.follows(one)]

    def _home_strips(self, seat: Seat) -> list[Run] | None:
        """Home, and the walls of those whose tweets are not pushed."""
        if seat.home is None:
            return None
        if not self.memory.celebrities:
            return [seat.home]
        walls = [self.memory.walls.of(author_id) for author_id in self.memory.celebrities if seat.follows(author_id)]
        return None if None in walls else [seat.home, *(Part(wall, seat, self.memory.deck) for wall in walls if wall)]

    async def _taken(
        self,
        window: Window,
        strips: Callable[[], list[Run] | None],
        wanted: Callable[[TweetId], bool] | None = None,
    ) -> Sequence[Place] | None:
        """The window of these strips; None where they do not reach. Tweets not in memory are read once."""
        try:
            found = strips()
            return None if found is None else self._take(window, found, wanted)
        except KeyError:
            pass
        found = strips()
        if found is None:
            return None
        nearest = together([run.whole for run in found], window.before)
        await self._read_cards(islice(nearest, (window.offset or 0) + _AHEAD * window.limit))
        try:
            found = strips()
            return None if found is None else self._take(window, found, wanted)
        except KeyError:
            return None

    def _take(
        self, window: Window, runs: list[Run], wanted: Callable[[TweetId], bool] | None
    ) -> Sequence[Place] | None:
        """Raises KeyError for a tweet that is not in memory."""
        find, found = self.memory.deck.find, list[Card]()
        floor, skipped = max(run.floor for run in runs), window.offset or 0
        least = max(window.since + 1, floor)
        for number in together(runs, window.before):
            if number < least:
                break
            card = find(number)
            if card.is_gone or (wanted is not None and not wanted(card.tweet_id)):
                continue
            if skipped:
                skipped -= 1
                continue
            found.append(card)
            if len(found) == window.limit:
                return found
        return found if window.since >= floor - 1 else None

    def _repeatable(self, ids: Iterable[TweetId]) -> Iterator[Place]:
        """Raises KeyError."""
        for number in ids:
            card = self.memory.deck.find(number)
            if not card.is_gone and (card.retweet_of_id is not None or card.tweet.reply_to_author_id is None):
                yield card

    async def _read_cards(self, ids: Iterable[TweetId]) -> None:
        telemetry.count("memory_misses", kind="cards")
        missing = [number for number in ids if number not in self.memory.deck]

        async def work(reader: Reader) -> dict[TweetId, Card]:
            return await shelves.load_cards(reader, missing)

        with self.memory.loading() as load:
            self.memory.keep_cards(await self.database.read(work), load)


def _only(strip: Strip | None) -> list[Run] | None:
    return None if strip is None else [strip]
