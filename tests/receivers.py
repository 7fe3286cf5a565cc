"""A browser as a push service sees it: keys of its own, an address, and what comes there opened again."""

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from federation.aes128gcm import base64url
from federation.testing import FakePeer, Recorded, Reply

CREATED = Reply(status=201)


class Browser:
    """Opens what was sealed for it, as RFC 8188 and RFC 8291 say it from the other side."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"sixteen secrets!"
        self.point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def subscription(self, endpoint: str) -> dict[str, Any]:
        return {"endpoint": endpoint, "keys": {"p256dh": base64url(self.point), "auth": base64url(self.secret)}}

    def opened(self, body: bytes) -> bytes:
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        theirs, record = body[21 : 21 + length], body[21 + length :]
        assert len(record) <= size
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        info = b"WebPush: info\0" + self.point + theirs
        secret = HKDF(SHA256(), 32, self.secret, info).derive(self._key.exchange(ec.ECDH(), sender))
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        text, end, padding = AESGCM(key).decrypt(nonce, record, None).rpartition(b"\x02")
        assert end == b"\x02"
        assert not padding.strip(b"\0")
        return text


class Receiver:
    """A browser behind a push service; `reply` is what that answers until told otherwise."""

    def __init__(self, peer: FakePeer, name: str) -> None:
        self.browser = Browser()
        self.reply = CREATED
        self.requests: list[Recorded] = []
        self.endpoint = peer.serve(f"/push/{name}", self._take)

    @property
    def subscription(self) -> dict[str, Any]:
        return self.browser.subscription(self.endpoint)

    @property
    def told(self) -> list[dict[str, Any]]:
        """What came and was taken, oldest first."""
        return [json.loads(self.browser.opened(request.body)) for request in self.requests]

    @property
    def titles(self) -> list[str]:
        return [one["title"] for one in self.told]

    def _take(self, request: Recorded) -> Reply:
        self.requests.append(request)
        return self.reply
