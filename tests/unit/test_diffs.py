"""Diffs of words: what stays, goes and comes, and at what price."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodeapp.model.diffs import Budget, diff

PLENTY = 1_000_000
words = st.text(alphabet="ab c.\n", max_size=60)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("same", "same", [("=", "same")]),
        ("", "new", [("+", "new")]),
        ("old", "", [("-", "old")]),
        ("", "", []),
        ("tea at noon", "tea at five", [("=", "tea at "), ("-", "noon"), ("+", "five")]),
        ("a b c", "a c", [("=", "a "), ("-", "b "), ("=", "c")]),
        ("one, two", "one; two", [("=", "one"), ("-", ","), ("+", ";"), ("=", " two")]),
    ],
)
def test_a_diff_is_told_by_words(before, after, changes):
    assert diff(before, after, Budget(PLENTY)) == changes


@given(words, words, st.integers(0, 400))
def test_both_texts_are_in_the_diff_whatever_it_may_cost(before, after, steps):
    changes = diff(before, after, Budget(steps))

    assert "".join(text for kind, text in changes if kind != "+") == before
    assert "".join(text for kind, text in changes if kind != "-") == after
    assert all(text for _, text in changes)


def test_what_costs_too_much_is_told_as_gone_and_come():
    before, after = "start " + "x " * 400 + "end", "start " + "y " * 400 + "end"

    assert [kind for kind, _ in diff(before, after, Budget(1_000))] == ["=", "-", "+", "="]


def test_a_budget_is_for_all_diffs_of_a_history():
    budget = Budget(5)

    diff("a b", "c d", budget)

    assert budget.steps == 5
    diff("a", "b", budget)
    assert budget.steps == 4
