"""Edits: a status as it was at one time, and its words as they were written."""

from msgspec import Struct

from nodeapp.model.edits import Past
from nodeapp.model.origin import Origin
from nodeapp.model.views import AccountView, TweetView
from nodeapp.web.mastodon.shapes.accounts import Account
from nodeapp.web.mastodon.shapes.media import MediaAttachment
from nodeapp.web.rendering import page_of, words_html
from nodeapp.web.values import timestamp


class Option(Struct, frozen=True):
    title: str


class Question(Struct, frozen=True):
    """What a poll asked."""

    options: list[Option]


class StatusEdit(Struct, frozen=True, kw_only=True):
    """A status as it was from `created_at` on."""

    content: str
    spoiler_text: str
    sensitive: bool
    created_at: str
    account: Account
    poll: Question | None
    media_attachments: list[MediaAttachment]
    emojis: list[str] = []

    @staticmethod
    def of(past: Past, view: TweetView, origin: Origin) -> "StatusEdit":
        version = past.version
        people = (*view.mentions, view.author)
        titles = version.poll_options
        return StatusEdit(
            content=words_html(
                version.content, version.content_html, people, origin, lambda some: page_of(some, origin)
            ),
            spoiler_text=version.content_warning,
            sensitive=version.sensitive,
            created_at=timestamp(version.at_ms),
            account=Account.of(AccountView(view.author), origin),
            media_attachments=[MediaAttachment.of(file, origin) for file in version.files],
            poll=Question([Option(title) for title in titles]) if titles else None,
        )


class StatusSource(Struct, frozen=True):
    """What was typed."""

    id: str
    text: str
    spoiler_text: str
