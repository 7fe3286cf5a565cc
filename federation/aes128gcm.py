"""Seals a message for one browser or app (RFC 8188, RFC 8291) and signs who sends it (RFC 8292); needs cryptography.

Of the libraries for this `http-ece` has no types, comes as source alone and spends most of its lines on codings that
no browser asks for any more; `py-vapid` adds files of keys and a command line. What is left of both is on this page,
over the same `cryptography` that is here anyway, and is checked against the example in RFC 8291.
"""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cached_property

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from federation.errors import Malformed

BODY_BYTES_MAX = 4_096
"""What every push service takes (RFC 8030, section 7.2)."""
SALT_BYTES = 16
AUTH_BYTES = 16
POINT_BYTES = 65
_HEAD_BYTES = SALT_BYTES + 4 + 1 + POINT_BYTES
_TAG_BYTES = 16
_BUCKET_BYTES = 1_024
_LAST_RECORD = b"\x02"
_HALF_BYTES = 32

TEXT_BYTES_MAX = BODY_BYTES_MAX - _HEAD_BYTES - _TAG_BYTES - len(_LAST_RECORD)

_CURVE = ec.SECP256R1()
# The number of points of the curve (FIPS 186-4, D.1.2.3).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def read_point(raw: bytes) -> ec.EllipticCurvePublicKey:
    """A receiver's key. Raises Malformed for what is no point of the curve, or not written out in full."""
    try:
        if len(raw) != POINT_BYTES:
            raise ValueError
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, raw)
    except ValueError:
        raise Malformed("The key is not one of P-256.") from None


def seal(text: bytes, point: bytes, auth: bytes) -> bytes:
    """With a key and salt for this message alone. Padded, so that its length tells next to nothing of it."""
    room = -(len(text) + BODY_BYTES_MAX - TEXT_BYTES_MAX) % _BUCKET_BYTES
    record, key = text + _LAST_RECORD + bytes(room), ec.generate_private_key(_CURVE)
    return sealed(record, point, auth, key, os.urandom(SALT_BYTES))


def sealed(record: bytes, point: bytes, auth: bytes, key: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """One record with its end and padding, as RFC 8291, section 3.4 derives what it is sealed with.

    Raises Malformed for what is no key, ValueError for what is too long.
    """
    if len(record) > TEXT_BYTES_MAX + len(_LAST_RECORD):
        raise ValueError("The message is too long.")
    receiver, ours = read_point(point), _encoded(key.public_key())
    secret = _derived(key.exchange(ec.ECDH(), receiver), auth, b"WebPush: info\0" + point + ours, 32)
    content_key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + BODY_BYTES_MAX.to_bytes(4, "big") + len(ours).to_bytes(1, "big") + ours
    return head + AESGCM(content_key).encrypt(nonce, record, None)


class VapidKey:
    """Who sends: a key of this node's own, always the same one of the same 32 secret bytes."""

    def __init__(self, secret: bytes) -> None:
        self._key = ec.derive_private_key(int.from_bytes(secret, "big") % (_ORDER - 1) + 1, _CURVE)

    @cached_property
    def public(self) -> str:
        """As browsers take it: `applicationServerKey`."""
        return base64url(_encoded(self._key.public_key()))

    def authorization(self, audience: str, contact: str, expires_at_s: int) -> str:
        """The header of one request to `audience`, a scheme with host and port. Source: RFC 8292, sections 2 and 3."""
        claims: dict[str, object] = {"aud": audience, "exp": expires_at_s}
        if contact:
            claims["sub"] = contact
        content = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
        r, s = decode_dss_signature(self._key.sign(content.encode(), ec.ECDSA(hashes.SHA256())))
        signature = base64url(r.to_bytes(_HALF_BYTES, "big") + s.to_bytes(_HALF_BYTES, "big"))
        return f"vapid t={content}.{signature}, k={self.public}"


def base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def read_base64url(text: str) -> bytes:
    """With or without padding, in either alphabet, as clients send it. Raises Malformed."""
    try:
        plain = text.replace("+", "-").replace("/", "_").rstrip("=").encode("ascii")
        return urlsafe_b64decode(plain + b"=" * (-len(plain) % 4))
    except ValueError:
        raise Malformed("This is not base64url.") from None


def _json(value: dict[str, object]) -> str:
    return base64url(json.dumps(value, separators=(",", ":")).encode())


def _encoded(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
