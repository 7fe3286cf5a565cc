"""Web Push: one sealed message to one browser or app, through the push service that it named (RFC 8030)."""

from functools import cached_property, partial
from typing import TYPE_CHECKING, Literal, TypeAlias

from anyio.to_thread import run_sync
from msgspec import Struct

from federation.delivery import ACCEPTED, REDIRECTED, Delivered, Gone, Retry
from federation.errors import FetchFailed, Malformed, Refused
from federation.fetch import GONE, LATER, NOT_FOUND, SERVER_ERRORS, Door
from federation.urls import read_url

if TYPE_CHECKING:
    from federation.aes128gcm import VapidKey

Urgency: TypeAlias = Literal["very-low", "low", "normal", "high"]

_SIGNED_SECONDS = 12 * 3_600
"""A day is the most that push services take."""


class Receiver(Struct, frozen=True):
    """What a browser or app gave: where to send, its key (a point of P-256), and a secret that both know."""

    endpoint: str
    p256dh: bytes
    auth: bytes


class Message(Struct, frozen=True):
    """`topic` is at most 32 characters of base64url: of two with the same one, only the later waits (RFC 8030, 5.4)."""

    text: bytes
    ttl_seconds: int
    urgency: Urgency
    topic: str


class Rejected(Struct, frozen=True):
    """This message will not be taken; others to the same receiver may be."""

    reason: str


Pushed: TypeAlias = Delivered | Retry | Gone | Rejected


class Sender:
    """Who sends, by a key made of `secret`. `contact` is a mailto: or https: address, or nothing (RFC 8292, 2.1)."""

    def __init__(self, secret: bytes, contact: str) -> None:
        self._secret = secret
        self._contact = contact

    async def public_key(self) -> str:
        return await run_sync(lambda: self._key.public)

    async def check(self, door: Door, endpoint: str, p256dh: str, auth: str) -> Receiver:
        """A receiver as it told of itself, in base64url. Raises Refused for its address, Malformed for its keys."""
        door.check(endpoint)
        return await run_sync(partial(_read, endpoint, p256dh, auth))

    async def push(self, door: Door, receiver: Receiver, message: Message, now_ms: int) -> Pushed:
        """Never raises a FederationError."""
        try:
            headers, body = await run_sync(partial(self._sealed, receiver, message, now_ms))
            response = await door.post(receiver.endpoint, body, headers)
        except FetchFailed as failure:
            return Retry(failure.reason)
        except (Refused, Malformed) as refusal:
            return Gone(str(refusal))
        status = response.status
        if status in ACCEPTED:
            return Delivered()
        if status in (NOT_FOUND, GONE):
            return Gone("the subscription is gone")
        if status in LATER or status in SERVER_ERRORS or status in REDIRECTED:
            return Retry(f"the push service answered {status}", response.retry_after_seconds)
        return Rejected(f"refused with {status}")

    def _sealed(self, receiver: Receiver, message: Message, now_ms: int) -> tuple[dict[str, str], bytes]:
        from federation.aes128gcm import seal  # noqa: PLC0415 (cryptography: 10 MB, for nodes where somebody wants it)

        asked = read_url(receiver.endpoint)
        audience = f"{asked.scheme}://{asked.netloc}"
        headers = {
            "Authorization": self._key.authorization(audience, self._contact, now_ms // 1_000 + _SIGNED_SECONDS),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(message.ttl_seconds),
            "Topic": message.topic,
            "Urgency": message.urgency,
        }
        return headers, seal(message.text, receiver.p256dh, receiver.auth)

    @cached_property
    def _key(self) -> "VapidKey":
        from federation.aes128gcm import VapidKey  # noqa: PLC0415 (as above)

        return VapidKey(self._secret)


def _read(endpoint: str, p256dh: str, auth: str) -> Receiver:
    from federation.aes128gcm import AUTH_BYTES, read_base64url, read_point  # noqa: PLC0415 (as above)

    point, secret = read_base64url(p256dh), read_base64url(auth)
    read_point(point)
    if len(secret) != AUTH_BYTES:
        raise Malformed(f"The secret has {AUTH_BYTES} bytes.")
    return Receiver(endpoint, point, secret)
