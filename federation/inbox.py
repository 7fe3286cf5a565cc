"""Reads what a peer delivers or asks: first what it claims, then, with the key, who really says so."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct

from federation import jsonld, signatures
from federation.errors import BadSignature, Malformed
from federation.jsonld import JsonObject, same_authority
from federation.keys import PublicKey
from federation.signatures import HttpSignature
from federation.vocabulary.activities import Activity, parse_activity
from federation.vocabulary.values import kind, uri


class Incoming(Struct, frozen=True):
    """A request as it came over the wire: `target` undecoded, header names lower case, repeated headers kept."""

    method: str
    target: str
    headers: Sequence[tuple[str, str]]
    body: bytes = b""


class Letter(Struct, frozen=True):
    """An activity that `actor` provably sent. One activity should count once: remember (`actor`, `id`).

    `id` is the activity's own, or made from the body where it has none or one of a foreign host.
    """

    id: str
    actor: str
    body: bytes
    activity: Activity


@dataclass(frozen=True)
class Unverified:
    """A delivery whose claims are known and not proven: enough to drop it, or to know which key to look for."""

    key_id: str
    actor: str
    activity_id: str | None
    type: str
    _incoming: Incoming
    _signature: HttpSignature
    _document: JsonObject

    def verify(self, key: PublicKey) -> Letter:
        """Raises BadSignature unless `key` is the claimed actor's and signed this, Malformed for a bad activity."""
        if key.owner != self.actor:
            raise BadSignature("The key belongs to another actor.")
        signatures.verify(key, self._signature, self._incoming.method, self._incoming.target, self._incoming.headers)
        body = self._incoming.body
        # An id on a foreign host could make us take that host's real activity for one that we already have.
        owned = self.activity_id is not None and same_authority(self.activity_id, self.actor)
        letter_id = self.activity_id if owned else None
        return Letter(
            id=letter_id or f"urn:sha256:{hashlib.sha256(body).hexdigest()}",
            actor=self.actor,
            body=body,
            activity=parse_activity(self._document),
        )


@dataclass(frozen=True)
class UnverifiedReader:
    """A signed GET whose reader is claimed and not proven."""

    key_id: str
    _incoming: Incoming
    _signature: HttpSignature

    def verify(self, key: PublicKey) -> str:
        """The reading actor's address; raises BadSignature."""
        signatures.verify(key, self._signature, self._incoming.method, self._incoming.target, self._incoming.headers)
        return key.owner


def read(incoming: Incoming, *, authorities: frozenset[str], now_ms: int) -> Unverified:
    """The cheap checks of a delivery, cheapest first; raises Malformed or BadSignature. Nothing is fetched.

    `authorities` are the values of Host that we answer to. Times: see `signatures.check_claims`.
    """
    if len(incoming.body) > jsonld.BODY_BYTES_MAX:
        raise Malformed("The delivery is too large.")
    if any(name == "content-encoding" and value.lower() != "identity" for name, value in incoming.headers):
        raise Malformed("A delivery is not compressed.")
    signature = _signature_for_us(incoming, authorities, now_ms, needs_digest=True)
    document = jsonld.loads(incoming.body)
    actor = uri(document.get("actor"))
    if actor is None or not same_authority(actor, signature.key_id):
        raise BadSignature("The key lives on another host than the actor.")
    return Unverified(
        key_id=signature.key_id,
        actor=actor,
        activity_id=uri(document.get("id")),
        type=kind(document),
        _incoming=incoming,
        _signature=signature,
        _document=document,
    )


def read_get(incoming: Incoming, *, authorities: frozenset[str], now_ms: int) -> UnverifiedReader | None:
    """None for a reader who does not say who they are; raises BadSignature for one who says it wrongly."""
    if not any(name == "signature" for name, _ in incoming.headers):
        return None
    signature = _signature_for_us(incoming, authorities, now_ms, needs_digest=False)
    return UnverifiedReader(signature.key_id, incoming, signature)


def _signature_for_us(
    incoming: Incoming, authorities: frozenset[str], now_ms: int, *, needs_digest: bool
) -> HttpSignature:
    signature = signatures.read_signature(incoming.headers)
    # Forwarded headers are never looked at: only what was signed counts.
    if signatures.single(incoming.headers, "host").lower() not in authorities or not incoming.target.startswith("/"):
        raise BadSignature("The request was made for another host.")
    signatures.check_claims(signature, incoming.headers, incoming.body, now_ms, needs_digest=needs_digest)
    return signature
