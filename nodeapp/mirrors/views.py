"""Views from memory, and from the database for what is not in it; what is read is kept."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from nodeapp import telemetry
from nodeapp.mirrors.memory import Memory
from nodeapp.mirrors.seat import NOBODY
from nodeapp.model import sight
from nodeapp.model.accounts import Account, username_key
from nodeapp.model.cards import Person
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.views import TweetView
from nodeapp.queries import accounts, shelves, standings
from nodeapp.queries.shelves import Shelf
from nodeapp.queries.views import on_shelf
from nodeapp.seams.database import Database, Reader


@dataclass(frozen=True)
class RememberedViews:
    """Satisfies `seams.views.Views`."""

    memory: Memory
    database: Database
    limits: Limits

    async def of_entries(
        self,
        viewer_id: AccountId | None,
        ids: Sequence[TweetId],
        opened: AccountId | None = None,
        *,
        is_home: bool = False,
    ) -> list[TweetView]:
        found = self._from_memory(viewer_id, ids, opened, is_home=is_home)
        if found is None:
            shelf = await self._load(viewer_id, ids)
            # Once more from memory: what is encoded of its cards stays.
            found = self._from_memory(viewer_id, ids, opened, is_home=is_home)
            return on_shelf(shelf, ids, opened, is_home=is_home) if found is None else found
        return found

    async def of_tweet(self, viewer_id: AccountId | None, tweet_id: TweetId) -> TweetView | None:
        found = self._from_memory(viewer_id, (tweet_id,), None, on_purpose=True)
        if found is None:
            shelf = await self._load(viewer_id, [tweet_id])
            found = self._from_memory(viewer_id, (tweet_id,), None, on_purpose=True)
            if found is None:
                card = shelf.cards.get(tweet_id)
                return None if card is None else sight.view(card, shelf, shelf.cards.get, sight.ON_PURPOSE)
        return found[0] if found else None

    async def account(self, account_id: AccountId) -> Account | None:
        person = self.memory.deck.person(account_id)
        if person is not None:
            return person.account

        async def work(reader: Reader) -> Account | None:
            return await accounts.by_id(reader, account_id)

        return await self._load_account(work)

    async def account_named(self, username: str, host: str) -> Account | None:
        person = self.memory.deck.named(username_key(username), host)
        if person is not None:
            return person.account

        async def work(reader: Reader) -> Account | None:
            return await accounts.by_name(reader, username, host)

        return await self._load_account(work)

    def _from_memory(
        self,
        viewer_id: AccountId | None,
        ids: Sequence[TweetId],
        opened: AccountId | None,
        *,
        on_purpose: bool = False,
        is_home: bool = False,
    ) -> list[TweetView] | None:
        """None where something is not in memory."""
        stance = NOBODY if viewer_id is None else self.memory.seat(viewer_id)
        if stance is None:
            return None
        through = sight.ON_PURPOSE if on_purpose else sight.lens(stance, opened, is_home=is_home)
        try:
            return sight.page(ids, stance, self.memory.deck.find, through, stance.marked(ids))
        except KeyError:
            return None

    async def _load(self, viewer_id: AccountId | None, ids: Sequence[TweetId]) -> Shelf:
        telemetry.count("memory_misses", kind="views")
        asks_seat = viewer_id is not None and self.memory.seats.find(viewer_id) is None

        async def work(reader: Reader) -> tuple[Shelf, standings.Standing | None]:
            shelf = await shelves.load(reader, viewer_id, ids)
            if viewer_id is None or not asks_seat:
                return shelf, None
            return shelf, await standings.of(reader, viewer_id, self.limits.seat_marks_max)

        with self.memory.loading() as load:
            shelf, standing = await self.database.read(work)
            if viewer_id is not None and standing is not None:
                self.memory.take_seat(viewer_id, standing, load)
            self.memory.keep_shelf(shelf, load)
            return shelf

    async def _load_account(self, work: Callable[[Reader], Awaitable[Account | None]]) -> Account | None:
        with self.memory.loading() as load:
            account = await self.database.read(work)
            return None if account is None else self.memory.keep_person(Person(account), load).account
