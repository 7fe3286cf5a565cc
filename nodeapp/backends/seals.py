"""Seals: AES-256-GCM under a key of this node's own, for what is kept and must be read again; loaded with the first."""

import hmac
import secrets
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class NodeSeals:
    """`secret` is the node's own; each use has its own key made from it."""

    def __init__(self, secret: bytes, use: bytes) -> None:
        self._key = hmac.digest(secret, use, "sha256")

    def seal(self, text: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text, None)

    def open(self, sealed: bytes) -> bytes:
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 (as below)

        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            return b""

    @cached_property
    def _cipher(self) -> "AESGCM":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 (10 MB, and most nodes need none)

        return AESGCM(self._key)
