"""Routes under /api/notifications: what I am told of, what I want to be told of, and strangers who wait."""

from typing import Annotated

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Struct, UnsetType

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.ids import NEWEST
from nodeapp.model.notifications import KINDS, Asked, Choice, Kind, Preferences, checked_kinds
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window
from nodeapp.services.notifications import Notifications
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.native.shapes.notifications import NotificationPage, NotificationRequestPage
from nodeapp.web.native.timelines import provide_window
from nodeapp.web.values import parse_tweet_id

Kinds = Annotated[str | None, QueryParameter(description=f"Some of {', '.join(KINDS)}, with commas between.")]
Grouped = Annotated[bool, QueryParameter(description="Whether likes of the same tweet, say, stand as one.")]
UpTo = Annotated[str | None, QueryParameter(description="Only this one and what stands below it, by its `newest_id`.")]


class Unread(Struct, frozen=True):
    """Counted up to 1,000, unless the node is set otherwise."""

    count: int


class Chosen(Struct, frozen=True):
    """Whether a kind stands in the list, and whether it is told beside the page as well."""

    shown: bool
    push: bool


class StrangerAnswers(Struct, frozen=True):
    """Each `accept`, `filter` (held back until I say more) or `drop`. Whom I follow is no stranger."""

    not_following: str
    not_followers: str
    new_accounts: str
    private_mentions: str
    limited_accounts: str


class NotificationPreferences(Struct, frozen=True):
    """What I am told of, by kind; and what becomes of what strangers tell."""

    kinds: dict[str, Chosen]
    strangers: StrangerAnswers

    @staticmethod
    def of(preferences: Preferences) -> "NotificationPreferences":
        strangers = preferences.strangers
        return NotificationPreferences(
            {kind: _chosen(preferences.choice(kind)) for kind in KINDS},
            StrangerAnswers(
                strangers.not_following,
                strangers.not_followers,
                strangers.new_accounts,
                strangers.private_mentions,
                strangers.limited_accounts,
            ),
        )


class Choosing(Struct, frozen=True, kw_only=True):
    """What is left out stays as it is."""

    shown: bool | UnsetType = UNSET
    push: bool | UnsetType = UNSET


class PreferencesEdit(Struct, frozen=True, kw_only=True):
    """What is left out stays as it is."""

    kinds: dict[str, Choosing] = {}
    strangers: dict[str, str] = {}


@get("/", summary="What I am told of, newest first")
async def listed(
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
    kinds: Kinds = None,
    grouped: Grouped = True,
) -> NotificationPage:
    return NotificationPage.of(await notifications.page(me, _asked(kinds, grouped), part), origin)


@get("/unread", summary="How many I have not read")
async def unread(
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    kinds: Kinds = None,
    grouped: Grouped = True,
) -> Unread:
    return Unread(await notifications.unread(me, _asked(kinds, grouped)))


@put("/{notification_id:str}/read", status_code=204, summary="Mark one, or a group of them, as read")
async def read(
    notification_id: FromPath[str], me: NamedDependency[Viewer], notifications: NamedDependency[Notifications]
) -> None:
    await notifications.read(me, _id(notification_id, "notification"))


@put("/read-all", status_code=204, summary="Mark everything as read, or what one has seen")
async def read_all(
    me: NamedDependency[Viewer], notifications: NamedDependency[Notifications], up_to: UpTo = None
) -> None:
    await notifications.read_all(me, NEWEST if up_to is None else _id(up_to, "notification"))


@delete("/{notification_id:str}", summary="Drop one, or a group of them")
async def drop(
    notification_id: FromPath[str], me: NamedDependency[Viewer], notifications: NamedDependency[Notifications]
) -> None:
    await notifications.drop(me, _id(notification_id, "notification"))


@delete("/", summary="Drop everything")
async def drop_all(me: NamedDependency[Viewer], notifications: NamedDependency[Notifications]) -> None:
    await notifications.drop_all(me)


@get("/preferences", summary="What I want to be told of")
async def preferences(
    me: NamedDependency[Viewer], notifications: NamedDependency[Notifications]
) -> NotificationPreferences:
    return NotificationPreferences.of(await notifications.preferences(me))


@put("/preferences", summary="Choose what I want to be told of")
async def choose(
    data: JSONBody[PreferencesEdit], me: NamedDependency[Viewer], notifications: NamedDependency[Notifications]
) -> NotificationPreferences:
    before = await notifications.preferences(me)
    kinds: dict[Kind, Choice] = {
        kind: _choice(data.kinds[kind], before.choice(kind)) for kind in checked_kinds("kinds", list(data.kinds))
    }
    return NotificationPreferences.of(await notifications.choose(me, kinds, data.strangers))


@get("/requests", summary="Strangers of whom I am not told yet")
async def requests(
    me: NamedDependency[Viewer],
    notifications: NamedDependency[Notifications],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> NotificationRequestPage:
    return NotificationRequestPage.of(await notifications.requests(me, part), origin)


@post("/requests/{request_id:str}/accept", status_code=204, summary="Be told of a stranger from now on")
async def accept(
    request_id: FromPath[str], me: NamedDependency[Viewer], notifications: NamedDependency[Notifications]
) -> None:
    await notifications.let_in(me, [_id(request_id, "request")])


@post("/requests/{request_id:str}/dismiss", status_code=204, summary="Drop what a stranger told")
async def dismiss(
    request_id: FromPath[str], me: NamedDependency[Viewer], notifications: NamedDependency[Notifications]
) -> None:
    await notifications.turn_away(me, [_id(request_id, "request")])


def _asked(kinds: str | None, grouped: bool) -> Asked:
    named = None if not kinds else checked_kinds("kinds", [kind.strip() for kind in kinds.split(",") if kind.strip()])
    return Asked(named, grouped)


def _id(given: str, noun: str) -> int:
    try:
        return parse_tweet_id(given)
    except NotFound:
        raise NotFound(f"There is no such {noun}.") from None


def _chosen(choice: Choice) -> Chosen:
    return Chosen(choice.shown, choice.push)


def _choice(edit: Choosing, before: Choice) -> Choice:
    return Choice(
        before.shown if isinstance(edit.shown, UnsetType) else edit.shown,
        before.push if isinstance(edit.push, UnsetType) else edit.push,
    )


_reads = Router(
    "/",
    route_handlers=[listed, unread, preferences, requests],
    middleware=[ConditionalReads],
    dependencies={"part": provide_window},
)
routes = [
    Router(
        "/api/notifications",
        route_handlers=[_reads, read, read_all, drop, drop_all, choose, accept, dismiss],
        tags=["Notifications"],
    )
]
