"""Stripping: a picture without what it says besides, its pixels as they were: no EXIF, no location, no words, no tail.

Each returns the file and how many frames it has, and raises Broken for what does not hold together.
"""

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

from nodeapp.model.forms import GIF, JPEG, PNG, WEBP, Form
from nodeapp.worker.bounds import Broken

PROFILE_BYTES_MAX = 16_384
"""A colour profile so small may stay."""

_ENDS_TOO_SOON = "This picture ends too soon."
_DAMAGED = "This picture is damaged."

_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_JPEG_KEPT = frozenset({*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD})
_JFIF, _PROFILE, _ADOBE = 0xE0, 0xE2, 0xEE
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"cHRM", b"cICP", b"iCCP"})
_WEBP_KEPT = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_SAYS_BESIDES = 0x0C
_GIF_EXTENSION, _GIF_FRAME, _GIF_END = 0x21, 0x2C, 0x3B
_GIF_TIMING, _GIF_APPLICATION = 0xF9, 0xFF
_GIF_LOOPS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")


class Stripped(NamedTuple):
    body: bytes
    frames: int


def stripped(form: Form, body: bytes) -> Stripped:
    """Raises LookupError for a form of which there is nothing here: such a picture is written anew."""
    try:
        return _STRIPPERS[form.name](body)
    except (IndexError, struct.error):
        raise Broken(_ENDS_TOO_SOON) from None


def _jpeg(body: bytes) -> Stripped:
    """Source: ITU-T T.81, annex B."""
    out, place = [body[:2]], 2
    while True:
        marker, start, end = _jpeg_segment(body, place)
        if marker == _JPEG_END:
            return Stripped(b"".join([*out, b"\xff\xd9"]), 1)
        if marker == _JPEG_SCAN:
            end = _scan_end(body, end)
        if marker in _JPEG_KEPT or _is_needed(marker, body[start + 2 : end]):
            out.append(b"\xff" + bytes([marker]) + body[start:end])
        place = end


def _jpeg_segment(body: bytes, place: int) -> tuple[int, int, int]:
    """The marker at this place, and where what belongs to it (its length first) begins and ends."""
    if body[place] != 0xFF:  # noqa: PLR2004 (every marker begins so)
        raise Broken(_DAMAGED)
    while body[place] == 0xFF:  # noqa: PLR2004 (any number of them may come before one)
        place += 1
    marker, place = body[place], place + 1
    if marker == _JPEG_END or marker in _JPEG_ALONE:
        return marker, place, place
    (size,) = struct.unpack_from(">H", body, place)
    if size < 2 or place + size > len(body):  # noqa: PLR2004 (it counts itself)
        raise Broken(_ENDS_TOO_SOON)
    return marker, place, place + size


def _scan_end(body: bytes, place: int) -> int:
    """Where the next marker is that is no part of the scan."""
    while (place := body.find(b"\xff", place)) >= 0:
        following = body[place + 1]
        if following and not 0xD0 <= following <= 0xD7:  # noqa: PLR2004 (restarts)
            return place
        place += 2
    raise Broken(_ENDS_TOO_SOON)


def _is_needed(marker: int, says: bytes) -> bool:
    """What decides about colours."""
    return (
        (marker == _JFIF and says.startswith(b"JFIF\0"))
        or (marker == _ADOBE and says.startswith(b"Adobe"))
        or (marker == _PROFILE and says.startswith(b"ICC_PROFILE\0\x01\x01") and len(says) <= PROFILE_BYTES_MAX)
    )


def _png(body: bytes) -> Stripped:
    """An animated PNG becomes its first picture. Source: the PNG specification, third edition, section 5."""
    out, place, frames, name = [body[:8]], 8, 1, b""
    while name != b"IEND":
        size, name = struct.unpack_from(">I4s", body, place)
        end = place + size + 12
        if end > len(body):
            raise Broken(_ENDS_TOO_SOON)
        if name == b"acTL":
            (frames,) = struct.unpack_from(">I", body, place + 8)
        if name in _PNG_KEPT and (name != b"iCCP" or size <= PROFILE_BYTES_MAX):
            out.append(body[place:end])
        place = end
    return Stripped(b"".join(out), frames)


def _webp(body: bytes) -> Stripped:
    """Source: RFC 9649, section 2."""
    chunks = list(_webp_chunks(body))
    profile = any(name == b"ICCP" for name, _ in chunks)
    out = []
    for name, says in chunks:
        kept = says
        if name == b"VP8X":
            flags = says[0] & ~_WEBP_SAYS_BESIDES & (0xFF if profile else 0xDF)
            kept = bytes([flags]) + says[1:]
        out.append(name + struct.pack("<I", len(kept)) + kept + b"\0" * (len(kept) % 2))
    rest = b"WEBP" + b"".join(out)
    frames = sum(name == b"ANMF" for name, _ in chunks)
    return Stripped(b"RIFF" + struct.pack("<I", len(rest)) + rest, max(frames, 1))


def _webp_chunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    (size,) = struct.unpack_from("<I", body, 4)
    place, last = 12, 8 + size
    if last > len(body):
        raise Broken(_ENDS_TOO_SOON)
    while place + 8 <= last:
        name, length = struct.unpack_from("<4sI", body, place)
        if place + 8 + length > last:
            raise Broken(_ENDS_TOO_SOON)
        if name in _WEBP_KEPT and (name != b"ICCP" or length <= PROFILE_BYTES_MAX):
            yield name, body[place + 8 : place + 8 + length]
        place += 8 + length + length % 2


def _gif(body: bytes) -> Stripped:
    """Source: the GIF89a specification, sections 17 to 27."""
    place = 13 + _gif_colours(body[10])
    out, frames = [body[:place]], 0
    while (kind := body[place]) != _GIF_END:
        if kind == _GIF_FRAME:
            inside = place + 10 + _gif_colours(body[place + 9]) + 1
            frames += 1
        elif kind == _GIF_EXTENSION:
            inside = place + 2
        else:
            raise Broken(_DAMAGED)
        end = _gif_blocks_end(body, inside)
        if kind == _GIF_FRAME or _is_of_animation(body, place):
            out.append(body[place:end])
        place = end
    return Stripped(b"".join([*out, bytes([_GIF_END])]), frames)


def _gif_colours(flags: int) -> int:
    return 3 << (1 + (flags & 7)) if flags & 0x80 else 0


def _gif_blocks_end(body: bytes, place: int) -> int:
    while body[place]:
        place += 1 + body[place]
    return place + 1


def _is_of_animation(body: bytes, place: int) -> bool:
    label = body[place + 1]
    return label == _GIF_TIMING or (label == _GIF_APPLICATION and body.startswith(_GIF_LOOPS, place + 2))


_STRIPPERS: dict[str, Callable[[bytes], Stripped]] = {
    JPEG.name: _jpeg,
    PNG.name: _png,
    WEBP.name: _webp,
    GIF.name: _gif,
}
