"""RSA keys: made for our own actors, read with suspicion from everybody else's."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from federation.errors import BadSignature
from federation.jsonld import JsonObject, same_authority, same_id

KEY_BITS = 2_048
KEY_BITS_MAX = 4_096
EXPONENT_MIN = 3
EXPONENT_MAX = 2**32
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
    def rsa(self) -> RSAPublicKey:
        """Raises BadSignature for anything but RSA of 2,048 to 4,096 bits with an ordinary exponent."""
        if len(self.pem) > PEM_CHARACTERS_MAX:
            raise BadSignature("The key is too large.")
        try:
            key = serialization.load_pem_public_key(self.pem.encode())
        except (ValueError, UnsupportedAlgorithm):
            raise BadSignature("The key cannot be read.") from None
        if not isinstance(key, RSAPublicKey) or not KEY_BITS <= key.key_size <= KEY_BITS_MAX:
            raise BadSignature("The key is not RSA of a usual size.")
        exponent = key.public_numbers().e
        if not EXPONENT_MIN <= exponent <= EXPONENT_MAX or exponent % 2 == 0:
            raise BadSignature("The key has an unusual exponent.")
        return key


def generate_key_pair() -> KeyPair:
    """RSA-2048, as every peer understands it. Takes about 100 ms: call it in a thread."""
    private = rsa.generate_private_key(public_exponent=65_537, key_size=KEY_BITS)
    return KeyPair(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
        private.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode(),
    )


def load_private_key(pem: str) -> RSAPrivateKey:
    """For keys that we made ourselves: the checks, 35 ms a key, are skipped."""
    key = serialization.load_pem_private_key(pem.encode(), password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("An RSA key was expected.")
    return key


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
