"""RSA keys: made for our own actors, read with suspicion from everybody else's."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from federation.errors import BadSignature
from federation.jsonld import JsonObject, same_authority, same_id

if TYPE_CHECKING:
    from federation.rsa import PrivateRsa, PublicRsa

PEM_CHARACTERS_MAX = 8_192
KEYS_LISTED_MAX = 16


class KeyPair(NamedTuple):
    private_pem: str
    public_pem: str


@dataclass(frozen=True)
class PublicKey:
    """A peer's key and the actor whom it speaks for. Making one loads nothing; `rsa` is loaded once and kept."""

    id: str
    owner: str
    pem: str

    @cached_property
    def rsa(self) -> "PublicRsa":
        """Raises BadSignature for anything but RSA of 2,048 to 4,096 bits with an ordinary exponent."""
        from federation.rsa import read_public  # noqa: PLC0415 (cryptography: 10 MB, for who talks to peers)

        if len(self.pem) > PEM_CHARACTERS_MAX:
            raise BadSignature("The key is too large.")
        return read_public(self.pem)


def generate_key_pair() -> KeyPair:
    """RSA-2048, as every peer understands it. Takes about 100 ms: call it in a thread."""
    from federation.rsa import generate  # noqa: PLC0415 (as above)

    return KeyPair(*generate())


def load_private_key(pem: str) -> "PrivateRsa":
    """For keys that we made ourselves: the checks, 35 ms a key, are skipped."""
    from federation.rsa import read_private  # noqa: PLC0415 (as above)

    return read_private(pem)


def key_from_actor_document(document: JsonObject, key_id: str, fetched_url: str) -> PublicKey:
    """The actor's key `key_id`; raises BadSignature unless actor and key vouch for each other.

    The document must be the one that was asked for, list the key, be named as its owner, and share its host.
    """
    actor = document.get("id")
    if not isinstance(actor, str) or not same_id(actor, fetched_url):
        raise BadSignature("The key's actor is not the document that was asked for.")
    if not same_authority(actor, key_id):
        raise BadSignature("The key lives on another host than its actor.")
    for claim in _listed(document.get("publicKey")):
        if claim.get("id") == key_id:
            return _key_of(claim, key_id, actor)
    raise BadSignature("The actor does not list this key.")


def _listed(value: object) -> list[JsonObject]:
    listed = value if isinstance(value, list) else [value]
    if len(listed) > KEYS_LISTED_MAX:
        raise BadSignature("The actor lists too many keys.")
    return [claim for claim in listed if isinstance(claim, dict)]


def _key_of(claim: JsonObject, key_id: str, actor: str) -> PublicKey:
    pem = claim.get("publicKeyPem")
    if claim.get("owner") != actor or not isinstance(pem, str):
        raise BadSignature("The key names another owner than the actor that lists it.")
    key = PublicKey(key_id, actor, pem)
    _ = key.rsa
    return key
