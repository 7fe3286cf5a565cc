"""What a poll must be, when it is over, and what can be chosen in it."""

from typing import Any

import pytest
from msgspec.structs import replace

from nodeapp.model.errors import BadInput
from nodeapp.model.ids import TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.polls import (
    ForeignOption,
    ForeignPoll,
    Poll,
    PollDraft,
    asked,
    asks_the_same,
    chosen,
    cleaned,
    faults,
    has_ended,
    poll_told,
)
from nodeapp.model.tweets import Draft, checked

LIMITS = Limits()
DAY = 86_400
NOW_MS = 1_769_860_800_000


def draft(*options: str, **told: Any) -> PollDraft:
    plain: dict[str, Any] = {"options": options or ("Tea", "Coffee"), "seconds": DAY}
    return PollDraft(**plain | told)


def poll(**told: Any) -> Poll:
    return replace(asked(TweetId(7), draft("Tea", "Coffee", "Milk"), NOW_MS), **told)


def foreign(*counts: int | None, **told: Any) -> ForeignPoll:
    options = tuple(ForeignOption(f"option {place}", count) for place, count in enumerate(counts))
    plain: dict[str, Any] = {"options": options, "multiple": False, "ends_at_ms": NOW_MS + 1, "is_closed": False}
    return ForeignPoll(**plain | {"voter_count": None} | told)


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        (draft("Tea"), "poll.options", "too_few"),
        (draft(*"abcde"), "poll.options", "too_many"),
        (draft(*map(str, range(10_000))), "poll.options", "too_many"),
        (draft("Tea", " \x00 "), "poll.options", "missing"),
        (draft("Tea", "x" * 51), "poll.options", "too_long"),
        (draft("Tea", "\u0301" * 5_001), "poll.options", "too_long"),
        (draft("Tea", "  tea\n"), "poll.options", "repeated"),
        (draft(seconds=299), "poll.expires_in", "out_of_range"),
        (draft(seconds=30 * DAY + 1), "poll.expires_in", "out_of_range"),
        (draft(seconds=-(10**30)), "poll.expires_in", "out_of_range"),
    ],
)
def test_what_breaks_a_rule_is_named(wrong: PollDraft, field: str, code: str) -> None:
    assert [(fault.field, fault.code) for fault in faults(wrong, LIMITS)] == [(field, code)]


@pytest.mark.parametrize("right", [draft("a", "b", "c", "d"), draft(seconds=300), draft("x" * 50, "👩‍👩‍👧" * 50)])
def test_what_keeps_the_rules_is_taken(right: PollDraft) -> None:
    assert faults(right, LIMITS) == []


def test_options_are_one_clean_line_each() -> None:
    assert cleaned(draft(" Earl\n Grey ", "\u202eMilk")).options == ("Earl Grey", "Milk")


def test_a_question_may_be_all_there_is_to_a_tweet() -> None:
    assert checked(Draft(content=" ", poll=draft()), LIMITS).content == ""
    with pytest.raises(BadInput):
        checked(Draft(content=" "), LIMITS)


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(BadInput) as refused:
        checked(Draft(content="x" * 281, poll=draft("Tea", seconds=1)), LIMITS)

    assert [error.field for error in refused.value.errors] == ["content", "poll.options", "poll.expires_in"]


@pytest.mark.parametrize("choices", [[], [-1], [3], [0, 3], [2**70], [0, 1], [0, 0, 0, 0]])
def test_what_cannot_be_chosen_is_refused(choices: list[int]) -> None:
    with pytest.raises(BadInput) as refused:
        chosen(poll(), choices)

    assert {error.field for error in refused.value.errors} == {"choices"}


def test_each_place_is_chosen_once() -> None:
    assert chosen(poll(), [2, 2]) == (2,)
    assert chosen(poll(multiple=True), [2, 0, 2]) == (0, 2)


def test_a_poll_is_over_by_the_clock_or_when_it_was_closed() -> None:
    ends_at_ms = NOW_MS + DAY * 1_000

    assert not has_ended(poll(), ends_at_ms - 1)
    assert has_ended(poll(), ends_at_ms)
    assert has_ended(poll(closed_at_ms=NOW_MS), NOW_MS)
    assert not has_ended(poll(ends_at_ms=None), 2**62)


def test_hidden_totals_show_when_it_is_closed() -> None:
    assert poll().shows_totals
    assert not poll(hide_totals=True).shows_totals
    assert poll(hide_totals=True, closed_at_ms=NOW_MS).shows_totals


def test_a_poll_from_elsewhere_keeps_its_numbers_apart() -> None:
    told = poll_told(TweetId(7), foreign(3, 4), NOW_MS)

    assert [(option.vote_count, option.origin_vote_count) for option in told.options] == [(0, 3), (0, 4)]
    assert (told.voter_count, told.origin_voter_count, told.hide_totals, told.closed_at_ms) == (0, 7, False, None)


def test_a_poll_whose_node_tells_no_numbers_hides_them_here() -> None:
    assert poll_told(TweetId(7), foreign(None, None), NOW_MS).hide_totals
    assert not poll_told(TweetId(7), foreign(None, 0), NOW_MS).hide_totals


@pytest.mark.parametrize("over", [foreign(1, 2, is_closed=True), foreign(1, 2, ends_at_ms=NOW_MS)])
def test_a_poll_that_comes_when_it_is_over_is_closed(over: ForeignPoll) -> None:
    assert poll_told(TweetId(7), over, NOW_MS).closed_at_ms == NOW_MS


def test_votes_for_the_one_are_votes_for_the_other_only_where_both_ask_the_same() -> None:
    assert asks_the_same(poll(), poll(hide_totals=True, ends_at_ms=None))
    assert not asks_the_same(poll(), poll(multiple=True))
    assert not asks_the_same(poll(), poll(options=poll().options[::-1]))
    assert not asks_the_same(poll(), poll(options=poll().options[:2]))
