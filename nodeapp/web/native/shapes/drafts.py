"""Drafts, and what is scheduled, as their author writes them on."""

from msgspec import Struct

from nodeapp.model import polls, tweets, views
from nodeapp.model.drafts import DraftView, Place
from nodeapp.model.origin import Origin
from nodeapp.web.native.shapes.media import Media
from nodeapp.web.native.shapes.pages import Pagination
from nodeapp.web.native.shapes.tweets import Tweet
from nodeapp.web.values import id_or_none, timestamp


class DraftPoll(Struct, frozen=True):
    """As it is asked for with a tweet."""

    options: list[str]
    expires_in: int
    multiple: bool
    hide_totals: bool

    @staticmethod
    def of(poll: polls.PollDraft) -> "DraftPoll":
        return DraftPoll(list(poll.options), poll.seconds, poll.multiple, poll.hide_totals)


class DraftTweet(Struct, frozen=True, kw_only=True):
    """One tweet of a draft, by the fields it is posted with. `media` are those of its files that are still there."""

    content: str
    reply_to_id: str | None
    quote_id: str | None
    visibility: str | None
    content_warning: str
    sensitive: bool
    language: str | None
    media_ids: list[str]
    media: list[Media]
    poll: DraftPoll | None
    quote_policy: str | None

    @staticmethod
    def of(draft: tweets.Draft, view: DraftView, origin: Origin) -> "DraftTweet":
        return DraftTweet(
            content=draft.content,
            reply_to_id=id_or_none(draft.reply_to_id),
            quote_id=id_or_none(draft.quote_id),
            visibility=draft.visibility,
            content_warning=draft.content_warning,
            sensitive=draft.sensitive,
            language=draft.language,
            media_ids=[str(media_id) for media_id in draft.media_ids],
            media=[Media.of(view.media[media_id], origin) for media_id in draft.media_ids if media_id in view.media],
            poll=None if draft.poll is None else DraftPoll.of(draft.poll),
            quote_policy=draft.quote_policy,
        )


class KeptDraft(Struct, frozen=True, kw_only=True):
    """What is written, as it was written: one tweet, or several that become a thread.

    `scheduled_at` is null for a draft. `problem` says why it could not be posted at its time. `reply_to` and `quote`
    are null where there is none, or none that is shown.
    """

    id: str
    tweets: list[DraftTweet]
    scheduled_at: str | None
    problem: str | None
    reply_to: Tweet | None
    quote: Tweet | None
    created_at: str
    changed_at: str

    @staticmethod
    def of(view: DraftView, origin: Origin) -> "KeptDraft":
        kept = view.kept
        return KeptDraft(
            id=str(kept.id),
            tweets=[DraftTweet.of(draft, view, origin) for draft in kept.tweets],
            scheduled_at=None if kept.scheduled_at_ms is None else timestamp(kept.scheduled_at_ms),
            problem=kept.problem or None,
            reply_to=Tweet.of(view.reply_to, origin) if view.reply_to else None,
            quote=Tweet.of(view.quote, origin) if view.quote else None,
            created_at=timestamp(kept.created_at_ms),
            changed_at=timestamp(kept.changed_at_ms),
        )


class DraftPage(Struct, frozen=True):
    drafts: list[KeptDraft]
    pagination: Pagination

    @staticmethod
    def of(page: views.Page[DraftView], origin: Origin) -> "DraftPage":
        return DraftPage(
            [KeptDraft.of(view, origin) for view in page.items],
            Pagination(
                limit=page.limit,
                offset=page.offset,
                cursor=id_or_none(page.cursor),
                newest=id_or_none(page.newest),
                has_more=page.has_more,
            ),
        )


class ScheduledPage(Struct, frozen=True):
    scheduled: list[KeptDraft]
    pagination: Pagination

    @staticmethod
    def of(found: list[DraftView], last: Place | None, limit: int, origin: Origin) -> "ScheduledPage":
        cursor = None if last is None else str(last)
        pagination = Pagination(limit=limit, offset=None, cursor=cursor, newest=None, has_more=last is not None)
        return ScheduledPage([KeptDraft.of(view, origin) for view in found], pagination)
