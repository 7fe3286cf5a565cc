"""Routes that list people: who follows whom, who asks to, whom I keep away; and answers to those who ask."""

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from nodeapp.model.accounts import Viewer
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.services.graph import Graph
from nodeapp.services.mutes import Mutes
from nodeapp.web.auth import AnyRequest
from nodeapp.web.mastodon.pages import People, people
from nodeapp.web.mastodon.parameters import account_id
from nodeapp.web.mastodon.shapes.accounts import Relationship


@get("/accounts/{user_id:str}/followers", summary="Who follows somebody, as far as known here")
async def followers(
    request: AnyRequest,
    user_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    graph: NamedDependency[Graph],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> People:
    return await people(lambda part: graph.followers(viewer, account_id(user_id), part), request, origin, limits)


@get("/accounts/{user_id:str}/following", summary="Whom somebody follows, as far as known here")
async def following(
    request: AnyRequest,
    user_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    graph: NamedDependency[Graph],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> People:
    return await people(lambda part: graph.following(viewer, account_id(user_id), part), request, origin, limits)


@get("/mutes", summary="Whom I muted, last muted first")
async def muted(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    mutes: NamedDependency[Mutes],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> People:
    return await people(lambda part: mutes.muted(me, part), request, origin, limits)


@get("/blocks", summary="Whom I blocked, last blocked first")
async def blocked(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    graph: NamedDependency[Graph],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> People:
    return await people(lambda part: graph.blocks(me, part), request, origin, limits)


@get("/follow_requests", summary="Who has asked to follow me")
async def requests(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    graph: NamedDependency[Graph],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> People:
    return await people(lambda part: graph.requests(me, part), request, origin, limits)


@post("/follow_requests/{user_id:str}/authorize", status_code=200, summary="Let somebody follow me")
async def authorize(user_id: FromPath[str], me: NamedDependency[Viewer], graph: NamedDependency[Graph]) -> Relationship:
    return Relationship.of(await graph.accept(me, account_id(user_id)))


@post("/follow_requests/{user_id:str}/reject", status_code=200, summary="Turn a request down")
async def reject(user_id: FromPath[str], me: NamedDependency[Viewer], graph: NamedDependency[Graph]) -> Relationship:
    return Relationship.of(await graph.reject(me, account_id(user_id)))


routes = [
    Router(
        "/api/v1",
        route_handlers=[followers, following, muted, blocked, requests, authorize, reject],
        include_in_schema=False,
    )
]
