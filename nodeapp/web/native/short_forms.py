"""Short forms under /api/v1: the same tweets, home, trends and search by the shortest paths; not Mastodon's."""

from dataclasses import dataclass
from typing import Annotated

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import Forbidden, bad
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window
from nodeapp.services.accounts import Accounts
from nodeapp.services.people_search import PeopleSearch
from nodeapp.services.search import Search
from nodeapp.services.timelines import Timelines
from nodeapp.services.trends import Trends
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.native.shapes.pages import TweetPage
from nodeapp.web.native.shapes.search import FoundHashtags, FoundTweets, FoundUsers
from nodeapp.web.native.shapes.trends import HashtagTrends
from nodeapp.web.native.timelines import provide_window
from nodeapp.web.native.trends import Limit, Region
from nodeapp.web.native.tweets import create, like, read

Kind = Annotated[str, QueryParameter(name="type", description="tweets, users or hashtags.")]
Whose = Annotated[str | None, QueryParameter(description="Oneself, by id or handle; nobody reads another's home.")]


@get("/feed", summary="My home, newest first", dependencies={"part": provide_window})
async def feed(
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
    user_id: Whose = None,
) -> TweetPage:
    if user_id and await accounts.id_of(me, user_id) != me.id:
        raise Forbidden("You can read your own home only.")
    return TweetPage.of(await timelines.home(me, part), origin)


@get("/trending", summary="Hashtags that trend, here or in a region")
async def trending(
    viewer: NamedDependency[Viewer], trends: NamedDependency[Trends], region: Region = "", limit: Limit = None
) -> HashtagTrends:
    return HashtagTrends.of(await trends.hashtags(viewer, trends.wish(region, "", ""), limit))


@dataclass(frozen=True)
class Finders:
    """Everything by which something is found."""

    accounts: Accounts
    search: Search
    people: PeopleSearch
    origin: Origin
    limits: Limits


def _finders(
    accounts: NamedDependency[Accounts],
    search: NamedDependency[Search],
    people_search: NamedDependency[PeopleSearch],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Finders:
    return Finders(accounts, search, people_search, origin, limits)


@get(
    "/search",
    summary="Find tweets, people or hashtags",
    dependencies={"part": provide_window, "finders": Provide(_finders, sync_to_thread=False)},
)
async def find(
    viewer: NamedDependency[Viewer],
    finders: NamedDependency[Finders],
    part: NamedDependency[Window],
    q: FromQuery[str] = "",
    kind: Kind = "tweets",
) -> FoundTweets | FoundUsers | FoundHashtags:
    match kind:
        case "tweets":
            return FoundTweets.of(await finders.search.tweets(viewer, q, "relevance", part), finders.origin)
        case "users":
            first = await finders.accounts.by_handle(viewer, q)
            return FoundUsers.of(await finders.people.users(viewer, q, part, first), finders.origin)
        case "hashtags":
            found = await finders.people.hashtags(viewer, q, part.limit)
            return FoundHashtags.of(found, part.limit, finders.limits)
        case _:
            raise bad("type", "invalid", "Search for one of tweets, users, hashtags.")


routes = [
    Router("/api/v1/tweet", route_handlers=[create, like], tags=["Short forms"]),
    Router(
        "/api/v1",
        route_handlers=[Router("/tweet", route_handlers=[read]), feed, trending, find],
        middleware=[ConditionalReads],
        tags=["Short forms"],
    ),
]
