"""Routes under /api/users and /api/follow-requests: people, whom they follow, and who may."""

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Struct

from nodeapp.model import text
from nodeapp.model.accounts import Field, Profile, Viewer
from nodeapp.model.errors import Forbidden
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window
from nodeapp.services.accounts import Accounts
from nodeapp.services.graph import Graph
from nodeapp.services.timelines import Timelines
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.native import follows
from nodeapp.web.native.shapes.pages import TweetPage, UserPage
from nodeapp.web.native.shapes.people import Relationship, User
from nodeapp.web.native.timelines import provide_window


class FieldEdit(Struct, frozen=True):
    name: str
    value: str


class ProfileEdit(Struct, frozen=True, kw_only=True):
    """Fields left out, or null, stay as they are."""

    display_name: str | None = None
    bio: str | None = None
    location: str | None = None
    website: str | None = None
    birth_date: str | None = None
    fields: list[FieldEdit] | None = None
    locked: bool | None = None
    bot: bool | None = None
    discoverable: bool | None = None
    indexable: bool | None = None


@get("/{user:str}", summary="Somebody, by id or handle")
async def read(
    user: FromPath[str],
    viewer: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    origin: NamedDependency[Origin],
) -> User:
    return User.of(await accounts.get(viewer, user), origin)


@put("/{user:str}", summary="Change my profile")
async def edit(
    user: FromPath[str],
    data: JSONBody[ProfileEdit],
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    origin: NamedDependency[Origin],
) -> User:
    if await accounts.id_of(me, user) != me.id:
        raise Forbidden("You can change your own profile only.")
    return User.of(await accounts.edit(me, _profile(data)), origin)


@get("/{user:str}/tweets", summary="Somebody's tweets; `include` may name replies and retweets, or media")
async def tweets(
    user: FromPath[str],
    viewer: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
    include: FromQuery[str] = "retweets",
) -> TweetPage:
    account_id = await accounts.id_of(viewer, user)
    return TweetPage.of(await timelines.by_author(viewer, account_id, part, frozenset(include.split(","))), origin)


@get("/{user:str}/followers", summary="Who follows somebody, as far as known here")
async def followers(
    user: FromPath[str],
    viewer: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    graph: NamedDependency[Graph],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> UserPage:
    return UserPage.of(await graph.followers(viewer, await accounts.id_of(viewer, user), part), origin)


@get("/{user:str}/following", summary="Whom somebody follows, as far as known here")
async def following(
    user: FromPath[str],
    viewer: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    graph: NamedDependency[Graph],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> UserPage:
    return UserPage.of(await graph.following(viewer, await accounts.id_of(viewer, user), part), origin)


@post("/{user:str}/follow", status_code=200, summary="Follow, or ask to")
async def follow(
    user: FromPath[str], me: NamedDependency[Viewer], accounts: NamedDependency[Accounts], graph: NamedDependency[Graph]
) -> Relationship:
    return Relationship.of(await graph.follow(me, await accounts.id_of(me, user)))


@delete("/{user:str}/follow", status_code=200, summary="Follow no longer, or take the request back")
async def unfollow(
    user: FromPath[str], me: NamedDependency[Viewer], accounts: NamedDependency[Accounts], graph: NamedDependency[Graph]
) -> Relationship:
    return Relationship.of(await graph.unfollow(me, await accounts.id_of(me, user)))


@post("/{user:str}/block", status_code=200, summary="Block; their node is told, they are not notified")
async def block(
    user: FromPath[str], me: NamedDependency[Viewer], accounts: NamedDependency[Accounts], graph: NamedDependency[Graph]
) -> Relationship:
    return Relationship.of(await graph.block(me, await accounts.id_of(me, user)))


@delete("/{user:str}/block", status_code=200, summary="Block no longer")
async def unblock(
    user: FromPath[str], me: NamedDependency[Viewer], accounts: NamedDependency[Accounts], graph: NamedDependency[Graph]
) -> Relationship:
    return Relationship.of(await graph.unblock(me, await accounts.id_of(me, user)))


@get("/", summary="Who has asked to follow me")
async def requests(
    me: NamedDependency[Viewer],
    graph: NamedDependency[Graph],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> UserPage:
    return UserPage.of(await graph.requests(me, part), origin)


@post("/{user:str}/accept", status_code=200, summary="Let somebody follow me")
async def accept(
    user: FromPath[str], me: NamedDependency[Viewer], accounts: NamedDependency[Accounts], graph: NamedDependency[Graph]
) -> Relationship:
    return Relationship.of(await graph.accept(me, await accounts.id_of(me, user)))


@post("/{user:str}/reject", status_code=200, summary="Turn a request down")
async def reject(
    user: FromPath[str], me: NamedDependency[Viewer], accounts: NamedDependency[Accounts], graph: NamedDependency[Graph]
) -> Relationship:
    return Relationship.of(await graph.reject(me, await accounts.id_of(me, user)))


def _profile(edit: ProfileEdit) -> Profile:
    fields = None
    if edit.fields is not None:
        fields = tuple(Field(text.one_line(field.name), text.one_line(field.value)) for field in edit.fields)
    return Profile(
        display_name=None if edit.display_name is None else text.one_line(edit.display_name),
        bio=None if edit.bio is None else text.clean(edit.bio),
        location=None if edit.location is None else text.one_line(edit.location),
        website=None if edit.website is None else edit.website.strip(),
        birth_date=edit.birth_date,
        fields=fields,
        locked=edit.locked,
        bot=edit.bot,
        discoverable=edit.discoverable,
        indexable=edit.indexable,
    )


_reads = Router(
    "/",
    route_handlers=[read, tweets, followers, following],
    middleware=[ConditionalReads],
    dependencies={"part": provide_window},
)
routes = [
    Router(
        "/api/users", route_handlers=[_reads, edit, follow, follows.change, unfollow, block, unblock], tags=["People"]
    ),
    Router(
        "/api/follow-requests",
        route_handlers=[requests, accept, reject],
        dependencies={"part": provide_window},
        tags=["People"],
    ),
]
