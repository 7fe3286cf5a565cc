"""Seats: the viewers who read here lately, and by author those among them who follow."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence

from nodeapp.mirrors.seat import Seat
from nodeapp.mirrors.strip import Strip
from nodeapp.model.changes import Mark
from nodeapp.model.ids import AccountId

_MINUTE_MS = 60_000
_NO_ONE: tuple[Seat, ...] = ()


class Seats:
    """At most `size` of them; whoever has not read for longest makes room. Only seats with a home are an audience."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._seats: OrderedDict[AccountId, Seat] = OrderedDict()
        self._audience: dict[int, list[Seat]] = {}
        self._tagged: dict[str, list[Seat]] = {}
        """By hashtag those who follow it."""

    def __len__(self) -> int:
        return len(self._seats)

    def __iter__(self) -> Iterator[Seat]:
        return iter(list(self._seats.values()))

    def newest(self) -> Iterator[Seat]:
        """Those who read last come first. Nobody may come or go meanwhile."""
        return reversed(self._seats.values())

    def find(self, viewer_id: AccountId) -> Seat | None:
        return self._seats.get(viewer_id)

    def audience(self, author_id: AccountId) -> Sequence[Seat]:
        """Those whose homes are in memory and who follow the author. Not to be changed while it is used."""
        return self._audience.get(author_id, _NO_ONE)

    def audience_of_tags(self, tags: Iterable[str]) -> Sequence[Seat]:
        """Those whose homes are in memory and who follow one of these hashtags, each once."""
        if not self._tagged:
            return _NO_ONE
        return tuple({id(seat): seat for tag in tags for seat in self._tagged.get(tag, _NO_ONE)}.values())

    def with_tags(self) -> Sequence[Seat]:
        """Those whose homes are in memory and who follow any hashtag."""
        return self.audience_of_tags(self._tagged)

    def take(self, viewer_id: AccountId, seat: Seat, reads_now: bool = True) -> None:
        """Who does not read now stands behind all who did."""
        self._seats[viewer_id] = seat
        self._seats.move_to_end(viewer_id, last=reads_now)
        if len(self._seats) > self._size:
            self._make_room()

    def use(self, viewer_id: AccountId, seat: Seat, now_ms: int) -> None:
        """Notes that the viewer reads; once a minute is enough to know who does not."""
        if now_ms - seat.used_at_ms >= _MINUTE_MS:
            seat.used_at_ms = now_ms
            self._seats.move_to_end(viewer_id)

    def open_home(self, seat: Seat, home: Strip) -> None:
        if seat.home is None:
            for author_id in seat.followed:
                self._audience.setdefault(author_id, []).append(seat)
            for tag in seat.tags:
                self._tagged.setdefault(tag, []).append(seat)
        seat.home = home

    def close_home(self, seat: Seat) -> None:
        """It must be pulled anew."""
        seat.changes += 1
        if seat.home is None:
            return
        seat.home = None
        for author_id in seat.followed:
            seats = self._audience[author_id]
            seats.remove(seat)
            if not seats:
                del self._audience[author_id]
        for tag in seat.tags:
            seats = self._tagged[tag]
            seats.remove(seat)
            if not seats:
                del self._tagged[tag]

    def leave(self, viewer_id: AccountId) -> None:
        seat = self._seats.pop(viewer_id, None)
        if seat is not None:
            self.close_home(seat)

    def clear(self) -> None:
        for viewer_id in list(self._seats):
            self.leave(viewer_id)

    def mark(self, mark: Mark) -> None:
        """Something one account does to another or to a tweet, for whoever of them has a seat."""
        seat = self._seats.get(mark.account_id)
        match mark.kind:
            case "follow":
                if seat is not None:
                    self.close_home(seat)
                    seat.follow(AccountId(mark.target_id), mark.on)
            case "block":
                target = self._seats.get(AccountId(mark.target_id))
                if seat is not None:
                    seat.block(AccountId(mark.target_id), mark.on)
                if target is not None:
                    target.blocked_from(mark.account_id, mark.on)
            case "standing":
                self.leave(mark.account_id)
            case _:
                if seat is not None:
                    seat.mark(mark)

    def _make_room(self) -> None:
        self.leave(next(iter(self._seats)))
