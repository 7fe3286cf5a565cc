"""Routes under /api/drafts and /api/scheduled: what I am writing, and what I have written for later; nobody else's."""

from collections.abc import Sequence

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec.structs import replace

from nodeapp.model import tweets as model
from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import bad
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window, window
from nodeapp.services.drafts import Drafts
from nodeapp.services.tweets import Tweets
from nodeapp.web.native.shapes.drafts import DraftPage, KeptDraft, ScheduledPage
from nodeapp.web.native.shapes.tweets import Tweet
from nodeapp.web.native.timelines import Cursor, Limit, provide_window
from nodeapp.web.native.tweets import NewThread, NewTweet, written
from nodeapp.web.values import parse_draft_id, parse_time

_NOTHING = NewTweet()


@get("/", summary="My drafts, last begun first")
async def mine(
    me: NamedDependency[Viewer],
    drafts: NamedDependency[Drafts],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> DraftPage:
    return DraftPage.of(await drafts.page(me, part), origin)


@post("/", summary="Keep what I am writing, finished or not")
async def keep(
    data: JSONBody[NewTweet],
    me: NamedDependency[Viewer],
    drafts: NamedDependency[Drafts],
    origin: NamedDependency[Origin],
) -> KeptDraft:
    return KeptDraft.of(await drafts.keep(me, _unfinished(data)), origin)


@get("/{draft_id:str}", summary="One of my drafts")
async def read(
    draft_id: FromPath[str],
    me: NamedDependency[Viewer],
    drafts: NamedDependency[Drafts],
    origin: NamedDependency[Origin],
) -> KeptDraft:
    return KeptDraft.of(await drafts.get(me, parse_draft_id(draft_id)), origin)


@put("/{draft_id:str}", summary="Keep a draft as it is now; the whole of it is replaced")
async def change(
    draft_id: FromPath[str],
    data: JSONBody[NewTweet],
    me: NamedDependency[Viewer],
    drafts: NamedDependency[Drafts],
    origin: NamedDependency[Origin],
) -> KeptDraft:
    return KeptDraft.of(await drafts.change(me, parse_draft_id(draft_id), _unfinished(data)), origin)


@delete("/{draft_id:str}", status_code=204, summary="Throw a draft away")
async def drop(draft_id: FromPath[str], me: NamedDependency[Viewer], drafts: NamedDependency[Drafts]) -> None:
    await drafts.drop(me, parse_draft_id(draft_id))


@get("/", summary="What I have scheduled, the next first")
async def scheduled(
    me: NamedDependency[Viewer],
    drafts: NamedDependency[Drafts],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
    limit: Limit = None,
    cursor: Cursor = None,
) -> ScheduledPage:
    size = window(limits, limit=limit).limit
    found, last = await drafts.scheduled(me, cursor, size)
    return ScheduledPage.of(found, last, size, origin)


@get("/{draft_id:str}", summary="One that I have scheduled")
async def read_scheduled(
    draft_id: FromPath[str],
    me: NamedDependency[Viewer],
    drafts: NamedDependency[Drafts],
    origin: NamedDependency[Origin],
) -> KeptDraft:
    return KeptDraft.of(await drafts.get(me, parse_draft_id(draft_id), scheduled=True), origin)


@put(
    "/{draft_id:str}",
    summary="Post it at another time (`scheduled_at` alone), or another one instead (everything else together)",
)
async def reschedule(
    draft_id: FromPath[str],
    data: JSONBody[NewTweet],
    me: NamedDependency[Viewer],
    drafts: NamedDependency[Drafts],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> KeptDraft:
    wanted = parse_draft_id(draft_id)
    at_ms = None if data.scheduled_at is None else parse_time("scheduled_at", data.scheduled_at)
    said = replace(data, scheduled_at=None)
    await tweets.reschedule(me, wanted, at_ms, None if said == _NOTHING else written(said))
    return KeptDraft.of(await drafts.get(me, wanted, scheduled=True), origin)


@post("/{draft_id:str}/post", status_code=200, summary="Post it now")
async def post_now(
    draft_id: FromPath[str],
    me: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> NewThread:
    posted = await tweets.post_scheduled(me, parse_draft_id(draft_id))
    return NewThread([Tweet.of(view, origin) for view in posted])


@delete("/{draft_id:str}", status_code=204, summary="Do not post it")
async def unschedule(draft_id: FromPath[str], me: NamedDependency[Viewer], drafts: NamedDependency[Drafts]) -> None:
    await drafts.drop(me, parse_draft_id(draft_id), scheduled=True)


def _unfinished(data: NewTweet) -> Sequence[model.Draft]:
    if data.scheduled_at is not None:
        raise bad("scheduled_at", "not_allowed", "A draft has no time. Schedule it with POST /api/tweets.")
    return written(data)


routes = [
    Router(
        "/api/drafts",
        route_handlers=[mine, keep, read, change, drop],
        dependencies={"part": provide_window},
        tags=["Drafts"],
    ),
    Router(
        "/api/scheduled",
        route_handlers=[scheduled, read_scheduled, reschedule, post_now, unschedule],
        tags=["Drafts"],
    ),
]
