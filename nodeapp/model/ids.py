"""Ids: 64-bit Snowflakes whose time is the moment of publishing."""

import hashlib
from typing import NewType

AccountId = NewType("AccountId", int)
TweetId = NewType("TweetId", int)
SessionId = NewType("SessionId", int)
MediaId = NewType("MediaId", int)
ListId = NewType("ListId", int)
DraftId = NewType("DraftId", int)

EPOCH_MS = 946_684_800_000
"""2000-01-01T00:00:00Z. 41 bits of milliseconds from here last until 2069."""

NEWEST = TweetId(2**63 - 1)
"""Above every id: the cursor of a first page."""

OLDEST = TweetId(0)

_TIME_SHIFT = 22
_NODE_MASK = 0x3FF << 12
_LOW_MASK = (1 << _TIME_SHIFT) - 1
_LAST_MS = EPOCH_MS + (1 << 41) - 1


class Snowflakes:
    """Draws local ids: 41 bits of milliseconds, node bits 0, 12 bits of sequence.

    Ids only ever rise, also when the clock steps back or more than 4,096 are drawn in one millisecond.
    """

    def __init__(self, above: int = 0) -> None:
        self._last = above

    def next(self, now_ms: int) -> int:
        fresh = first_id_at(now_ms)
        following = self._last + 1
        if following & _NODE_MASK:
            # The sequence ran over (or the largest stored id was a foreign one): begin the next millisecond.
            following = ((following >> _TIME_SHIFT) + 1) << _TIME_SHIFT
        self._last = max(fresh, following)
        return self._last


def foreign_id(uri: str, published_ms: int, attempt: int = 0) -> int:
    """The id of a thing made elsewhere: its time, then 22 bits of the SHA-256 of its uri with node bits not 0.

    `attempt` counts conflicts met: each gives another id in the same millisecond.
    """
    low = int.from_bytes(hashlib.sha256(uri.encode()).digest()[:4], "big") + attempt
    low &= _LOW_MASK
    if not low & _NODE_MASK:
        low |= 1 << 12
    return first_id_at(published_ms) | low


def is_drawn_here(id: int) -> bool:
    """Whether this node drew it: the node bits of what comes from elsewhere are never 0."""
    return not id & _NODE_MASK


def clamped(published_ms: int, now_ms: int) -> int:
    """A time told by somebody else, brought between the epoch and now (D11)."""
    return min(max(published_ms, EPOCH_MS), now_ms)


def first_id_at(at_ms: int) -> int:
    """The lowest id that anything of this moment can have."""
    return (min(max(at_ms, EPOCH_MS), _LAST_MS) - EPOCH_MS) << _TIME_SHIFT


def at_ms_of(id: int) -> int:
    """The moment of anything that has this id."""
    return (id >> _TIME_SHIFT) + EPOCH_MS
