"""Routes under /api/recommendations: people I may want to follow, and tweets I may like, each with its reason."""

from litestar import Router, delete, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from nodeapp.model.accounts import Viewer
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window
from nodeapp.services.accounts import Accounts
from nodeapp.services.recommendations import Recommendations
from nodeapp.web.native.shapes.recommendations import RecommendedTweets, RecommendedUsers
from nodeapp.web.native.timelines import provide_window


@get("/users", summary="People I may want to follow, and why")
async def users(
    me: NamedDependency[Viewer],
    recommendations: NamedDependency[Recommendations],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> RecommendedUsers:
    return RecommendedUsers.of(await recommendations.users(me, part.limit, part.offset or 0), origin)


@delete("/users/{user:str}", summary="Do not suggest somebody to me again")
async def dismiss(
    user: FromPath[str],
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    recommendations: NamedDependency[Recommendations],
) -> None:
    await recommendations.dismiss(me, await accounts.id_of(me, user))


@get("/tweets", summary="Tweets I may like, and why")
async def tweets(
    me: NamedDependency[Viewer],
    recommendations: NamedDependency[Recommendations],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> RecommendedTweets:
    return RecommendedTweets.of(await recommendations.tweets(me, part.limit, part.offset or 0), origin)


routes = [
    Router(
        "/api/recommendations",
        route_handlers=[users, dismiss, tweets],
        dependencies={"part": provide_window},
        tags=["Recommendations"],
    )
]
