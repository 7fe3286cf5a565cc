"""Builds deliveries for tests: right ones, and ones that are wrong in one chosen way."""

from base64 import b64encode
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256, HashAlgorithm
from msgspec.structs import replace

from federation.inbox import Incoming, Letter, read
from federation.keys import PublicKey
from federation.testing import FakeActor
from tests.unit.federation.cast import NOW_MS

HERE = frozenset({"here.example"})
INBOX = "https://here.example/inbox"
HOUR_MS = 3_600_000
ALL = ("(request-target)", "host", "date", "digest")


def activity(actor: FakeActor, /, **changes: object) -> dict[str, object]:
    return {
        "id": f"{actor.id}/follows/1",
        "type": "Follow",
        "actor": actor.id,
        "object": "https://here.example/ap/users/1",
    } | changes


def key_of(actor: FakeActor) -> PublicKey:
    return PublicKey(actor.key_id, actor.id, actor.keys.public_pem)


def delivered(actor: FakeActor, document: dict[str, object] | None = None, url: str = INBOX) -> Incoming:
    headers, body = actor.signed(url, document or activity(actor), NOW_MS)
    target = "/" + url.split("/", 3)[3]
    return Incoming("POST", target, [(name.lower(), value) for name, value in headers.items()], body)


def with_header(incoming: Incoming, name: str, value: str) -> Incoming:
    kept = [(found, old) for found, old in incoming.headers if found != name]
    return replace(incoming, headers=[*kept, (name, value)])


def without_header(incoming: Incoming, name: str) -> Incoming:
    return replace(incoming, headers=[(found, old) for found, old in incoming.headers if found != name])


def header(incoming: Incoming, name: str) -> str:
    return next(value for found, value in incoming.headers if found == name)


def signed_by_hand(
    actor: FakeActor,
    covered: tuple[str, ...] = ALL,
    algorithm: str = "rsa-sha256",
    digest: HashAlgorithm | None = None,
    extra: str = "",
    pseudo: Mapping[str, str] | None = None,
) -> Incoming:
    """A delivery whose signature is right for whatever it covers."""
    incoming = delivered(actor)
    lines = {"(request-target)": "post /inbox"} | dict(incoming.headers) | dict(pseudo or {})
    text = "\n".join(f"{name}: {lines[name]}" for name in covered).encode()
    signature = b64encode(actor.signer.private_key.key.sign(text, PKCS1v15(), digest or SHA256())).decode()
    value = f'keyId="{actor.key_id}",algorithm="{algorithm}",headers="{" ".join(covered)}",signature="{signature}"'
    return with_header(incoming, "signature", value + extra)


def accept(incoming: Incoming, key: PublicKey, now_ms: int = NOW_MS) -> Letter:
    return read(incoming, authorities=HERE, now_ms=now_ms).verify(key)
