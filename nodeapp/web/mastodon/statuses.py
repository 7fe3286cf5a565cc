"""Routes under /api/v1/statuses: post, open, delete, and what people do with a status."""

from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import bad
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.quotes import checked_policy
from nodeapp.model.tweets import Draft, Idempotency
from nodeapp.model.uploads import parse_ids
from nodeapp.model.visibility import Visibility
from nodeapp.services.drafts import Drafts
from nodeapp.services.engagement import Engagement
from nodeapp.services.tweets import Tweets
from nodeapp.web.auth import AnyRequest
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.idempotency import idempotency_of
from nodeapp.web.mastodon.edits import edit
from nodeapp.web.mastodon.parameters import given
from nodeapp.web.mastodon.polls import NewPoll
from nodeapp.web.mastodon.shapes.scheduled import ScheduledStatus
from nodeapp.web.mastodon.shapes.statuses import VISIBILITIES, DeletedStatus, Status
from nodeapp.web.values import optional_tweet_id, parse_time, parse_tweet_id

_AUDIENCES: dict[str, Visibility] = {name: audience for audience, name in VISIBILITIES.items()}


class NewStatus(Struct, frozen=True, kw_only=True):
    """What to say. Without a visibility it is public, or for an answer the parent's."""

    status: str | None = None
    in_reply_to_id: str | int | None = None
    quoted_status_id: str | int | None = None
    quote_approval_policy: str | None = None
    visibility: str | None = None
    spoiler_text: str | None = None
    sensitive: bool | None = None
    language: str | None = None
    media_ids: list[str | int] | None = None
    poll: NewPoll | None = None
    scheduled_at: str | None = None


class Boost(Struct, frozen=True):
    visibility: str | None = None


@post("/", status_code=200, summary="Post; now, or at `scheduled_at`")
async def create(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    drafts: NamedDependency[Drafts],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Status | ScheduledStatus:
    new, key = await given(request, NewStatus, limits), idempotency_of(request)
    if new.scheduled_at:
        at_ms = parse_time("scheduled_at", new.scheduled_at)
        draft_id = await tweets.schedule(me, [draft_of(new)], at_ms, key)
        return ScheduledStatus.of(await drafts.get(me, draft_id, scheduled=True), origin)
    return Status.of(await tweets.post(me, draft_of(new, key)), origin)


@get("/{status_id:str}", summary="One status")
async def read(
    status_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> Status:
    return Status.of(await tweets.get(viewer, parse_tweet_id(status_id)), origin)


@delete("/{status_id:str}", status_code=200, summary="Delete my status, or take my boost back")
async def remove(
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    engagement: NamedDependency[Engagement],
    origin: NamedDependency[Origin],
) -> DeletedStatus:
    tweet_id = parse_tweet_id(status_id)
    view = await tweets.get(me, tweet_id)
    shown = DeletedStatus.of(view, origin)
    if view.retweeted_by is not None and view.retweeted_by.id == me.id:
        await engagement.unretweet(me, view.tweet.id)
    else:
        await tweets.delete(me, tweet_id)
    return shown


@post("/{status_id:str}/favourite", status_code=200, summary="Like")
async def favourite(
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    engagement: NamedDependency[Engagement],
    origin: NamedDependency[Origin],
) -> Status:
    return Status.of(await engagement.like(me, parse_tweet_id(status_id)), origin)


@post("/{status_id:str}/unfavourite", status_code=200, summary="Take a like back")
async def unfavourite(
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    engagement: NamedDependency[Engagement],
    origin: NamedDependency[Origin],
) -> Status:
    return Status.of(await engagement.unlike(me, parse_tweet_id(status_id)), origin)


@post("/{status_id:str}/reblog", status_code=200, summary="Boost; the answer is the boost")
async def reblog(
    request: AnyRequest,
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    engagement: NamedDependency[Engagement],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Status:
    boost = await given(request, Boost, limits)
    view = await engagement.retweet(me, parse_tweet_id(status_id), _audience(boost.visibility))
    return Status.of(await engagement.retweeted(me, view.tweet.id), origin)


@post("/{status_id:str}/unreblog", status_code=200, summary="Take a boost back")
async def unreblog(
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    engagement: NamedDependency[Engagement],
    origin: NamedDependency[Origin],
) -> Status:
    return Status.of(await engagement.unretweet(me, parse_tweet_id(status_id)), origin)


@post("/{status_id:str}/bookmark", status_code=200, summary="Keep for later; nobody is told")
async def bookmark(
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    engagement: NamedDependency[Engagement],
    origin: NamedDependency[Origin],
) -> Status:
    return Status.of(await engagement.bookmark(me, parse_tweet_id(status_id)), origin)


@post("/{status_id:str}/unbookmark", status_code=200, summary="Keep no longer")
async def unbookmark(
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    engagement: NamedDependency[Engagement],
    origin: NamedDependency[Origin],
) -> Status:
    return Status.of(await engagement.unbookmark(me, parse_tweet_id(status_id)), origin)


def draft_of(new: NewStatus, idempotency: Idempotency | None = None) -> Draft:
    """What a body says, but for its time. Raises BadInput."""
    return Draft(
        content=new.status or "",
        reply_to_id=optional_tweet_id("in_reply_to_id", new.in_reply_to_id),
        quote_id=optional_tweet_id("quoted_status_id", new.quoted_status_id),
        quote_policy=checked_policy("quote_approval_policy", new.quote_approval_policy)
        if new.quote_approval_policy
        else None,
        visibility=_audience(new.visibility),
        content_warning=new.spoiler_text or "",
        sensitive=bool(new.sensitive),
        language=new.language,
        media_ids=parse_ids("media_ids", new.media_ids or []),
        poll=new.poll.draft() if new.poll else None,
        idempotency=idempotency,
    )


def _audience(visibility: str | None) -> Visibility | None:
    if not visibility:
        return None
    if visibility not in _AUDIENCES:
        raise bad("visibility", "invalid", f"Visibility is one of {', '.join(_AUDIENCES)}.")
    return _AUDIENCES[visibility]


_reads = Router("/", route_handlers=[read], middleware=[ConditionalReads])
_writes = [create, edit, remove, favourite, unfavourite, reblog, unreblog, bookmark, unbookmark]
routes = [Router("/api/v1/statuses", route_handlers=[_reads, *_writes], include_in_schema=False)]
