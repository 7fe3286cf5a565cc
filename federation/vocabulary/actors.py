"""Reads an actor document: who somebody is, where their post goes, and which key is theirs."""

from typing import NamedTuple

from msgspec import Struct

from federation.errors import Malformed
from federation.jsonld import JsonObject, same_authority, same_id
from federation.vocabulary import values
from federation.vocabulary.attachments import picture_url

ACTOR_TYPES = frozenset({"Person", "Service", "Application", "Group", "Organization"})
NAME_CHARACTERS_MAX = 500
SUMMARY_CHARACTERS_MAX = 50_000
FIELDS_MAX = 50
FIELD_CHARACTERS_MAX = 5_000
ALIASES_MAX = 20


class ActorKey(NamedTuple):
    """A key as the document claims it; `keys.key_from_actor_document` says whether to believe it."""

    id: str
    owner: str
    pem: str


class Field(NamedTuple):
    """One line of a profile's table. The value is a stranger's HTML."""

    name: str
    value_html: str


class ActorDocument(Struct, frozen=True, kw_only=True):
    """What an actor says of itself. Text is a stranger's: HTML is not clean, dates and names are not checked."""

    id: str
    type: str
    preferred_username: str
    name: str | None
    summary_html: str | None
    url: str | None
    inbox: str
    shared_inbox: str | None
    outbox: str | None
    followers: str | None
    following: str | None
    featured: str | None
    icon_url: str | None
    image_url: str | None
    manually_approves_followers: bool
    public_key: ActorKey | None
    published_ms: int | None
    also_known_as: tuple[str, ...]
    moved_to: str | None
    discoverable: bool
    indexable: bool
    fields: tuple[Field, ...]
    webfinger: str | None


def parse_actor(document: JsonObject, fetched_url: str) -> ActorDocument:
    """Raises Malformed unless the document is an actor, under the address it was fetched from.

    Its collections must be on its own host; inboxes may be elsewhere, as a group of servers may share one.
    """
    actor_type = values.kind(document)
    actor_id = values.needed_uri(document, "id")
    username = values.text(document.get("preferredUsername"), NAME_CHARACTERS_MAX)
    if actor_type not in ACTOR_TYPES or username is None:
        raise Malformed("The document is not an actor.")
    if not same_id(actor_id, fetched_url):
        raise Malformed("The actor lives at another address.")
    endpoints = document.get("endpoints")
    return ActorDocument(
        id=actor_id,
        type=actor_type,
        preferred_username=username,
        name=values.text(document.get("name"), NAME_CHARACTERS_MAX),
        summary_html=values.text(document.get("summary"), SUMMARY_CHARACTERS_MAX),
        url=values.page_url(document.get("url")),
        inbox=values.needed_uri(document, "inbox"),
        shared_inbox=values.web_uri(endpoints.get("sharedInbox")) if isinstance(endpoints, dict) else None,
        outbox=_own(actor_id, document.get("outbox")),
        followers=_own(actor_id, document.get("followers")),
        following=_own(actor_id, document.get("following")),
        featured=_own(actor_id, document.get("featured")),
        icon_url=picture_url(document.get("icon")),
        image_url=picture_url(document.get("image")),
        manually_approves_followers=document.get("manuallyApprovesFollowers") is True,
        public_key=_key(document.get("publicKey")),
        published_ms=values.timestamp_ms(document.get("published")),
        also_known_as=values.uris(document.get("alsoKnownAs"))[:ALIASES_MAX],
        moved_to=values.web_uri(document.get("movedTo")),
        discoverable=document.get("discoverable") is True,
        indexable=document.get("indexable") is True,
        fields=_fields(document.get("attachment")),
        webfinger=values.text(document.get("webfinger"), NAME_CHARACTERS_MAX),
    )


def _own(actor_id: str, value: object) -> str | None:
    found = values.web_uri(value)
    return found if found is not None and same_authority(found, actor_id) else None


def _key(value: object) -> ActorKey | None:
    for claim in values.objects(value):
        key_id, owner, pem = claim.get("id"), claim.get("owner"), claim.get("publicKeyPem")
        if isinstance(key_id, str) and isinstance(owner, str) and isinstance(pem, str):
            return ActorKey(key_id, owner, pem)
    return None


def _fields(value: object) -> tuple[Field, ...]:
    found = []
    for item in values.objects(value)[:FIELDS_MAX]:
        name = values.text(item.get("name"), NAME_CHARACTERS_MAX)
        if item.get("type") in ("PropertyValue", "schema:PropertyValue") and name is not None:
            found.append(Field(name, values.text(item.get("value"), FIELD_CHARACTERS_MAX) or ""))
    return tuple(found)
