"""Routes under /api/v2/notifications: what one is told of, in groups."""

from collections.abc import Sequence

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct, structs

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.limits import Limits
from nodeapp.model.notifications import GROUPED, Asked, NotificationView
from nodeapp.model.origin import Origin
from nodeapp.services.notifications import Notifications
from nodeapp.web.auth import AnyRequest
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.mastodon.notifications import Count, Nothing, asked_for, number_of, page_links, read_page
from nodeapp.web.mastodon.parameters import asked
from nodeapp.web.mastodon.shapes.accounts import Account
from nodeapp.web.mastodon.shapes.notifications import TYPES, GroupedNotifications, id_of_key


class Grouping(Struct, frozen=True, kw_only=True):
    """Of `grouped_types` that name nothing that is told as one, nothing is grouped."""

    expand_accounts: str = "full"
    grouped_types: list[str] | None = None


@get("/", summary="What I am told of in groups, newest first")
async def listed(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Response[GroupedNotifications]:
    grouping = asked(request, Grouping, limits)
    page = await read_page(notifications, me, _asked(request, grouping, limits), request, limits)
    shown = GroupedNotifications.of(page.items, origin, partial=grouping.expand_accounts == "partial_avatars")
    return Response(shown, headers=page_links(page, request, origin))


@get("/unread_count", summary="How many groups have something I have not read")
async def unread_count(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    limits: NamedDependency[Limits],
) -> Count:
    return Count(await notifications.unread(me, _asked(request, asked(request, Grouping, limits), limits)))


@get("/{key:str}", summary="One group")
async def read(
    key: FromPath[str],
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    origin: NamedDependency[Origin],
) -> GroupedNotifications:
    return GroupedNotifications.of([await _group(notifications, me, key)], origin)


@get("/{key:str}/accounts", summary="Who is behind a group, newest first")
async def people(
    key: FromPath[str],
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    origin: NamedDependency[Origin],
) -> Sequence[Account]:
    await _group(notifications, me, key)
    behind = await notifications.people(me, number_of(id_of_key(key)))
    return [Account.of(person, origin) for person in behind]


@post("/{key:str}/dismiss", status_code=200, summary="Drop a group")
async def dismiss(
    key: FromPath[str], me: NamedDependency[Viewer], notifications: NamedDependency[Notifications]
) -> Nothing:
    await notifications.drop(me, number_of(id_of_key(key)))
    return Nothing()


async def _group(notifications: Notifications, me: Viewer, key: str) -> NotificationView:
    found = await notifications.views(me, [number_of(id_of_key(key))], grouped=not key.startswith("ungrouped-"))
    if not found or found[0].kind not in TYPES:
        raise NotFound("There is no such group.")
    return found[0]


def _asked(request: AnyRequest, grouping: Grouping, limits: Limits) -> Asked:
    wanted = asked_for(request, limits, grouped=True)
    named = grouping.grouped_types
    if named is not None and not any(TYPES[kind] in named for kind in GROUPED):
        return structs.replace(wanted, grouped=False)
    return wanted


_reads = Router("/", route_handlers=[listed, unread_count, read, people], middleware=[ConditionalReads])
routes = [Router("/api/v2/notifications", route_handlers=[_reads, dismiss], include_in_schema=False)]
