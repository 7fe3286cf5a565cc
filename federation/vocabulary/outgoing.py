"""Writes the activities that we send."""

from collections.abc import Sequence

from federation.jsonld import CONTEXT, JsonObject
from federation.vocabulary.documents import NoteOut, note_document
from federation.vocabulary.values import timestamp


def follow(id: str, actor: str, object: str) -> JsonObject:
    return _activity("Follow", id, actor, object, to=[object])


def accept(id: str, actor: str, followed: JsonObject, *, to: Sequence[str] = ()) -> JsonObject:
    """`followed` is the Follow being answered, rendered again by `follow`: many peers match it whole."""
    return _activity("Accept", id, actor, _bare(followed), to=to)


def reject(id: str, actor: str, followed: JsonObject, *, to: Sequence[str] = ()) -> JsonObject:
    """`followed` as in `accept`. After an Accept this removes the follower."""
    return _activity("Reject", id, actor, _bare(followed), to=to)


def undo(id: str, actor: str, undone: JsonObject) -> JsonObject:
    """`undone` is the earlier activity, whole; the Undo goes to the same recipients."""
    return _activity("Undo", id, actor, _bare(undone), to=_listed(undone.get("to")), cc=_listed(undone.get("cc")))


def create(id: str, note: NoteOut) -> JsonObject:
    published = {"published": timestamp(note.published_ms)}
    inner = _bare(note_document(note))
    return _activity("Create", id, note.attributed_to, inner, to=note.to, cc=note.cc) | published


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
