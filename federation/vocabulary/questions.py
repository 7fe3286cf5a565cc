"""Reads and writes polls: what a Question adds to a post, and the votes, which are Notes with nothing but a name."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from federation.jsonld import JsonObject
from federation.vocabulary import values

OPTIONS_MAX = 100
OPTION_CHARACTERS_MAX = 1_000
COUNT_MAX = 2**53 - 1
"""What every reader of JSON can count to."""


class QuestionOption(NamedTuple):
    """`votes` is None where they are not told."""

    name: str
    votes: int | None


class Question(Struct, frozen=True, kw_only=True):
    """What can be chosen, of which one or several; `is_closed` is said outright, `ends_ms` may have passed too."""

    options: Sequence[QuestionOption]
    multiple: bool
    ends_ms: int | None = None
    is_closed: bool = False
    voters: int | None = None


class Choice(NamedTuple):
    """An option by its name; `id` is the vote's own."""

    name: str
    id: str | None


class Vote(Struct, frozen=True):
    """Somebody's votes in one poll, told together. `question` is the address of the post that asks."""

    id: str | None
    actor: str
    question: str
    choices: tuple[Choice, ...]


def read_question(value: JsonObject) -> Question | None:
    """None where it offers nothing to choose from. Of many options the first 100 are read, and no others looked at."""
    several = values.items(value.get("anyOf"))
    offered = several or values.items(value.get("oneOf"))
    options = [found for item in offered[:OPTIONS_MAX] if (found := _option(item)) is not None]
    if not options:
        return None
    ends_ms, closed = values.timestamp_ms(value.get("endTime")), value.get("closed")
    closes_ms = values.timestamp_ms(closed)
    return Question(
        options=tuple(options),
        multiple=bool(several),
        # Some write the end into `closed` long before it.
        ends_ms=min((at for at in (ends_ms, closes_ms) if at is not None), default=None),
        is_closed=bool(closed) and closes_ms is None,
        voters=_count(value.get("votersCount")),
    )


def question_fields(question: Question, closed_at_ms: int | None) -> JsonObject:
    """What makes a post a Question. Counts that are None are left out."""
    fields: JsonObject = {
        "type": "Question",
        "anyOf" if question.multiple else "oneOf": [_option_document(option) for option in question.options],
    }
    if question.ends_ms is not None:
        fields["endTime"] = values.timestamp(question.ends_ms)
    if closed_at_ms is not None:
        fields["closed"] = values.timestamp(closed_at_ms)
    if question.voters is not None:
        fields["votersCount"] = question.voters
    return fields


def read_vote(document: JsonObject, actor: str) -> Vote | None:
    """What a Create brings when it is a vote: one Note or, from GoToSocial, a list of them. None for anything else."""
    notes = values.items(document.get("object"))[:OPTIONS_MAX]
    questions, choices = set[str](), list[Choice]()
    for note in notes:
        if not isinstance(note, dict) or not _is_vote(note, actor):
            return None
        question = values.web_uri(note.get("inReplyTo"))
        name = values.text(note.get("name"), OPTION_CHARACTERS_MAX)
        if question is None or name is None:
            return None
        questions.add(question)
        choices.append(Choice(name, values.uri(note.get("id"))))
    if len(questions) != 1:
        return None
    return Vote(values.uri(document.get("id")), actor, questions.pop(), tuple(choices))


def vote_note(id: str, actor: str, question: str, name: str, to: Sequence[str]) -> JsonObject:
    return {"id": id, "type": "Note", "attributedTo": actor, "name": name, "inReplyTo": question, "to": list(to)}


def _is_vote(note: JsonObject, actor: str) -> bool:
    """A post with a name has words besides; a vote has none."""
    is_bare = not note.get("content") and not note.get("contentMap") and not note.get("attachment")
    return note.get("type") == "Note" and is_bare and values.uri(note.get("attributedTo")) in (actor, None)


def _option(value: object) -> QuestionOption | None:
    name = values.text(value.get("name"), OPTION_CHARACTERS_MAX) if isinstance(value, dict) else None
    if not isinstance(value, dict) or name is None:
        return None
    replies = value.get("replies")
    return QuestionOption(name, _count(replies.get("totalItems")) if isinstance(replies, dict) else None)


def _option_document(option: QuestionOption) -> JsonObject:
    replies: JsonObject = {"type": "Collection"}
    if option.votes is not None:
        replies["totalItems"] = option.votes
    return {"type": "Note", "name": option.name, "replies": replies}


def _count(value: object) -> int | None:
    """None for what is no number; nobody counts below nothing."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return min(max(value, 0), COUNT_MAX) if is_number and isinstance(value, int) else None
