"""Idempotency keys at the API: the same request sent again gets the first answer, and does nothing twice."""

import hashlib
from http import HTTPStatus

from litestar import Request
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from nodeapp.model.credentials import Principal
from nodeapp.model.errors import Conflict, bad
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.model.tweets import Idempotency
from nodeapp.services.idempotency import Answer, Answers
from nodeapp.web import bodies
from nodeapp.web.errors import error_type_at
from nodeapp.web.uploads import is_upload

_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_NOT_KEPT = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS})


def idempotency_of(request: Request[object, object, State]) -> Idempotency | None:
    """The key of this request, for a service that claims it in its own transaction."""
    found = request.scope["state"].get("idempotency")
    return found if isinstance(found, Idempotency) else None


class Streamed:
    """A keyed request whose body is not known before it has been read: whoever read it says what it was."""

    def __init__(self, answers: Answers, account_id: AccountId, key: str, scope: HTTPScope) -> None:
        self._answers = answers
        self._account_id = account_id
        self._key = key
        self._scope = scope
        self.use: Idempotency | None = None
        self.first: Answer | None = None

    async def says(self, body: bytes) -> None:
        """Raises Conflict where the key was used before: for this, and then the first answer is sent instead."""
        use = Idempotency(self._key, _fingerprint(self._scope, body))
        self.first = await self._answers.first(self._account_id, use)
        if self.first is not None:
            raise Conflict("This was done before.")
        self.use = use


async def say_what_came(request: Request[object, object, State], body: bytes) -> None:
    """For a route that reads its body itself, before it does anything: `body` is the same whenever it was the same."""
    streamed = request.scope["state"].get("streamed")
    if isinstance(streamed, Streamed):
        await streamed.says(body)


class KeyedAnswers:
    """Around the app, for those signed in. Answers under /api/auth hold secrets and are never kept."""

    def __init__(self, app: ASGIApp, answers: Answers, limits: Limits) -> None:
        self._app = app
        self._answers = answers
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and scope["method"] in _METHODS and _is_kept(scope["path"]):
            key = dict(scope["headers"]).get(b"idempotency-key")
            principal: Principal | None = scope["state"]["principal"]
            if key is not None and principal is not None:
                await self._once(scope, receive, send, key.decode("latin-1"), principal)
                return
        await self._app(scope, receive, send)

    async def _once(self, scope: HTTPScope, receive: Receive, send: Send, key: str, principal: Principal) -> None:
        most = self._limits.idempotency_key_characters_max
        if not (0 < len(key) <= most and key.isascii() and key.isprintable()):
            raise bad("Idempotency-Key", "invalid", f"A key has 1 to {most} printable ASCII characters.", most)
        if is_upload(scope["method"], scope["path"], dict(scope["headers"])):
            await self._once_streamed(scope, receive, send, key, principal)
            return
        body = await bodies.read(dict(scope["headers"]), receive, self._limits, self._limits.body_bytes_max)
        use = Idempotency(key, _fingerprint(scope, body))
        async with self._answers.turn(principal.account_id, key):
            first = await self._answers.first(principal.account_id, use)
            if first is not None:
                await _replay(first, scope["path"], send)
                return
            scope["state"]["idempotency"] = use
            held: list[Message] = []

            async def hold(message: Message) -> None:
                held.append(message)

            await self._app(scope, bodies.replay(body, receive), hold)
            answer = _answer(held)
            if self._is_worth_keeping(answer):
                await self._answers.keep(principal.account_id, use, answer)
        for message in held:
            await send(message)

    async def _once_streamed(
        self, scope: HTTPScope, receive: Receive, send: Send, key: str, principal: Principal
    ) -> None:
        async with self._answers.turn(principal.account_id, key):
            streamed = Streamed(self._answers, principal.account_id, key, scope)
            scope["state"]["streamed"] = streamed
            held: list[Message] = []

            async def hold(message: Message) -> None:
                held.append(message)

            await self._app(scope, receive, hold)
            if streamed.first is not None:
                await _replay(streamed.first, scope["path"], send)
                return
            answer = _answer(held)
            if streamed.use is not None and self._is_worth_keeping(answer):
                await self._answers.keep(principal.account_id, streamed.use, answer)
        for message in held:
            await send(message)

    def _is_worth_keeping(self, answer: Answer) -> bool:
        return (
            answer.status < HTTPStatus.INTERNAL_SERVER_ERROR
            and answer.status not in _NOT_KEPT
            and len(answer.body) <= self._limits.idempotency_body_bytes_max
        )


def _is_kept(path: str) -> bool:
    return path.startswith("/api/") and not path.startswith("/api/auth/")


def _fingerprint(scope: HTTPScope, body: bytes) -> bytes:
    target = scope["path"].encode(errors="surrogatepass") + b"?" + scope["query_string"]
    return hashlib.sha256(b"\0".join([scope["method"].encode(), target, body])).digest()


def _answer(held: list[Message]) -> Answer:
    status, parts = 0, []
    for message in held:
        if message["type"] == "http.response.start":
            status = message["status"]
        elif message["type"] == "http.response.body":
            parts.append(message["body"])
    return Answer(status, b"".join(parts))


async def _replay(answer: Answer, path: str, send: Send) -> None:
    kind = error_type_at(path) if answer.status >= HTTPStatus.BAD_REQUEST else "application/json"
    headers = [(b"idempotent-replayed", b"true"), (b"content-length", str(len(answer.body)).encode())]
    if answer.body:
        headers.append((b"content-type", kind.encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})
