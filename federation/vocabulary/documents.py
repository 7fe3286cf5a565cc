"""Writes the documents that peers fetch: posts, actors, tombstones, collections."""

from collections.abc import Sequence

from msgspec import Struct

from federation.jsonld import CONTEXT, JsonObject
from federation.vocabulary.actors import Field
from federation.vocabulary.attachments import Attachment, attachment_document
from federation.vocabulary.notes import Mention
from federation.vocabulary.questions import Question, question_fields
from federation.vocabulary.quotes import QuotePolicy, policy_document
from federation.vocabulary.values import timestamp


class HashtagOut(Struct, frozen=True):
    """`name` is without its #."""

    name: str
    href: str


class NoteOut(Struct, frozen=True, kw_only=True):
    """One of our posts, ready to be written: every address whole, HTML already clean."""

    id: str
    attributed_to: str
    content_html: str
    published_ms: int
    to: Sequence[str]
    cc: Sequence[str]
    url: str | None = None
    language: str | None = None
    updated_ms: int | None = None
    summary: str | None = None
    sensitive: bool = False
    in_reply_to: str | None = None
    quote_uri: str | None = None
    quote_is_asked: bool = False
    """Its author has yet to answer: only those who know what that means are told of the quote."""
    quote_authorization: str | None = None
    quote_policy: QuotePolicy | None = None
    mentions: Sequence[Mention] = ()
    hashtags: Sequence[HashtagOut] = ()
    attachments: Sequence[Attachment] = ()
    replies: str | None = None
    question: Question | None = None
    closed_ms: int | None = None
    """When its question was closed."""


class ActorOut(Struct, frozen=True, kw_only=True):
    """One of our actors, ready to be written. `webfinger` is `name@host`, without acct: (FEP-2c59)."""

    id: str
    preferred_username: str
    inbox: str
    key_id: str
    public_key_pem: str
    type: str = "Person"
    name: str | None = None
    summary_html: str | None = None
    url: str | None = None
    shared_inbox: str | None = None
    outbox: str | None = None
    followers: str | None = None
    following: str | None = None
    featured: str | None = None
    icon_url: str | None = None
    icon_media_type: str | None = None
    image_url: str | None = None
    image_media_type: str | None = None
    manually_approves_followers: bool = False
    discoverable: bool = False
    indexable: bool = False
    published_ms: int | None = None
    also_known_as: Sequence[str] = ()
    moved_to: str | None = None
    fields: Sequence[Field] = ()
    webfinger: str | None = None


def note_document(note: NoteOut) -> JsonObject:
    document: JsonObject = {
        "@context": list(CONTEXT),
        "id": note.id,
        "type": "Note",
        "attributedTo": note.attributed_to,
        "content": note.content_html,
        "published": timestamp(note.published_ms),
        "to": list(note.to),
        "cc": list(note.cc),
        "sensitive": note.sensitive,
        "tag": [
            *({"type": "Mention", "href": mention.href, "name": mention.name} for mention in note.mentions),
            *({"type": "Hashtag", "href": tag.href, "name": f"#{tag.name}"} for tag in note.hashtags),
        ],
        "attachment": [attachment_document(attachment) for attachment in note.attachments],
    }
    if note.question is not None:
        document |= question_fields(note.question, note.closed_ms)
    return document | _present(
        {
            "contentMap": {note.language: note.content_html} if note.language else None,
            "updated": None if note.updated_ms is None else timestamp(note.updated_ms),
            "summary": note.summary,
            "inReplyTo": note.in_reply_to,
            "url": note.url,
            "quote": note.quote_uri,
            "quoteUrl": None if note.quote_is_asked else note.quote_uri,
            "quoteUri": None if note.quote_is_asked else note.quote_uri,
            "_misskey_quote": None if note.quote_is_asked else note.quote_uri,
            "quoteAuthorization": note.quote_authorization,
            "interactionPolicy": None if note.quote_policy is None else policy_document(note.quote_policy),
            "replies": note.replies,
        }
    )


def actor_document(actor: ActorOut) -> JsonObject:
    document: JsonObject = {
        "@context": list(CONTEXT),
        "id": actor.id,
        "type": actor.type,
        "preferredUsername": actor.preferred_username,
        "inbox": actor.inbox,
        "manuallyApprovesFollowers": actor.manually_approves_followers,
        "discoverable": actor.discoverable,
        "indexable": actor.indexable,
        "publicKey": {"id": actor.key_id, "owner": actor.id, "publicKeyPem": actor.public_key_pem},
        "attachment": [
            {"type": "PropertyValue", "name": field.name, "value": field.value_html} for field in actor.fields
        ],
    }
    return document | _present(
        {
            "name": actor.name,
            "summary": actor.summary_html,
            "url": actor.url,
            "outbox": actor.outbox,
            "followers": actor.followers,
            "following": actor.following,
            "featured": actor.featured,
            "endpoints": {"sharedInbox": actor.shared_inbox} if actor.shared_inbox else None,
            "icon": _image(actor.icon_url, actor.icon_media_type),
            "image": _image(actor.image_url, actor.image_media_type),
            "published": None if actor.published_ms is None else timestamp(actor.published_ms),
            "alsoKnownAs": list(actor.also_known_as) or None,
            "movedTo": actor.moved_to,
            "webfinger": actor.webfinger,
        }
    )


def instance_actor_document(actor: ActorOut) -> JsonObject:
    """The server's own actor, which signs its GETs and is followed by nobody. It must be readable unsigned."""
    return actor_document(actor) | {"type": "Application", "manuallyApprovesFollowers": True}


def tombstone(id: str, deleted_ms: int | None = None) -> JsonObject:
    document: JsonObject = {"@context": list(CONTEXT), "id": id, "type": "Tombstone"}
    return document | _present({"deleted": None if deleted_ms is None else timestamp(deleted_ms)})


def ordered_collection(
    id: str, total: int, *, first: str | None = None, items: Sequence[object] | None = None
) -> JsonObject:
    """With `first`, the address of its first page; with `items`, whole; with neither, only how many there are."""
    document: JsonObject = {"@context": list(CONTEXT), "id": id, "type": "OrderedCollection", "totalItems": total}
    return document | _present({"first": first, "orderedItems": None if items is None else list(items)})


def ordered_collection_page(
    id: str, part_of: str, items: Sequence[object], *, next_page: str | None = None, prev_page: str | None = None
) -> JsonObject:
    document: JsonObject = {
        "@context": list(CONTEXT),
        "id": id,
        "type": "OrderedCollectionPage",
        "partOf": part_of,
        "orderedItems": list(items),
    }
    return document | _present({"next": next_page, "prev": prev_page})


def _image(url: str | None, media_type: str | None) -> JsonObject | None:
    return None if url is None else {"type": "Image", "url": url} | _present({"mediaType": media_type})


def _present(fields: JsonObject) -> JsonObject:
    return {name: value for name, value in fields.items() if value is not None}
