"""Routes under /api/admin: what those who run the node do to accounts."""

from litestar import Router, delete, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from nodeapp.model.accounts import Viewer
from nodeapp.model.origin import Origin
from nodeapp.services.accounts import Accounts
from nodeapp.services.badges import Badges
from nodeapp.web.native.shapes.people import User


@post("/{user:str}/verify", status_code=200, summary="Give somebody the badge that says they are who they say")
async def verify(
    user: FromPath[str],
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    badges: NamedDependency[Badges],
    origin: NamedDependency[Origin],
) -> User:
    badges.check(me)
    return User.of(await badges.give(me, await accounts.id_of(me, user)), origin)


@delete("/{user:str}/verify", status_code=200, summary="Take the badge back")
async def unverify(
    user: FromPath[str],
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    badges: NamedDependency[Badges],
    origin: NamedDependency[Origin],
) -> User:
    badges.check(me)
    return User.of(await badges.take(me, await accounts.id_of(me, user)), origin)


routes = [Router("/api/admin/users", route_handlers=[verify, unverify], tags=["Running the node"])]
