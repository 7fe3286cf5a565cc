"""What a signature must be like, attack by attack."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec.structs import replace

from federation import jsonld
from federation.errors import BadSignature
from federation.inbox import Incoming, read
from federation.keys import PublicKey
from federation.testing import FakeActor
from tests.unit.federation.cast import NOW_MS
from tests.unit.federation.letters import (
    ALL,
    HERE,
    HOUR_MS,
    accept,
    activity,
    delivered,
    header,
    key_of,
    signed_by_hand,
    with_header,
    without_header,
)


def test_i11_a_body_that_was_changed_is_refused(ada: FakeActor) -> None:
    changed = replace(delivered(ada), body=jsonld.dumps(activity(ada, object="https://here.example/ap/users/2")))

    with pytest.raises(BadSignature, match="body"):
        read(changed, authorities=HERE, now_ms=NOW_MS)


def test_i11_a_digest_must_be_there_once_and_be_sha256(ada: FakeActor) -> None:
    incoming = delivered(ada)
    sha1 = "SHA=" + b64encode(hashlib.sha1(incoming.body).digest()).decode()  # noqa: S324
    twice = header(incoming, "digest") + "," + header(incoming, "digest")

    for changed in (
        without_header(incoming, "digest"),
        with_header(incoming, "digest", sha1),
        with_header(incoming, "digest", twice),
        with_header(incoming, "digest", "SHA-256=not base64"),
        with_header(incoming, "digest", ""),
        replace(incoming, headers=[*incoming.headers, ("digest", header(incoming, "digest"))]),
    ):
        with pytest.raises(BadSignature):
            read(changed, authorities=HERE, now_ms=NOW_MS)


@pytest.mark.parametrize(
    "covered",
    [
        ("date",),
        ("(request-target)", "host", "date"),
        ("host", "date", "digest"),
        ("(request-target)", "date", "digest"),
        ("(request-target)", "host", "digest"),
    ],
    ids=" ".join,
)
def test_i12_a_signature_must_cover_target_host_date_and_digest(covered: tuple[str, ...], ada: FakeActor) -> None:
    with pytest.raises(BadSignature, match="cover"):
        read(signed_by_hand(ada, covered), authorities=HERE, now_ms=NOW_MS)


def test_i11_i12_the_digest_must_be_signed_even_when_it_is_right(ada: FakeActor) -> None:
    uncovered = signed_by_hand(ada, ("(request-target)", "host", "date"))

    with pytest.raises(BadSignature):
        read(uncovered, authorities=HERE, now_ms=NOW_MS)


def test_i12_a_covered_header_must_be_there(ada: FakeActor) -> None:
    incoming = without_header(signed_by_hand(ada, (*ALL, "content-type")), "content-type")

    with pytest.raises(BadSignature, match="not there"):
        accept(incoming, key_of(ada))


def test_i13_a_delivery_for_another_host_is_refused(ada: FakeActor) -> None:
    elsewhere = delivered(ada, url="https://other.example/inbox")

    with pytest.raises(BadSignature, match="another host"):
        read(elsewhere, authorities=HERE, now_ms=NOW_MS)


def test_i13_a_host_that_was_changed_on_the_way_is_refused(ada: FakeActor) -> None:
    passed_on = with_header(delivered(ada, url="https://other.example/inbox"), "host", "here.example")

    with pytest.raises(BadSignature, match="match"):
        accept(passed_on, key_of(ada))


def test_i13_forwarded_headers_and_absolute_targets_do_not_help(ada: FakeActor) -> None:
    elsewhere = delivered(ada, url="https://other.example/inbox")
    forwarded = replace(elsewhere, headers=[*elsewhere.headers, ("x-forwarded-host", "here.example")])
    absolute = replace(delivered(ada), target="https://here.example/inbox")
    twice = replace(delivered(ada), headers=[*delivered(ada).headers, ("host", "here.example")])

    for incoming in (forwarded, absolute, twice, without_header(delivered(ada), "host")):
        with pytest.raises(BadSignature):
            read(incoming, authorities=HERE, now_ms=NOW_MS)


@pytest.mark.parametrize("algorithm", ["none", "hmac-sha256", "ed25519", "rsa-sha1", "ecdsa-sha256", "RSA-SHA256", ""])
def test_i15_only_rsa_kinds_are_known(algorithm: str, ada: FakeActor) -> None:
    with pytest.raises(BadSignature, match="kind"):
        read(signed_by_hand(ada, algorithm=algorithm), authorities=HERE, now_ms=NOW_MS)


@pytest.mark.parametrize("algorithm", ["rsa-sha256", "hs2019"])
def test_i15_a_public_key_is_no_shared_secret(algorithm: str, ada: FakeActor) -> None:
    incoming = delivered(ada)
    lines = {"(request-target)": "post /inbox"} | dict(incoming.headers)
    text = "\n".join(f"{name}: {lines[name]}" for name in ALL).encode()
    forged = b64encode(hmac.digest(ada.keys.public_pem.encode(), text, "sha256")).decode()
    value = f'keyId="{ada.key_id}",algorithm="{algorithm}",headers="{" ".join(ALL)}",signature="{forged}"'

    with pytest.raises(BadSignature):
        accept(with_header(incoming, "signature", value), key_of(ada))


def test_i15_an_ed25519_key_does_not_do_for_rsa(ada: FakeActor) -> None:
    pem = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    with pytest.raises(BadSignature, match="not RSA"):
        accept(delivered(ada), PublicKey(ada.key_id, ada.id, pem.decode()))


def test_i15_hs2019_with_the_wrong_key_is_refused(ada: FakeActor, eve: FakeActor) -> None:
    with pytest.raises(BadSignature, match="match"):
        accept(signed_by_hand(ada, algorithm="hs2019"), PublicKey(ada.key_id, ada.id, eve.keys.public_pem))


@pytest.mark.parametrize("digest", [SHA256(), SHA512()], ids=["sha256", "sha512"])
def test_hs2019_is_read_in_both_of_its_meanings(digest: HashAlgorithm, ada: FakeActor) -> None:
    letter = accept(signed_by_hand(ada, algorithm="hs2019", digest=digest), key_of(ada))

    assert letter.actor == ada.id


def test_rsa_sha256_is_not_sha512(ada: FakeActor) -> None:
    with pytest.raises(BadSignature, match="match"):
        accept(signed_by_hand(ada, digest=SHA512()), key_of(ada))


def test_created_and_expires_may_be_signed_and_are_kept_to(ada: FakeActor) -> None:
    covered = (*ALL, "(created)", "(expires)")

    def incoming(created_ms: int, expires_ms: int) -> Incoming:
        created, expires = str(created_ms // 1_000), str(expires_ms // 1_000)
        pseudo = {"(created)": created, "(expires)": expires}
        return signed_by_hand(ada, covered, "hs2019", extra=f",created={created},expires={expires}", pseudo=pseudo)

    assert accept(incoming(NOW_MS, NOW_MS + 1_000), key_of(ada)).actor == ada.id
    for late in (incoming(NOW_MS, NOW_MS - 1_000), incoming(NOW_MS - 13 * HOUR_MS, NOW_MS + 1_000)):
        with pytest.raises(BadSignature):
            accept(late, key_of(ada))


def test_created_is_for_hs2019_only(ada: FakeActor) -> None:
    created = str(NOW_MS // 1_000)
    incoming = signed_by_hand(ada, (*ALL, "(created)"), extra=f",created={created}", pseudo={"(created)": created})

    with pytest.raises(BadSignature):
        read(incoming, authorities=HERE, now_ms=NOW_MS)


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value + ',keyId="https://evil.example/key"',
        lambda value: value + f',headers="{" ".join(ALL)}"',
        lambda value: value + ',unknown="x"',
        lambda value: value.replace("keyId", "keyid"),
        lambda value: value.replace("keyId=", "keyId =="),
        lambda value: value.replace('headers="', 'headers="date '),
        lambda value: value.replace('headers="', 'headers="  '),
        lambda value: value.replace('signature="', 'signature="\\"'),
        lambda value: value + ",created=999999999999999",
        lambda value: value + ',created="soon"',
        lambda value: value + "," + "x" * 65_536,
        lambda value: value.replace('keyId="https://', 'keyId="urn:'),
        lambda _: "",
        lambda _: "Signature",
        lambda _: 'signature="AAAA"',
    ],
)
def test_i16_a_signature_header_out_of_shape_is_refused(change: Callable[[str], str], ada: FakeActor) -> None:
    incoming = delivered(ada)

    with pytest.raises(BadSignature):
        accept(with_header(incoming, "signature", change(header(incoming, "signature"))), key_of(ada))


def test_i16_a_right_signature_over_a_header_twice_or_of_endless_length_is_refused(ada: FakeActor) -> None:
    padding = " " * 5_000

    for incoming in (
        signed_by_hand(ada, (*ALL, "date")),
        signed_by_hand(ada, extra=f",{padding}created={NOW_MS // 1_000}"),
    ):
        with pytest.raises(BadSignature):
            accept(incoming, key_of(ada))
    assert accept(signed_by_hand(ada, extra=f", created={NOW_MS // 1_000}"), key_of(ada)).actor == ada.id


def test_i16_two_signatures_or_none_are_refused(ada: FakeActor) -> None:
    incoming = delivered(ada)
    twice = replace(incoming, headers=[*incoming.headers, ("signature", header(incoming, "signature"))])

    for changed in (twice, without_header(incoming, "signature")):
        with pytest.raises(BadSignature):
            read(changed, authorities=HERE, now_ms=NOW_MS)
