"""A strip: the newest ids of one list, complete from its floor upwards."""

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from nodeapp.model.ids import TweetId

_SLACK = 64
"""How far a strip grows over its bound before it is cut: not at every push."""


class Strip:
    """`floor` is the lowest id from which on nothing is missing, 0 when the strip is the whole list."""

    __slots__ = ("floor", "ids", "size_max")

    def __init__(self, ids: Iterable[int], size_max: int, floor: int) -> None:
        self.ids = array("q", sorted(ids))
        self.size_max = size_max
        self.floor = floor

    @classmethod
    def newest(cls, found: Sequence[int], asked: int, size_max: int) -> "Strip":
        """Of the newest ids found, when `asked` were asked for: fewer are all there are."""
        return cls(found, size_max, min(found) if len(found) >= asked else 0)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def whole(self) -> "Strip":
        return self

    def insert(self, tweet_id: int) -> None:
        """Where it belongs, once; below the floor it is left out."""
        ids = self.ids
        if not ids or tweet_id > ids[-1]:
            ids.append(tweet_id)
        elif tweet_id >= self.floor:
            place = bisect_left(ids, tweet_id)
            if ids[place] != tweet_id:
                insort(ids, tweet_id, place)
        if len(ids) >= self.size_max + _SLACK:
            del ids[: len(ids) - self.size_max]
            self.floor = ids[0]

    def discard(self, tweet_id: int) -> None:
        place = bisect_left(self.ids, tweet_id)
        if place < len(self.ids) and self.ids[place] == tweet_id:
            del self.ids[place]

    def below(self, position: int) -> Iterator[TweetId]:
        """Newest first. The strip may not be changed meanwhile."""
        ids = self.ids
        return cast("Iterator[TweetId]", map(ids.__getitem__, range(bisect_left(ids, position) - 1, -1, -1)))

    def above(self, position: int) -> Iterator[TweetId]:
        """Nearest first."""
        ids = self.ids
        return cast("Iterator[TweetId]", map(ids.__getitem__, range(bisect_left(ids, position + 1), len(ids))))
