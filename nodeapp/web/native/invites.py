"""Routes under /api/invites and /api/admin/registrations: who may come, and who waits to be let in."""

from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.ids import AccountId
from nodeapp.model.registrations import InviteWish
from nodeapp.model.timelines import Window
from nodeapp.services.approvals import Approvals
from nodeapp.services.invites import Invites
from nodeapp.web.native.shapes.accounts import Invite, InvitePage, RegistrationPage
from nodeapp.web.native.timelines import provide_window
from nodeapp.web.values import parse_number


class NewInvite(Struct, frozen=True, kw_only=True):
    """For how many people, for how many seconds (null: until it is taken back), and what it is for."""

    max_uses: int = 1
    expires_in: int | None = None
    note: str = ""


@get("/", summary="Invitations: everybody's for those who run the node, else one's own")
async def mine(
    me: NamedDependency[Viewer], invites: NamedDependency[Invites], part: NamedDependency[Window]
) -> InvitePage:
    return InvitePage.of(await invites.all(me, part), invites)


@post("/", summary="Invite somebody")
async def make(data: JSONBody[NewInvite], me: NamedDependency[Viewer], invites: NamedDependency[Invites]) -> Invite:
    wish = InviteWish(uses_max=data.max_uses, seconds=data.expires_in, note=data.note)
    return Invite.of(await invites.create(me, wish), invites)


@delete("/{invite_id:str}", status_code=204, summary="Take an invitation back")
async def revoke(invite_id: FromPath[str], me: NamedDependency[Viewer], invites: NamedDependency[Invites]) -> None:
    number = parse_number(invite_id)
    if number is None:
        raise NotFound("There is no such invitation.")
    await invites.revoke(me, number)


@get("/", summary="Who waits to be let in")
async def waiting(
    me: NamedDependency[Viewer], approvals: NamedDependency[Approvals], part: NamedDependency[Window]
) -> RegistrationPage:
    return RegistrationPage.of(await approvals.waiting(me, part))


@post("/{registration_id:str}/approve", status_code=204, summary="Let somebody in")
async def approve(
    registration_id: FromPath[str], me: NamedDependency[Viewer], approvals: NamedDependency[Approvals]
) -> None:
    await approvals.approve(me, _whom(registration_id))


@post("/{registration_id:str}/reject", status_code=204, summary="Do not let somebody in; their name is free again")
async def reject(
    registration_id: FromPath[str], me: NamedDependency[Viewer], approvals: NamedDependency[Approvals]
) -> None:
    await approvals.reject(me, _whom(registration_id))


def _whom(given: str) -> AccountId:
    """What cannot be an id is nobody's; whether the asker may know is the service's to say."""
    return AccountId(parse_number(given) or 0)


routes = [
    Router(
        "/api/invites", route_handlers=[mine, make, revoke], dependencies={"part": provide_window}, tags=["Invitations"]
    ),
    Router(
        "/api/admin/registrations",
        route_handlers=[waiting, approve, reject],
        dependencies={"part": provide_window},
        tags=["Running the node"],
    ),
]
