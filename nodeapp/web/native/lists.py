"""Routes under /api/lists: people I read together. Nobody else sees these lists, nor is told of them."""

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.lists import ListDraft
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window
from nodeapp.services.accounts import Accounts
from nodeapp.services.lists import Lists
from nodeapp.services.timelines import Timelines
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.native.shapes.lists import PeopleList, PeopleLists
from nodeapp.web.native.shapes.pages import TweetPage, UserPage
from nodeapp.web.native.timelines import provide_window
from nodeapp.web.values import parse_list_id


class ListEdit(Struct, frozen=True, kw_only=True):
    """A new list needs a title. `replies` is none, followed or members; who is in an exclusive list is not at home."""

    title: str | None = None
    exclusive: bool | None = None
    replies: str | None = None


@get("/", summary="My lists")
async def mine(me: NamedDependency[Viewer], lists: NamedDependency[Lists]) -> PeopleLists:
    return PeopleLists.of(await lists.all(me))


@post("/", summary="Make a list")
async def make(data: JSONBody[ListEdit], me: NamedDependency[Viewer], lists: NamedDependency[Lists]) -> PeopleList:
    return PeopleList.of(await lists.make(me, _draft(data)))


@get("/{list_id:str}", summary="One of my lists")
async def read(list_id: FromPath[str], me: NamedDependency[Viewer], lists: NamedDependency[Lists]) -> PeopleList:
    return PeopleList.of(await lists.get(me, parse_list_id(list_id)))


@put("/{list_id:str}", summary="Change a list; what is left out stays as it is")
async def change(
    list_id: FromPath[str],
    data: JSONBody[ListEdit],
    me: NamedDependency[Viewer],
    lists: NamedDependency[Lists],
) -> PeopleList:
    return PeopleList.of(await lists.change(me, parse_list_id(list_id), _draft(data)))


@delete("/{list_id:str}", status_code=204, summary="Throw a list away")
async def drop(list_id: FromPath[str], me: NamedDependency[Viewer], lists: NamedDependency[Lists]) -> None:
    await lists.drop(me, parse_list_id(list_id))


@get("/{list_id:str}/members", summary="Who is in a list, last added first")
async def members(
    list_id: FromPath[str],
    me: NamedDependency[Viewer],
    lists: NamedDependency[Lists],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> UserPage:
    return UserPage.of(await lists.members(me, parse_list_id(list_id), part), origin)


@post(
    "/{list_id:str}/members/{user:str}",
    status_code=204,
    summary="Put somebody into a list, followed or not; of those elsewhere only what somebody here follows arrives",
)
async def add(
    list_id: FromPath[str],
    user: FromPath[str],
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    lists: NamedDependency[Lists],
) -> None:
    await lists.add(me, parse_list_id(list_id), await accounts.id_of(me, user))


@delete("/{list_id:str}/members/{user:str}", status_code=204, summary="Take somebody out of a list")
async def remove(
    list_id: FromPath[str],
    user: FromPath[str],
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    lists: NamedDependency[Lists],
) -> None:
    await lists.remove(me, parse_list_id(list_id), await accounts.id_of(me, user))


@get("/{list_id:str}", summary="What the people in one of my lists wrote and shared")
async def timeline(
    list_id: FromPath[str],
    me: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> TweetPage:
    return TweetPage.of(await timelines.of_list(me, parse_list_id(list_id), part), origin)


@get("/{user:str}/lists", summary="Those of my lists that somebody is in")
async def with_member(
    user: FromPath[str], me: NamedDependency[Viewer], accounts: NamedDependency[Accounts], lists: NamedDependency[Lists]
) -> PeopleLists:
    return PeopleLists.of(await lists.with_member(me, await accounts.id_of(me, user)))


def _draft(edit: ListEdit) -> ListDraft:
    return ListDraft(title=edit.title, exclusive=edit.exclusive, replies=edit.replies)


routes = [
    Router(
        "/api/lists",
        route_handlers=[mine, make, read, change, drop, members, add, remove],
        dependencies={"part": provide_window},
        tags=["Lists"],
    ),
    Router(
        "/api/timeline/list",
        route_handlers=[timeline],
        middleware=[ConditionalReads],
        dependencies={"part": provide_window},
        tags=["Timelines"],
    ),
    Router("/api/users", route_handlers=[with_member], tags=["Lists"]),
]
