"""Edits: what an author changes about a tweet, and what is kept of how it was."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from nodeapp.model.diffs import Change
from nodeapp.model.ids import MediaId, TweetId
from nodeapp.model.media import Media
from nodeapp.model.polls import Poll, PollDraft
from nodeapp.model.tweets import Draft, Tweet

_files = msgspec.json.Decoder(tuple[Media, ...])
_titles = msgspec.json.Decoder(tuple[str, ...])


class MediaChange(Struct, frozen=True, kw_only=True):
    """A description and a focus as they shall be; None stays as it is, an empty focus goes."""

    id: MediaId
    alt: str | None = None
    focus: tuple[float, ...] | None = None


class Edit(Struct, frozen=True, kw_only=True):
    """What shall be another; None stays as it is. Who may see a tweet never changes (P02)."""

    content: str | None = None
    content_warning: str | None = None
    sensitive: bool | None = None
    language: str | None = None
    media_ids: tuple[MediaId, ...] | None = None
    media: tuple[MediaChange, ...] = ()
    poll: PollDraft | None = None
    drops_poll: bool = False


class Version(Struct, frozen=True, kw_only=True):
    """A row of `tweet_versions`: a tweet as it was from `at_ms` on. `media` and `poll` are JSON."""

    tweet_id: TweetId
    number: int
    content: str
    content_html: str | None
    content_warning: str
    sensitive: bool
    language: str | None
    media: str = "[]"
    poll: str = "[]"
    at_ms: int

    @property
    def files(self) -> tuple[Media, ...]:
        return _files.decode(self.media)

    @property
    def poll_options(self) -> tuple[str, ...]:
        return _titles.decode(self.poll)

    @property
    def characters(self) -> int:
        return len(self.content) + len(self.content_html or "")


class Past(Struct, frozen=True):
    """A version, and what its words changed of those of the version before."""

    version: Version
    diff: tuple[Change, ...]


def version_of(tweet: Tweet, number: int, media: Sequence[Media], poll: Poll | None) -> Version:
    """How a tweet is, with what hangs on it."""
    titles = () if poll is None else tuple(option.title for option in poll.options)
    return Version(
        tweet_id=tweet.id,
        number=number,
        content=tweet.content,
        content_html=tweet.content_html,
        content_warning=tweet.content_warning,
        sensitive=tweet.sensitive,
        language=tweet.language,
        media=msgspec.json.encode(tuple(media)).decode(),
        poll=msgspec.json.encode(titles).decode(),
        at_ms=tweet.created_at_ms if tweet.edited_at_ms is None else tweet.edited_at_ms,
    )


def says_the_same(one: Version, other: Version) -> bool:
    """Whether a reader finds no difference: files count by what they are and how they are described."""
    return _told(one) == _told(other)


def _told(version: Version) -> tuple[object, ...]:
    files = [(file.id, file.alt, file.focus_x, file.focus_y) for file in version.files]
    words = (version.content, version.content_html, version.content_warning, version.sensitive, version.language)
    return *words, files, version.poll_options


def redrafted(tweet: Tweet, media_ids: tuple[MediaId, ...], poll: PollDraft | None, edit: Edit) -> Draft:
    """The tweet as if it were written now, for the rules that every draft obeys."""
    warning = tweet.content_warning if edit.content_warning is None else edit.content_warning
    sensitive = edit.sensitive
    if sensitive is None:
        # A note makes a tweet sensitive; without the note it is so only if somebody said so.
        sensitive = tweet.sensitive and (not tweet.content_warning or bool(warning))
    return Draft(
        content=tweet.content if edit.content is None else edit.content,
        content_warning=warning,
        sensitive=sensitive,
        language=tweet.language if edit.language is None else edit.language,
        media_ids=media_ids,
        poll=poll,
    )
