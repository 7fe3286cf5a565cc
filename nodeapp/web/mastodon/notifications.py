"""Routes under /api/v1/notifications: what one is told of, singly."""

from collections.abc import Sequence

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct, structs

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.limits import Limits
from nodeapp.model.notifications import Asked, NotificationView
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window
from nodeapp.model.views import Page
from nodeapp.services.notifications import Notifications
from nodeapp.web.auth import AnyRequest
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.mastodon.pages import Paging, links_beyond, window_of
from nodeapp.web.mastodon.parameters import account_id, asked, given
from nodeapp.web.mastodon.shapes.notifications import TYPES, Notification, kinds_of
from nodeapp.web.values import parse_tweet_id


class Filter(Struct, frozen=True, kw_only=True):
    """Which are wanted; without `types` all of them."""

    types: list[str] = []
    exclude_types: list[str] = []
    account_id: str | int | None = None
    include_filtered: bool = False


class Named(Struct, frozen=True):
    id: str | int | None = None


class Count(Struct, frozen=True):
    count: int


class Nothing(Struct, frozen=True):
    """An answer without anything in it."""


@get("/", summary="What I am told of, newest first")
async def listed(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Response[Sequence[Notification]]:
    page = await read_page(notifications, me, asked_for(request, limits, grouped=False), request, limits)
    return Response([Notification.of(view, origin) for view in page.items], headers=page_links(page, request, origin))


@get("/unread_count", summary="How many I have not read")
async def unread_count(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    limits: NamedDependency[Limits],
) -> Count:
    return Count(await notifications.unread(me, asked_for(request, limits, grouped=False)))


@get("/{notification_id:str}", summary="One of them")
async def read(
    notification_id: FromPath[str],
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    origin: NamedDependency[Origin],
) -> Notification:
    view = await notifications.one(me, number_of(notification_id))
    if view is None or view.kind not in TYPES:
        raise NotFound("There is no such notification.")
    return Notification.of(view, origin)


@post("/clear", status_code=200, summary="Drop everything")
async def clear(me: NamedDependency[Viewer], notifications: NamedDependency[Notifications]) -> Nothing:
    await notifications.drop_all(me)
    return Nothing()


@post("/{notification_id:str}/dismiss", status_code=200, summary="Drop one")
async def dismiss(
    notification_id: FromPath[str], me: NamedDependency[Viewer], notifications: NamedDependency[Notifications]
) -> Nothing:
    await notifications.drop(me, number_of(notification_id))
    return Nothing()


@post("/dismiss", status_code=200, summary="Drop one, named in the body")
async def dismiss_named(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    limits: NamedDependency[Limits],
) -> Nothing:
    named = await given(request, Named, limits)
    await notifications.drop(me, number_of(str(named.id or "")))
    return Nothing()


def asked_for(request: AnyRequest, limits: Limits, *, grouped: bool) -> Asked:
    """What the query says."""
    wanted = asked(request, Filter, limits)
    sender = None if wanted.account_id in (None, "") else account_id(str(wanted.account_id))
    return Asked(kinds_of(wanted.types, wanted.exclude_types), grouped, sender, wanted.include_filtered)


async def read_page(
    notifications: Notifications, me: Viewer, wanted: Asked, request: AnyRequest, limits: Limits
) -> Page[NotificationView]:
    """The part that the query asks for; above `min_id` those next to it."""
    paging = asked(request, Paging, limits)
    window = window_of(paging, limits)
    page = (await notifications.page(me, wanted, window)).page
    if not paging.min_id or not page.has_more:
        return page
    asking = structs.replace(window, limit=limits.page_size_max)
    items: tuple[NotificationView, ...] = ()
    for _ in range(limits.offset_max // limits.page_size_max):
        part = (await notifications.page(me, wanted, asking)).page
        items = (*items, *part.items)[-window.limit :]
        if part.cursor is None:
            break
        asking = Window(asking.limit, part.cursor, asking.since)
    return Page(items=items, limit=window.limit, cursor=items[-1].id if items else None)


def page_links(page: Page[NotificationView], request: AnyRequest, origin: Origin) -> dict[str, str]:
    newest = page.items[0].id if page.items else None
    return links_beyond(page.cursor, newest, request.scope["path"], request.scope["query_string"], origin)


def number_of(given_id: str) -> int:
    """What cannot be an id is not there."""
    try:
        return parse_tweet_id(given_id)
    except NotFound:
        raise NotFound("There is no such notification.") from None


_reads = Router("/", route_handlers=[listed, unread_count, read], middleware=[ConditionalReads])
routes = [
    Router(
        "/api/v1/notifications",
        route_handlers=[_reads, clear, dismiss, dismiss_named],
        include_in_schema=False,
    )
]
