"""Routes about strangers: the policy under /api/v2/notifications, and requests under /api/v1/notifications."""

from collections.abc import Sequence

from litestar import Response, Router, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.limits import Limits
from nodeapp.model.notifications import Preferences
from nodeapp.model.origin import Origin
from nodeapp.services.notifications import Notifications
from nodeapp.web.auth import AnyRequest
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.mastodon.notifications import Nothing, number_of
from nodeapp.web.mastodon.pages import Paging, next_link, window_of
from nodeapp.web.mastodon.parameters import asked, given
from nodeapp.web.mastodon.shapes.notifications import NotificationRequest, Policy


class PolicyEdit(Struct, frozen=True, kw_only=True):
    """What is left out stays as it is."""

    for_not_following: str | None = None
    for_not_followers: str | None = None
    for_new_accounts: str | None = None
    for_private_mentions: str | None = None
    for_limited_accounts: str | None = None


class Chosen(Struct, frozen=True):
    """Requests by their ids."""

    id: list[str | int] = []


class Merged(Struct, frozen=True):
    """Whether what was let in stands in the list; here it does at once."""

    merged: bool = True


@get("/policy", summary="What becomes of what strangers tell")
async def policy(me: NamedDependency[Viewer], notifications: NamedDependency[Notifications]) -> Policy:
    return await _policy(notifications, me, await notifications.preferences(me))


@patch("/policy", summary="Say what becomes of what strangers tell")
async def change_policy(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    limits: NamedDependency[Limits],
) -> Policy:
    edit = await given(request, PolicyEdit, limits)
    answers = {name: getattr(edit, f"for_{name}") for name in _QUESTIONS}
    told = {name: value for name, value in answers.items() if value is not None}
    return await _policy(notifications, me, await notifications.choose(me, {}, told))


@get("/", summary="Strangers of whom I am not told yet")
async def requests(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Response[Sequence[NotificationRequest]]:
    page = await notifications.requests(me, window_of(asked(request, Paging, limits), limits))
    shown = [NotificationRequest.of(view, origin) for view in page.items]
    return Response(shown, headers=next_link(request, page.cursor, origin))


@get("/merged", summary="Whether what was let in stands in the list")
async def merged(me: NamedDependency[Viewer]) -> Merged:
    return Merged()


@get("/{request_id:str}", summary="One of them")
async def read(
    request_id: FromPath[str],
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    origin: NamedDependency[Origin],
) -> NotificationRequest:
    return NotificationRequest.of(await notifications.request(me, number_of(request_id)), origin)


@post("/{request_id:str}/accept", status_code=200, summary="Be told of a stranger from now on")
async def accept(
    request_id: FromPath[str], me: NamedDependency[Viewer], notifications: NamedDependency[Notifications]
) -> Nothing:
    await notifications.let_in(me, [number_of(request_id)])
    return Nothing()


@post("/{request_id:str}/dismiss", status_code=200, summary="Drop what a stranger told")
async def dismiss(
    request_id: FromPath[str], me: NamedDependency[Viewer], notifications: NamedDependency[Notifications]
) -> Nothing:
    await notifications.turn_away(me, [number_of(request_id)])
    return Nothing()


@post("/accept", status_code=200, summary="Be told of many strangers from now on")
async def accept_many(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    limits: NamedDependency[Limits],
) -> Nothing:
    await notifications.let_in(me, await _chosen(request, limits))
    return Nothing()


@post("/dismiss", status_code=200, summary="Drop what many strangers told")
async def dismiss_many(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    limits: NamedDependency[Limits],
) -> Nothing:
    await notifications.turn_away(me, await _chosen(request, limits))
    return Nothing()


_QUESTIONS = tuple(name.removeprefix("for_") for name in PolicyEdit.__struct_fields__)


async def _policy(notifications: Notifications, me: Viewer, preferences: Preferences) -> Policy:
    return Policy.of(preferences.strangers, await notifications.waiting(me))


async def _chosen(request: AnyRequest, limits: Limits) -> list[int]:
    return [number_of(str(one)) for one in (await given(request, Chosen, limits)).id]


_reads = Router("/", route_handlers=[requests, merged, read], middleware=[ConditionalReads])
routes = [
    Router("/api/v2/notifications", route_handlers=[policy, change_policy], include_in_schema=False),
    Router(
        "/api/v1/notifications/requests",
        route_handlers=[_reads, accept, dismiss, accept_many, dismiss_many],
        include_in_schema=False,
    ),
]
