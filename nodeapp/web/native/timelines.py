"""Routes under /api/timeline: home and the other lists of tweets."""

from typing import Annotated

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import bad
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window, window
from nodeapp.services.accounts import Accounts
from nodeapp.services.ranked import RankedHome
from nodeapp.services.timelines import Timelines
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.native.shapes.pages import TweetPage
from nodeapp.web.native.shapes.ranked import RankedPage

Limit = Annotated[int | None, QueryParameter(description="How many, 20 unless told, at most 100.")]
Cursor = Annotated[str | None, QueryParameter(description="Where the page before ended.")]
Since = Annotated[str | None, QueryParameter(description="Only what came after this place (`pagination.newest`).")]
Mode = Annotated[str, QueryParameter(description="latest, or ranked: then each tweet says why it stands there.")]
Offset = Annotated[int | None, QueryParameter(description="How many to pass over, at most 800.")]


def _window(
    limits: NamedDependency[Limits],
    limit: Limit = None,
    cursor: Cursor = None,
    since: Since = None,
    offset: Offset = None,
) -> Window:
    """Which part of the list is asked for; shared by every list of the API."""
    return window(limits, limit=limit, cursor=cursor, since=since, offset=offset)


provide_window = Provide(_window, sync_to_thread=False)


class HomePart(Struct, frozen=True):
    """Which part of a home is asked for; `part` is None where it is not in the order of time."""

    part: Window | None
    limit: int = 0
    cursor: str | None = None


def _home_part(
    limits: NamedDependency[Limits],
    limit: Limit = None,
    cursor: Cursor = None,
    since: Since = None,
    offset: Offset = None,
    mode: Mode = "latest",
) -> HomePart:
    match mode:
        case "latest":
            return HomePart(_window(limits, limit, cursor, since, offset))
        case "ranked":
            return HomePart(None, window(limits, limit=limit).limit, cursor)
        case _:
            raise bad("mode", "invalid", "Home is read as latest or ranked.")


@get(
    "/home",
    summary="Those I follow, and I, newest first; or in another order that is explained",
    dependencies={"asked": Provide(_home_part, sync_to_thread=False)},
)
async def home(
    me: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    ranked: NamedDependency[RankedHome],
    origin: NamedDependency[Origin],
    asked: NamedDependency[HomePart],
) -> TweetPage | RankedPage:
    if asked.part is None:
        return RankedPage.of(await ranked.page(me, asked.limit, asked.cursor), origin)
    return TweetPage.of(await timelines.home(me, asked.part), origin)


@get("/user/{user:str}", summary="Somebody's tweets")
async def user(
    user: FromPath[str],
    viewer: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
    include: FromQuery[str] = "retweets",
) -> TweetPage:
    account_id = await accounts.id_of(viewer, user)
    return TweetPage.of(await timelines.by_author(viewer, account_id, part, frozenset(include.split(","))), origin)


@get("/mentions", summary="Tweets that speak to me")
async def mentions(
    me: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> TweetPage:
    return TweetPage.of(await timelines.mentions(me, part), origin)


@get("/likes", summary="What I liked, last liked first")
async def likes(
    me: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> TweetPage:
    return TweetPage.of(await timelines.likes(me, part), origin)


@get("/bookmarks", summary="What I kept, last kept first")
async def bookmarks(
    me: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> TweetPage:
    return TweetPage.of(await timelines.bookmarks(me, part), origin)


@get("/public", summary="Everything public that is known here")
async def public(
    viewer: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> TweetPage:
    return TweetPage.of(await timelines.public(viewer, part), origin)


@get("/local", summary="Everything public written here")
async def local(
    viewer: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> TweetPage:
    return TweetPage.of(await timelines.local(viewer, part), origin)


@get("/hashtag/{tag:str}", summary="Public tweets with a hashtag")
async def hashtag(
    tag: FromPath[str],
    viewer: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> TweetPage:
    return TweetPage.of(await timelines.hashtag(viewer, tag, part), origin)


routes = [
    Router(
        "/api/timeline",
        route_handlers=[home, user, mentions, likes, bookmarks, public, local, hashtag],
        middleware=[ConditionalReads],
        dependencies={"part": provide_window},
        tags=["Timelines"],
    )
]
