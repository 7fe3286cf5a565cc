"""The order of a ranked home: what counts, and that nobody crowds out the others."""

import random

import pytest

from nodeapp.model.errors import BadInput
from nodeapp.model.ranking import Candidate, Place, Score, ordered, place_of, scored

HOUR_MS = 3_600_000
NOW_MS = 1_769_860_800_000


def candidate(number, author=None, hours=1.0, reactions=0):
    author = author or number
    at_ms = NOW_MS - int(hours * HOUR_MS)
    return Candidate(
        entry_id=number, author_id=author, by_id=author, handle=f"@p{author}", at_ms=at_ms, reactions=reactions
    )


def scores(some, closeness=None):
    return {one.entry_id: scored(one, closeness or {}, NOW_MS) for one in some}


def order(some, closeness=None):
    return ordered(some, scores(some, closeness))[0]


def test_newer_closer_and_more_liked_stands_higher():
    assert order([candidate(1, hours=2), candidate(2, hours=1)]) == [2, 1]
    assert order([candidate(1, hours=2), candidate(2, hours=1)], {1: 4}) == [1, 2]
    assert order([candidate(1, hours=2, reactions=50), candidate(2, hours=1)]) == [1, 2]
    assert order([candidate(1, hours=72, reactions=1_000), candidate(2, hours=1)], {1: 500}) == [2, 1]


def test_every_part_is_between_nothing_and_one_and_the_score_is_made_of_them():
    for hours, reactions, points in ((0, 0, 0), (-5, 10**9, 10**9), (12, 3, 4), (10_000, 7, 1)):
        found = scored(candidate(1, hours=hours, reactions=reactions), {1: points}, NOW_MS)

        assert all(0 <= part <= 1 for part in found.parts.values())
        whole = found.parts["recency"] * (1 + 2 * found.parts["affinity"] + found.parts["engagement"])
        assert found.score == pytest.approx(whole)
    assert scored(candidate(1, hours=12), {}, NOW_MS).parts["recency"] == pytest.approx(0.5)
    assert scored(candidate(1), {1: 4}, NOW_MS).parts["affinity"] == 0.5


def test_no_author_comes_twice_in_a_row_while_there_is_another():
    drawn = random.Random(5)  # noqa: S311
    for _ in range(200):
        some = [
            candidate(number, author=drawn.choice((1, 1, 1, 2, 3, 4)), hours=drawn.random() * 30)
            for number in range(1, drawn.randint(2, 30))
        ]
        author_of = {one.entry_id: one.author_id for one in some}

        found, final = ordered(some, scores(some))

        assert sorted(found) == sorted(author_of)
        assert final.keys() == author_of.keys()
        for place in range(1, len(found)):
            if author_of[found[place]] == author_of[found[place - 1]]:
                assert {author_of[later] for later in found[place:]} == {author_of[found[place]]}


def test_the_more_somebody_wrote_the_less_the_next_counts():
    some = [candidate(number, author=1) for number in (1, 2, 3)]

    _, final = ordered(some, scores(some))

    assert [round(final[number].parts["diversity"], 4) for number in (3, 2, 1)] == [1, 0.85, 0.7225]


def test_reasons_are_told_in_a_sentence():
    def sentence(one, closeness=None):
        return scored(one, closeness or {}, NOW_MS).sentence

    assert sentence(candidate(1, hours=0)) == "It came just now."
    assert sentence(candidate(1, hours=1), {1: 1}) == "It came 1 hour ago and you reacted to @p1 lately."
    assert sentence(candidate(1, hours=72, reactions=100), {1: 9}) == (
        "It came 3 days ago, you often like, share or answer what @p1 writes and many people reacted to it."
    )


def test_what_a_plugin_leaves_out_comes_last():
    some = [candidate(1), candidate(2), candidate(3)]

    found, _ = ordered(some, {2: Score(score=0.1, parts={"mine": 0.1}, sentence="Because.")})

    assert found == [2, 3, 1]


def test_a_cursor_is_one_that_was_given_out():
    assert place_of(Place(5, 7, 9).cursor, 10) == Place(5, 7, 9)
    assert place_of("99-7-9", 10) == Place(10, 7, 9)
    for wrong in ("1", "1-2", "a-b-c", "1-2-3-4", "-1-2-3", "²-2-3", "9" * 30 + "-1-1"):
        with pytest.raises(BadInput):
            place_of(wrong, 10)
