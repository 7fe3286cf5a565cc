"""Fan-out: what somebody wrote or shared goes into the homes of their followers here."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import anyio
import anyio.lowlevel

from nodeapp.mirrors.memory import Memory
from nodeapp.model.cards import Card
from nodeapp.model.events import AnyEvent, FollowNew, FollowRemoved, Logged, RetweetCreated, TweetCreated
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.queries import graph, shelves
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader

_DAY_MS = 86_400_000
_DEMOTED_SHARE = 0.8
"""An author at the edge of a tier does not change it with every follower."""


@dataclass(frozen=True)
class FanOut:
    """A projection, into memory alone: homes that are not there are pulled when they are read.

    By followers here: few, and every home in memory is pushed to; many, and only those of readers active lately,
    the others must be pulled anew; very many, and nothing is pushed: readers merge the author's newest (hybrid
    fan-out, requirements section 3).
    """

    database: Database
    memory: Memory
    clock: Clock
    limits: Limits
    _followers: dict[AccountId, int] = field(default_factory=dict)
    """Counted followers here of those who have many."""

    name = "fanout"
    follows: tuple[type[AnyEvent], ...] = (TweetCreated, RetweetCreated, FollowNew, FollowRemoved)

    async def handle(self, batch: Sequence[Logged]) -> None:
        pushed = 0
        cards = await self._cards(batch)
        for logged in batch:
            event = logged.event
            if isinstance(event, FollowNew | FollowRemoved):
                self._followers.pop(AccountId(event.subject_id), None)
            elif (entry := _entry(event)) is not None and (card := cards.get(entry)) is not None:
                pushed += await self._push(card) + self._push_tagged(card)
            if pushed >= self.limits.fanout_pushes_at_once:
                pushed = 0
                await anyio.lowlevel.checkpoint()

    async def _push(self, card: Card) -> int:
        """The number of homes looked at."""
        author_id = card.author.account.id
        followers = await self._followers_here(card)
        if self._is_celebrity(author_id, followers):
            return 0
        # As it is now: while others have their turn people come, whose homes are pulled with this tweet, and go.
        audience = tuple(self.memory.seats.audience(author_id))
        active_since_ms = 0
        if followers >= self.limits.fanout_active_only_from:
            active_since_ms = self.clock() - self.limits.fanout_active_days * _DAY_MS
        for start in range(0, len(audience), self.limits.fanout_pushes_at_once):
            if start:
                await anyio.lowlevel.checkpoint()
            for seat in audience[start : start + self.limits.fanout_pushes_at_once]:
                if not seat.follows(author_id):
                    continue
                if seat.used_at_ms >= active_since_ms:
                    seat.push(card)
                else:
                    self.memory.seats.close_home(seat)
        return len(audience)

    def _push_tagged(self, card: Card) -> int:
        """To those who follow one of its hashtags, whoever wrote it; the number of homes looked at."""
        audience = self.memory.seats.audience_of_tags(card.hashtags)
        for seat in audience:
            seat.push_tagged(card)
        return len(audience)

    def _is_celebrity(self, author_id: AccountId, followers: int) -> bool:
        """Notes whoever becomes one, or is one no longer: then the homes that lack their tweets are pulled anew."""
        celebrities, least = self.memory.celebrities, self.limits.fanout_pull_from
        if author_id not in celebrities:
            if followers >= least:
                celebrities.add(author_id)
        elif followers < least * _DEMOTED_SHARE:
            celebrities.discard(author_id)
            for seat in tuple(self.memory.seats.audience(author_id)):
                self.memory.seats.close_home(seat)
        return author_id in celebrities

    async def _followers_here(self, card: Card) -> int:
        """All followers are at least as many: only of those who have many are the ones here counted."""
        account = card.author.account
        few = min(self.limits.fanout_active_only_from, self.limits.fanout_pull_from)
        if account.follower_count < few * _DEMOTED_SHARE:
            return account.follower_count
        if account.id not in self._followers:
            most = self.limits.fanout_pull_from

            async def work(reader: Reader) -> int:
                return await graph.count_followers_here(reader, account.id, most)

            if len(self._followers) >= self.limits.walls_in_memory_max:
                self._followers.clear()
            self._followers[account.id] = await self.database.read(work)
        return self._followers[account.id]

    async def _cards(self, batch: Sequence[Logged]) -> dict[TweetId, Card]:
        """As they are now; those not in memory are read."""
        ids = [entry for logged in batch if (entry := _entry(logged.event)) is not None]
        cards = {entry: card for entry in ids if (card := self.memory.deck.get(entry)) is not None}
        missing = [entry for entry in ids if entry not in cards]
        if missing:

            async def work(reader: Reader) -> dict[TweetId, Card]:
                return await shelves.load_cards(reader, missing)

            with self.memory.loading() as load:
                read = await self.database.read(work)
                self.memory.keep_cards(read, load)
            cards |= {entry: self.memory.deck.get(entry) or read[entry] for entry in missing if entry in read}
        return cards


def _entry(event: AnyEvent) -> TweetId | None:
    match event:
        case TweetCreated():
            return TweetId(event.subject_id)
        case RetweetCreated():
            return event.entry_id
        case _:
            return None
