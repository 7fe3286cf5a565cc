"""Memory: everything mirrored, told of every commit, and filled by what is read."""

from collections.abc import Iterator
from contextlib import contextmanager

from nodeapp import telemetry
from nodeapp.mirrors.deck import Deck
from nodeapp.mirrors.seat import Seat
from nodeapp.mirrors.seats import Seats
from nodeapp.mirrors.strip import Strip
from nodeapp.mirrors.walls import Walls
from nodeapp.model.cards import Card, Person
from nodeapp.model.changes import Changes
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.queries.shelves import Shelf
from nodeapp.queries.standings import Standing
from nodeapp.seams.clock import Clock

_log = telemetry.Log(__name__)


class Load:
    """What was committed while something was being read: of that, the reading may be older than the commit."""

    def __init__(self) -> None:
        self.tweet_ids: set[TweetId] = set()
        self.account_ids: set[AccountId] = set()
        self.marked: set[AccountId] = set()
        """Those who did something to a tweet or an account, or to whom it was done."""
        self.fresh: list[Card] = []
        self.tagged: list[Card] = []
        """Those whose hashtags are others now."""
        self.is_void = False

    def note(self, changes: Changes, fresh: list[Card], tagged: list[Card]) -> None:
        self.tweet_ids |= changes.tweet_ids
        self.account_ids |= changes.account_ids
        for mark in changes.marks:
            self.marked.add(mark.account_id)
            self.marked.add(AccountId(mark.target_id))
        self.fresh += fresh
        self.tagged += tagged


class Memory:
    """Satisfies `seams.mirror.Mirror`. Everything here can be forgotten at any time and costs only time then."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._loads: set[Load] = set()
        self.deck = Deck(limits.cards_bytes_max, limits.people_in_memory_max)
        self.seats = Seats(limits.seats_max)
        self.walls = Walls(limits.walls_in_memory_max)
        self.celebrities: set[AccountId] = set()
        """Authors whose tweets are not pushed: who follows them merges their walls."""

    def wants_tweet(self, tweet_id: TweetId) -> bool:
        return tweet_id in self.deck

    def wants_account(self, account_id: AccountId) -> bool:
        return self.deck.person(account_id) is not None

    def apply(self, changes: Changes) -> None:
        try:
            self._apply(changes)
        # Nobody may be left without an answer because of a mirror; an empty one is always right.
        except Exception:
            _log.exception("mirror_failed")
            self.forget()

    def forget(self) -> None:
        self.deck.clear()
        self.seats.clear()
        self.walls.clear()
        for load in self._loads:
            load.is_void = True

    def seat(self, viewer_id: AccountId) -> Seat | None:
        """The viewer's, who is reading now."""
        seat = self.seats.find(viewer_id)
        if seat is not None:
            self.seats.use(viewer_id, seat, self._clock())
        return seat

    @contextmanager
    def loading(self) -> Iterator[Load]:
        """Around everything that is read to be kept here."""
        load = Load()
        self._loads.add(load)
        try:
            yield load
        finally:
            self._loads.discard(load)

    def keep_shelf(self, shelf: Shelf, load: Load) -> None:
        """The cards of a shelf, and what the viewer did to those of them that are old."""
        self.keep_cards(shelf.cards, load)
        seat = None if shelf.viewer_id is None else self.seats.find(shelf.viewer_id)
        if seat is None or shelf.viewer_id in load.marked or load.is_void:
            return
        for card in shelf.cards.values():
            if card.tweet.retweet_of_id is None:
                seat.learn(card.tweet.id, shelf.flags(card.tweet.id))
            if card.poll is not None:
                seat.learn_votes(card.tweet.id, shelf.votes(card.tweet.id))

    def keep_cards(self, cards: dict[TweetId, Card], load: Load) -> None:
        if load.is_void:
            return
        for card in cards.values():
            people = {card.author.account.id, *(person.account.id for person in card.mentions)}
            if card.id not in load.tweet_ids and load.account_ids.isdisjoint(people):
                self.deck.keep(card)

    def keep_person(self, person: Person, load: Load) -> Person:
        if load.is_void or person.account.id in load.account_ids:
            return person
        return self.deck.hold(person)

    def take_seat(
        self, viewer_id: AccountId, standing: Standing, load: Load, used_at_ms: int | None = None
    ) -> Seat | None:
        """None when the standing may have changed since it was read. `used_at_ms` is of somebody who read before."""
        if (seat := self.seats.find(viewer_id)) is not None:
            return seat
        if load.is_void or viewer_id in load.marked:
            return None
        seat = Seat(viewer_id, standing, self._clock() if used_at_ms is None else used_at_ms)
        self.seats.take(viewer_id, seat, reads_now=used_at_ms is None)
        return seat

    def keep_home(self, seat: Seat, strip: Strip, changes: int, load: Load) -> None:
        """`changes` is what the seat's count was before the strip was read."""
        if load.is_void or seat.changes != changes or seat.viewer_id in load.marked:
            return
        self.seats.open_home(seat, strip)
        for card in load.fresh:
            if card.author.account.id == seat.viewer_id or seat.follows(card.author.account.id):
                seat.push(card)
            seat.push_tagged(card)
        if seat.tags:
            for card in load.tagged:
                seat.place_again(card)

    def keep_wall(self, author_id: AccountId, strip: Strip, load: Load) -> None:
        if not load.is_void:
            self.walls.put(author_id, strip)
            self._replay(load)

    def keep_public(self, strip: Strip, load: Load) -> None:
        if not load.is_void:
            self.walls.public = strip
            self._replay(load)

    def keep_local(self, strip: Strip, load: Load) -> None:
        if not load.is_void:
            self.walls.local = strip
            self._replay(load)

    def _replay(self, load: Load) -> None:
        for card in load.fresh:
            self.walls.place(card)

    def _apply(self, changes: Changes) -> None:
        # Not those in the deck: it may have had no room for all of them, and lists must not lose any.
        cards = self.deck.renew(changes)
        fresh, placed, tagged = (
            [card for tweet_id in ids if (card := cards.get(tweet_id)) is not None]
            for ids in (changes.new_ids, changes.placed_ids, changes.tagged_ids)
        )
        for load in self._loads:
            load.note(changes, fresh + placed, tagged)
        for mark in changes.marks:
            self.seats.mark(mark)
        for card in fresh + placed:
            self.walls.place(card)
            own = self.seats.find(card.author.account.id)
            if own is not None:
                own.push(card)
        for card in placed:
            for seat in self.seats.audience(card.author.account.id):
                seat.push(card)
        if tagged:
            self._place_again(tagged)

    def _place_again(self, tagged: list[Card]) -> None:
        for seat in self.seats.with_tags():
            for card in tagged:
                seat.place_again(card)
