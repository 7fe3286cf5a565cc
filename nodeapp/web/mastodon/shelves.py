"""Routes about what I put aside: bookmarks and favourites."""

from litestar import Router, get
from litestar.di import NamedDependency

from nodeapp.model.accounts import Viewer
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.services.timelines import Timelines
from nodeapp.web.auth import AnyRequest
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.mastodon.pages import Statuses, answer_down


@get("/bookmarks", summary="What I kept, last kept first")
async def bookmarks(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Statuses:
    return await answer_down(lambda part: timelines.bookmarks(me, part), request, origin, limits)


@get("/favourites", summary="What I liked, last liked first")
async def favourites(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Statuses:
    return await answer_down(lambda part: timelines.likes(me, part), request, origin, limits)


routes = [
    Router("/api/v1", route_handlers=[bookmarks, favourites], middleware=[ConditionalReads], include_in_schema=False)
]
