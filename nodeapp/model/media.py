"""Media: pictures, films and sounds of tweets and profiles."""

from typing import Literal

from msgspec import Struct

from nodeapp.model.ids import AccountId, MediaId, TweetId

MediaKind = Literal["image", "animation", "video", "audio", "file"]
"""An animation is a film without sound that plays by itself; a file is what this node cannot show."""
MediaState = Literal["waiting", "ready", "failed"]
MediaPurpose = Literal["tweet", "earlier", "avatar", "cover"]
"""`earlier` is of a tweet that was edited, and shows in its history only."""
MediaTaskKind = Literal["look", "cut", "stream"]
"""What the worker does with a file later: find out what it is, cut its square anew, make smaller sizes of a film."""

_BASE_83_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
_BASE_83 = frozenset(_BASE_83_DIGITS)
_BLURHASH_CHARACTERS_MIN = 6
_BLURHASH_COMPONENTS_MAX = 9


class Rendition(Struct, frozen=True):
    """One size of a file: `name` is the last part of its address."""

    name: str
    mime: str
    width: int
    height: int
    bytes: int


class Media(Struct, frozen=True, kw_only=True):
    """A row of `media`. Ours has a `file_key`, one from elsewhere a `remote_url`; `renditions` is JSON.

    `focus_x` and `focus_y` go from -1 to 1, right and up: what stays to be seen where a picture is cut.
    """

    id: MediaId
    account_id: AccountId
    kind: MediaKind
    state: MediaState
    mime: str
    created_at_ms: int
    tweet_id: TweetId | None = None
    place: int = 0
    purpose: MediaPurpose = "tweet"
    file_key: str | None = None
    hash: bytes | None = None
    bytes: int = 0
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    alt: str = ""
    focus_x: float | None = None
    focus_y: float | None = None
    blurhash: str | None = None
    renditions: str = "[]"
    remote_url: str | None = None


class ForeignMedia(Struct, frozen=True, kw_only=True):
    """A file of a tweet as its own node tells it: nothing of it has been fetched, and its type is a promise."""

    url: str
    kind: MediaKind
    mime: str
    alt: str = ""
    focus_x: float | None = None
    focus_y: float | None = None
    blurhash: str | None = None
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None


def is_blurhash(text: str) -> bool:
    """Whether it is whole: its first character says how many components follow (github.com/woltapp/blurhash)."""
    if len(text) < _BLURHASH_CHARACTERS_MIN or not _BASE_83.issuperset(text):
        return False
    across, down = _BASE_83_DIGITS.index(text[0]) % 9 + 1, _BASE_83_DIGITS.index(text[0]) // 9 + 1
    return down <= _BLURHASH_COMPONENTS_MAX and len(text) == 4 + 2 * across * down
