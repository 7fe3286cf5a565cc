"""Media attachments: files as clients show them."""

from msgspec import Struct

from nodeapp.model import media
from nodeapp.model.origin import Origin
from nodeapp.web.pictures import picture_of

_TYPES: dict[media.MediaKind, str] = {"image": "image", "video": "video", "audio": "audio", "file": "unknown"}


class Measures(Struct, frozen=True, omit_defaults=True):
    """Of one size of a file."""

    width: int | None = None
    height: int | None = None
    size: str | None = None
    aspect: float | None = None
    duration: float | None = None


class FocusPoint(Struct, frozen=True):
    x: float
    y: float


class Meta(Struct, frozen=True, omit_defaults=True):
    original: Measures | None = None
    small: Measures | None = None
    focus: FocusPoint | None = None


class MediaAttachment(Struct, frozen=True, kw_only=True):
    """`url` is null until the file can be shown; where it lies elsewhere is not told (P13)."""

    id: str
    type: str
    url: str | None
    preview_url: str | None
    remote_url: None = None
    preview_remote_url: None = None
    text_url: None = None
    meta: Meta
    description: str | None
    blurhash: str | None

    @staticmethod
    def of(one: media.Media, origin: Origin) -> "MediaAttachment":
        picture = picture_of(one, origin)
        small = next((size for size, url in picture.sizes if url == picture.preview_url), None)
        focus = None if one.focus_x is None or one.focus_y is None else FocusPoint(one.focus_x, one.focus_y)
        return MediaAttachment(
            id=str(one.id),
            type=_type(one),
            url=picture.url if one.state == "ready" else None,
            preview_url=picture.preview_url if one.state == "ready" else None,
            meta=Meta(
                original=_measures(one.width, one.height, one.duration_ms),
                small=None if small is None else _measures(small.width, small.height),
                focus=focus,
            ),
            description=one.alt or None,
            blurhash=one.blurhash,
        )


def _type(one: media.Media) -> str:
    """Clients play a `gifv` as a film; a GIF of ours stays a picture that moves."""
    if one.kind == "animation":
        return "gifv" if one.mime.startswith("video/") else "image"
    return _TYPES[one.kind]


def _measures(width: int | None, height: int | None, duration_ms: int | None = None) -> Measures | None:
    duration = None if duration_ms is None else duration_ms / 1_000
    if width is None or height is None or not height:
        return None if duration is None else Measures(duration=duration)
    return Measures(width, height, f"{width}x{height}", width / height, duration)
