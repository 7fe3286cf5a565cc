"""Timelines: which part of a list is asked for."""

from typing import Protocol

from msgspec import Struct

from nodeapp.model.errors import bad
from nodeapp.model.ids import NEWEST, OLDEST, TweetId
from nodeapp.model.limits import Limits

_DIGITS_MAX = len(str(NEWEST))


class Place(Protocol):
    """One place in a list: `position` pages it, `tweet_id` stands there (a retweet's own id where one brought it)."""

    @property
    def position(self) -> int: ...
    @property
    def tweet_id(self) -> TweetId: ...
    @property
    def retweet_of_id(self) -> TweetId | None: ...


class Entry(Struct, frozen=True):
    """A place as the database tells it; from memory a card is one."""

    position: int
    tweet_id: TweetId
    retweet_of_id: TweetId | None = None


class Window(Struct, frozen=True):
    """Entries below `before` and above `since`, `offset` of them skipped, at most `limit`, newest first."""

    limit: int
    before: int = NEWEST
    since: int = OLDEST
    offset: int | None = None
    round: int = 0
    """How often a page has been filled up again."""

    def below(self, position: int) -> "Window":
        """What to ask next, when everything down to `position` has been looked at."""
        return Window(self.limit, position, self.since, None, self.round + 1)


def window(
    limits: Limits,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    since: str | None = None,
    offset: int | None = None,
) -> Window:
    """Clamps `limit`; raises BadInput naming `cursor`, `since` or `offset` where they cannot be used (W25)."""
    size = min(max(limits.page_size_default if limit is None else limit, 1), limits.page_size_max)
    if offset is not None and offset < 0:
        raise bad("offset", "invalid", "An offset is not negative.")
    if offset is not None and offset > limits.offset_max:
        raise bad(
            "offset", "too_large", f"An offset is at most {limits.offset_max}; go on with `cursor`.", limits.offset_max
        )
    return Window(size, _position("cursor", cursor, NEWEST), _position("since", since, OLDEST), offset)


def _position(field: str, text: str | None, absent: int) -> int:
    if text is None or text == "":
        return absent
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS_MAX and int(text) <= NEWEST):
        raise bad(field, "invalid", f"This {field} is not one this node gave out.")
    return int(text)
