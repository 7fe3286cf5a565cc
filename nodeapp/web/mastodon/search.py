"""GET /api/v2/search and /api/v1/accounts/search: people, statuses, hashtags; handles and addresses anywhere."""

import re
from collections.abc import Sequence

from litestar import Router, get
from litestar.di import NamedDependency
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import BadInput, NodeError, bad
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window, window
from nodeapp.model.views import AccountView, TweetView
from nodeapp.services.accounts import Accounts
from nodeapp.services.people_search import PeopleSearch
from nodeapp.services.search import Search
from nodeapp.web.auth import AnyRequest
from nodeapp.web.mastodon.parameters import account_id, asked
from nodeapp.web.mastodon.shapes.accounts import Account
from nodeapp.web.mastodon.shapes.statuses import Status
from nodeapp.web.mastodon.shapes.tags import FollowableTag

_TYPES = ("accounts", "statuses", "hashtags")
_PROFILE_URL = re.compile(r"https?://([^/@\s]+)/(?:@|users/)([^/@\s]+)/?")
_ADDRESS = re.compile(r"https?://\S+")


class Query(Struct, frozen=True, kw_only=True):
    """`q` is what to find, a handle, or an address. With `resolve` a stranger's own node is asked.

    `account_id` asks for statuses by one person.
    """

    q: str = ""
    type: str = ""
    resolve: bool = False
    following: bool = False
    account_id: str = ""
    limit: int | None = None
    offset: int | None = None


class Found(Struct, frozen=True):
    accounts: list[Account]
    statuses: list[Status] = []
    hashtags: list[FollowableTag] = []


@get("/search", summary="Find people, statuses and hashtags")
async def search(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    search: NamedDependency[Search],
    people_search: NamedDependency[PeopleSearch],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Found:
    query = asked(request, Query, limits)
    if query.type and query.type not in _TYPES:
        raise bad("type", "invalid", f"A type is one of {', '.join(_TYPES)}.")
    if not query.q.strip():
        raise bad("q", "missing", "Say what you are looking for.")
    part = _part(query, limits)
    people: Sequence[AccountView] = ()
    statuses: Sequence[TweetView] = ()
    tags: list[FollowableTag] = []
    if query.type in ("", "accounts") and not query.account_id:
        people = await _people(query, me, accounts, people_search, part)
    if query.type in ("", "statuses"):
        statuses = await _statuses(query, me, search, part)
    if query.type in ("", "hashtags") and not query.account_id and not part.offset:
        tags = await _tags(query, me, people_search, part, origin)
    return Found([Account.of(view, origin) for view in people], [Status.of(view, origin) for view in statuses], tags)


@get("/search", summary="Find people")
async def accounts_search(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    people_search: NamedDependency[PeopleSearch],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> list[Account]:
    query = asked(request, Query, limits)
    views = await _people(query, me, accounts, people_search, _part(query, limits))
    return [Account.of(view, origin) for view in views]


def _part(query: Query, limits: Limits) -> Window:
    most = limits.mastodon_page_size_max
    return window(limits, limit=min(query.limit or limits.page_size_default, most), offset=query.offset)


async def _people(
    query: Query, me: Viewer, accounts: Accounts, people_search: PeopleSearch, part: Window
) -> Sequence[AccountView]:
    wanted = _named(query.q.strip())
    first = await accounts.by_handle(me, wanted, resolve=query.resolve)
    if first and not query.following:
        return await accounts.by_ids(me, first) if not part.offset else ()
    found = await people_search.users(me, wanted, part, first, following=query.following)
    return found.page.items


async def _statuses(query: Query, me: Viewer, search: Search, part: Window) -> Sequence[TweetView]:
    """What is no search for statuses finds none, where all kinds are asked for at once."""
    wanted = query.q.strip()
    if _ADDRESS.fullmatch(wanted):
        view = await search.by_address(me, wanted)
        if view is not None:
            return [] if part.offset else [view]
    try:
        by = account_id(query.account_id) if query.account_id else None
        return (await search.tweets(me, wanted, "latest", part, by=by)).page.items
    except BadInput as error:
        return _nothing(query, error)


async def _tags(
    query: Query, me: Viewer, people_search: PeopleSearch, part: Window, origin: Origin
) -> list[FollowableTag]:
    try:
        found = await people_search.hashtags(me, query.q, part.limit)
    except BadInput as error:
        _nothing(query, error)
        return []
    return [FollowableTag.of(one.tag, one.tag in found.following, origin) for one in found.tags]


def _nothing(query: Query, error: NodeError) -> Sequence[TweetView]:
    if query.type:
        raise error
    return ()


def _named(wanted: str) -> str:
    """Pasted addresses of profiles as the handles they most likely stand for."""
    match = _PROFILE_URL.fullmatch(wanted)
    return f"@{match.group(2)}@{match.group(1)}" if match else wanted


routes = [
    Router("/api/v2", route_handlers=[search], include_in_schema=False),
    Router("/api/v1/accounts", route_handlers=[accounts_search], include_in_schema=False),
]
