"""Who is asking: from the headers of a request to a principal, and from there to what routes are given."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from litestar import Request
from litestar.datastructures import Cookie, State
from msgspec import Struct

from nodeapp.model.accounts import ANYBODY, Viewer
from nodeapp.model.credentials import BEARER_KINDS, COOKIE_KINDS, Principal
from nodeapp.model.errors import Forbidden, NotSignedIn
from nodeapp.services.credentials import Credentials
from nodeapp.services.sessions import Sessions
from nodeapp.web.headers import Sent

AnyRequest = Request[object, object, State]

SIGN_IN_PATHS = frozenset({"/api/auth/register", "/api/auth/login", "/api/auth/refresh-token", "/api/auth/reset"})
"""Here an old token is no reason to be turned away."""

_COOKIE_SECONDS = 400 * 86_400
"""As long as browsers keep one; the session behind it ends after a week unused."""


class Visit(Struct, frozen=True):
    """`at_window` is true for the node's own window, whoever is signed in there."""

    principal: Principal | None = None
    by_cookie: bool = False
    at_window: bool = False


@dataclass(frozen=True)
class Cookies:
    """The name carries the node's id, since cookies do not tell ports apart; `__Host-` keeps other hosts out (W12)."""

    node_id: str
    is_secure: bool

    @property
    def name(self) -> str:
        return f"{'__Host-' if self.is_secure else ''}nodeapp-{self.node_id}"

    @property
    def window_name(self) -> str:
        return f"{self.name}-window"

    def session(self, secret: str) -> Cookie:
        return self._cookie(self.name, secret, _COOKIE_SECONDS)

    def gone(self) -> Cookie:
        return self._cookie(self.name, "", 0)

    def window(self, secret: str) -> Cookie:
        """Ends with the window, and with this start of the node."""
        return self._cookie(self.window_name, secret, None)

    def _cookie(self, name: str, value: str, max_age: int | None) -> Cookie:
        return Cookie(
            key=name, value=value, path="/", max_age=max_age, httponly=True, secure=self.is_secure, samesite="lax"
        )


@dataclass(frozen=True)
class Visitors:
    sessions: Sessions
    credentials: Credentials
    cookies: Cookies

    async def identify(self, sent: Sent, path: str) -> Visit:
        """Raises NotSignedIn for a bearer token that is no good; an old cookie is nobody."""
        jar = _jar(sent.get(b"cookie", b""))
        at_window = self.credentials.is_window_secret(jar.get(self.cookies.window_name, ""))
        if authorization := sent.get(b"authorization"):
            principal = await self._bearer(authorization.decode("latin-1"))
            if principal is None and path not in SIGN_IN_PATHS:
                raise NotSignedIn("This token is wrong, expired or revoked. Sign in again.")
            return Visit(principal, False, at_window)
        principal = await self.sessions.authenticate(jar.get(self.cookies.name, ""))
        if principal is None or principal.kind not in COOKIE_KINDS:
            return Visit(at_window=at_window)
        return Visit(principal, True, at_window)

    def still(self, visit: Visit, sent: Sent) -> Callable[[], Awaitable[bool]] | None:
        """What says, whenever it is asked, whether what proved this visit still does; None where it is nobody's."""
        principal = visit.principal
        if principal is None:
            return None
        if visit.by_cookie:
            token = _jar(sent.get(b"cookie", b"")).get(self.cookies.name, "")
        else:
            token = sent.get(b"authorization", b"").decode("latin-1").partition(" ")[2].strip()

        async def holds() -> bool:
            found = await self.sessions.authenticate(token)
            return found is not None and found.account_id == principal.account_id

        return holds

    def check_csrf(self, visit: Visit, sent: Sent) -> None:
        """A write by cookie says the token that only a page of this node can have read (W10)."""
        if visit.by_cookie and visit.principal is not None:
            told = sent.get(b"x-csrf-token", b"")
            wanted = self.sessions.csrf_token(visit.principal).encode()
            if not hmac.compare_digest(told, wanted):
                raise Forbidden("This page is out of date. Reload it, then try again.")

    async def _bearer(self, authorization: str) -> Principal | None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return None
        principal = await self.sessions.authenticate(token.strip())
        return principal if principal is not None and principal.kind in BEARER_KINDS else None


def viewer_of(principal: Principal | None) -> Viewer:
    return ANYBODY if principal is None else Viewer(principal.account_id, principal.role)


def provide_viewer(request: AnyRequest) -> Viewer:
    """Whoever asks; maybe nobody in particular."""
    viewer = request.scope["state"]["viewer"]
    return viewer if isinstance(viewer, Viewer) else ANYBODY


def provide_principal(request: AnyRequest) -> Principal:
    principal = request.scope["state"]["principal"]
    if not isinstance(principal, Principal):
        raise NotSignedIn("Sign in first.")
    return principal


def provide_me(request: AnyRequest) -> Viewer:
    """Somebody signed in here. Raises NotSignedIn."""
    return viewer_of(provide_principal(request))


def visit_of(request: AnyRequest) -> Visit:
    visit = request.scope["state"]["visit"]
    return visit if isinstance(visit, Visit) else Visit()


def _jar(header: bytes) -> dict[str, str]:
    """The first cookie of each name."""
    jar: dict[str, str] = {}
    if not header:
        return jar
    for part in header.decode("latin-1").split(";"):
        name, _, value = part.strip().partition("=")
        jar.setdefault(name, value)
    return jar
