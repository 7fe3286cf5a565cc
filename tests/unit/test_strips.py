"""Strips and walls: ids in order, each once, complete from a floor upwards, never many more than their bound."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nodeapp.mirrors.strip import Strip
from nodeapp.mirrors.walls import Walls
from nodeapp.model.ids import NEWEST, AccountId
from tests.unit.cards import card

SLACK = 64
ids = st.integers(1, 400)


def newest_first(strip: Strip) -> list[int]:
    return list(strip.below(NEWEST))


def test_fewer_than_were_asked_for_are_all_there_are() -> None:
    assert Strip.newest([5, 3], asked=3, size_max=10).floor == 0
    assert Strip.newest([7, 5, 3], asked=3, size_max=10).floor == 3
    assert Strip.newest([], asked=3, size_max=10).floor == 0


def test_what_is_older_than_the_floor_is_left_out_and_what_is_newer_comes_in_its_place() -> None:
    strip = Strip.newest([30, 20], asked=2, size_max=10)

    for number in (10, 25, 40, 25, 40, 20):
        strip.insert(number)

    assert newest_first(strip) == [40, 30, 25, 20]
    assert strip.floor == 20


def test_a_strip_without_entries_takes_the_first() -> None:
    strip = Strip.newest([], asked=2, size_max=10)

    strip.insert(5)
    strip.insert(3)

    assert newest_first(strip) == [5, 3]


def test_windows_leave_out_the_place_they_begin_at() -> None:
    strip = Strip([1, 3, 5, 7], 10, 0)

    assert list(strip.below(5)) == [3, 1]
    assert list(strip.below(6)) == [5, 3, 1]
    assert list(strip.above(3)) == [5, 7]
    assert list(strip.above(4)) == [5, 7]
    assert (list(strip.below(1)), list(strip.above(7))) == ([], [])


@given(first=st.sets(ids, max_size=60), pushed=st.lists(ids, max_size=300), size=st.integers(1, 20))
def test_it_is_what_a_sorted_set_would_be_down_to_its_floor(first: Any, pushed: Any, size: Any) -> None:
    asked = 40
    found = sorted(first, reverse=True)[:asked]
    strip, everything = Strip.newest(found, asked, size), set(first)

    for number in pushed:
        strip.insert(number)
        everything.add(number)

        assert list(strip.ids) == sorted(one for one in everything if one >= strip.floor)
        assert len(strip) < max(size + SLACK, len(found) + 1)


def test_walls_are_bounded_and_the_oldest_makes_room() -> None:
    walls = Walls(2)

    for author in (1, 2, 3):
        walls.put(AccountId(author), Strip([], 10, 0))

    assert [walls.of(AccountId(author)) is not None for author in (1, 2, 3)] == [False, True, True]


def test_a_tweet_is_placed_where_it_is_shown() -> None:
    shown = {}
    rows: dict[str, dict[str, Any]] = {
        "public": {"visibility": "public"},
        "from elsewhere": {"visibility": "public", "uri": "https://tea.example/1"},
        "unlisted": {"visibility": "unlisted"},
        "followers": {"visibility": "followers"},
        "direct": {"visibility": "direct"},
        "retweet": {"visibility": "public", "retweet_of_id": 9},
        "deleted": {"visibility": "public", "deleted_at_ms": 1},
    }
    for name, row in rows.items():
        walls = Walls(2)
        walls.public, walls.local = Strip([], 10, 0), Strip([], 10, 0)
        walls.put(AccountId(1), wall := Strip([], 10, 0))
        walls.place(card(5, **row))
        shown[name] = (len(wall), len(walls.public), len(walls.local))

    assert shown == {
        "public": (1, 1, 1),
        "from elsewhere": (1, 1, 0),
        "unlisted": (1, 0, 0),
        "followers": (1, 0, 0),
        "direct": (0, 0, 0),
        "retweet": (1, 0, 0),
        "deleted": (0, 0, 0),
    }
