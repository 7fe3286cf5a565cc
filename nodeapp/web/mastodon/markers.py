"""Routes under /api/v1/markers: how far one has read, the same for all one's clients."""

from litestar import Router, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.ids import OLDEST
from nodeapp.model.limits import Limits
from nodeapp.services.notifications import Notifications
from nodeapp.web.auth import AnyRequest
from nodeapp.web.mastodon.parameters import asked, given, place
from nodeapp.web.mastodon.shapes.notifications import Place


class Timelines(Struct, frozen=True):
    """`home` and `notifications`."""

    timeline: list[str] = []


class Read(Struct, frozen=True):
    last_read_id: str | int | None = None


class Places(Struct, frozen=True, kw_only=True):
    """What is left out stays as it is."""

    home: Read | None = None
    notifications: Read | None = None


@get("/", summary="How far I have read")
async def read(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    limits: NamedDependency[Limits],
) -> dict[str, Place]:
    wanted = asked(request, Timelines, limits).timeline
    return {
        marker.timeline: Place.of(marker) for marker in await notifications.markers(me) if marker.timeline in wanted
    }


@post("/", status_code=200, summary="Say how far I have read")
async def mark(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    limits: NamedDependency[Limits],
) -> dict[str, Place]:
    told = await given(request, Places, limits)
    places = {
        name: place("last_read_id", one.last_read_id, OLDEST)
        for name, one in (("home", told.home), ("notifications", told.notifications))
        if one is not None and one.last_read_id is not None
    }
    return {marker.timeline: Place.of(marker) for marker in await notifications.mark(me, places)}


routes = [Router("/api/v1/markers", route_handlers=[read, mark], include_in_schema=False)]
