"""Pictures: where files of tweets and profiles are read, the same for both APIs.

Ours lie under a key that nobody can guess; what is elsewhere is read through this node, so that who looks at it is not
told to strangers (P13).
"""

import hashlib
from typing import NamedTuple

import msgspec

from nodeapp.model.accounts import Account
from nodeapp.model.media import Media, Rendition
from nodeapp.model.origin import Origin

PREVIEWS = ("680.webp", "poster.webp", "340.webp")
"""What stands in a timeline, the best first."""

_VERSION_BYTES = 4
_renditions = msgspec.json.Decoder(list[Rendition])


class Picture(NamedTuple):
    """Addresses of a file: itself, what stands for it in a timeline, and every size there is."""

    url: str
    preview_url: str | None
    sizes: list[tuple[Rendition, str]]


def picture_of(media: Media, origin: Origin) -> Picture:
    if media.file_key is None:
        url = f"{origin.url}/media/remote/{media.id}"
        return Picture(url, url if media.kind in ("image", "animation") else None, [])
    key = media.file_key
    sizes = [(rendition, origin.file_url(key, rendition.name)) for rendition in _renditions.decode(media.renditions)]
    named = {rendition.name: url for rendition, url in sizes}
    url = origin.file_url(key)
    preview = next((named[name] for name in PREVIEWS if name in named), None)
    return Picture(url, preview or (url if media.kind in ("image", "animation") else None), sizes)


def avatar_of(account: Account, origin: Origin) -> str | None:
    return _picture_of(account, "avatar", account.avatar_url, origin)


def cover_of(account: Account, origin: Origin) -> str | None:
    return _picture_of(account, "cover", account.cover_url, origin)


def _picture_of(account: Account, which: str, url: str | None, origin: Origin) -> str | None:
    """Ours is kept as a path on this node; one from elsewhere has an address here that is another when it is."""
    if url is None or account.is_local:
        return origin.own_url(url)
    version = hashlib.blake2b(url.encode(), digest_size=_VERSION_BYTES).hexdigest()
    return f"{origin.url}/media/people/{account.id}/{which}?v={version}"
