"""Routes under /api/v1/statuses about what others did: who favourited, boosted, quoted."""

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from nodeapp.model.accounts import Viewer
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.services.reactions import Reactions
from nodeapp.services.timelines import Timelines
from nodeapp.web.auth import AnyRequest
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.mastodon.pages import People, Statuses, answer, people
from nodeapp.web.values import parse_tweet_id


@get("/{status_id:str}/favourited_by", summary="Who likes a status")
async def favourited_by(
    request: AnyRequest,
    status_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    reactions: NamedDependency[Reactions],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> People:
    tweet_id = parse_tweet_id(status_id)
    return await people(lambda part: reactions.likers(viewer, tweet_id, part), request, origin, limits)


@get("/{status_id:str}/reblogged_by", summary="Who boosted a status")
async def reblogged_by(
    request: AnyRequest,
    status_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    reactions: NamedDependency[Reactions],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> People:
    tweet_id = parse_tweet_id(status_id)
    return await people(lambda part: reactions.retweeters(viewer, tweet_id, part), request, origin, limits)


@get("/{status_id:str}/quotes", summary="Statuses that quote a status")
async def quotes(
    request: AnyRequest,
    status_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Statuses:
    tweet_id = parse_tweet_id(status_id)
    return await answer(lambda part: timelines.quotes(viewer, tweet_id, part), request, origin, limits)


_reads = Router("/", route_handlers=[favourited_by, reblogged_by, quotes], middleware=[ConditionalReads])
routes = [Router("/api/v1/statuses", route_handlers=[_reads], include_in_schema=False)]
