"""Routes under /api/v1/timelines: home and what is public."""

from litestar import Router, get
from litestar.di import NamedDependency

from nodeapp.model.accounts import Viewer
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.services.timelines import Timelines
from nodeapp.web.auth import AnyRequest
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.mastodon.pages import Statuses, answer
from nodeapp.web.mastodon.parameters import asked
from nodeapp.web.mastodon.sieves import Sieve, sieved


@get("/home", summary="Those I follow, and I, newest first")
async def home(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Statuses:
    return await answer(lambda window: timelines.home(me, window), request, origin, limits)


@get("/public", summary="Everything public that is known here, or with local=true was written here")
async def public(
    request: AnyRequest,
    viewer: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Statuses:
    sieve = asked(request, Sieve, limits)
    list_of = timelines.local if sieve.local else timelines.public
    return await answer(sieved(lambda part: list_of(viewer, part), sieve, limits), request, origin, limits)


routes = [
    Router("/api/v1/timelines", route_handlers=[home, public], middleware=[ConditionalReads], include_in_schema=False)
]
