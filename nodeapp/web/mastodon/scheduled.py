"""Routes under /api/v1/scheduled_statuses: what is posted later; look, move, take back."""

from collections.abc import Sequence

from litestar import Response, Router, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import bad
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.services.drafts import Drafts
from nodeapp.services.tweets import Tweets
from nodeapp.web.auth import AnyRequest
from nodeapp.web.mastodon.pages import Paging, next_link, window_of
from nodeapp.web.mastodon.parameters import asked, given
from nodeapp.web.mastodon.shapes.scheduled import ScheduledStatus
from nodeapp.web.values import parse_draft_id, parse_time


class Moved(Struct, frozen=True):
    scheduled_at: str = ""


class Nothing(Struct, frozen=True):
    """An empty object, which clients expect of what is gone."""


@get("/", summary="What I have scheduled, last written first")
async def mine(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    drafts: NamedDependency[Drafts],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Response[Sequence[ScheduledStatus]]:
    page = await drafts.scheduled_page(me, window_of(asked(request, Paging, limits), limits))
    shown = [ScheduledStatus.of(view, origin) for view in page.items]
    return Response(shown, headers=next_link(request, page.cursor, origin))


@get("/{status_id:str}", summary="One that I have scheduled")
async def read(
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    drafts: NamedDependency[Drafts],
    origin: NamedDependency[Origin],
) -> ScheduledStatus:
    return ScheduledStatus.of(await drafts.get(me, parse_draft_id(status_id), scheduled=True), origin)


@put("/{status_id:str}", summary="Post it at another time")
async def move(
    request: AnyRequest,
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    drafts: NamedDependency[Drafts],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> ScheduledStatus:
    wanted, moved = parse_draft_id(status_id), await given(request, Moved, limits)
    if not moved.scheduled_at:
        raise bad("scheduled_at", "missing", "Say when.")
    await tweets.reschedule(me, wanted, parse_time("scheduled_at", moved.scheduled_at))
    return ScheduledStatus.of(await drafts.get(me, wanted, scheduled=True), origin)


@delete("/{status_id:str}", status_code=200, summary="Do not post it")
async def drop(status_id: FromPath[str], me: NamedDependency[Viewer], drafts: NamedDependency[Drafts]) -> Nothing:
    await drafts.drop(me, parse_draft_id(status_id), scheduled=True)
    return Nothing()


routes = [
    Router("/api/v1/scheduled_statuses", route_handlers=[mine, read, move, drop], include_in_schema=False),
]
