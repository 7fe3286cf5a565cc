"""Routes under /api/auth by which somebody comes in: sign up, sign in, renew, and the window's own ways."""

from litestar import Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromQuery, JSONBody
from msgspec import Struct

from nodeapp.model.credentials import Entry, Opened, SessionKind, SignUp
from nodeapp.model.devices import device_name
from nodeapp.model.errors import NotSignedIn
from nodeapp.model.origin import Origin
from nodeapp.services.accounts import Accounts
from nodeapp.services.credentials import Credentials as SignIns
from nodeapp.services.registration import Registration as SignUps
from nodeapp.services.sessions import Sessions
from nodeapp.web.auth import AnyRequest, Cookies, visit_of
from nodeapp.web.native.sessions import user_of
from nodeapp.web.native.shapes.accounts import Waiting
from nodeapp.web.native.shapes.people import User

_SEE_OTHER = 303


class Registration(Struct, frozen=True):
    """With `cookie` the answer sets a cookie instead of telling tokens.

    `invite` is the code of an invitation; `reason` is for those who let people in.
    """

    username: str
    password: str
    email: str | None = None
    display_name: str | None = None
    invite: str | None = None
    reason: str | None = None
    cookie: bool = False


class Credentials(Struct, frozen=True):
    """`login` is a name, a handle or an e-mail address."""

    login: str
    password: str
    cookie: bool = False


class Refreshing(Struct, frozen=True):
    refresh_token: str


class Welcome(Struct, frozen=True):
    username: str
    display_name: str | None = None


class SignedIn(Struct, frozen=True, kw_only=True):
    """Tokens, or for a cookie only what writes must carry in X-CSRF-Token."""

    user: User
    access_token: str | None
    refresh_token: str | None
    expires_in: int
    csrf_token: str | None


@post(
    "/register",
    summary="Sign up",
    responses={
        201: ResponseSpec(SignedIn, description="They are in"),
        202: ResponseSpec(Waiting, description="They wait to be let in"),
    },
)
async def register(
    request: AnyRequest,
    data: JSONBody[Registration],
    registration: NamedDependency[SignUps],
    accounts: NamedDependency[Accounts],
    jar: NamedDependency[Cookies],
    origin: NamedDependency[Origin],
) -> Response[SignedIn] | Response[Waiting]:
    wish = SignUp(
        username=data.username,
        password=data.password,
        email=data.email,
        display_name=data.display_name or "",
        invite=data.invite or "",
        reason=data.reason or "",
    )
    opened = await registration.register(wish, _entry(request, data.cookie))
    if opened is None:
        return Response(Waiting(), status_code=202)
    return _response(opened, await user_of(accounts, origin, opened.principal), jar)


@post("/login", status_code=200, summary="Sign in")
async def login(
    request: AnyRequest,
    data: JSONBody[Credentials],
    credentials: NamedDependency[SignIns],
    accounts: NamedDependency[Accounts],
    jar: NamedDependency[Cookies],
    origin: NamedDependency[Origin],
) -> Response[SignedIn]:
    opened = await credentials.login(data.login, data.password, _entry(request, data.cookie))
    return _response(opened, await user_of(accounts, origin, opened.principal), jar)


@post("/refresh-token", status_code=200, summary="New tokens for a refresh token, which is used up")
async def refresh_token(
    data: JSONBody[Refreshing],
    sessions: NamedDependency[Sessions],
    accounts: NamedDependency[Accounts],
    jar: NamedDependency[Cookies],
    origin: NamedDependency[Origin],
) -> Response[SignedIn]:
    opened = await sessions.refresh(data.refresh_token)
    return _response(opened, await user_of(accounts, origin, opened.principal), jar)


@post("/welcome", summary="The owner's name, at the first start of a window")
async def welcome(
    request: AnyRequest,
    data: JSONBody[Welcome],
    registration: NamedDependency[SignUps],
    accounts: NamedDependency[Accounts],
    jar: NamedDependency[Cookies],
    origin: NamedDependency[Origin],
) -> Response[SignedIn]:
    wish = SignUp(username=data.username, password=None, display_name=data.display_name or "")
    opened = await registration.welcome(wish, _entry(request, True, "window"))
    return _response(opened, await user_of(accounts, origin, opened.principal), jar)


@get("/window", status_code=_SEE_OTHER, summary="Where the window begins, with the secret of this start")
async def window(
    request: AnyRequest,
    credentials: NamedDependency[SignIns],
    jar: NamedDependency[Cookies],
    secret: FromQuery[str] = "",
) -> Response[None]:
    if not credentials.is_window_secret(secret):
        raise NotSignedIn("This is not the secret of this start. Close the window and open it again.")
    opened = await credentials.window_sign_in(_entry(request, True, "window"))
    baked = [jar.window(secret), *([] if opened is None else [jar.session(opened.secret)])]
    return Response(None, status_code=_SEE_OTHER, headers={"Location": "/"}, cookies=baked)


@post("/window", status_code=200, summary="Sign the owner in again, in the window")
async def window_again(
    request: AnyRequest,
    credentials: NamedDependency[SignIns],
    accounts: NamedDependency[Accounts],
    jar: NamedDependency[Cookies],
    origin: NamedDependency[Origin],
) -> Response[SignedIn]:
    opened = await credentials.window_sign_in(_entry(request, True, "window")) if visit_of(request).at_window else None
    if opened is None:
        raise NotSignedIn("Only the node's own window signs its owner in like this.")
    return _response(opened, await user_of(accounts, origin, opened.principal), jar)


def _entry(request: AnyRequest, by_cookie: bool, kind: SessionKind = "cookie") -> Entry:
    """The session that this browser had ends with a new sign-in (W12)."""
    visit = visit_of(request)
    name = device_name(request.headers.get("user-agent", ""))
    return Entry(kind if by_cookie else "login", name, visit.principal if visit.by_cookie else None)


def _response(opened: Opened, user: User, jar: Cookies) -> Response[SignedIn]:
    by_cookie = opened.access_token is None
    baked: list[Cookie] = [jar.session(opened.secret)] if by_cookie else []
    answer = SignedIn(
        user=user,
        access_token=opened.access_token,
        refresh_token=None if by_cookie else opened.secret,
        expires_in=opened.expires_in_seconds,
        csrf_token=opened.csrf_token,
    )
    return Response(answer, cookies=baked)


routes = [
    Router(
        "/api/auth",
        route_handlers=[
            register,
            login,
            refresh_token,
            welcome,
            window,
            window_again,
        ],
        tags=["auth"],
    )
]
