"""Delivers one activity to one inbox, and says in one of three words how that went."""

from functools import partial
from typing import TypeAlias

from anyio.to_thread import run_sync
from msgspec import Struct

from federation.errors import FetchFailed, Malformed, Refused
from federation.fetch import GONE, LATER, NOT_FOUND, SERVER_ERRORS, Door
from federation.jsonld import ACTIVITY_TYPE
from federation.signatures import Signer, sign

ACCEPTED = range(200, 300)
REDIRECTED = range(300, 400)
NOT_BELIEVED = 401
"""A peer that could not fetch our key just now says this too, so it is no final word."""


class Delivered(Struct, frozen=True):
    """The peer took it."""


class Retry(Struct, frozen=True):
    """Not now. `after_seconds` is what the peer asked for, where it did; `retry.next_try_ms` keeps it in bounds."""

    reason: str
    after_seconds: int | None = None


class Gone(Struct, frozen=True):
    """This delivery will never be taken: trying again is no use."""

    reason: str


Outcome: TypeAlias = Delivered | Retry | Gone


async def deliver(door: Door, inbox_url: str, body: bytes, signer: Signer, now_ms: int) -> Outcome:
    """Signs anew on every try, since a signature is good for hours only. Never raises a FederationError."""
    try:
        headers = await run_sync(partial(sign, signer, "POST", inbox_url, body, now_ms))
        response = await door.post(inbox_url, body, headers | {"Content-Type": ACTIVITY_TYPE})
    except FetchFailed as failure:
        return Retry(failure.reason)
    except (Refused, Malformed) as refusal:
        return Gone(str(refusal))
    status = response.status
    if status in ACCEPTED:
        return Delivered()
    if status in LATER or status in SERVER_ERRORS or status in REDIRECTED or status == NOT_BELIEVED:
        return Retry(f"the other server answered {status}", response.retry_after_seconds)
    return Gone("the inbox is gone" if status in (NOT_FOUND, GONE) else f"refused with {status}")
