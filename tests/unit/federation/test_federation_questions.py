"""Polls on the wire: questions of several kinds of software, what is written of ours, and what counts as a vote."""

from typing import Any

import pytest

from federation.jsonld import JsonObject
from federation.vocabulary import Create, NoteOut, Question, QuestionOption, Vote, note_document, parse_activity
from federation.vocabulary import vote as vote_out
from federation.vocabulary.questions import COUNT_MAX, OPTION_CHARACTERS_MAX, OPTIONS_MAX, read_question, read_vote

BOB = "https://tea.example/users/bob"
ASKED = "https://cake.example/notes/1"
NOON, NOON_MS = "2026-01-31T12:00:00Z", 1_769_860_800_000


def option(name: object, count: object = 0) -> JsonObject:
    return {"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": count}}


def read(**told: Any) -> Question:
    found = read_question({"type": "Question", "oneOf": [option("Tea", 3), option("Milk", 4)]} | told)
    assert found is not None
    return found


def create(*notes: object) -> JsonObject:
    inner: object = list(notes) if len(notes) > 1 else notes[0]
    return {"id": f"{BOB}/activities/1", "type": "Create", "actor": BOB, "object": inner}


def note(name: object = "Tea", **told: object) -> JsonObject:
    plain = {"id": f"{BOB}#votes/1", "type": "Note", "attributedTo": BOB, "name": name, "inReplyTo": ASKED}
    return plain | {"to": ["https://cake.example/users/ada"]} | told


def test_a_question_for_one_choice_is_read() -> None:
    found = read(endTime=NOON, votersCount=7)

    assert found == Question(
        options=(QuestionOption("Tea", 3), QuestionOption("Milk", 4)), multiple=False, ends_ms=NOON_MS, voters=7
    )


def test_a_question_for_several_choices_is_read_also_with_an_empty_list_beside() -> None:
    assert read(anyOf=[option("a"), option("b")], oneOf=[]).multiple
    assert not read(anyOf=[]).multiple


@pytest.mark.parametrize(
    ("told", "ends_ms", "is_closed"),
    [
        ({}, None, False),
        ({"closed": NOON}, NOON_MS, False),
        ({"endTime": "2026-02-01T12:00:00Z", "closed": NOON}, NOON_MS, False),
        ({"closed": True}, None, True),
        ({"closed": False, "endTime": NOON}, NOON_MS, False),
        ({"closed": {"type": "Note"}}, None, True),
        ({"closed": None, "endTime": 7}, None, False),
    ],
)
def test_the_end_is_read_however_it_is_written(told: JsonObject, ends_ms: int | None, is_closed: bool) -> None:
    found = read(**told)

    assert (found.ends_ms, found.is_closed) == (ends_ms, is_closed)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(5, 5), (-5, 0), (2**62, COUNT_MAX), (None, None), (True, None), (1.5, None), ("7", None), ([7], None)],
)
def test_counts_are_numbers_that_anybody_can_count_to(count: object, expected: int | None) -> None:
    assert read(oneOf=[option("Tea", count)], votersCount=count) == Question(
        options=(QuestionOption("Tea", expected),), multiple=False, voters=expected
    )


def test_w28_of_ten_thousand_options_the_first_are_read_and_cut() -> None:
    found = read(oneOf=[option("x" * 2_000)] * 10_000)

    assert len(found.options) == OPTIONS_MAX
    assert {len(each.name) for each in found.options} == {OPTION_CHARACTERS_MAX}


@pytest.mark.parametrize("offered", [None, [], "Tea", {}, [None, 1, "Tea", [], {"name": 7}, {"name": ""}]])
def test_what_offers_nothing_to_choose_is_no_poll(offered: object) -> None:
    assert read_question({"type": "Question", "oneOf": offered}) is None


def out(question: Question, closed_ms: int | None = None) -> JsonObject:
    return note_document(
        NoteOut(
            id=ASKED,
            attributed_to="https://cake.example/users/ada",
            content_html="<p>Which?</p>",
            published_ms=NOON_MS,
            to=(),
            cc=(),
            question=question,
            closed_ms=closed_ms,
        )
    )


@pytest.mark.parametrize("multiple", [True, False])
def test_what_is_written_is_read_the_same(multiple: bool) -> None:
    asked = Question(
        options=(QuestionOption("Tea", 3), QuestionOption("Milk", 0)), multiple=multiple, ends_ms=NOON_MS, voters=3
    )

    document = out(asked, NOON_MS + 5)

    assert (document["type"], document["content"], document["closed"]) == (
        "Question",
        "<p>Which?</p>",
        "2026-01-31T12:00:00.005Z",
    )
    assert read_question(document) == asked


def test_hidden_counts_are_not_written() -> None:
    document = out(Question(options=(QuestionOption("Tea", None),), multiple=False))

    assert document["oneOf"] == [{"type": "Note", "name": "Tea", "replies": {"type": "Collection"}}]
    assert not {"votersCount", "endTime", "closed"} & set(document)


def test_a_vote_is_read_alone_and_in_a_list() -> None:
    alone = parse_activity(create(note()))
    several = parse_activity(create(note(), note("Milk", id=f"{BOB}#votes/2")))

    assert isinstance(alone, Vote)
    assert isinstance(several, Vote)
    assert (alone.actor, alone.question, alone.choices) == (BOB, ASKED, (("Tea", f"{BOB}#votes/1"),))
    assert [choice.name for choice in several.choices] == ["Tea", "Milk"]


def test_our_own_votes_are_read_as_such() -> None:
    document = vote_out("https://tea.example/ap/votes/7", BOB, ASKED, "Tea", to=["https://cake.example/users/ada"])

    found = parse_activity(document)

    assert isinstance(found, Vote)
    assert found.choices == (("Tea", "https://tea.example/ap/votes/7"),)
    assert document["to"] == ["https://cake.example/users/ada"]


@pytest.mark.parametrize(
    "told",
    [
        {"content": "<p>Tea!</p>"},
        {"contentMap": {"en": "Tea!"}},
        {"attachment": [{"type": "Image"}]},
        {"name": None},
        {"name": ["Tea"]},
        {"name": ""},
        {"inReplyTo": None},
        {"inReplyTo": "tea"},
        {"type": "Article"},
        {"attributedTo": "https://cake.example/users/eve"},
    ],
)
def test_a_post_with_more_or_less_than_a_name_is_no_vote(told: JsonObject) -> None:
    assert read_vote(create(note(**told)), BOB) is None


def test_what_is_no_vote_stays_a_post() -> None:
    found = parse_activity(create(note(content="<p>Tea!</p>")))

    assert isinstance(found, Create)


def test_votes_in_two_polls_do_not_come_together() -> None:
    assert read_vote(create(note(), note(inReplyTo=f"{ASKED}0")), BOB) is None
    assert read_vote(create(note(), note(content="words")), BOB) is None
