"""Routes about what others did with a tweet: like, retweet, quote it; and about what somebody pinned."""

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from nodeapp.model.accounts import Viewer
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window
from nodeapp.services.accounts import Accounts
from nodeapp.services.reactions import Reactions
from nodeapp.services.timelines import Timelines
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.native.shapes.pages import TweetPage, UserPage
from nodeapp.web.native.timelines import provide_window
from nodeapp.web.values import parse_tweet_id


@get("/api/tweets/{tweet_id:str}/likes", summary="Who liked a tweet", tags=["Tweets"])
async def likes(
    tweet_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    reactions: NamedDependency[Reactions],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> UserPage:
    return UserPage.of(await reactions.likers(viewer, parse_tweet_id(tweet_id), part), origin)


@get("/api/tweets/{tweet_id:str}/retweets", summary="Who retweeted a tweet", tags=["Tweets"])
async def retweets(
    tweet_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    reactions: NamedDependency[Reactions],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> UserPage:
    return UserPage.of(await reactions.retweeters(viewer, parse_tweet_id(tweet_id), part), origin)


@get("/api/tweets/{tweet_id:str}/quotes", summary="Tweets that quote a tweet", tags=["Tweets"])
async def quotes(
    tweet_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> TweetPage:
    return TweetPage.of(await timelines.quotes(viewer, parse_tweet_id(tweet_id), part), origin)


@get("/api/users/{user:str}/pinned", summary="What somebody pinned to their profile, newest pin first", tags=["People"])
async def pinned(
    user: FromPath[str],
    viewer: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
) -> TweetPage:
    return TweetPage.of(await timelines.pinned(viewer, await accounts.id_of(viewer, user)), origin)


routes = [
    Router(
        "/",
        route_handlers=[likes, retweets, quotes, pinned],
        middleware=[ConditionalReads],
        dependencies={"part": provide_window},
    )
]
