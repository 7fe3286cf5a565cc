"""Routes under /api/v1/lists, and what else is about lists of people: who is in them, and what those wrote."""

from typing import Literal

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import bad
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.model.lists import ListDraft
from nodeapp.model.origin import Origin
from nodeapp.services.lists import Lists
from nodeapp.services.timelines import Timelines
from nodeapp.web.auth import AnyRequest
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.mastodon.pages import People, Statuses, answer, people
from nodeapp.web.mastodon.parameters import account_id, given
from nodeapp.web.mastodon.shapes.lists import POLICIES, PeopleList
from nodeapp.web.values import parse_list_id

_REPLIES = {name: kept for kept, name in POLICIES.items()}


class ListEdit(Struct, frozen=True, kw_only=True):
    """A new list needs a title; of one that is there, what is left out stays as it is."""

    title: str | None = None
    replies_policy: str | None = None
    exclusive: bool | None = None


class Members(Struct, frozen=True):
    """Ids as `account_ids[]=1&account_ids[]=2`, or one as `account_ids=1`."""

    account_ids: list[str | int] | str | int = []


@get("/", summary="My lists")
async def mine(me: NamedDependency[Viewer], lists: NamedDependency[Lists]) -> list[PeopleList]:
    return [PeopleList.of(one) for one in await lists.all(me)]


@post("/", status_code=200, summary="Make a list")
async def make(
    request: AnyRequest, me: NamedDependency[Viewer], lists: NamedDependency[Lists], limits: NamedDependency[Limits]
) -> PeopleList:
    return PeopleList.of(await lists.make(me, _draft(await given(request, ListEdit, limits), "members")))


@get("/{list_id:str}", summary="One of my lists")
async def read(list_id: FromPath[str], me: NamedDependency[Viewer], lists: NamedDependency[Lists]) -> PeopleList:
    return PeopleList.of(await lists.get(me, parse_list_id(list_id)))


@put("/{list_id:str}", summary="Change a list")
async def change(
    request: AnyRequest,
    list_id: FromPath[str],
    me: NamedDependency[Viewer],
    lists: NamedDependency[Lists],
    limits: NamedDependency[Limits],
) -> PeopleList:
    draft = _draft(await given(request, ListEdit, limits))
    return PeopleList.of(await lists.change(me, parse_list_id(list_id), draft))


@delete("/{list_id:str}", status_code=200, summary="Throw a list away")
async def drop(list_id: FromPath[str], me: NamedDependency[Viewer], lists: NamedDependency[Lists]) -> dict[str, str]:
    await lists.drop(me, parse_list_id(list_id))
    return {}


@get("/{list_id:str}/accounts", summary="Who is in a list, last added first")
async def members(
    request: AnyRequest,
    list_id: FromPath[str],
    me: NamedDependency[Viewer],
    lists: NamedDependency[Lists],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> People:
    return await people(lambda part: lists.members(me, parse_list_id(list_id), part), request, origin, limits)


@post("/{list_id:str}/accounts", status_code=200, summary="Put people into a list, followed or not; all or none")
async def add(
    request: AnyRequest,
    list_id: FromPath[str],
    me: NamedDependency[Viewer],
    lists: NamedDependency[Lists],
    limits: NamedDependency[Limits],
) -> dict[str, str]:
    await lists.add(me, parse_list_id(list_id), *_whom(await given(request, Members, limits), limits))
    return {}


@delete("/{list_id:str}/accounts", status_code=200, summary="Take people out of a list")
async def remove(
    request: AnyRequest,
    list_id: FromPath[str],
    me: NamedDependency[Viewer],
    lists: NamedDependency[Lists],
    limits: NamedDependency[Limits],
) -> dict[str, str]:
    await lists.remove(me, parse_list_id(list_id), *_whom(await given(request, Members, limits), limits))
    return {}


@get("/{user_id:str}/lists", summary="Those of my lists that somebody is in")
async def with_member(
    user_id: FromPath[str], me: NamedDependency[Viewer], lists: NamedDependency[Lists]
) -> list[PeopleList]:
    return [PeopleList.of(one) for one in await lists.with_member(me, account_id(user_id))]


@get("/{list_id:str}", summary="What the people in one of my lists wrote and boosted")
async def timeline(
    request: AnyRequest,
    list_id: FromPath[str],
    me: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Statuses:
    return await answer(lambda part: timelines.of_list(me, parse_list_id(list_id), part), request, origin, limits)


def _draft(edit: ListEdit, usual: Literal["members"] | None = None) -> ListDraft:
    """Raises BadInput."""
    if edit.replies_policy and edit.replies_policy not in _REPLIES:
        raise bad("replies_policy", "invalid", f"A policy is one of {', '.join(_REPLIES)}.")
    replies = _REPLIES[edit.replies_policy] if edit.replies_policy else usual
    return ListDraft(title=edit.title, exclusive=edit.exclusive, replies=replies)


def _whom(members: Members, limits: Limits) -> list[AccountId]:
    ids = members.account_ids if isinstance(members.account_ids, list) else [members.account_ids]
    if not ids:
        raise bad("account_ids", "missing", "Say whom.")
    if len(ids) > limits.page_size_max:
        raise bad("account_ids", "too_many", f"At most {limits.page_size_max} at once.", limits.page_size_max)
    return [account_id(str(one)) for one in ids]


routes = [
    Router(
        "/api/v1/lists",
        route_handlers=[mine, make, read, change, drop, members, add, remove],
        include_in_schema=False,
    ),
    Router("/api/v1/accounts", route_handlers=[with_member], include_in_schema=False),
    Router("/api/v1/timelines/list", route_handlers=[timeline], middleware=[ConditionalReads], include_in_schema=False),
]
