"""The few paths that are asked all the time, answered ahead of the app; everything else passes on.

Each answers as its ordinary route does, byte for byte; a test compares them. What a framework does for a route costs
more here than the answer itself.
"""

import re

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from nodeapp.model.ids import NEWEST
from nodeapp.web import bodies
from nodeapp.web.fast.answers import Asked, Tell
from nodeapp.web.fast.reads import Read, Reads
from nodeapp.web.fast.writes import Writes

_DIGITS_MAX = len(str(NEWEST))
_ZERO = ord("0")
_HANDLE = re.compile(rb"@?[A-Za-z0-9_]+(@[A-Za-z0-9.:-]+)?")


class Fast:
    def __init__(self, app: ASGIApp, reads: Reads, writes: Writes, tell: Tell) -> None:
        self._app = app
        self._reads = reads
        self._writes = writes
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
        elif scope["method"] == "GET":
            await self._get(scope, receive, send)
        elif scope["method"] == "POST" and scope["path"] in self._writes.paths:
            await self._post(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _get(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        path, number = scope["path"], 0
        read = self._reads.paths.get(path)
        if read is None:
            pattern, number = _without_number(path)
            read = self._reads.numbered.get(pattern) if pattern else None
        asked = None if read is None else _asked(read, scope, number)
        if read is None or asked is None:
            await self._app(scope, receive, send)
        else:
            await self._tell.conditionally(await read.handler(asked), scope["headers"], send)

    async def _post(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Of somebody signed in, without a query, and without an idempotency key, whose answer must be kept."""
        state = scope["state"]
        if scope["query_string"] or "idempotency" in state or state["viewer"].id is None:
            await self._app(scope, receive, send)
            return
        message = await receive()
        body = message["body"] if message["type"] == "http.request" else b""
        told = await self._writes.paths[scope["path"]](state["viewer"], body)
        if told is None:
            await self._app(scope, bodies.replay(body, receive), send)
        else:
            await self._tell.plainly(told, send)


def _without_number(path: str) -> tuple[str, int]:
    """`/api/v1/statuses/7` is `/api/v1/statuses/*` and 7; an empty pattern where there is no number."""
    head, _, last = path.rpartition("/")
    tail = ""
    if last == "statuses":
        head, _, last = head.rpartition("/")
        tail = "/statuses"
    if not (last.isascii() and last.isdecimal() and len(last) <= _DIGITS_MAX) or int(last) > NEWEST:
        return "", 0
    return f"{head}/*{tail}", int(last)


def _asked(read: Read, scope: HTTPScope, number: int) -> Asked | None:
    """None where the query says more than this path has a quick answer for."""
    query, viewer, path = scope["query_string"], scope["state"]["viewer"], scope["path"]
    if read.handle is not None:
        name, _, handle = query.partition(b"=")
        is_plain = name == read.handle and _HANDLE.fullmatch(handle) is not None
        return Asked(viewer, path, {}, handle=handle.decode()) if is_plain else None
    numbers = _numbers(query, read.names)
    return None if numbers is None else Asked(viewer, path, numbers, number)


def _numbers(query: bytes, names: frozenset[bytes]) -> dict[bytes, int] | None:
    """The query, when it has only numbers under these names, each once."""
    found: dict[bytes, int] = {}
    if not query:
        return found
    for part in query.split(b"&"):
        name, _, value = part.partition(b"=")
        if name not in names or name in found or not value.isdigit() or len(value) > _DIGITS_MAX:
            return None
        number = int(value)
        # With zeros before it, it is not a number to every route.
        if number > NEWEST or (value[0] == _ZERO and value != b"0"):
            return None
        found[name] = number
    return found
