"""Uploads: what may be said of a file, and which files go together in a tweet."""

import math
from collections.abc import Sequence

from nodeapp.model import text
from nodeapp.model.errors import BadInput, FieldError, bad
from nodeapp.model.ids import NEWEST, AccountId, MediaId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.media import Media, MediaKind

Focus = tuple[float, float]

_AVATAR = (400, 400)
_COVER = (1500, 500)
AVATAR_NAME = f"{_AVATAR[0]}x{_AVATAR[1]}.webp"
COVER_NAME = f"{_COVER[0]}x{_COVER[1]}.webp"
AVATAR_SIZE, COVER_SIZE = _AVATAR, _COVER

_ALONE: frozenset[MediaKind] = frozenset({"animation", "video", "audio"})
_PAIR = 2
_DIGITS_MAX = len(str(NEWEST))


def check_alt(alt: str, limits: Limits) -> str:
    """A description, cleaned; counted as words of a tweet are."""
    most = limits.media_alt_characters_max
    clean = text.clean(alt) if len(alt) <= most * _PAIR * _PAIR else alt
    if text.graphemes(clean) > most:
        raise bad("alt", "too_long", f"A description has at most {most} characters.", most)
    return clean


def check_focus(focus: Sequence[float] | None) -> Focus | None:
    """Two numbers from -1 to 1, right and up. None, or none of them, where there is no focus."""
    if not focus:
        return None
    if len(focus) != _PAIR or not all(math.isfinite(value) and -1 <= value <= 1 for value in focus):
        raise bad("focus", "invalid", "A focus is two numbers from -1 to 1: how far right, and how far up.")
    return float(focus[0]), float(focus[1])


def parse_ids(field: str, told: Sequence[str | int]) -> tuple[MediaId, ...]:
    """As bodies name them, strings or numbers."""
    ids = []
    for value in told:
        text_of_it = str(value)
        is_short = text_of_it.isascii() and text_of_it.isdecimal() and len(text_of_it) <= _DIGITS_MAX
        if not is_short or int(text_of_it) >= NEWEST:
            raise bad(field, "invalid", "A file's id is a number.")
        ids.append(MediaId(int(text_of_it)))
    return tuple(ids)


def parse_focus(told: str) -> Focus | None:
    """As forms say it: `x,y`."""
    if not told.strip():
        return None
    try:
        return check_focus([float(value) for value in told.split(",")])
    except ValueError:
        raise bad("focus", "invalid", "A focus is two numbers from -1 to 1: how far right, and how far up.") from None


def check_list(wanted: Sequence[MediaId], limits: Limits) -> None:
    """Before anything is looked up. Raises BadInput at `media_ids`."""
    most = limits.media_per_tweet_max
    if len(wanted) > most:
        raise bad("media_ids", "too_many", f"A tweet has at most {most} files.", most)
    if len(set(wanted)) < len(wanted):
        raise bad("media_ids", "twice", "A file is named twice.")


def check_attached(
    wanted: Sequence[MediaId],
    found: Sequence[Media],
    account_id: AccountId,
    limits: Limits,
    tweet_id: TweetId | None = None,
) -> None:
    """Whether these files can be a new tweet's, or that tweet's once it is edited. Raises BadInput at `media_ids`."""
    by_id = {one.id: one for one in found if one.account_id == account_id and one.purpose in ("tweet", "earlier")}
    faults = (_fault_of_file(by_id.get(media_id), tweet_id) for media_id in wanted)
    fault = next((some for some in faults if some is not None), None)
    if fault is None and len(wanted) > 1 and any(one.kind in _ALONE for one in by_id.values()):
        message = f"A tweet has up to {limits.media_per_tweet_max} pictures, or one animation, film or sound."
        fault = FieldError("media_ids", "mixed_kinds", message)
    if fault is not None:
        raise BadInput(fault)


def _fault_of_file(one: Media | None, tweet_id: TweetId | None) -> FieldError | None:
    if one is None:
        return FieldError("media_ids", "not_found", "There is no such file of yours. Upload it again.")
    if one.tweet_id not in (None, tweet_id):
        return FieldError("media_ids", "already_used", "This file is in another tweet already. Upload it again.")
    if one.state == "failed":
        return FieldError("media_ids", "failed", "This file could not be read. Take it out.")
    return None
