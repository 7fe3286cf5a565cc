"""Writes the activities that we send."""

from collections.abc import Sequence

from federation.jsonld import CONTEXT, JsonObject
from federation.vocabulary.documents import NoteOut, note_document
from federation.vocabulary.questions import vote_note
from federation.vocabulary.values import timestamp


def follow(id: str, actor: str, object: str) -> JsonObject:
    return _activity("Follow", id, actor, object, to=[object])


def accept(id: str, actor: str, asked: JsonObject, *, to: Sequence[str] = (), result: str | None = None) -> JsonObject:
    """`asked` is the Follow or QuoteRequest being answered, rendered again: many peers match it whole.

    `result` is the stamp that approves of a quote.
    """
    answer = _activity("Accept", id, actor, _bare(asked), to=to)
    return answer if result is None else answer | {"result": result}


def reject(id: str, actor: str, asked: JsonObject, *, to: Sequence[str] = ()) -> JsonObject:
    """`asked` as in `accept`. After an Accept this removes the follower."""
    return _activity("Reject", id, actor, _bare(asked), to=to)


def quote_request(id: str, actor: str, object: str, instrument: str | JsonObject, *, to: Sequence[str]) -> JsonObject:
    """Asks whether `instrument`, a post of the actor's, may quote `object` (FEP-044f)."""
    asking = instrument if isinstance(instrument, str) else _bare(instrument)
    return _activity("QuoteRequest", id, actor, object, to=to) | {"instrument": asking}


def undo(id: str, actor: str, undone: JsonObject) -> JsonObject:
    """`undone` is the earlier activity, whole; the Undo goes to the same recipients."""
    return _activity("Undo", id, actor, _bare(undone), to=_listed(undone.get("to")), cc=_listed(undone.get("cc")))


def create(id: str, note: NoteOut) -> JsonObject:
    published = {"published": timestamp(note.published_ms)}
    inner = _bare(note_document(note))
    return _activity("Create", id, note.attributed_to, inner, to=note.to, cc=note.cc) | published


def vote(id: str, actor: str, question: str, name: str, *, to: Sequence[str]) -> JsonObject:
    """The choice of one option, by its name, in the poll at the address `question`."""
    return _activity("Create", f"{id}/activity", actor, vote_note(id, actor, question, name, to), to=to)


def update(id: str, actor: str, document: JsonObject, *, to: Sequence[str], cc: Sequence[str] = ()) -> JsonObject:
    """`document` is the post or the actor as it is now, as `note_document` or `actor_document` wrote it."""
    return _activity("Update", id, actor, _bare(document), to=to, cc=cc)


def delete(id: str, actor: str, object: str, *, to: Sequence[str], cc: Sequence[str] = ()) -> JsonObject:
    """Of a post a Tombstone is sent; of the actor itself only its address, as peers expect."""
    gone: str | JsonObject = object if object == actor else {"id": object, "type": "Tombstone"}
    return _activity("Delete", id, actor, gone, to=to, cc=cc)


def announce(
    id: str, actor: str, object: str, *, to: Sequence[str], cc: Sequence[str], published_ms: int
) -> JsonObject:
    return _activity("Announce", id, actor, object, to=to, cc=cc) | {"published": timestamp(published_ms)}


def add(id: str, actor: str, object: str, target: str, *, to: Sequence[str], cc: Sequence[str] = ()) -> JsonObject:
    """Into a collection of the actor's own, as what is pinned into `featured`."""
    return _activity("Add", id, actor, object, to=to, cc=cc) | {"target": target}


def remove(id: str, actor: str, object: str, target: str, *, to: Sequence[str], cc: Sequence[str] = ()) -> JsonObject:
    """Out of it again."""
    return _activity("Remove", id, actor, object, to=to, cc=cc) | {"target": target}


def like(id: str, actor: str, object: str, *, to: Sequence[str] = ()) -> JsonObject:
    return _activity("Like", id, actor, object, to=to)


def block(id: str, actor: str, object: str) -> JsonObject:
    return _activity("Block", id, actor, object, to=[object])


def _activity(
    type: str, id: str, actor: str, object: object, *, to: Sequence[str] = (), cc: Sequence[str] = ()
) -> JsonObject:
    document: JsonObject = {"@context": list(CONTEXT), "id": id, "type": type, "actor": actor, "object": object}
    if to:
        document["to"] = list(to)
    if cc:
        document["cc"] = list(cc)
    return document


def _bare(document: JsonObject) -> JsonObject:
    """Only the outermost object names the context."""
    return {name: value for name, value in document.items() if name != "@context"}


def _listed(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
