"""Routes under /api/v1/trends and /api/v2/suggestions: what is talked about, and whom to follow."""

from collections.abc import Sequence
from contextlib import suppress

from litestar import Router, delete, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.services.hashtags import Hashtags
from nodeapp.services.recommendations import Recommendations
from nodeapp.services.trends import Trends
from nodeapp.web.auth import AnyRequest
from nodeapp.web.mastodon.parameters import account_id, asked
from nodeapp.web.mastodon.shapes.accounts import Account
from nodeapp.web.mastodon.shapes.statuses import Status
from nodeapp.web.mastodon.shapes.tags import FollowableTag
from nodeapp.web.mastodon.shapes.trends import LinkCard, Suggestion, history_of


class Part(Struct, frozen=True):
    """Of a ranking."""

    limit: int | None = None
    offset: int = 0


@get(["/trends", "/trends/tags"], summary="Hashtags that trend")
async def tags(
    request: AnyRequest,
    viewer: NamedDependency[Viewer],
    trends: NamedDependency[Trends],
    hashtags: NamedDependency[Hashtags],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Sequence[FollowableTag]:
    part = asked(request, Part, limits)
    found = await trends.hashtags(viewer, limit=part.limit, offset=part.offset)
    followed = await hashtags.followed_among(viewer, [trend.tag for _, trend in found.entries])
    return [
        FollowableTag(
            name=trend.tag,
            url=origin.tag_url(trend.tag),
            history=history_of(trend.history),
            following=trend.tag in followed,
        )
        for _, trend in found.entries
    ]


@get("/trends/statuses", summary="Statuses that trend")
async def statuses(
    request: AnyRequest,
    viewer: NamedDependency[Viewer],
    trends: NamedDependency[Trends],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Sequence[Status]:
    part = asked(request, Part, limits)
    limit = limits.page_size_default if part.limit is None else min(part.limit, limits.mastodon_page_size_max)
    found = await trends.tweets(viewer, limit=limit, offset=part.offset)
    return [Status.of(seen.view, origin) for _, seen in found.entries]


@get("/trends/links", summary="Links that trend")
async def links(
    request: AnyRequest,
    viewer: NamedDependency[Viewer],
    trends: NamedDependency[Trends],
    limits: NamedDependency[Limits],
) -> Sequence[LinkCard]:
    part = asked(request, Part, limits)
    found = await trends.links(viewer, limit=part.limit, offset=part.offset)
    return [LinkCard.of(trend, found.today_ms) for _, trend in found.entries]


@get("/suggestions", summary="People I may want to follow, and where they come from")
async def suggestions(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    recommendations: NamedDependency[Recommendations],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Sequence[Suggestion]:
    found = await recommendations.users(me, _many(asked(request, Part, limits), limits))
    return [Suggestion.of(one, origin) for one in found]


@get("/suggestions", summary="People I may want to follow")
async def people(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    recommendations: NamedDependency[Recommendations],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Sequence[Account]:
    found = await recommendations.users(me, _many(asked(request, Part, limits), limits))
    return [Account.of(one.view, origin) for one in found]


@delete("/suggestions/{user_id:str}", status_code=200, summary="Do not suggest somebody to me again")
async def dismiss(
    user_id: FromPath[str], me: NamedDependency[Viewer], recommendations: NamedDependency[Recommendations]
) -> dict[str, str]:
    """Also of who is not there any more: there is nothing left to dismiss."""
    with suppress(NotFound):
        await recommendations.dismiss(me, account_id(user_id))
    return {}


def _many(part: Part, limits: Limits) -> int:
    most = limits.mastodon_page_size_max
    return most if part.limit is None else min(max(part.limit, 1), most)


routes = [
    Router("/api/v1", route_handlers=[tags, statuses, links, people, dismiss], include_in_schema=False),
    Router("/api/v2", route_handlers=[suggestions], include_in_schema=False),
]
