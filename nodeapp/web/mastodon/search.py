"""GET /api/v2/search: people, by name here or by handle anywhere."""

import re

from litestar import Router, get
from litestar.di import NamedDependency
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import bad
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import window
from nodeapp.services.accounts import Accounts
from nodeapp.web.auth import AnyRequest
from nodeapp.web.mastodon.parameters import asked
from nodeapp.web.mastodon.shapes.accounts import Account
from nodeapp.web.mastodon.shapes.statuses import Status, Tag

_TYPES = ("accounts", "statuses", "hashtags")
_PROFILE_URL = re.compile(r"https?://([^/@\s]+)/(?:@|users/)([^/@\s]+)/?")


class Query(Struct, frozen=True, kw_only=True):
    """`q` is a name, a handle, or a profile's address. With `resolve` a stranger's own node is asked."""

    q: str = ""
    type: str = ""
    resolve: bool = False
    following: bool = False
    limit: int | None = None
    offset: int | None = None


class Found(Struct, frozen=True):
    accounts: list[Account]
    statuses: list[Status] = []
    hashtags: list[Tag] = []


@get("/search", summary="Find people")
async def search(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Found:
    """Statuses and hashtags are not searched here yet."""
    query = asked(request, Query, limits)
    if query.type and query.type not in _TYPES:
        raise bad("type", "invalid", f"A type is one of {', '.join(_TYPES)}.")
    if query.type not in ("", "accounts"):
        return Found([])
    most = limits.mastodon_page_size_max
    part = window(limits, limit=min(query.limit or limits.page_size_default, most), offset=query.offset)
    page = await accounts.search(me, _named(query.q.strip()), part, resolve=query.resolve)
    views = [view for view in page.items if not query.following or (view.relationship and view.relationship.following)]
    return Found([Account.of(view, origin) for view in views])


def _named(wanted: str) -> str:
    """Pasted addresses of profiles as the handles they most likely stand for."""
    match = _PROFILE_URL.fullmatch(wanted)
    return f"@{match.group(2)}@{match.group(1)}" if match else wanted


routes = [Router("/api/v2", route_handlers=[search], include_in_schema=False)]
