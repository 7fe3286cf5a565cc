"""Routes under /api/v1/accounts/:id by which one keeps somebody away, or notes something about them."""

from litestar import Router, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.limits import Limits
from nodeapp.services.graph import Graph
from nodeapp.services.mutes import Mutes
from nodeapp.services.notes import Notes
from nodeapp.web.auth import AnyRequest
from nodeapp.web.mastodon.parameters import account_id, given
from nodeapp.web.mastodon.shapes.accounts import Relationship


class Muting(Struct, frozen=True, kw_only=True):
    """A `duration` of 0 is for good."""

    notifications: bool = True
    duration: int = 0


class Comment(Struct, frozen=True):
    comment: str = ""


@post("/{user_id:str}/mute", status_code=200, summary="Mute, for a time or for good")
async def mute(
    request: AnyRequest,
    user_id: FromPath[str],
    me: NamedDependency[Viewer],
    mutes: NamedDependency[Mutes],
    limits: NamedDependency[Limits],
) -> Relationship:
    told = await given(request, Muting, limits)
    return Relationship.of(await mutes.mute(me, account_id(user_id), told.duration or None, told.notifications))


@post("/{user_id:str}/unmute", status_code=200, summary="Mute no longer")
async def unmute(user_id: FromPath[str], me: NamedDependency[Viewer], mutes: NamedDependency[Mutes]) -> Relationship:
    return Relationship.of(await mutes.unmute(me, account_id(user_id)))


@post("/{user_id:str}/block", status_code=200, summary="Block")
async def block(user_id: FromPath[str], me: NamedDependency[Viewer], graph: NamedDependency[Graph]) -> Relationship:
    return Relationship.of(await graph.block(me, account_id(user_id)))


@post("/{user_id:str}/unblock", status_code=200, summary="Block no longer")
async def unblock(user_id: FromPath[str], me: NamedDependency[Viewer], graph: NamedDependency[Graph]) -> Relationship:
    return Relationship.of(await graph.unblock(me, account_id(user_id)))


@post("/{user_id:str}/remove_from_followers", status_code=200, summary="Let somebody follow me no longer")
async def remove(user_id: FromPath[str], me: NamedDependency[Viewer], graph: NamedDependency[Graph]) -> Relationship:
    return Relationship.of(await graph.remove_follower(me, account_id(user_id)))


@post("/{user_id:str}/note", status_code=200, summary="Note something about somebody, for my eyes alone")
async def note(
    request: AnyRequest,
    user_id: FromPath[str],
    me: NamedDependency[Viewer],
    notes: NamedDependency[Notes],
    limits: NamedDependency[Limits],
) -> Relationship:
    told = await given(request, Comment, limits)
    return Relationship.of(await notes.write(me, account_id(user_id), told.comment))


routes = [
    Router("/api/v1/accounts", route_handlers=[mute, unmute, block, unblock, remove, note], include_in_schema=False)
]
