"""Routes under /api/v1/statuses about what others did: who favourited, who boosted."""

from collections.abc import Sequence

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from nodeapp.model.accounts import Viewer
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.services.reactions import Reactions
from nodeapp.web.auth import AnyRequest
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.mastodon.pages import Paging, next_link, window_of
from nodeapp.web.mastodon.parameters import asked
from nodeapp.web.mastodon.shapes.accounts import Account
from nodeapp.web.values import parse_tweet_id

People = Response[Sequence[Account]]


@get("/{status_id:str}/favourited_by", summary="Who likes a status")
async def favourited_by(
    request: AnyRequest,
    status_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    reactions: NamedDependency[Reactions],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> People:
    window = window_of(asked(request, Paging, limits), limits)
    page = await reactions.likers(viewer, parse_tweet_id(status_id), window)
    return Response([Account.of(view, origin) for view in page.items], headers=next_link(request, page.cursor, origin))


@get("/{status_id:str}/reblogged_by", summary="Who boosted a status")
async def reblogged_by(
    request: AnyRequest,
    status_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    reactions: NamedDependency[Reactions],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> People:
    window = window_of(asked(request, Paging, limits), limits)
    page = await reactions.retweeters(viewer, parse_tweet_id(status_id), window)
    return Response([Account.of(view, origin) for view in page.items], headers=next_link(request, page.cursor, origin))


_reads = Router("/", route_handlers=[favourited_by, reblogged_by], middleware=[ConditionalReads])
routes = [Router("/api/v1/statuses", route_handlers=[_reads], include_in_schema=False)]
