"""Routes under /api/search: tweets, people, hashtags."""

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from nodeapp.model.accounts import Viewer
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window
from nodeapp.services.accounts import Accounts
from nodeapp.services.people_search import PeopleSearch
from nodeapp.services.search import Search, checked_sort
from nodeapp.web.native.shapes.search import FoundHashtags, FoundTweets, FoundUsers
from nodeapp.web.native.timelines import provide_window


@get("/tweets", summary="Find tweets: words, phrases, and operators such as from: or has:media")
async def tweets(
    viewer: NamedDependency[Viewer],
    search: NamedDependency[Search],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
    q: FromQuery[str] = "",
    sort: FromQuery[str] = "relevance",
) -> FoundTweets:
    return FoundTweets.of(await search.tweets(viewer, q, checked_sort(sort), part), origin)


@get("/users", summary="Find people by name, handle, or what they say of themselves")
async def users(
    viewer: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    people_search: NamedDependency[PeopleSearch],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
    q: FromQuery[str] = "",
) -> FoundUsers:
    first = await accounts.by_handle(viewer, q)
    return FoundUsers.of(await people_search.users(viewer, q, part, first), origin)


@get("/", summary="The same as /api/search/users")
async def users_by_name(
    viewer: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    people_search: NamedDependency[PeopleSearch],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
    q: FromQuery[str] = "",
) -> FoundUsers:
    first = await accounts.by_handle(viewer, q)
    return FoundUsers.of(await people_search.users(viewer, q, part, first), origin)


@get("/hashtags", summary="Find hashtags by how they begin")
async def hashtags(
    viewer: NamedDependency[Viewer],
    people_search: NamedDependency[PeopleSearch],
    limits: NamedDependency[Limits],
    part: NamedDependency[Window],
    q: FromQuery[str] = "",
) -> FoundHashtags:
    return FoundHashtags.of(await people_search.hashtags(viewer, q, part.limit), part.limit, limits)


routes = [
    Router("/api/users/search", route_handlers=[users_by_name], dependencies={"part": provide_window}, tags=["People"]),
    Router(
        "/api/search",
        route_handlers=[tweets, users, hashtags],
        dependencies={"part": provide_window},
        tags=["Search"],
    ),
]
