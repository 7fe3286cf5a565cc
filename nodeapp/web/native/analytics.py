"""Routes under /api/analytics: how what I write is read, in numbers that nobody else is told."""

from typing import Annotated

from litestar import Router, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from nodeapp.model.accounts import Viewer
from nodeapp.model.analytics import sort_of, span_of
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.services.analytics import Analytics
from nodeapp.web.native.shapes.analytics import Overview, Settings, TweetNumbersPage, TweetReport
from nodeapp.web.native.timelines import Cursor, Limit
from nodeapp.web.values import parse_tweet_id

Days = Annotated[
    int | None, QueryParameter(description="How many days, today's among them: 28 unless told, at most 365.")
]
Order = Annotated[str, QueryParameter(description="impressions, engagements or latest.")]


@get("/", summary="My numbers by day, their sums, and those of the span before")
async def overview(
    me: NamedDependency[Viewer],
    analytics: NamedDependency[Analytics],
    limits: NamedDependency[Limits],
    days: Days = None,
) -> Overview:
    return Overview.of(await analytics.overview(me, span_of(days, limits)))


@get("/tweets", summary="My tweets and their numbers")
async def tweets(
    me: NamedDependency[Viewer],
    analytics: NamedDependency[Analytics],
    limits: NamedDependency[Limits],
    origin: NamedDependency[Origin],
    sort: Order = "impressions",
    limit: Limit = None,
    cursor: Cursor = None,
) -> TweetNumbersPage:
    most = min(max(limits.page_size_default if limit is None else limit, 1), limits.page_size_max)
    return TweetNumbersPage.of(await analytics.tweets(me, sort_of(sort), most, cursor), origin)


@get("/tweets/{tweet_id:str}", summary="The numbers of one tweet of mine, by day")
async def tweet(
    tweet_id: FromPath[str],
    me: NamedDependency[Viewer],
    analytics: NamedDependency[Analytics],
    limits: NamedDependency[Limits],
    origin: NamedDependency[Origin],
    days: Days = None,
) -> TweetReport:
    return TweetReport.on(await analytics.tweet(me, parse_tweet_id(tweet_id), span_of(days, limits)), origin)


@get("/settings", summary="Whether my reading counts in others' numbers")
async def settings(me: NamedDependency[Viewer], analytics: NamedDependency[Analytics]) -> Settings:
    return Settings(await analytics.is_counted(me))


@put("/settings", summary="Say whether my reading counts in others' numbers")
async def change_settings(
    data: JSONBody[Settings], me: NamedDependency[Viewer], analytics: NamedDependency[Analytics]
) -> Settings:
    return Settings(await analytics.set_counted(me, data.counted))


routes = [
    Router(
        "/api/analytics",
        route_handlers=[overview, tweets, tweet, settings, change_settings],
        tags=["Analytics"],
    )
]
