"""Routes under /api/trends, /api/trending and /api/explore: what is talked about, here and by region and category."""

from typing import Annotated

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.origin import Origin
from nodeapp.services.recommendations import Recommendations
from nodeapp.services.trends import Trends, Wish
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.native.shapes.recommendations import RecommendedUser
from nodeapp.web.native.shapes.trends import (
    HashtagTrend,
    HashtagTrends,
    LinkTrend,
    LinkTrends,
    TopicTrends,
    TweetTrend,
    TweetTrends,
)
from nodeapp.web.values import timestamp

_LINKS, _USERS = 5, 5

Limit = Annotated[int | None, QueryParameter(description="How many, 10 unless told, at most 100.")]
Region = Annotated[str, QueryParameter(description="Of people whose profile names this place.")]
Category = Annotated[str, QueryParameter(description="About this topic, by the map of words.")]
Formula = Annotated[str, QueryParameter(description="`rising` (the default) or `mentions`; for hashtags and topics.")]


def _wish(trends: NamedDependency[Trends], region: Region = "", category: Category = "", formula: Formula = "") -> Wish:
    """Which trends are asked for; shared by every ranking."""
    return trends.wish(region, category, formula)


class Explore(Struct, frozen=True):
    """Everything a page needs on which to look around. `users` is empty for who is not signed in."""

    trends: list[HashtagTrend]
    tweets: list[TweetTrend]
    links: list[LinkTrend]
    users: list[RecommendedUser]
    as_of: str
    partial: bool


@get(["/trends", "/trending/hashtags"], summary="Hashtags that trend, and why")
async def hashtags(
    viewer: NamedDependency[Viewer], trends: NamedDependency[Trends], asked: NamedDependency[Wish], limit: Limit = None
) -> HashtagTrends:
    return HashtagTrends.of(await trends.hashtags(viewer, asked, limit))


@get("/trends/{location:str}", summary="Hashtags that trend among people of one region")
async def of_region(
    location: FromPath[str],
    viewer: NamedDependency[Viewer],
    trends: NamedDependency[Trends],
    category: Category = "",
    formula: Formula = "",
    limit: Limit = None,
) -> HashtagTrends:
    return HashtagTrends.of(await trends.hashtags(viewer, trends.wish(location, category, formula), limit))


@get("/trending/topics", summary="Topics that trend: hashtags put together by the map of words")
async def topics(
    viewer: NamedDependency[Viewer], trends: NamedDependency[Trends], asked: NamedDependency[Wish], limit: Limit = None
) -> TopicTrends:
    return TopicTrends.of(await trends.topics(viewer, asked, limit))


@get("/trending/tweets", summary="Tweets that trend, and why")
async def tweets(
    viewer: NamedDependency[Viewer],
    trends: NamedDependency[Trends],
    origin: NamedDependency[Origin],
    asked: NamedDependency[Wish],
    limit: Limit = None,
) -> TweetTrends:
    return TweetTrends.of(await trends.tweets(viewer, asked, limit), origin)


@get("/trending/links", summary="Links that trend, and why")
async def links(
    viewer: NamedDependency[Viewer], trends: NamedDependency[Trends], asked: NamedDependency[Wish], limit: Limit = None
) -> LinkTrends:
    return LinkTrends.of(await trends.links(viewer, asked, limit))


@get("/explore", summary="Trends, tweets, links and people, in one answer")
async def explore(
    viewer: NamedDependency[Viewer],
    trends: NamedDependency[Trends],
    recommendations: NamedDependency[Recommendations],
    origin: NamedDependency[Origin],
    asked: NamedDependency[Wish],
) -> Explore:
    found = await trends.hashtags(viewer, asked)
    seen = await trends.tweets(viewer, asked)
    shared = await trends.links(viewer, asked, _LINKS)
    people = [] if viewer.id is None else await recommendations.users(viewer, _USERS)
    return Explore(
        [HashtagTrend.of(*entry) for entry in found.entries],
        [TweetTrend.of(rank, one, origin) for rank, one in seen.entries],
        [LinkTrend.of(*entry) for entry in shared.entries],
        [RecommendedUser.of(one, origin) for one in people],
        timestamp(min(found.as_of_ms, seen.as_of_ms, shared.as_of_ms)),
        found.partial or seen.partial or shared.partial,
    )


routes = [
    Router(
        "/api",
        route_handlers=[hashtags, of_region, topics, tweets, links, explore],
        middleware=[ConditionalReads],
        dependencies={"asked": Provide(_wish, sync_to_thread=False)},
        tags=["Trends"],
    )
]
