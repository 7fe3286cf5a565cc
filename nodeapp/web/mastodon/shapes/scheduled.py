"""Scheduled statuses: what is posted later, with the parameters it was asked for with."""

from collections.abc import Sequence

from msgspec import Struct

from nodeapp.model.drafts import DraftView
from nodeapp.model.origin import Origin
from nodeapp.model.polls import PollDraft
from nodeapp.model.visibility import VISIBILITIES as AUDIENCES
from nodeapp.web.mastodon.shapes.media import MediaAttachment
from nodeapp.web.mastodon.shapes.statuses import VISIBILITIES
from nodeapp.web.values import id_or_none, timestamp


class PollParams(Struct, frozen=True):
    options: Sequence[str]
    expires_in: str
    multiple: bool
    hide_totals: bool

    @staticmethod
    def of(poll: PollDraft) -> "PollParams":
        return PollParams(poll.options, str(poll.seconds), poll.multiple, poll.hide_totals)


class Params(Struct, frozen=True, kw_only=True):
    """As clients read them back; ids are strings."""

    text: str
    poll: PollParams | None
    media_ids: list[str] | None
    sensitive: bool
    spoiler_text: str | None
    visibility: str | None
    in_reply_to_id: str | None
    quoted_status_id: str | None
    quote_approval_policy: str | None
    language: str | None
    application_id: int = 0
    scheduled_at: None = None
    idempotency: None = None
    with_rate_limit: bool = False


class ScheduledStatus(Struct, frozen=True):
    """Of a thread the first status is shown; all of it is posted."""

    id: str
    scheduled_at: str
    params: Params
    media_attachments: list[MediaAttachment]

    @staticmethod
    def of(view: DraftView, origin: Origin) -> "ScheduledStatus":
        kept, draft = view.kept, view.kept.tweets[0]
        audience = next((one for one in AUDIENCES if one == draft.visibility), None)
        return ScheduledStatus(
            id=str(kept.id),
            scheduled_at=timestamp(kept.scheduled_at_ms or 0),
            params=Params(
                text=draft.content,
                poll=None if draft.poll is None else PollParams.of(draft.poll),
                media_ids=[str(media_id) for media_id in draft.media_ids] or None,
                sensitive=draft.sensitive,
                spoiler_text=draft.content_warning or None,
                visibility=None if audience is None else VISIBILITIES[audience],
                in_reply_to_id=id_or_none(draft.reply_to_id),
                quoted_status_id=id_or_none(draft.quote_id),
                quote_approval_policy=draft.quote_policy,
                language=draft.language,
            ),
            media_attachments=[
                MediaAttachment.of(view.media[media_id], origin)
                for media_id in draft.media_ids
                if media_id in view.media
            ],
        )
