"""Files of tweets as attachments of notes, both ways."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from federation.vocabulary import Attachment, file_type
from nodeapp.model import file_types, text
from nodeapp.model.file_types import SHOWN, Shown
from nodeapp.model.limits import Limits
from nodeapp.model.media import ForeignMedia, Media, is_blurhash
from nodeapp.model.origin import Origin

_SAY_NOTHING = (None, "application/octet-stream")
_TYPES: dict[str, Shown] = {"Image": "image", "Video": "video", "Audio": "audio"}


def sorted_out(
    attachments: Iterable[Attachment], limits: Limits
) -> tuple[tuple[ForeignMedia, ...], tuple[Attachment, ...]]:
    """What is shown with the tweet, each address once, and what is left: of that only links are shown."""
    shown: dict[str, ForeignMedia] = {}
    left = []
    for attachment in attachments:
        mime = _promised_type(attachment)
        if mime is None or (attachment.url not in shown and len(shown) >= limits.remote_media_per_tweet_max):
            left.append(attachment)
        else:
            shown.setdefault(attachment.url, _foreign_media(attachment, mime, limits))
    return tuple(shown.values()), tuple(left)


def attachments_out(media: Iterable[Media], origin: Origin) -> list[Attachment]:
    """Files of ours; one that turned out to be unusable is told to nobody."""
    return [
        Attachment(
            url=origin.file_url(one.file_key),
            media_type=one.mime,
            name=one.alt or None,
            type=file_type(one.mime),
            blurhash=one.blurhash,
            focus=None if one.focus_x is None or one.focus_y is None else (one.focus_x, one.focus_y),
            width=one.width,
            height=one.height,
            duration_ms=one.duration_ms,
        )
        for one in media
        if one.file_key is not None and one.state != "failed"
    ]


def _promised_type(attachment: Attachment) -> str | None:
    """A type that is shown here, as far as one is promised; what it really is shows when it is fetched."""
    if attachment.media_type not in _SAY_NOTHING:
        usual = file_types.usual(attachment.media_type or "")
        return usual if usual in SHOWN else None
    if (by_ending := file_types.by_ending(urlsplit(attachment.url).path)) is not None:
        return by_ending
    kind = _TYPES.get(attachment.type)
    return None if kind is None else f"{kind}/*"


def _foreign_media(attachment: Attachment, mime: str, limits: Limits) -> ForeignMedia:
    blurhash, focus = attachment.blurhash, attachment.focus or (None, None)
    is_whole = attachment.width is not None and attachment.height is not None
    return ForeignMedia(
        url=attachment.url,
        kind=SHOWN.get(mime) or _TYPES[attachment.type],
        mime=mime,
        alt=text.clean(attachment.name or "")[: limits.remote_alt_characters_max],
        focus_x=focus[0],
        focus_y=focus[1],
        blurhash=blurhash if blurhash is not None and is_blurhash(blurhash) else None,
        width=attachment.width if is_whole else None,
        height=attachment.height if is_whole else None,
        duration_ms=attachment.duration_ms,
    )
