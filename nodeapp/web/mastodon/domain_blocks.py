"""Routes under /api/v1/domain_blocks: whole peers I want nothing of."""

from collections.abc import Sequence

from litestar import Response, Router, delete, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.limits import Limits
from nodeapp.services.peer_blocks import PeerBlocks
from nodeapp.web.auth import AnyRequest
from nodeapp.web.mastodon.parameters import given


class Which(Struct, frozen=True):
    domain: str = ""


@get("/", summary="Whole peers I want nothing of, all of them, last blocked first")
async def blocked(me: NamedDependency[Viewer], peer_blocks: NamedDependency[PeerBlocks]) -> Response[Sequence[str]]:
    return Response(await peer_blocks.hosts(me))


@post("/", status_code=200, summary="Block a whole peer for myself; follows both ways end")
async def block(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    peer_blocks: NamedDependency[PeerBlocks],
    limits: NamedDependency[Limits],
) -> dict[str, str]:
    await peer_blocks.block(me, (await given(request, Which, limits)).domain)
    return {}


@delete("/", status_code=200, summary="Block the peer no longer")
async def unblock(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    peer_blocks: NamedDependency[PeerBlocks],
    limits: NamedDependency[Limits],
) -> dict[str, str]:
    await peer_blocks.unblock(me, (await given(request, Which, limits)).domain)
    return {}


routes = [Router("/api/v1/domain_blocks", route_handlers=[blocked, block, unblock], include_in_schema=False)]
