"""History: how a tweet was before each edit, and how it is now."""

from typing import Literal

from msgspec import Struct

from nodeapp.model.edits import Past
from nodeapp.model.origin import Origin
from nodeapp.model.views import TweetView
from nodeapp.web.native.shapes.media import Media
from nodeapp.web.rendering import words_html
from nodeapp.web.values import timestamp


class Version(Struct, frozen=True, kw_only=True):
    """A tweet as it was from `at` on; `diff` is against the version before: what stayed, went and came."""

    number: int
    content: str
    content_html: str
    content_warning: str
    sensitive: bool
    language: str | None
    media: list[Media]
    poll_options: list[str]
    at: str
    diff: list[tuple[Literal["=", "-", "+"], str]]

    @staticmethod
    def of(past: Past, view: TweetView, origin: Origin) -> "Version":
        version = past.version
        html = words_html(
            version.content,
            version.content_html,
            (*view.mentions, view.author),
            origin,
            lambda some: origin.profile_url(some.username, some.host),
        )
        return Version(
            number=version.number,
            content=version.content,
            content_html=html,
            content_warning=version.content_warning,
            sensitive=version.sensitive,
            language=version.language,
            media=[Media.of(file, origin) for file in version.files],
            poll_options=list(version.poll_options),
            at=timestamp(version.at_ms),
            diff=list(past.diff),
        )


class History(Struct, frozen=True):
    """Oldest first, the present last."""

    versions: list[Version]

    @staticmethod
    def of(view: TweetView, past: list[Past], origin: Origin) -> "History":
        return History([Version.of(one, view, origin) for one in past])
