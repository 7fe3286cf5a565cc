"""Seats: what a viewer did, whom they follow and block, and who hears of an author's new tweets."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodeapp.mirrors import marks
from nodeapp.mirrors import seat as seat_module
from nodeapp.mirrors.seat import Seat
from nodeapp.mirrors.seats import Seats
from nodeapp.mirrors.strip import Strip
from nodeapp.model.cards import Person
from nodeapp.model.changes import Mark
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.views import BOOKMARKED, LIKED, RETWEETED, Flags
from tests.unit.cards import account, card, standing

MINUTE_MS = 60_000
BITS = {"like": LIKED, "retweet": RETWEETED, "bookmark": BOOKMARKED}


def seat(viewer: int = 1, **told: Any) -> Seat:
    return Seat(AccountId(viewer), standing(**told), 0)


def mark(kind: Any, target: int, on: bool = True, by: int = 1) -> Mark:
    return Mark(kind, AccountId(by), target, on)


def home() -> Strip:
    return Strip([], 10, 0)


def seated(size: int = 10, **follows: list[int]) -> tuple[Seats, dict[str, Any]]:
    """Seats with open homes: v1=[5] is viewer 1, who follows 5."""
    seats, found = Seats(size), {}
    for name, followed in follows.items():
        one = found[name] = seat(int(name[1:]), followed=followed)
        seats.take(AccountId(int(name[1:])), one)
        seats.open_home(one, home())
    return seats, found


def test_what_was_done_to_newer_tweets_is_known_and_to_older_ones_not() -> None:
    one = seat(marks={TweetId(100): LIKED}, marks_floor=50)

    assert one.flags(TweetId(100)).liked
    assert one.flags(TweetId(60)) == Flags(0)
    with pytest.raises(KeyError):
        one.flags(TweetId(49))


def test_what_was_looked_up_of_older_tweets_is_kept_and_follows_what_is_done() -> None:
    one = seat(marks_floor=50)

    one.learn(TweetId(7), Flags(BOOKMARKED))
    one.mark(mark("like", 7))
    one.mark(mark("bookmark", 7, on=False))
    one.mark(mark("like", 8))

    assert one.flags(TweetId(7)).bits == LIKED
    with pytest.raises(KeyError):
        one.flags(TweetId(8))


def test_marks_are_bounded_and_the_oldest_are_looked_up_again() -> None:
    one = seat()

    for number in range(1, 5_000):
        one.mark(mark("like", number))
        one.learn(TweetId(number // 2), Flags(LIKED))
        assert len(one._marks) <= marks._SIZE_MAX
        assert len(one._older) <= seat_module._OLDER_MARKS_MAX

    assert one.flags(TweetId(4_999)).liked
    with pytest.raises(KeyError):
        one.flags(TweetId(1))


done = st.tuples(st.sampled_from(list(BITS)), st.integers(1, 30), st.booleans(), st.booleans())
before = st.dictionaries(st.integers(1, 30), st.integers(1, 7))


@given(steps=st.lists(done, max_size=80), known=before, most=st.integers(2, 12))
def test_flags_are_what_was_done_or_are_not_known(steps: Any, known: Any, most: Any) -> None:
    floor = 11
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marks, "_SIZE_MAX", most)
        patch.setattr(seat_module, "_OLDER_MARKS_MAX", most)
        one = seat(marks={number: bits for number, bits in known.items() if number >= floor}, marks_floor=floor)
        truth = dict(known)
        for kind, number, on, looks_up in steps:
            bits = truth.get(number, 0)
            truth[number] = bits | BITS[kind] if on else bits & ~BITS[kind]
            one.mark(mark(kind, number, on))
            if looks_up:
                one.learn(TweetId(number), Flags(truth[number]))
            assert max(len(one._marks), len(one._older)) <= max(most, len(known))

            for tweet_id in range(1, 31):
                try:
                    assert one.flags(TweetId(tweet_id)).bits == truth.get(tweet_id, 0)
                except KeyError:
                    assert tweet_id < one._marks.floor


@given(
    known=st.dictionaries(st.integers(11, 60), st.integers(0, 7)),
    ids=st.lists(st.integers(5, 60), unique=True, max_size=20),
)
def test_flags_of_a_page_are_those_of_its_tweets(known: Any, ids: Any) -> None:
    one = seat(marks=known, marks_floor=11)

    marked = one.marked(ids)

    if marked is None:
        assert min(ids) < one._marks.floor
    else:
        assert [marked.get(number, Flags(0)) for number in ids] == [Flags(known.get(number, 0)) for number in ids]


@given(steps=st.lists(st.tuples(st.integers(1, 9), st.booleans())))
def test_whom_a_viewer_follows_is_a_sorted_set(steps: Any) -> None:
    one, truth = seat(followed=[3, 1]), {1, 3}

    for number, on in steps:
        one.follow(AccountId(number), on)
        (truth.add if on else truth.discard)(number)

        assert list(one.followed) == sorted(truth)
        assert [one.follows(AccountId(number)) for number in range(10)] == [number in truth for number in range(10)]


def test_a_home_has_what_the_pull_query_would_find() -> None:
    """Viewer 1 follows 2 and 3. Tweets of 2, and one's own, in answer to whom."""
    one = seat(1, followed=[2, 3])
    answers = {None: True, 1: True, 2: True, 3: True, 4: False}
    two, own = Person(account(2)), Person(account(1))

    assert {to: one.has_place_for(card(9, two, reply_to_author_id=to).tweet) for to in answers} == answers
    assert all(one.has_place_for(card(9, own, reply_to_author_id=to).tweet) for to in answers)
    unknown: dict[str, Any] = {"reply_to_uri": "https://tea.example/1"}
    assert not one.has_place_for(card(9, two, **unknown).tweet)
    assert one.has_place_for(card(9, own, **unknown).tweet)
    assert one.has_place_for(card(9, two, visibility="followers").tweet)
    assert one.has_place_for(card(9, two, retweet_of_id=3).tweet)
    assert not one.has_place_for(card(9, two, visibility="direct").tweet)
    assert not one.has_place_for(card(9, own, visibility="direct").tweet)
    assert not one.has_place_for(card(9, two, deleted_at_ms=1).tweet)


def test_nothing_is_pushed_into_a_home_that_is_not_there() -> None:
    one = seat(1)

    one.push(card(9))

    assert one.home is None


def test_whoever_has_not_read_for_longest_makes_room() -> None:
    seats, found = seated(size=2, v1=[5], v2=[5])

    seats.use(AccountId(1), found["v1"], MINUTE_MS)
    seats.take(AccountId(3), seat(3))

    assert [seats.find(AccountId(viewer)) is not None for viewer in (1, 2, 3)] == [True, False, True]
    assert seats.audience(AccountId(5)) == [found["v1"]]
    assert found["v2"].home is None


def test_reading_is_noted_once_a_minute() -> None:
    seats, found = seated(size=2, v1=[], v2=[])

    seats.use(AccountId(1), found["v1"], MINUTE_MS - 1)
    seats.take(AccountId(3), seat(3))

    assert seats.find(AccountId(1)) is None


def test_only_open_homes_hear_of_those_they_follow() -> None:
    seats, found = seated(v1=[5, 6], v2=[6])

    seats.close_home(found["v1"])
    seats.close_home(found["v1"])

    assert (list(seats.audience(AccountId(5))), list(seats.audience(AccountId(6)))) == ([], [found["v2"]])
    assert found["v1"].changes == 2


def test_a_home_opened_twice_hears_once() -> None:
    seats, found = seated(v1=[5])

    seats.open_home(found["v1"], again := home())

    assert list(seats.audience(AccountId(5))) == [found["v1"]]
    assert found["v1"].home is again


@pytest.mark.parametrize("on", [True, False])
def test_a_follow_or_its_end_closes_the_home_of_who_follows(on: Any) -> None:
    seats, found = seated(v1=[5], v2=[5])

    seats.mark(mark("follow", 5 if not on else 7, on, by=1))

    assert (found["v1"].home, found["v1"].follows(AccountId(7)), found["v1"].follows(AccountId(5))) == (None, on, on)
    assert list(seats.audience(AccountId(5))) == [found["v2"]]


def test_a_block_is_known_to_both() -> None:
    seats, found = seated(v1=[], v2=[])

    seats.mark(mark("block", 2, by=1))
    assert (found["v1"].blocked, found["v2"].blocked_by) == ({2}, {1})

    seats.mark(mark("block", 2, on=False, by=1))
    assert (found["v1"].blocked, found["v2"].blocked_by) == (set(), set())


def test_marks_of_people_without_a_seat_are_nobodys() -> None:
    seats, found = seated(v1=[])

    for kind in ("follow", "block", "like", "retweet", "bookmark"):
        seats.mark(mark(kind, 99, by=77))

    assert found["v1"].flags(TweetId(99)) == Flags(0)
    assert len(seats) == 1


verbs = st.sampled_from(["take", "open", "close", "leave", "follow", "unfollow"])
acts = st.lists(st.tuples(verbs, st.integers(1, 5), st.integers(6, 8)))


@given(acts)
def test_an_author_is_heard_by_every_open_home_that_follows_them_once(steps: Any) -> None:
    seats = Seats(4)
    for act, viewer, author in steps:
        one = seats.find(AccountId(viewer))
        if act == "take" and one is None:
            seats.take(AccountId(viewer), seat(viewer, followed=[author]))
        elif act == "open" and one is not None:
            seats.open_home(one, home())
        elif act == "close" and one is not None:
            seats.close_home(one)
        elif act == "leave":
            seats.leave(AccountId(viewer))
        elif act in ("follow", "unfollow"):
            seats.mark(mark("follow", author, act == "follow", by=viewer))

        assert len(seats) <= 4
        for number in (6, 7, 8):
            expected = [some for some in seats if some.home is not None and some.follows(AccountId(number))]
            assert sorted(map(id, seats.audience(AccountId(number)))) == sorted(map(id, expected))
    seats.clear()
    assert (len(seats), seats._audience) == (0, {})
