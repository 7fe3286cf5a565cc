"""Which keys are believed, and on whose word."""

import time
from base64 import encodebytes

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from federation.actors import fetch_key
from federation.errors import BadSignature, FederationError, Refused
from federation.jsonld import JsonObject
from federation.keys import KeyPair, PublicKey, key_from_actor_document, load_private_key
from federation.testing import FakeActor, FakePeer, document_reply, fake_peer
from tests.unit.federation.cast import MakeDoor


def pem_of(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def with_key(actor: FakeActor, **changes: object) -> JsonObject:
    key = {"id": actor.key_id, "owner": actor.id, "publicKeyPem": actor.keys.public_pem} | changes
    return actor.document() | {"publicKey": key}


def test_a_key_that_its_actor_lists_is_taken(ada: FakeActor) -> None:
    key = key_from_actor_document(ada.document(), ada.key_id, ada.id)

    assert (key.id, key.owner) == (ada.key_id, ada.id)
    assert key.rsa is key.rsa


def test_a_key_among_several_is_found(ada: FakeActor) -> None:
    listed = [{"id": f"{ada.id}#old"}, with_key(ada)["publicKey"], "https://good.example/key"]

    assert key_from_actor_document(ada.document() | {"publicKey": listed}, ada.key_id, ada.id).owner == ada.id


@pytest.mark.parametrize("owner", ["https://good.example/users/bob", "https://victim.example/users/v", None, ["x"]])
def test_i18_a_key_of_another_owner_is_refused(owner: object, ada: FakeActor) -> None:
    with pytest.raises(BadSignature):
        key_from_actor_document(with_key(ada, owner=owner), ada.key_id, ada.id)


@pytest.mark.parametrize("listed", [None, [], "https://good.example/key", {"id": "https://good.example/users/ada#b"}])
def test_i18_a_key_that_its_actor_does_not_list_is_refused(listed: object, ada: FakeActor) -> None:
    with pytest.raises(BadSignature):
        key_from_actor_document(ada.document() | {"publicKey": listed}, ada.key_id, ada.id)


def test_i18_a_key_on_another_host_than_its_actor_is_refused(ada: FakeActor) -> None:
    elsewhere = "https://evil.example/users/ada#main-key"

    with pytest.raises(BadSignature):
        key_from_actor_document(with_key(ada, id=elsewhere), elsewhere, ada.id)


def test_i18_a_document_of_another_address_is_refused(ada: FakeActor) -> None:
    for fetched_url in ("https://good.example/users/bob", "https://evil.example/users/ada"):
        with pytest.raises(BadSignature):
            key_from_actor_document(ada.document(), ada.key_id, fetched_url)


def test_i18_a_hundred_keys_are_too_many(ada: FakeActor) -> None:
    listed = [with_key(ada)["publicKey"]] * 100

    with pytest.raises(BadSignature, match="too many"):
        key_from_actor_document(ada.document() | {"publicKey": listed}, ada.key_id, ada.id)


def _garbage() -> dict[str, str]:
    return {
        "16384 bits": pem_of(rsa.RSAPublicNumbers(65_537, (1 << 16_383) + 1).public_key()),
        "1024 bits": pem_of(rsa.RSAPublicNumbers(65_537, (1 << 1_023) + 1).public_key()),
        "exponent": pem_of(rsa.RSAPublicNumbers((1 << 40) + 1, (1 << 2_047) + 1).public_key()),
        "curve": pem_of(ec.generate_private_key(ec.SECP256R1()).public_key()),
        "long": "-----BEGIN PUBLIC KEY-----\n" + "A" * 1_000_000 + "\n-----END PUBLIC KEY-----\n",
        "noise": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "text": "no key",
        "empty": "",
    }


def _huge_exponent() -> str:
    """A modulus of 2,048 bits with an exponent of 4,097, written by hand because no library makes it."""

    def tagged(tag: int, content: bytes) -> bytes:
        length = len(content)
        size = bytes([length]) if length < 128 else b"\x82" + length.to_bytes(2, "big")
        return bytes([tag]) + size + content

    modulus = tagged(2, b"\x00" + ((1 << 2_047) + 1).to_bytes(256, "big"))
    exponent = tagged(2, ((1 << 4_096) + 1).to_bytes(513, "big"))
    body = encodebytes(tagged(0x30, modulus + exponent)).decode()
    return f"-----BEGIN RSA PUBLIC KEY-----\n{body}-----END RSA PUBLIC KEY-----\n"


def test_i18_keys_that_cost_or_prove_nothing_are_refused_fast(ada: FakeActor) -> None:
    for name, pem in (_garbage() | {"2^4096": _huge_exponent()}).items():
        began = time.process_time()

        with pytest.raises(BadSignature):
            key_from_actor_document(with_key(ada, publicKeyPem=pem), ada.key_id, ada.id)

        assert time.process_time() - began < 0.1, name


def test_a_stored_key_is_loaded_when_it_is_first_needed(ada: FakeActor) -> None:
    stored = PublicKey(ada.key_id, ada.id, "no key")

    with pytest.raises(BadSignature):
        _ = stored.rsa


def test_our_own_private_key_can_be_loaded_again(ada_keys: KeyPair) -> None:
    assert pem_of(load_private_key(ada_keys.private_pem).key.public_key()) == ada_keys.public_pem


@pytest.mark.anyio
async def test_a_key_is_fetched_from_its_actor(make_door: MakeDoor, peer: FakePeer, ada_keys: KeyPair) -> None:
    actor = peer.actor("ada", ada_keys)

    async with make_door(peer) as door:
        key = await fetch_key(door, actor.key_id)

    assert (key.id, key.owner, key.pem) == (actor.key_id, actor.id, ada_keys.public_pem)


@pytest.mark.anyio
async def test_a_key_with_a_document_of_its_own_is_followed_to_its_owner(
    make_door: MakeDoor, peer: FakePeer, ada_keys: KeyPair
) -> None:
    actor = peer.actor("ada", ada_keys)
    key_id = peer.url("/keys/1")
    claim: JsonObject = {"id": key_id, "owner": actor.id, "publicKeyPem": ada_keys.public_pem}
    peer.serve_document("/keys/1", claim)

    async with make_door(peer) as door:
        with pytest.raises(BadSignature):
            await fetch_key(door, key_id)
        peer.serve_document("/users/ada", actor.document() | {"publicKey": claim})
        key = await fetch_key(door, key_id)

    assert key.owner == actor.id


@pytest.mark.anyio
async def test_i18_an_owner_on_another_host_is_not_even_asked(
    make_door: MakeDoor, peer: FakePeer, canaries: list[FakePeer]
) -> None:
    owner = canaries[0].url("/users/ada")
    key_id = peer.serve_document("/key", {"owner": owner, "publicKeyPem": "x"})

    async with make_door(peer, *canaries) as door:
        with pytest.raises(BadSignature):
            await fetch_key(door, key_id)


@pytest.mark.anyio
async def test_i18_i19_a_key_served_for_somebody_elsewhere_is_refused(
    make_door: MakeDoor, peer: FakePeer, ada_keys: KeyPair, eve_keys: KeyPair
) -> None:
    async with fake_peer() as evil:
        victim = peer.actor("ada", ada_keys)
        poisoned: JsonObject = {"id": victim.key_id, "owner": victim.id, "publicKeyPem": eve_keys.public_pem}
        in_actor = victim.document() | {"id": evil.url("/users/eve"), "publicKey": poisoned}
        evil.serve("/users/eve", document_reply(in_actor))
        evil.serve_document("/key", poisoned | {"id": evil.url("/key")})
        evil.serve("/copy", document_reply(victim.document() | {"publicKey": poisoned}))

        async with make_door(peer, evil) as door:
            for key_id in (evil.url("/users/eve#main-key"), evil.url("/key"), evil.url("/copy#main-key")):
                with pytest.raises(FederationError) as refusal:
                    await fetch_key(door, key_id)
                assert isinstance(refusal.value, BadSignature | Refused)
            believed = await fetch_key(door, victim.key_id)

    assert believed.pem == ada_keys.public_pem
