"""Seen: a set of readers, each a small number, in as few bytes as it takes; exact."""

from array import array
from sys import byteorder

_LISTED, _MAPPED = b"\x00", b"\x01"
_BYTES_EACH = 4


class Seen:
    """As bytes either the numbers themselves, four bytes each, or a bit for every number up to the highest.

    Few readers among ten thousand take the first, many the second: never more than 1,251 bytes for those.
    """

    __slots__ = ("_bits", "_count")

    def __init__(self, data: bytes = b"") -> None:
        """Raises ValueError for what is not such a set."""
        self._bits = bytearray()
        self._count = 0
        if data[:1] == _MAPPED:
            self._bits = bytearray(data[1:])
            self._count = int.from_bytes(self._bits).bit_count()
        elif data[:1] == _LISTED:
            for place in _numbers(data[1:]):
                self.add(place)
        elif data:
            raise ValueError("not a set of readers")

    def __len__(self) -> int:
        return self._count

    def __contains__(self, place: int) -> bool:
        return place >> 3 < len(self._bits) and bool(self._bits[place >> 3] & 1 << (place & 7))

    def add(self, place: int) -> bool:
        """False where it was in it before."""
        if place in self:
            return False
        if missing := (place >> 3) + 1 - len(self._bits):
            self._bits.extend(bytes(max(missing, 0)))
        self._bits[place >> 3] |= 1 << (place & 7)
        self._count += 1
        return True

    def encoded(self) -> bytes:
        if self._count * _BYTES_EACH >= len(self._bits):
            return _MAPPED + self._bits
        places = (
            byte << 3 | bit for byte, bits in enumerate(self._bits) if bits for bit in range(8) if bits >> bit & 1
        )
        return _LISTED + _swapped(array("I", places)).tobytes()


def _numbers(data: bytes) -> "array[int]":
    found = array("I")
    found.frombytes(data)
    return _swapped(found)


def _swapped(numbers: "array[int]") -> "array[int]":
    """On the disk the lowest byte comes first, whatever the machine."""
    if byteorder == "big":
        numbers.byteswap()
    return numbers
