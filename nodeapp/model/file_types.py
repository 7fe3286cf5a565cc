"""File types: what this node shows, and what a file is by its first bytes, whatever anybody calls it (W04, W05)."""

from collections.abc import Callable, Mapping
from typing import Literal

Shown = Literal["image", "video", "audio"]

SHOWN: Mapping[str, Shown] = {
    "image/jpeg": "image",
    "image/png": "image",
    "image/gif": "image",
    "image/webp": "image",
    "image/avif": "image",
    "video/mp4": "video",
    "video/webm": "video",
    "video/quicktime": "video",
    "video/ogg": "video",
    "audio/mpeg": "audio",
    "audio/ogg": "audio",
    "audio/wav": "audio",
    "audio/flac": "audio",
    "audio/mp4": "audio",
    "audio/aac": "audio",
    "audio/webm": "audio",
}
"""What browsers show inside a page; of everything else only a link is shown. SVG is not here: it brings scripts."""

HEAD_BYTES = 512
"""As much of a file is enough to say what it is."""

_ALIASES = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/apng": "image/png",
    "image/x-png": "image/png",
    "video/x-m4v": "video/mp4",
    "video/m4v": "video/mp4",
    "audio/mp3": "audio/mpeg",
    "audio/opus": "audio/ogg",
    "audio/vorbis": "audio/ogg",
    "application/ogg": "audio/ogg",
    "audio/vnd.wave": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "audio/x-flac": "audio/flac",
    "audio/m4a": "audio/mp4",
    "audio/x-m4a": "audio/mp4",
    "audio/x-aac": "audio/aac",
}
_ENDINGS = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "mov": "video/quicktime",
    "ogv": "video/ogg",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
}
_BRANDS = {b"avif": "image/avif", b"avis": "image/avif", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4"}
_FILM_BRANDS = (b"iso", b"mp4", b"avc", b"M4V", b"dash", b"MSNV", b"3gp", b"f4v", b"hvc", b"mmp4", b"cmf")
_OGG_FILMS = (b"\x80theora", b"\x01video")


def usual(media_type: str) -> str:
    """The one name of a type that has several."""
    return _ALIASES.get(media_type, media_type)


def by_ending(path: str) -> str | None:
    """What a file's name promises; None where it has no ending that is known here."""
    _, dot, ending = path.rpartition("/")[2].rpartition(".")
    return _ENDINGS.get(ending.lower()) if dot else None


def by_content(head: bytes) -> str | None:
    """The type of a file by its first 512 bytes, always one of `SHOWN`; None for everything else.

    Nothing that a browser would run or draw as a page begins like any of these.
    """
    return next((found for begins in _BEGINNINGS if (found := begins(head)) is not None), None)


def _simple(head: bytes) -> str | None:
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def _riff(head: bytes) -> str | None:
    if not head.startswith(b"RIFF"):
        return None
    return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12])


def _iso(head: bytes) -> str | None:
    """ISO base media: the box `ftyp` comes first and names a brand (ISO/IEC 14496-12, section 4.3)."""
    if head[4:8] != b"ftyp":
        return None
    brand = head[8:12]
    if brand == b"qt  ":
        return "video/quicktime"
    if brand.startswith(_FILM_BRANDS):
        return "video/mp4"
    return _BRANDS.get(brand) or _by_compatible_brands(head)


def _by_compatible_brands(head: bytes) -> str | None:
    """A picture may call itself `mif1` or `miaf` first, and say further on that it is AVIF."""
    if head[8:12] not in (b"mif1", b"msf1", b"miaf"):
        return None
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[start : start + 4] for start in range(16, size - 3, 4)}
    return "image/avif" if brands & {b"avif", b"avis"} else None


def _matroska(head: bytes) -> str | None:
    """EBML whose document type is webm; Matroska itself is shown by no browser."""
    return "video/webm" if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64] else None


def _ogg(head: bytes) -> str | None:
    if not head.startswith(b"OggS\0"):
        return None
    return "video/ogg" if any(mark in head[:128] for mark in _OGG_FILMS) else "audio/ogg"


def _frames(head: bytes) -> str | None:
    """Sounds without a header of their own: eleven bits of ones, then which kind of MPEG it is, and which layer.

    Layer I is not taken: nobody uses it, and text in UTF-16 begins like it.
    """
    if len(head) < 3 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:  # noqa: PLR2004 (bits)
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    if layer == 0:
        return "audio/aac" if head[1] & 0xF6 == 0xF0 else None  # noqa: PLR2004 (bits)
    is_possible = version != 1 and layer != 3 and head[2] >> 4 != 0xF and head[2] >> 2 & 3 != 3  # noqa: PLR2004 (bits)
    return "audio/mpeg" if is_possible else None


_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
)
_BEGINNINGS: tuple[Callable[[bytes], str | None], ...] = (_simple, _riff, _iso, _matroska, _ogg, _frames)
