"""Runs: what a timeline is read from, one strip or several merged, newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Protocol

from nodeapp.mirrors.deck import Deck
from nodeapp.mirrors.seat import Seat
from nodeapp.mirrors.strip import Strip
from nodeapp.model.ids import TweetId


class Run(Protocol):
    """A strip, or the part of one that a viewer's home has."""

    @property
    def floor(self) -> int: ...
    @property
    def whole(self) -> Strip: ...
    def below(self, position: int) -> Iterator[TweetId]: ...


@dataclass(frozen=True, slots=True)
class Part:
    """Of the wall of somebody whose tweets are not pushed, what stands in a follower's home."""

    whole: Strip
    seat: Seat
    deck: Deck

    @property
    def floor(self) -> int:
        return self.whole.floor

    def below(self, position: int) -> Iterator[TweetId]:
        """Raises KeyError for a tweet that is not in memory."""
        find, seat = self.deck.find, self.seat
        return (number for number in self.whole.below(position) if seat.has_place_for(find(number).tweet))


def together(runs: Sequence[Run], before: int) -> Iterator[TweetId]:
    """Newest first, each once."""
    if len(runs) == 1:
        return runs[0].below(before)
    return _each_once(merge(*(run.below(before) for run in runs), reverse=True))


def _each_once(ids: Iterator[TweetId]) -> Iterator[TweetId]:
    last: TweetId | None = None
    for number in ids:
        if number != last:
            yield number
        last = number
