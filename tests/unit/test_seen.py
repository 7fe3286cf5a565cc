"""Sets of readers, as few bytes as they take."""

import random

import pytest

from nodeapp.model.seen import Seen


def test_a_set_is_what_was_put_into_it():
    drawn = random.Random(7)  # noqa: S311
    for size, highest in ((0, 1), (1, 9_999), (5, 7), (40, 10_000), (3_000, 10_000), (10_000, 9_999)):
        places = {drawn.randint(1, highest) for _ in range(size)}
        seen = Seen()

        assert [seen.add(place) for place in places] == [True] * len(places)
        assert not any(seen.add(place) for place in places)

        again = Seen(seen.encoded())
        assert len(again) == len(seen) == len(places)
        assert {place for place in range(highest + 2) if place in again} == places
        assert again.encoded() == seen.encoded()
        assert len(seen.encoded()) <= 1 + min(4 * len(places), highest // 8 + 1)


def test_what_is_not_a_set_is_refused():
    with pytest.raises(ValueError, match="not a set"):
        Seen(b"\x07abc")
