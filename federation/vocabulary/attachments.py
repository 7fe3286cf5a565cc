"""Reads and writes what hangs on a post: pictures, films, sounds, and links to anything else."""

import re
from typing import NamedTuple

from federation.jsonld import JsonObject
from federation.vocabulary import values

ATTACHMENTS_MAX = 50
NAME_CHARACTERS_MAX = 5_000
BLURHASH_CHARACTERS_MAX = 256
PIXELS_MAX = 65_535
DURATION_MS_MAX = 7 * 24 * 3_600_000

_KINDS = {"image": "Image", "video": "Video", "audio": "Audio"}
_DURATION = re.compile(
    r"P(?:(\d{1,9}(?:\.\d{1,9})?)D)?"
    r"(?:T(?:(\d{1,9}(?:\.\d{1,9})?)H)?(?:(\d{1,9}(?:\.\d{1,9})?)M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?"
)
_UNITS_MS = (86_400_000, 3_600_000, 60_000, 1_000)


class Attachment(NamedTuple):
    """`name` is the description for those who cannot see it. `focus` goes from -1 to 1, right and up.

    `type` is what its sender calls it, `media_type` what that says of the bytes; neither need be true.
    """

    url: str
    media_type: str | None = None
    name: str | None = None
    type: str = "Document"
    blurhash: str | None = None
    focus: tuple[float, float] | None = None
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None


def read_attachments(value: object) -> tuple[Attachment, ...]:
    """At most 50, in order; what has no http(s) address is left out."""
    found = (_attachment(item) for item in values.items(value)[:ATTACHMENTS_MAX])
    return tuple(attachment for attachment in found if attachment is not None)


def attachment_document(attachment: Attachment) -> JsonObject:
    document: JsonObject = {
        "type": attachment.type,
        "mediaType": attachment.media_type,
        "url": attachment.url,
        "name": attachment.name,
        "blurhash": attachment.blurhash,
        "focalPoint": None if attachment.focus is None else list(attachment.focus),
        "width": attachment.width,
        "height": attachment.height,
        "duration": None if attachment.duration_ms is None else f"PT{attachment.duration_ms / 1000:.3f}S",
    }
    return {name: value for name, value in document.items() if value is not None}


def file_type(media_type: str | None) -> str:
    """What a file of this media type is called among attachments: Image, Video, Audio, else Document."""
    return _KINDS.get((media_type or "").partition("/")[0], "Document")


def picture_url(value: object) -> str | None:
    """The address of an icon or image: of several the first that is one."""
    return next((link.url for item in values.items(value) if (link := _attachment(item)) is not None), None)


def _attachment(item: object) -> Attachment | None:
    if not isinstance(item, dict):
        url = values.web_uri(item) if isinstance(item, str) else None
        return None if url is None else Attachment(url)
    link = _best_link(item.get("url")) or _best_link(item.get("href"))
    if link is None:
        return None
    url, told = link
    # A Link of its own may say more of the very file than what it hangs on.
    known = item | {name: value for name, value in told.items() if value is not None}
    kind = item.get("type")
    return Attachment(
        url=url,
        media_type=_media_type(known.get("mediaType")),
        name=values.text(item.get("name"), NAME_CHARACTERS_MAX),
        type=kind if isinstance(kind, str) and 0 < len(kind) <= values.TYPE_CHARACTERS_MAX else "Document",
        blurhash=_blurhash(item.get("blurhash")),
        focus=_focus(item.get("focalPoint")),
        width=_pixels(known.get("width")),
        height=_pixels(known.get("height")),
        duration_ms=_duration_ms(known.get("duration")),
    )


def _best_link(value: object) -> tuple[str, JsonObject] | None:
    """Of several links the first to a picture, film or sound, else the first; with what it says of itself."""
    links = [(url, link) for item in values.items(value) if (link := _link(item)) and (url := _address(link))]
    files = (found for found in links if file_type(_media_type(found[1].get("mediaType"))) != "Document")
    return next(files, links[0] if links else None)


def _link(item: object) -> JsonObject | None:
    return item if isinstance(item, dict) else {"href": item}


def _address(link: JsonObject) -> str | None:
    named = link.get("href") or link.get("url")
    return values.web_uri(named) if isinstance(named, str) else None


def _media_type(value: object) -> str | None:
    """Lower case, without parameters."""
    found = values.text(value, values.TYPE_CHARACTERS_MAX)
    return None if found is None else found.partition(";")[0].strip().lower() or None


def _blurhash(value: object) -> str | None:
    """Whole or not at all: half of one is another picture."""
    return value if isinstance(value, str) and 0 < len(value) <= BLURHASH_CHARACTERS_MAX else None


def _focus(value: object) -> tuple[float, float] | None:
    match value:
        case [int() | float() as x, int() | float() as y] if not isinstance(x, bool) and not isinstance(y, bool):
            return min(max(float(x), -1.0), 1.0), min(max(float(y), -1.0), 1.0)
    return None


def _pixels(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= PIXELS_MAX:
        return None
    return int(value) or None


def _duration_ms(value: object) -> int | None:
    """From a duration as XML Schema writes it (PT1M3.5S); years and months say nothing exact and are not read."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) and len(value) <= values.TYPE_CHARACTERS_MAX else None
    if match is None:
        return None
    total = sum(float(part) * unit for part, unit in zip(match.groups(), _UNITS_MS, strict=True) if part)
    return int(total) if 0 < total <= DURATION_MS_MAX else None
