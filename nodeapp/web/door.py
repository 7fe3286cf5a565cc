"""The door: what every request passes before the app, and every answer after it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, count
from urllib.parse import urlsplit

import anyio
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send, WebSocketScope

from nodeapp import telemetry
from nodeapp.model import crowds
from nodeapp.model.accounts import ANYBODY
from nodeapp.model.errors import (
    BadInput,
    Forbidden,
    HeadersTooLarge,
    Misdirected,
    NotSignedIn,
    TooMany,
    Unavailable,
    UnsupportedType,
)
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.web import bodies, forms, uploads
from nodeapp.web.answers import Outgoing
from nodeapp.web.auth import Visit, Visitors, viewer_of
from nodeapp.web.errors import failure, refusal_of, told
from nodeapp.web.handshakes import Handshake
from nodeapp.web.headers import Headers, Sent
from nodeapp.web.limits import RateLimits
from nodeapp.web.mastodon import dialect
from nodeapp.web.overload import STANDING, Kind, Overload, kind_of
from nodeapp.web.streaming.tokens import with_token

PEER_PATHS = ("/ap/", "/.well-known/", "/nodeinfo")
"""What other nodes ask: proven by signatures, if at all, and never by a token or a cookie."""

WINDOW_PATH = "/api/auth/window"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_REQUEST_ID_BYTES = 4
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ENDING = told(Unavailable("This node is ending. Try again in a moment."))


@dataclass(frozen=True)
class Rules:
    """What the door knows of its node. `other_hosts` are answered to besides the origin's own."""

    origin: Origin
    limits: Limits
    clock: Callable[[], int]
    secret: Callable[[int], bytes]
    is_window: bool = False
    other_hosts: frozenset[str] = frozenset()


class Door:
    """Load, host, address, token, origin, size, in that order: what is cheapest to refuse is refused first."""

    def __init__(self, app: ASGIApp, rules: Rules, visitors: Visitors, rates: RateLimits, overload: Overload) -> None:
        self._app = app
        self._rules = rules
        self._visitors = visitors
        self._rates = rates
        self._overload = overload
        self._start_id = rules.secret(_REQUEST_ID_BYTES).hex()
        self._numbers = count(1)
        self._hosts = {name.encode() for name in hosts_of(rules.origin) | rules.other_hosts}
        schemes = ("http", "https")
        elsewhere = {f"{scheme}://{host}" for scheme in schemes for host in rules.other_hosts}
        own_scheme = urlsplit(rules.origin.url).scheme
        self._origins = {f"{own_scheme}://{host}" for host in hosts_of(rules.origin)} | elsewhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            await self._answer(scope, receive, send)
        elif scope["type"] == ScopeType.WEBSOCKET:
            await self._shake_hands(scope, receive, send)

    async def _answer(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        began_ms, request_id = self._rules.clock(), f"{self._start_id}{next(self._numbers):08x}"
        out = Outgoing(scope, send, request_id, is_secure=self._rules.origin.is_secure)
        kind = kind_of(scope["method"], scope["path"])
        if (busy := await self._overload.refusal(kind, scope["path"])) is not None:
            # Without a line in the log: writing thousands of them would be the next overload.
            await self._overload.hold()
            await out.refuse(told(busy))
            return
        scope["state"] = {"request_id": request_id, "address": _address(scope), "visit": Visit()}
        with telemetry.request(request_id), crowds.Asking(STANDING[kind]):
            try:
                await self._enter(scope, receive, out, kind)
            except Exception as error:  # the last guard: a server's own log of it would quote what was sent
                refusal = refusal_of(error) or failure(error, request_id, scope["path"])
                if isinstance(error, Unavailable | TooMany):
                    await self._overload.hold()
                if not out.is_begun:
                    await out.refuse(refusal)
            except anyio.get_cancelled_exc_class():
                # The node ends, and this took longer than requests are given to end with it.
                if out.is_begun:
                    raise
                await out.refuse(_ENDING)
            principal = scope["state"]["visit"].principal
            telemetry.request_line(
                request_id,
                scope["method"],
                scope["path"],
                out.status,
                principal.account_id if principal else None,
                self._rules.clock() - began_ms,
            )

    async def _shake_hands(self, scope: WebSocketScope, receive: Receive, send: Send) -> None:
        """A socket passes what a request does; whoever is refused is told in HTTP, before there is a socket."""
        began_ms, request_id = self._rules.clock(), f"{self._start_id}{next(self._numbers):08x}"
        out = Handshake(scope, send, request_id)
        if (busy := await self._overload.refusal("stream", scope["path"])) is not None:
            await self._overload.hold()
            await out.refuse(told(busy))
            return
        scope["state"] = {"request_id": request_id, "address": _address(scope), "headers": out.headers}
        with telemetry.request(request_id), crowds.Asking(STANDING["stream"]):
            try:
                await self._enter_socket(scope, receive, out)
            except Exception as error:  # the last guard, as for requests
                refusal = refusal_of(error) or failure(error, request_id, scope["path"])
                if isinstance(error, Unavailable | TooMany):
                    await self._overload.hold()
                if not out.is_begun:
                    await out.refuse(refusal)
            viewer = scope["state"].get("viewer", ANYBODY)
            took_ms = self._rules.clock() - began_ms
            telemetry.request_line(request_id, "SOCKET", scope["path"], out.status, viewer.id, took_ms)

    async def _enter_socket(self, scope: WebSocketScope, receive: Receive, out: Handshake) -> None:
        headers = list(scope["headers"])
        sent = with_token(scope, dict(headers))
        self._check_length(headers)
        self._check_host(headers, sent)
        self._rates.check_address(scope["state"]["address"])
        visit = await self._visitors.identify(sent, scope["path"])
        if visit.principal is not None:
            self._rates.check_account(visit.principal)
        if self._is_foreign(sent) and (visit.principal is None or visit.by_cookie or self._rules.is_window):
            raise Forbidden("Pages of other sites cannot listen here.")
        if self._rules.is_window and visit.principal is None and not visit.at_window:
            raise NotSignedIn("This node serves its own window only.")
        scope["state"].update(visit=visit, viewer=viewer_of(visit.principal), sent=sent)
        await self._app(scope, receive, out)

    async def _enter(self, scope: HTTPScope, receive: Receive, out: Outgoing, kind: Kind) -> None:
        headers, path = list(scope["headers"]), scope["path"]
        sent = with_token(scope, dict(headers))
        # Whoever is refused before the end of a file need not send the rest: nobody reads it.
        out.ends_connection = is_upload = uploads.is_upload(scope["method"], path, sent)
        self._check_length(headers)
        self._check_host(headers, sent)
        taken = self._rates.check_address(scope["state"]["address"])
        is_peers = path.startswith(PEER_PATHS)
        visit = Visit() if is_peers else await self._identify(sent, path, kind)
        scope["state"].update(visit=visit, principal=visit.principal, viewer=viewer_of(visit.principal), sent=sent)
        if visit.principal is not None:
            out.is_signed_in = True
            taken = self._rates.check_account(visit.principal) if path.startswith("/api/") else taken
        if taken is not None:
            out.headers += [(name.lower().encode(), value.encode()) for name, value in taken.headers.items()]
        if not is_peers:
            self._check_source(scope, sent, visit)
        if is_upload:
            await self._take_upload(scope, sent, receive, out, kind)
            return
        bytes_max = self._bytes_max(is_peers)
        carried_bytes = self._overload.carry(kind, bodies.bytes_told(sent, bytes_max))
        try:
            body = await bodies.read(sent, receive, self._rules.limits, bytes_max)
            if path.startswith("/api/"):
                if dialect.is_spoken_at(path) and visit.principal is not None and not visit.by_cookie:
                    scope, body = self._without_form(scope, body)
                _check_body(list(scope["headers"]), body)
            await self._pass(scope, bodies.replay(body, receive), out, kind)
        finally:
            self._overload.put_down(carried_bytes)

    async def _take_upload(self, scope: HTTPScope, sent: Sent, receive: Receive, out: Outgoing, kind: Kind) -> None:
        """Of people who live here, read by the route itself, which knows where to put it."""
        if scope["state"]["visit"].principal is None:
            raise NotSignedIn("Sign in first.")
        uploads.check_told(sent, self._rules.limits)

        def read_on() -> None:
            out.ends_connection = False

        await self._pass(scope, uploads.Arriving(receive, self._rules.limits, read_on), out, kind)

    async def _identify(self, sent: Sent, path: str, kind: Kind) -> Visit:
        self._overload.enter(kind, path)
        try:
            return await self._visitors.identify(sent, path)
        finally:
            self._overload.leave(kind)

    async def _pass(self, scope: HTTPScope, receive: Receive, out: Outgoing, kind: Kind) -> None:
        """Not counted between `_identify` and here: whoever sends a body slowly takes nobody's place."""
        if scope["method"] == "HEAD":
            # A copy: the server beneath must still know that no body is to be sent, and so must who would read a file.
            scope["state"]["is_head"] = True
            scope = {**scope, "method": "GET"}
        self._overload.enter(kind, scope["path"])
        try:
            await self._app(scope, receive, out)
        finally:
            self._overload.leave(kind)

    def _check_length(self, headers: Headers) -> None:
        """What a server underneath let through in one piece (W23)."""
        most = self._rules.limits.header_bytes_max
        if sum(map(len, chain.from_iterable(headers))) > most:
            raise HeadersTooLarge(f"These are more than the {most} bytes of headers that are taken here.")

    def _check_host(self, headers: Headers, sent: Sent) -> None:
        """The configured addresses only, whatever a proxy or a rebound name says (W18, W19)."""
        host = sent.get(b"host")
        # Fewer names than headers: there may be two hosts.
        twice = len(sent) < len(headers) and sum(name == b"host" for name, _ in headers) > 1
        if host is None or twice:
            raise BadInput(detail="A request names one host.")
        if host.lower() not in self._hosts:
            raise Misdirected(f"This node is {self._rules.origin.url}; it answers to no other name.")

    def _check_source(self, scope: HTTPScope, sent: Sent, visit: Visit) -> None:
        """Raises Forbidden for what a page from elsewhere may not ask (W10), NotSignedIn outside the window (W19)."""
        is_safe = scope["method"] in _SAFE_METHODS
        if is_safe and not self._rules.is_window:
            return
        foreign = self._is_foreign(sent)
        if not is_safe:
            if foreign and (visit.principal is None or visit.by_cookie):
                raise Forbidden("Pages of other sites cannot do this here.")
            self._visitors.check_csrf(visit, sent)
        if not self._rules.is_window:
            return
        if b"origin" in sent and foreign:
            raise Forbidden("Pages of other sites cannot ask this node.")
        if visit.principal is None and not visit.at_window and scope["path"] != WINDOW_PATH:
            raise NotSignedIn("This node serves its own window only.")

    def _is_foreign(self, sent: Sent) -> bool:
        origin = sent.get(b"origin")
        if origin is not None and origin.decode("latin-1").lower() not in self._origins:
            return True
        return sent.get(b"sec-fetch-site") in (b"cross-site", b"same-site")

    def _without_form(self, scope: HTTPScope, body: bytes) -> tuple[HTTPScope, bytes]:
        """A form as JSON, so that a repeated one is known by what it says. By a token only: no page sends one (W10)."""
        said = forms.as_json(scope["headers"], body, self._rules.limits) if body else None
        if said is None:
            return scope, body
        return {**scope, "headers": forms.said_as_json(scope["headers"], said)}, said

    def _bytes_max(self, is_peers: bool) -> int:
        limits = self._rules.limits
        return limits.inbox_body_bytes_max if is_peers else limits.body_bytes_max


def hosts_of(origin: Origin) -> frozenset[str]:
    """What a Host header may say: the origin's authority, its default port written or not."""
    parts = urlsplit(origin.url)
    default = _DEFAULT_PORTS[parts.scheme]
    name = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    if parts.port is None or parts.port == default:
        return frozenset({name, f"{name}:{default}"})
    return frozenset({f"{name}:{parts.port}"})


def _check_body(headers: Headers, body: bytes) -> None:
    """JSON in UTF-8 and nothing else: a form of another site cannot send it unasked (W10)."""
    if not body:
        return
    sent = dict(headers)
    kind = sent.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if kind != b"application/json" or b"content-encoding" in sent:
        raise UnsupportedType("Send JSON, as application/json, not compressed.")
    try:
        body.decode()
    except UnicodeDecodeError:
        raise BadInput(detail="The body is not UTF-8.") from None


def _address(scope: HTTPScope | WebSocketScope) -> str:
    """The peer's; what a header claims does not count (W16)."""
    client = scope.get("client")
    return client[0] if client else "local"
