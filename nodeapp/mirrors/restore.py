"""Restore: after a start, homes come back from their snapshots, with what was written since, and their first pages."""

from collections.abc import Sequence
from heapq import nlargest
from itertools import islice

import anyio
import anyio.lowlevel

from nodeapp import telemetry
from nodeapp.mirrors.gap import Gap
from nodeapp.mirrors.memory import Load, Memory
from nodeapp.mirrors.seat import Seat
from nodeapp.mirrors.snapshots import HomeSnapshot, thaw
from nodeapp.model.cards import Card
from nodeapp.model.errors import Unavailable
from nodeapp.model.ids import NEWEST, AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.queries import event_log, gaps, shelves, standings
from nodeapp.queries.standings import Standing
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader
from nodeapp.seams.snapshots import Snapshots

_DAY_MS = 86_400_000
_SNAPSHOTS_AT_ONCE = 200
_VIEWERS_AT_ONCE = 10
_EVENTS_AT_ONCE = 100
_CARDS_AT_ONCE = 50
"""A request that comes waits for the portion that is being read: a millisecond or two. Smaller ones lose so many turns
to requests that homes are pulled, at five times the cost, before they have come back."""
_PAGES = 2
"""How much of each home is made ready to be shown: the API with the longest pages shows so much at once."""

_log = telemetry.Log(__name__)


class Restore:
    """Runs once, beside requests. Whatever cannot be restored is left to be pulled when it is read."""

    def __init__(
        self,
        memory: Memory,
        database: Database,
        snapshots: Snapshots,
        clock: Clock,
        limits: Limits,
        database_id: str,
    ) -> None:
        self._memory = memory
        self._database = database
        self._snapshots = snapshots
        self._clock = clock
        self._limits = limits
        self._database_id = database_id
        self._waiting: dict[AccountId, HomeSnapshot] = {}
        self._left_out: set[AccountId] = set()
        self._begun = anyio.Event()
        self._ended = anyio.Event()
        self._is_over = False

    async def begin(self) -> None:
        """Now: requests are answered already, and need not wait for this.

        For a moment it is waited for all the same: those who read last then find their homes at the first touch,
        where each of them would be pulled beside everything that is being read here.
        """
        self._begun.set()
        with anyio.move_on_after(self._limits.restore_wait_seconds):
            await self._ended.wait()

    async def is_idle(self) -> bool:
        return self._is_over or not self._begun.is_set()

    def leave_out(self, account_id: AccountId | None) -> None:
        """Snapshots of this person, or of anybody, are no longer wanted."""
        if account_id is None:
            self._is_over = True
        else:
            self._left_out.add(account_id)

    async def run(self) -> None:
        await self._begun.wait()
        try:
            await self._restore()
        except Unavailable as error:
            _log.warning("homes_not_restored", reason=error.detail)
        # A node serves as well without: homes are pulled then.
        except Exception:
            _log.exception("homes_not_restored")
        finally:
            self._waiting.clear()
            self._is_over = True
            self._ended.set()

    async def _restore(self) -> None:
        last = await self._database.read(event_log.last)
        await self._find(last)
        if not self._waiting:
            return
        found, restored = len(self._waiting), 0
        gap = Gap(max(min(one.position for one in self._waiting.values()), last - self._limits.restored_events_max))
        while gap.position < last and await self._catch_up(gap):
            await anyio.lowlevel.checkpoint()
        last += self._limits.restored_events_max
        while self._waiting and gap.position < last and self._has_room():
            opened = await self._open(list(islice(self._waiting, _VIEWERS_AT_ONCE)), gap)
            restored += len(opened)
            await self._warm(opened)
        _log.info("homes_restored", found=found, restored=restored, events=gap.position - gap.floor)

    def _has_room(self) -> bool:
        return not self._is_over and len(self._memory.seats) < self._limits.seats_max

    async def _find(self, last: int) -> None:
        """The snapshots of those who read last; the others are dropped."""
        usable: list[HomeSnapshot] = []
        useless: list[AccountId] = []
        oldest_ms = self._clock() - self._limits.home_kept_days * _DAY_MS
        everybody = await self._snapshots.ids()
        for start in range(0, len(everybody), _SNAPSHOTS_AT_ONCE):
            ids = everybody[start : start + _SNAPSHOTS_AT_ONCE]
            bodies = await self._snapshots.get(ids)
            for account_id in ids:
                found = thaw(account_id, self._database_id, bodies.get(account_id, b""))
                # One that knows more than the log is of a database that was set back since.
                if found is None or found.position > last or found.used_at_ms < oldest_ms:
                    useless.append(account_id)
                else:
                    usable.append(found)
        wanted = nlargest(self._limits.homes_restored_max, usable, key=lambda one: one.used_at_ms)
        self._waiting = {one.account_id: one for one in wanted}
        useless += [one.account_id for one in usable if one.account_id not in self._waiting]
        if useless:
            await self._snapshots.drop(useless)

    async def _catch_up(self, gap: Gap) -> int:
        """The next portion of the log; how many events it had."""
        position = gap.position

        async def work(reader: Reader) -> gaps.News:
            return await gaps.after(reader, position, _EVENTS_AT_ONCE)

        news = await self._database.read(work)
        gap.add(news)
        return len(news.logged)

    async def _open(self, ids: Sequence[AccountId], gap: Gap) -> list[Seat]:
        position = gap.position
        unknown = [account_id for account_id in ids if self._memory.seats.find(account_id) is None]

        async def work(reader: Reader) -> tuple[gaps.News, dict[AccountId, Standing]]:
            most = self._limits.seat_marks_max
            found = {account_id: await standings.of(reader, account_id, most) for account_id in unknown}
            return await gaps.after(reader, position, _EVENTS_AT_ONCE), found

        opened: list[Seat] = []
        with self._memory.loading() as load:
            news, found = await self._database.read(work)
            gap.add(news)
            if len(news.logged) == _EVENTS_AT_ONCE:
                # So much was written meanwhile that more of it must be read first: they are tried again.
                return []
            for account_id in ids:
                snapshot = self._waiting.pop(account_id, None)
                if snapshot is None or self._is_over or account_id in self._left_out:
                    continue
                seat = self._open_one(snapshot, found.get(account_id), gap, load)
                if seat is not None:
                    opened.append(seat)
                await anyio.lowlevel.checkpoint()
        return opened

    def _open_one(self, snapshot: HomeSnapshot, standing: Standing | None, gap: Gap, load: Load) -> Seat | None:
        account_id = snapshot.account_id
        seat = self._memory.seats.find(account_id)
        if seat is None and standing is not None:
            seat = self._memory.take_seat(account_id, standing, load, snapshot.used_at_ms)
        if seat is None or seat.home is not None or snapshot.position < gap.floor:
            return None
        if seat.tags:
            # The gap knows authors and not hashtags: such a home is pulled when it is read.
            return None
        if seat.followed_digest != snapshot.followed:
            return None
        strip = snapshot.strip(self._limits.home_ids_max, gap.entries(account_id, seat))
        self._memory.keep_home(seat, strip, seat.changes, load)
        return seat if seat.home is not None else None

    async def _warm(self, seats: Sequence[Seat]) -> None:
        """Reads the tweets that these viewers will see first."""
        deck, newest = self._memory.deck, _PAGES * self._limits.page_size_default
        shown = dict.fromkeys(
            TweetId(number) for seat in seats if seat.home for number in islice(seat.home.below(NEWEST), newest)
        )
        missing = [tweet_id for tweet_id in shown if tweet_id not in deck]
        for start in range(0, len(missing), _CARDS_AT_ONCE):
            if not deck.has_room:
                return
            ids = missing[start : start + _CARDS_AT_ONCE]

            async def work(reader: Reader, ids: list[TweetId] = ids) -> dict[TweetId, Card]:
                return await shelves.load_cards(reader, ids)

            with self._memory.loading() as load:
                self._memory.keep_cards(await self._database.read(work), load)
            await anyio.lowlevel.checkpoint()
