"""Routes under /api/hashtags: those whose public tweets stand in my home."""

from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from nodeapp.model.accounts import Viewer
from nodeapp.model.timelines import Window
from nodeapp.services.hashtags import Hashtags
from nodeapp.services.trends import Trends
from nodeapp.web.native.shapes.lists import Hashtag, HashtagPage
from nodeapp.web.native.shapes.trends import OneHashtag
from nodeapp.web.native.timelines import provide_window


@get("/followed", summary="Hashtags I follow, last followed first")
async def followed(
    me: NamedDependency[Viewer], hashtags: NamedDependency[Hashtags], part: NamedDependency[Window]
) -> HashtagPage:
    return HashtagPage.of(await hashtags.followed(me, part))


@get("/{tag:str}", summary="A hashtag: how much it was used this week, what goes with it, whether I follow it")
async def read(
    tag: FromPath[str],
    viewer: NamedDependency[Viewer],
    hashtags: NamedDependency[Hashtags],
    trends: NamedDependency[Trends],
) -> OneHashtag:
    key, following = await hashtags.is_followed(viewer, tag)
    return OneHashtag.of(await trends.hashtag(viewer, key), following)


@post("/{tag:str}/follow", status_code=200, summary="Follow a hashtag: public tweets with it stand in my home")
async def follow(tag: FromPath[str], me: NamedDependency[Viewer], hashtags: NamedDependency[Hashtags]) -> Hashtag:
    return Hashtag(await hashtags.follow(me, tag), True)


@delete("/{tag:str}/follow", status_code=200, summary="Follow a hashtag no longer")
async def unfollow(tag: FromPath[str], me: NamedDependency[Viewer], hashtags: NamedDependency[Hashtags]) -> Hashtag:
    return Hashtag(await hashtags.unfollow(me, tag), False)


routes = [
    Router(
        "/api/hashtags",
        route_handlers=[followed, read, follow, unfollow],
        dependencies={"part": provide_window},
        tags=["Hashtags"],
    )
]
