"""Routes under /api/auth for somebody who is in: who am I, where am I signed in, sign out, passwords."""

from litestar import Response, Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from nodeapp.model.accounts import Role, Viewer
from nodeapp.model.credentials import Principal, SessionKind
from nodeapp.model.errors import NotFound
from nodeapp.model.ids import NEWEST, SessionId
from nodeapp.model.origin import Origin
from nodeapp.model.views import AccountView
from nodeapp.services.accounts import Accounts
from nodeapp.services.credentials import Credentials
from nodeapp.services.sessions import Sessions
from nodeapp.web.auth import AnyRequest, Cookies, visit_of
from nodeapp.web.native.shapes.people import User
from nodeapp.web.values import timestamp

_DIGITS_MAX = 19


class SessionState(Struct, frozen=True):
    """Who is signed in, with what nobody else is told; nulls for nobody."""

    user: User | None
    csrf_token: str | None
    role: Role | None
    birth_date: str | None


class Session(Struct, frozen=True, kw_only=True):
    """One sign-in."""

    id: str
    kind: SessionKind
    name: str
    created_at: str
    last_used_at: str
    current: bool


class SessionPage(Struct, frozen=True):
    sessions: list[Session]


class PasswordReset(Struct, frozen=True):
    """`token` is what the one-time link carries."""

    token: str
    password: str


class PasswordChange(Struct, frozen=True):
    password: str
    current_password: str | None = None


@post("/logout", status_code=204, summary="Sign out")
async def logout(
    request: AnyRequest, sessions: NamedDependency[Sessions], jar: NamedDependency[Cookies]
) -> Response[None]:
    visit = visit_of(request)
    if visit.principal is not None:
        await sessions.end(visit.principal, visit.principal.session_id)
    return Response(None, status_code=204, cookies=[jar.gone()])


@get("/session", summary="Who is signed in here")
async def session(
    request: AnyRequest,
    sessions: NamedDependency[Sessions],
    accounts: NamedDependency[Accounts],
    origin: NamedDependency[Origin],
) -> SessionState:
    visit = visit_of(request)
    if visit.principal is None:
        return SessionState(None, None, None, None)
    csrf_token = sessions.csrf_token(visit.principal) if visit.by_cookie else None
    view = await _own(accounts, visit.principal)
    return SessionState(User.of(view, origin), csrf_token, visit.principal.role, view.account.birth_date)


@get("/sessions", summary="Where I am signed in")
async def list_sessions(principal: NamedDependency[Principal], sessions: NamedDependency[Sessions]) -> SessionPage:
    return SessionPage(
        [
            Session(
                id=str(row.id),
                kind=row.kind,
                name=row.name,
                created_at=timestamp(row.created_at_ms),
                last_used_at=timestamp(row.last_used_at_ms),
                current=row.id == principal.session_id,
            )
            for row in await sessions.of(principal)
        ]
    )


@delete("/sessions/{session_id:str}", summary="Sign out there")
async def end_session(
    session_id: FromPath[str], principal: NamedDependency[Principal], sessions: NamedDependency[Sessions]
) -> None:
    if not (session_id.isascii() and session_id.isdecimal() and len(session_id) <= _DIGITS_MAX):
        raise NotFound("There is no such session.")
    await sessions.end(principal, SessionId(min(int(session_id), NEWEST)))


@put("/password", status_code=204, summary="Change my password; every other session ends")
async def change_password(
    data: JSONBody[PasswordChange],
    principal: NamedDependency[Principal],
    credentials: NamedDependency[Credentials],
    jar: NamedDependency[Cookies],
) -> Response[None]:
    opened = await credentials.change_password(principal, data.current_password or "", data.password)
    return Response(None, status_code=204, cookies=[] if opened is None else [jar.session(opened.secret)])


@post("/reset", status_code=204, summary="Choose a new password by a one-time link")
async def reset(data: JSONBody[PasswordReset], credentials: NamedDependency[Credentials]) -> None:
    await credentials.reset(data.token, data.password)


async def user_of(accounts: Accounts, origin: Origin, principal: Principal) -> User:
    return User.of(await _own(accounts, principal), origin)


async def _own(accounts: Accounts, principal: Principal) -> AccountView:
    return await accounts.get(Viewer(principal.account_id, principal.role), str(principal.account_id))


routes = [
    Router(
        "/api/auth",
        route_handlers=[session, list_sessions, end_session, logout, change_password, reset],
        tags=["auth"],
    )
]
