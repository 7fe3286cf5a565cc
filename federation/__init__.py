"""ActivityPub between peers, as a library: it is called and never calls, and knows no app, no database, no clock."""

from federation.actors import fetch_actor, fetch_key, find_actor
from federation.addresses import MappedResolver, Resolver, SystemResolver
from federation.breaker import Breaker
from federation.collections import Walk, walk
from federation.delivery import Delivered, Gone, Outcome, Retry, deliver
from federation.errors import BadSignature, FederationError, FetchFailed, Malformed, Missing, Refused
from federation.fetch import Document, Door, DoorPolicy, Response
from federation.inbox import Incoming, Letter, Unverified, UnverifiedReader, read, read_get
from federation.jsonld import JsonObject, authority_of, same_authority
from federation.keys import KeyPair, PublicKey, generate_key_pair, key_from_actor_document, load_private_key
from federation.retry import next_try_ms
from federation.signatures import Signer, sign
from federation.webfinger import Handle, Resolved, handle_of, parse_handle, resolve

__all__ = [
    "BadSignature",
    "Breaker",
    "Delivered",
    "Document",
    "Door",
    "DoorPolicy",
    "FederationError",
    "FetchFailed",
    "Gone",
    "Handle",
    "Incoming",
    "JsonObject",
    "KeyPair",
    "Letter",
    "Malformed",
    "MappedResolver",
    "Missing",
    "Outcome",
    "PublicKey",
    "Refused",
    "Resolved",
    "Resolver",
    "Response",
    "Retry",
    "Signer",
    "SystemResolver",
    "Unverified",
    "UnverifiedReader",
    "Walk",
    "authority_of",
    "deliver",
    "fetch_actor",
    "fetch_key",
    "find_actor",
    "generate_key_pair",
    "handle_of",
    "key_from_actor_document",
    "load_private_key",
    "next_try_ms",
    "parse_handle",
    "read",
    "read_get",
    "resolve",
    "same_authority",
    "sign",
    "walk",
]
