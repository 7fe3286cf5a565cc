"""Fetches actors and their keys, with every check that makes them believable."""

from federation.errors import BadSignature
from federation.fetch import Door
from federation.jsonld import same_authority
from federation.keys import PublicKey, key_from_actor_document
from federation.signatures import Signer
from federation.urls import read_url
from federation.vocabulary.actors import ActorDocument, parse_actor
from federation.webfinger import Handle, handle_of, resolve


async def fetch_actor(door: Door, url: str, *, signer: Signer | None = None) -> ActorDocument:
    """Raises FetchFailed, Refused, or Malformed where the document is not an actor."""
    document = await door.get_document(url, signer=signer)
    return parse_actor(document.body, document.url)


async def find_actor(door: Door, handle: Handle, *, signer: Signer | None = None) -> tuple[ActorDocument, Handle]:
    """The actor and the handle that it is known by, which may differ from the one asked for (a split domain, I25).

    Raises FetchFailed, Refused where handle and actor do not lead to each other, or Malformed.
    """
    resolved = await resolve(door, handle)
    actor = await fetch_actor(door, resolved.actor_url, signer=signer)
    plain = Handle(actor.preferred_username, read_url(actor.id).netloc)
    if plain.same(resolved.subject):
        return actor, resolved.subject
    return actor, await handle_of(door, actor)


async def fetch_key(door: Door, key_id: str, *, signer: Signer | None = None) -> PublicKey:
    """The key that `key_id` names, vouched for by its owner's document (I18).

    The id may lead to the actor itself or to a key document of its own, whose owner is then fetched too. Raises
    FetchFailed, Refused, or BadSignature.
    """
    document = await door.get_document(key_id, signer=signer)
    owner = document.body.get("owner")
    if "publicKeyPem" in document.body and isinstance(owner, str):
        if not same_authority(owner, key_id):
            raise BadSignature("The key lives on another host than its owner.")
        document = await door.get_document(owner, signer=signer)
    return key_from_actor_document(document.body, key_id, document.url)
