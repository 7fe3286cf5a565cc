"""Snapshots of homes: a home as bytes, and back, with what tells whether it still holds."""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from zlib import crc32

import msgspec
from msgspec import Struct

from nodeapp.mirrors.seat import Seat
from nodeapp.mirrors.strip import Strip
from nodeapp.model.ids import AccountId

_FORMAT = 1 if sys.byteorder == "little" else -1
"""Raised with every change of what is written; a machine that writes numbers the other way round has its own."""
_SUM_BYTES = 4

_encode = msgspec.msgpack.Encoder().encode


class HomeSnapshot(Struct, frozen=True, array_like=True, gc=False):
    """A home that had everything the log told up to `position`, from `floor` upwards.

    `database_id` is whose log; `followed` is the digest of whom the viewer followed: with others it is another home.
    """

    format: int
    account_id: AccountId
    database_id: str
    position: int
    used_at_ms: int
    followed: bytes
    floor: int
    ids: bytes

    def strip(self, size_max: int, more: frozenset[int] = frozenset()) -> Strip:
        """With what has come to belong there since."""
        ids: Sequence[int] = array("q", self.ids)
        if more:
            ids = sorted(more.union(ids))
        ids = ids[bisect_left(ids, self.floor) :]
        if len(ids) > size_max:
            return Strip(ids[-size_max:], size_max, ids[-size_max])
        return Strip(ids, size_max, self.floor)


_decoder = msgspec.msgpack.Decoder(HomeSnapshot)


def freeze(seat: Seat, account_id: AccountId, home: Strip, database_id: str, position: int) -> bytes:
    """`position` may be earlier than what the home has, and never later."""
    ids = home.ids[-home.size_max :]
    floor = home.floor if len(ids) == len(home.ids) else ids[0]
    body = _encode(
        HomeSnapshot(
            _FORMAT, account_id, database_id, position, seat.used_at_ms, seat.followed_digest, floor, ids.tobytes()
        )
    )
    return crc32(body).to_bytes(_SUM_BYTES, "big") + body


def thaw(account_id: AccountId, database_id: str, data: bytes) -> HomeSnapshot | None:
    """None for what is not whole, not this person's, of another database or of another format."""
    body = memoryview(data)[_SUM_BYTES:]
    if crc32(body).to_bytes(_SUM_BYTES, "big") != data[:_SUM_BYTES]:
        return None
    try:
        found = _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if (found.format, found.account_id, found.database_id) != (_FORMAT, account_id, database_id):
        return None
    return found
