"""Routes about hashtags: follow one, which I follow, and what was said with one."""

from collections.abc import Sequence

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import bad
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.text import hashtag_key
from nodeapp.model.views import TweetView
from nodeapp.services.hashtags import Hashtags
from nodeapp.services.timelines import Timelines
from nodeapp.services.trends import Trends
from nodeapp.web.auth import AnyRequest
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.mastodon.pages import Paging, Statuses, answer, next_link, window_of
from nodeapp.web.mastodon.parameters import asked
from nodeapp.web.mastodon.shapes.tags import FollowableTag
from nodeapp.web.mastodon.shapes.trends import history_of
from nodeapp.web.mastodon.sieves import Sieve, sieved


class Which(Struct, frozen=True):
    """Of what was said with a hashtag: with all of some others, and with none of some."""

    any: list[str] = []
    all: list[str] = []
    none: list[str] = []


@get("/tags/{tag:str}", summary="A hashtag, and whether I follow it")
async def read(
    tag: FromPath[str],
    viewer: NamedDependency[Viewer],
    hashtags: NamedDependency[Hashtags],
    trends: NamedDependency[Trends],
    origin: NamedDependency[Origin],
) -> FollowableTag:
    key, following = await hashtags.is_followed(viewer, tag)
    history = history_of((await trends.hashtag(viewer, key)).history)
    return FollowableTag(name=key, url=origin.tag_url(key), history=history, following=following)


@post("/tags/{tag:str}/follow", status_code=200, summary="Public statuses with this hashtag stand in my home")
async def follow(
    tag: FromPath[str],
    me: NamedDependency[Viewer],
    hashtags: NamedDependency[Hashtags],
    origin: NamedDependency[Origin],
) -> FollowableTag:
    return FollowableTag.of(await hashtags.follow(me, tag), True, origin)


@post("/tags/{tag:str}/unfollow", status_code=200, summary="Follow a hashtag no longer")
async def unfollow(
    tag: FromPath[str],
    me: NamedDependency[Viewer],
    hashtags: NamedDependency[Hashtags],
    origin: NamedDependency[Origin],
) -> FollowableTag:
    return FollowableTag.of(await hashtags.unfollow(me, tag), False, origin)


@get("/followed_tags", summary="Hashtags I follow, last followed first")
async def followed(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    hashtags: NamedDependency[Hashtags],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Response[Sequence[FollowableTag]]:
    page = await hashtags.followed(me, window_of(asked(request, Paging, limits), limits))
    tags = [FollowableTag.of(tag, True, origin) for tag in page.items]
    return Response(tags, headers=next_link(request, page.cursor, origin))


@get("/timelines/tag/{tag:str}", summary="Public statuses with a hashtag")
async def timeline(
    request: AnyRequest,
    tag: FromPath[str],
    viewer: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Statuses:
    which = asked(request, Which, limits)
    if which.any:
        raise bad("any", "unsupported", "Ask for one hashtag at a time.")
    wanted, unwanted = ({hashtag_key(one.removeprefix("#")) for one in tags} for tags in (which.all, which.none))

    def keep(view: TweetView) -> bool:
        return wanted.issubset(view.hashtags) and unwanted.isdisjoint(view.hashtags)

    fetch = sieved(lambda part: timelines.hashtag(viewer, tag, part), asked(request, Sieve, limits), limits, keep)
    return await answer(fetch, request, origin, limits)


_reads = Router("/", route_handlers=[timeline], middleware=[ConditionalReads])
routes = [Router("/api/v1", route_handlers=[_reads, read, follow, unfollow, followed], include_in_schema=False)]
