"""Marks: what one viewer did to tweets, in nine bytes each."""

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence

from nodeapp.model.ids import TweetId
from nodeapp.model.views import FLAGS, Flags

_SIZE_MAX = 1_000
_NONE: Mapping[TweetId, Flags] = {}


class Marks:
    """Of every tweet from `floor` on; one that is not here was left alone."""

    __slots__ = ("_bits", "_ids", "floor")

    def __init__(self, marks: dict[TweetId, int], floor: int) -> None:
        self._ids = array("q", sorted(marks))
        self._bits = bytearray(marks[TweetId(tweet_id)] for tweet_id in self._ids)
        self.floor = floor

    def __len__(self) -> int:
        return len(self._ids)

    def keys(self) -> set[TweetId]:
        return {TweetId(tweet_id) for tweet_id in self._ids}

    def get(self, tweet_id: TweetId) -> int:
        """Its bits (`model.views`). Raises KeyError below the floor."""
        if tweet_id < self.floor:
            raise KeyError(tweet_id)
        place = bisect_left(self._ids, tweet_id)
        return self._bits[place] if place < len(self._ids) and self._ids[place] == tweet_id else 0

    def of(self, ids: Sequence[TweetId]) -> Mapping[TweetId, Flags] | None:
        """Those of these that are marked, for a page at once; None where some lie below the floor."""
        if not ids:
            return _NONE
        low = min(ids)
        if low < self.floor:
            return None
        first, end = bisect_left(self._ids, low), bisect_right(self._ids, max(ids))
        if first == end:
            # Most pages have no mark anywhere near.
            return _NONE
        if end - first < len(ids):
            return {TweetId(self._ids[place]): FLAGS[self._bits[place]] for place in range(first, end)}
        return self._among(ids, first, end)

    def _among(self, ids: Sequence[TweetId], first: int, end: int) -> Mapping[TweetId, Flags]:
        """Of a page that reaches far back, and over more marks than it has tweets."""
        every, found = self._ids, dict[TweetId, Flags]()
        for tweet_id in ids:
            place = bisect_left(every, tweet_id, first, end)
            if place < end and every[place] == tweet_id:
                found[tweet_id] = FLAGS[self._bits[place]]
        return found

    def put(self, tweet_id: TweetId, bits: int) -> None:
        """Below the floor nothing is kept; of very many, the newer half."""
        if tweet_id < self.floor:
            return
        place = bisect_left(self._ids, tweet_id)
        if place < len(self._ids) and self._ids[place] == tweet_id:
            self._bits[place] = bits
            return
        insort(self._ids, tweet_id, place)
        self._bits.insert(place, bits)
        if len(self._ids) > _SIZE_MAX:
            half = _SIZE_MAX // 2
            self.floor = self._ids[half]
            del self._ids[:half], self._bits[:half]
