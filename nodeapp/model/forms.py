"""Forms: the kinds of files that can be uploaded here, and what each is called by those who read and save it."""

from typing import Literal

from msgspec import Struct

from nodeapp.model.file_types import by_content

Family = Literal["picture", "film", "sound"]


class Form(Struct, frozen=True):
    """`name` is what decoders call it; `suffix` ends its name when it is saved."""

    name: str
    mime: str
    family: Family
    suffix: str


PNG = Form("PNG", "image/png", "picture", "png")
JPEG = Form("JPEG", "image/jpeg", "picture", "jpg")
GIF = Form("GIF", "image/gif", "picture", "gif")
WEBP = Form("WEBP", "image/webp", "picture", "webp")
AVIF = Form("AVIF", "image/avif", "picture", "avif")

FORMS = (
    PNG,
    JPEG,
    GIF,
    WEBP,
    AVIF,
    Form("mp4", "video/mp4", "film", "mp4"),
    Form("mov", "video/quicktime", "film", "mov"),
    Form("webm", "video/webm", "film", "webm"),
    Form("mp3", "audio/mpeg", "sound", "mp3"),
    Form("m4a", "audio/mp4", "sound", "m4a"),
    Form("ogg", "audio/ogg", "sound", "ogg"),
    Form("flac", "audio/flac", "sound", "flac"),
    Form("wav", "audio/wav", "sound", "wav"),
)
NAMES = "PNG, JPEG, GIF, WebP, AVIF, MP4, MOV, WebM, MP3, M4A, OGG, FLAC, WAV"

_BY_MIME = {form.mime: form for form in FORMS}
_BY_NAME = {form.name: form for form in FORMS}


def form_of(head: bytes) -> Form | None:
    """By a file's first 512 bytes. None for what is not taken here: SVG, HTML, PDF, TIFF and what else (W04, W08)."""
    return _BY_MIME.get(by_content(head) or "")


def form_with_mime(mime: str) -> Form | None:
    return _BY_MIME.get(mime)


def form_named(name: str) -> Form:
    """Raises LookupError."""
    return _BY_NAME[name]
