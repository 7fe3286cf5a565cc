"""Reads an activity into its kind, and takes from it only what its sender may say."""

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from federation.errors import Malformed
from federation.jsonld import JsonObject, same_authority
from federation.vocabulary import values
from federation.vocabulary.actors import ACTOR_TYPES, ActorDocument, parse_actor
from federation.vocabulary.notes import NOTE_TYPES, RECIPIENTS_MAX, Note, parse_note
from federation.vocabulary.questions import Vote, read_vote

REACTION_CHARACTERS_MAX = 500


class Follow(Struct, frozen=True):
    id: str | None
    actor: str
    object: str


class Like(Struct, frozen=True):
    """`content` is the emoji where the peer reacts with one (EmojiReact, or Misskey's Like)."""

    id: str | None
    actor: str
    object: str
    content: str | None = None


class Block(Struct, frozen=True):
    id: str | None
    actor: str
    object: str


class Announce(Struct, frozen=True):
    """What is shared is always an address: a copy that somebody else hands us proves nothing."""

    id: str | None
    actor: str
    object: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    published_ms: int | None


class Delete(Struct, frozen=True):
    id: str | None
    actor: str
    object: str


class Add(Struct, frozen=True):
    """Something goes into a collection of the sender's. The object is always an address."""

    id: str | None
    actor: str
    object: str
    target: str | None


class Remove(Struct, frozen=True):
    """As Add, out of the collection."""

    id: str | None
    actor: str
    object: str
    target: str | None


class Unknown(Struct, frozen=True):
    """A kind that we do not act on."""

    id: str | None
    actor: str
    type: str


class QuoteRequest(Struct, frozen=True):
    """Asks the author of `object` whether `instrument`, a post of the sender's, may quote it (FEP-044f).

    The post is an address where the copy inside may not be believed.
    """

    id: str | None
    actor: str
    object: str
    instrument: str | Note

    @property
    def instrument_uri(self) -> str:
        return self.instrument if isinstance(self.instrument, str) else self.instrument.id


class Accept(Struct, frozen=True):
    """`object` is our Follow or QuoteRequest, whole or by its address; `result` is what approves of a quote."""

    id: str | None
    actor: str
    object: str | Follow | QuoteRequest
    result: str | None = None


class Reject(Struct, frozen=True):
    """`object` is our Follow or QuoteRequest, whole or by its address."""

    id: str | None
    actor: str
    object: str | Follow | QuoteRequest


class Undo(Struct, frozen=True):
    """`object` is the sender's own earlier activity, whole or by its address."""

    id: str | None
    actor: str
    object: "str | Follow | Like | Announce | Block | Unknown"


class Create(Struct, frozen=True):
    """`object` is an address where the copy inside may not be believed; `raw` is the activity as it came."""

    id: str | None
    actor: str
    object: str | Note
    raw: JsonObject


class Update(Struct, frozen=True):
    """As Create. An actor inside is the sender itself."""

    id: str | None
    actor: str
    object: str | Note | ActorDocument
    raw: JsonObject


Activity: TypeAlias = (
    Vote
    | Follow
    | Accept
    | Reject
    | Undo
    | Create
    | Update
    | Delete
    | Announce
    | Like
    | Block
    | QuoteRequest
    | Add
    | Remove
    | Unknown
)


def parse_activity(document: JsonObject) -> Activity:
    """Raises Malformed where a field is missing that the kind cannot be without."""
    actor = values.needed_uri(document, "actor")
    reader = _READERS.get(values.kind(document))
    if reader is None:
        return _unknown(document, actor)
    return reader(document, actor)


def _follow(document: JsonObject, actor: str) -> Follow:
    return Follow(values.uri(document.get("id")), actor, _object_uri(document))


def _accept(document: JsonObject, actor: str) -> Accept:
    result = values.web_uri(document.get("result"))
    return Accept(values.uri(document.get("id")), actor, _answered(document), result)


def _reject(document: JsonObject, actor: str) -> Reject:
    return Reject(values.uri(document.get("id")), actor, _answered(document))


def _undo(document: JsonObject, actor: str) -> Undo:
    activity_id = values.uri(document.get("id"))
    inner = _only(document)
    if not isinstance(inner, dict):
        return Undo(activity_id, actor, _object_uri(document))
    if inner.get("actor") is not None and values.uri(inner.get("actor")) != actor:
        raise Malformed("Only one's own activity can be undone.")
    reader = _UNDOABLE.get(values.kind(inner), _unknown)
    return Undo(activity_id, actor, reader(inner, actor))


def _create(document: JsonObject, actor: str) -> Create | Vote:
    vote = read_vote(document, actor)
    if vote is not None:
        return vote
    inner = _only(document)
    activity_id = values.uri(document.get("id"))
    if isinstance(inner, dict) and _is_own(inner, actor) and values.kind(inner) in NOTE_TYPES:
        return Create(activity_id, actor, parse_note(inner), document)
    return Create(activity_id, actor, _object_uri(document), document)


def _update(document: JsonObject, actor: str) -> Update:
    inner = _only(document)
    activity_id = values.uri(document.get("id"))
    if isinstance(inner, dict) and _is_own(inner, actor):
        inner_kind = values.kind(inner)
        if inner_kind in NOTE_TYPES:
            return Update(activity_id, actor, parse_note(inner), document)
        if inner_kind in ACTOR_TYPES and inner.get("id") == actor:
            return Update(activity_id, actor, parse_actor(inner, actor), document)
    return Update(activity_id, actor, _object_uri(document), document)


def _delete(document: JsonObject, actor: str) -> Delete:
    return Delete(values.uri(document.get("id")), actor, _object_uri(document))


def _announce(document: JsonObject, actor: str) -> Announce:
    return Announce(
        values.uri(document.get("id")),
        actor,
        _object_uri(document),
        values.uris(document.get("to"))[:RECIPIENTS_MAX],
        values.uris(document.get("cc"))[:RECIPIENTS_MAX],
        values.timestamp_ms(document.get("published")),
    )


def _like(document: JsonObject, actor: str) -> Like:
    content = values.text(document.get("content"), REACTION_CHARACTERS_MAX)
    return Like(values.uri(document.get("id")), actor, _object_uri(document), content)


def _add(document: JsonObject, actor: str) -> Add:
    target = values.uri(document.get("target"))
    return Add(values.uri(document.get("id")), actor, _object_uri(document), target)


def _remove(document: JsonObject, actor: str) -> Remove:
    target = values.uri(document.get("target"))
    return Remove(values.uri(document.get("id")), actor, _object_uri(document), target)


def _block(document: JsonObject, actor: str) -> Block:
    return Block(values.uri(document.get("id")), actor, _object_uri(document))


def _quote_request(document: JsonObject, actor: str) -> QuoteRequest:
    instrument = values.items(document.get("instrument"))
    inner = instrument[0] if len(instrument) == 1 else None
    activity_id, quoted = values.uri(document.get("id")), _object_uri(document)
    if isinstance(inner, dict) and "content" in inner and _is_own(inner, actor) and values.kind(inner) in NOTE_TYPES:
        return QuoteRequest(activity_id, actor, quoted, parse_note(inner))
    return QuoteRequest(activity_id, actor, quoted, values.needed_uri(document, "instrument"))


def _unknown(document: JsonObject, actor: str) -> Unknown:
    return Unknown(values.uri(document.get("id")), actor, values.kind(document))


def _only(document: JsonObject) -> object:
    found = values.items(document.get("object"))
    if len(found) != 1:
        raise Malformed("An activity has one object.")
    return found[0]


def _object_uri(document: JsonObject) -> str:
    _only(document)
    return values.needed_uri(document, "object")


def _answered(document: JsonObject) -> str | Follow | QuoteRequest:
    inner = _only(document)
    if isinstance(inner, dict) and inner.get("type") == "Follow":
        return _follow(inner, values.needed_uri(inner, "actor"))
    if isinstance(inner, dict) and inner.get("type") == "QuoteRequest":
        return _quote_request(inner, values.needed_uri(inner, "actor"))
    return _object_uri(document)


def _is_own(inner: JsonObject, actor: str) -> bool:
    """A copy counts only where the sender's host is the object's own (FEP-fe34)."""
    inner_id = values.uri(inner.get("id"))
    return inner_id is not None and same_authority(inner_id, actor)


_READERS: dict[str, Callable[[JsonObject, str], Activity]] = {
    "Follow": _follow,
    "Accept": _accept,
    "Reject": _reject,
    "Undo": _undo,
    "Create": _create,
    "Update": _update,
    "Delete": _delete,
    "Announce": _announce,
    "Like": _like,
    "EmojiReact": _like,
    "Block": _block,
    "QuoteRequest": _quote_request,
    "Add": _add,
    "Remove": _remove,
}
_UNDOABLE: dict[str, Callable[[JsonObject, str], Follow | Like | Announce | Block | Unknown]] = {
    "Follow": _follow,
    "Announce": _announce,
    "Like": _like,
    "EmojiReact": _like,
    "Block": _block,
}
