"""WebFinger: from a handle such as @ada@example.org to an actor, and back again."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from msgspec import Struct

from federation.errors import FetchFailed, Malformed, Missing, Refused
from federation.fetch import Door
from federation.jsonld import JsonObject, is_activity_type, same_id
from federation.urls import DEFAULT_PORTS, read_url
from federation.vocabulary.actors import ActorDocument
from federation.vocabulary.values import objects, web_uri

JRD_TYPE = "application/jrd+json"
PROFILE_REL = "http://webfinger.net/rel/profile-page"

_USERNAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,126}[A-Za-z0-9_])?")


class Handle(Struct, frozen=True):
    """`authority` is the host as people write it: lower case, IDNA, with a port only where it is not 443."""

    username: str
    authority: str

    def __str__(self) -> str:
        return f"{self.username}@{self.authority}"

    @property
    def acct(self) -> str:
        return f"acct:{self.username}@{self.authority}"

    def same(self, other: "Handle") -> bool:
        """User names differ by more than case on no server that we know."""
        return self.authority == other.authority and self.username.lower() == other.username.lower()


class Resolved(Struct, frozen=True):
    """`subject` is the handle that the actor goes by, proven by a look-up at its own host."""

    actor_url: str
    subject: Handle


def parse_handle(text: str) -> Handle:
    """Reads `@ada@host`, `ada@host:8421` and `acct:ada@host`; raises Malformed for anything else."""
    bare = text.strip().removeprefix("acct:").removeprefix("@")
    username, at, host = bare.partition("@")
    if not at or not _USERNAME.fullmatch(username) or re.search(r"[/?#@]", host):
        raise Malformed("A handle looks like @name@host.")
    return Handle(username, read_url(f"https://{host}").netloc)


async def resolve(door: Door, handle: Handle) -> Resolved:
    """Raises FetchFailed, or Refused where the answer lies. Whether the actor agrees is for `handle_of` to say.

    A host may answer with another subject (a split domain); then that subject's own host must name the same actor
    (I25).
    """
    subject, actor_url = await _look_up(door, handle)
    if subject.same(handle):
        return Resolved(actor_url, subject)
    confirmed, confirmed_url = await _look_up(door, subject)
    if not confirmed.same(subject) or not same_id(actor_url, confirmed_url):
        raise Refused("The handle's host does not confirm it.")
    return Resolved(actor_url, confirmed)


async def handle_of(door: Door, actor: ActorDocument) -> Handle:
    """The handle by which an actor is known, whoever told of it: asked from the actor's own host (I25).

    Raises FetchFailed, Malformed, or Refused where that host does not lead back to the actor.
    """
    handle = Handle(actor.preferred_username, read_url(actor.id).netloc)
    resolved = await resolve(door, parse_handle(str(handle)))
    if not same_id(resolved.actor_url, actor.id):
        raise Refused("The handle belongs to another actor.")
    return resolved.subject


def jrd(subject: Handle, actor_url: str, *, profile_url: str | None = None, aliases: Sequence[str] = ()) -> JsonObject:
    """The answer to a look-up of one of our accounts."""
    links: list[JsonObject] = [{"rel": "self", "type": "application/activity+json", "href": actor_url}]
    if profile_url is not None:
        links.append({"rel": PROFILE_REL, "type": "text/html", "href": profile_url})
    return {"subject": subject.acct, "aliases": list(aliases), "links": links}


async def _look_up(door: Door, handle: Handle) -> tuple[Handle, str]:
    document = await _fetch(door, handle)
    actor_url = next((found for link in objects(document.get("links")) if (found := _self_link(link))), None)
    subject = document.get("subject")
    if actor_url is None or not isinstance(subject, str):
        raise FetchFailed("the look-up names no actor")
    try:
        return parse_handle(subject), actor_url
    except Malformed:
        raise FetchFailed("the look-up names no account") from None


async def _fetch(door: Door, handle: Handle) -> JsonObject:
    asked = read_url(f"https://{handle.authority}")
    port = None if asked.port == DEFAULT_PORTS["https"] else asked.port
    *before, last = door.schemes_for(asked.host, port)
    path = f"/.well-known/webfinger?resource={quote(handle.acct, safe=':@')}"
    for scheme in before:
        try:
            return await door.get_jrd(f"{scheme}://{handle.authority}{path}")
        except Missing:
            raise
        except FetchFailed:
            continue
    return await door.get_jrd(f"{last}://{handle.authority}{path}")


def _self_link(link: JsonObject) -> str | None:
    media_type = link.get("type")
    if link.get("rel") != "self" or not isinstance(media_type, str) or not is_activity_type(media_type):
        return None
    return web_uri(link.get("href"))
