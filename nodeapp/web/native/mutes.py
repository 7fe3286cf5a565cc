"""Routes by which one keeps people, threads and whole peers away; nobody is told of any of it."""

from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window
from nodeapp.services.accounts import Accounts
from nodeapp.services.graph import Graph
from nodeapp.services.mutes import Mutes
from nodeapp.services.peer_blocks import PeerBlocks
from nodeapp.web.native.shapes.lists import Hosts
from nodeapp.web.native.shapes.pages import UserPage
from nodeapp.web.native.shapes.people import Relationship
from nodeapp.web.native.shapes.tweets import Tweet
from nodeapp.web.native.timelines import provide_window
from nodeapp.web.values import parse_tweet_id


class Mute(Struct, frozen=True, kw_only=True):
    """Without a duration it lasts until it is taken back; `notifications` says whether those are left out, too."""

    duration_seconds: int | None = None
    notifications: bool = True


@post("/{user:str}/mute", status_code=200, summary="Mute, for a time or for good; they are not told")
async def mute(
    user: FromPath[str],
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    mutes: NamedDependency[Mutes],
    data: JSONBody[Mute | None] = None,
) -> Relationship:
    told = data or Mute()
    account_id = await accounts.id_of(me, user)
    return Relationship.of(await mutes.mute(me, account_id, told.duration_seconds, told.notifications))


@delete("/{user:str}/mute", status_code=200, summary="Mute no longer")
async def unmute(
    user: FromPath[str], me: NamedDependency[Viewer], accounts: NamedDependency[Accounts], mutes: NamedDependency[Mutes]
) -> Relationship:
    return Relationship.of(await mutes.unmute(me, await accounts.id_of(me, user)))


@get("/", summary="Whom I muted")
async def muted(
    me: NamedDependency[Viewer],
    mutes: NamedDependency[Mutes],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> UserPage:
    return UserPage.of(await mutes.muted(me, part), origin)


@get("/", summary="Whom I blocked")
async def blocked(
    me: NamedDependency[Viewer],
    graph: NamedDependency[Graph],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> UserPage:
    return UserPage.of(await graph.blocks(me, part), origin)


@post("/{tweet_id:str}/mute", status_code=200, summary="Keep the whole conversation of this tweet out of my home")
async def mute_thread(
    tweet_id: FromPath[str],
    me: NamedDependency[Viewer],
    mutes: NamedDependency[Mutes],
    origin: NamedDependency[Origin],
) -> Tweet:
    return Tweet.of(await mutes.mute_thread(me, parse_tweet_id(tweet_id)), origin)


@delete("/{tweet_id:str}/mute", status_code=200, summary="Mute the conversation no longer")
async def unmute_thread(
    tweet_id: FromPath[str],
    me: NamedDependency[Viewer],
    mutes: NamedDependency[Mutes],
    origin: NamedDependency[Origin],
) -> Tweet:
    return Tweet.of(await mutes.unmute_thread(me, parse_tweet_id(tweet_id)), origin)


@get("/", summary="Whole peers I want nothing of")
async def blocked_peers(me: NamedDependency[Viewer], peer_blocks: NamedDependency[PeerBlocks]) -> Hosts:
    return Hosts(await peer_blocks.hosts(me))


@post("/{host:str}", status_code=204, summary="Block a whole peer for myself; follows both ways end")
async def block_peer(
    host: FromPath[str], me: NamedDependency[Viewer], peer_blocks: NamedDependency[PeerBlocks]
) -> None:
    await peer_blocks.block(me, host)


@delete("/{host:str}", status_code=204, summary="Block the peer no longer")
async def unblock_peer(
    host: FromPath[str], me: NamedDependency[Viewer], peer_blocks: NamedDependency[PeerBlocks]
) -> None:
    await peer_blocks.unblock(me, host)


routes = [
    Router("/api/users", route_handlers=[mute, unmute], tags=["People"]),
    Router("/api/tweets", route_handlers=[mute_thread, unmute_thread], tags=["Tweets"]),
    Router("/api/mutes", route_handlers=[muted], dependencies={"part": provide_window}, tags=["People"]),
    Router("/api/blocks", route_handlers=[blocked], dependencies={"part": provide_window}, tags=["People"]),
    Router("/api/peer-blocks", route_handlers=[blocked_peers, block_peer, unblock_peer], tags=["People"]),
]
