"""Listening: who asks for a stream, in either API and over either wire, is given it."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import parse_qsl

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send, WebSocketScope

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import BadInput, NodeError, NotFound, bad
from nodeapp.model.hub import Stream
from nodeapp.model.limits import Limits
from nodeapp.model.streams import Channel, named, several
from nodeapp.model.whole import NOW, SendNow
from nodeapp.services.streams import Streams
from nodeapp.web.auth import Visitors
from nodeapp.web.errors import told
from nodeapp.web.faces import Faces
from nodeapp.web.headers import Sent
from nodeapp.web.mastodon import dialect
from nodeapp.web.streaming import answers, mastodon, paths, sockets
from nodeapp.web.streaming.mastodon import MastodonSpeech, Name
from nodeapp.web.streaming.native import Encode, NativeSpeech
from nodeapp.web.streaming.pump import Pump
from nodeapp.web.streaming.sockets import Ears, Said
from nodeapp.web.streaming.speech import Speech

_FIELDS_MAX = 20
_POSITION_DIGITS_MAX = 18


class Listening:
    """Ahead of the app: what is asked at a stream's path, and every WebSocket."""

    def __init__(
        self,
        app: ASGIApp,
        visitors: Visitors,
        streams: Streams,
        limits: Limits,
        faces: tuple[Faces, Faces],
        notifications: tuple[Encode, Encode],
    ) -> None:
        self._app = app
        self._visitors = visitors
        self._streams = streams
        self._limits = limits
        self._native, self._mastodon = faces
        self._notification, self._mastodon_notification = notifications

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.WEBSOCKET:
            await self._open_socket(scope, receive, send)
        elif scope["method"] == "GET" and paths.is_stream(scope["path"]):
            await self._answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        path, state = scope["path"], scope["state"]
        if path == paths.HEALTH or state.get("is_head"):
            await _plainly(send, b"" if state.get("is_head") else b"OK")
            return
        given, viewer = _given(scope), state["viewer"]
        speech: Speech
        if path == paths.NATIVE:
            channels = several(given.get("streams", ""), self._limits)
            speech = self._native_speech(is_sse=True)
        else:
            name, channels = self._called(path, given)
            speech = self._mastodon_speech(viewer, is_sse=True)
            speech.names[name] = channels
        since = _since(given, dict(scope["headers"]))
        stream = await self._open(path, state, channels)
        try:
            await answers.answer(Pump(self._streams, stream, speech, since, _now(scope)), scope, receive, send)
        finally:
            self._streams.leave(stream)

    async def _open_socket(self, scope: WebSocketScope, receive: Receive, send: Send) -> None:
        path, state = scope["path"], scope["state"]
        if not paths.is_stream(path):
            raise NotFound("There is nothing at this address.")
        given, viewer = _given(scope), state["viewer"]
        # What is no token is no subprotocol of ours either.
        offered = scope["subprotocols"][:1] if paths.is_mastodon(path) else []
        names: dict[Name, tuple[Channel, ...]] = {}
        if path == paths.NATIVE:
            channels = several(given["streams"], self._limits) if given.get("streams") else ()
        else:
            if path in paths.NAMES or given.get("stream"):
                name, found = self._called(path, given)
                names[name] = found
            channels = tuple(dict.fromkeys(one for found in names.values() for one in found))
        since = _since(given, {}) if path == paths.NATIVE else None
        stream = await self._open(path, state, channels)
        try:
            await receive()
            await send(
                {
                    "type": "websocket.accept",
                    "subprotocol": offered[0] if offered else None,
                    "headers": state["headers"],
                }
            )
            speech, ears = self._conversation(stream, viewer, path, names)
            await sockets.serve(Pump(self._streams, stream, speech, since, _now(scope)), ears, scope, receive, send)
        finally:
            self._streams.leave(stream)

    async def _open(self, path: str, state: Mapping[str, Any], channels: Sequence[Channel]) -> Stream:
        holds = self._visitors.still(state["visit"], state["sent"])
        stream = await self._streams.open(state["viewer"], state["address"], channels, holds)
        stream.is_grouped = path == paths.NATIVE
        return stream

    def _conversation(
        self, stream: Stream, viewer: Viewer, path: str, names: dict[Name, tuple[Channel, ...]]
    ) -> tuple[Speech, Ears]:
        if path == paths.NATIVE:
            return self._native_speech(is_sse=False), Ears(self._hears_native(stream), _native_error, self._limits)
        speech = self._mastodon_speech(viewer, is_sse=False)
        speech.names.update(names)
        return speech, Ears(self._hears_mastodon(stream, speech), _mastodon_error, self._limits)

    def _hears_native(self, stream: Stream) -> sockets.Hear:
        async def hear(said: Said) -> Sequence[bytes]:
            kind, names = said.get("type"), said.get("streams")
            if kind not in ("subscribe", "unsubscribe"):
                raise bad("type", "invalid", "A message is of type subscribe or unsubscribe.")
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                raise bad("streams", "invalid", 'Name streams as a list, such as ["public"].')
            for name in names[: self._limits.stream_channels_max]:
                channel = named(name, self._limits)
                if kind == "subscribe":
                    await self._streams.subscribe(stream, channel)
                else:
                    self._streams.unsubscribe(stream, channel)
            listening = [channel.name for channel in stream.channels]
            said_back = {"id": None, "stream": None, "streams": listening, "kind": "listening", "payload": None}
            return (msgspec.json.encode(said_back),)

        return hear

    def _hears_mastodon(self, stream: Stream, speech: MastodonSpeech) -> sockets.Hear:
        async def hear(said: Said) -> Sequence[bytes]:
            given = {name: value for name, value in said.items() if isinstance(value, str)}
            name, channels = mastodon.channels_of(given.get("stream", ""), given, self._limits)
            match given.get("type"):
                case "subscribe":
                    for channel in channels:
                        await self._streams.subscribe(stream, channel)
                    speech.names[name] = channels
                case "unsubscribe":
                    # A hashtag may have been called otherwise.
                    for one in [
                        known for known, found in speech.names.items() if (known[0], found) == (name[0], channels)
                    ]:
                        del speech.names[one]
                    wanted = {one for found in speech.names.values() for one in found}
                    for channel in channels:
                        if channel not in wanted:
                            self._streams.unsubscribe(stream, channel)
                case _:
                    raise bad("type", "invalid", "A message is of type subscribe or unsubscribe.")
            return ()

        return hear

    def _called(self, path: str, given: Mapping[str, str]) -> tuple[Name, tuple[Channel, ...]]:
        return mastodon.channels_of(paths.NAMES.get(path) or given.get("stream", ""), given, self._limits)

    def _native_speech(self, *, is_sse: bool) -> NativeSpeech:
        seconds = self._limits.stream_heartbeat_seconds
        return NativeSpeech(self._native, self._notification, seconds, is_sse=is_sse)

    def _mastodon_speech(self, viewer: Viewer, *, is_sse: bool) -> MastodonSpeech:
        return MastodonSpeech(self._mastodon, self._mastodon_notification, viewer.id, is_sse=is_sse)


def _now(scope: Scope) -> SendNow | None:
    # It is not among the extensions that the framework knows by name.
    return cast("SendNow | None", (scope.get("extensions") or {}).get(NOW))


def _given(scope: Scope) -> dict[str, str]:
    """The query; of the same name the last one counts."""
    try:
        return dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True, max_num_fields=_FIELDS_MAX))
    except ValueError:
        raise BadInput(detail="This query cannot be read.") from None


def _since(given: Mapping[str, str], sent: Sent) -> int | None:
    """Where whoever comes back left off; the header is what a browser sends by itself."""
    text = sent.get(b"last-event-id", b"").decode("latin-1") or given.get("last_event_id", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= _POSITION_DIGITS_MAX):
        raise bad("last_event_id", "invalid", "This is no id of an event.")
    return int(text)


def _native_error(error: NodeError) -> bytes:
    payload = told(error).problem
    return msgspec.json.encode({"id": None, "stream": None, "streams": [], "kind": "error", "payload": payload})


def _mastodon_error(error: NodeError) -> bytes:
    problem = told(error).problem
    status = dialect.status_of(problem.status, ())
    return msgspec.json.encode({"error": problem.detail, "status": status})


async def _plainly(send: Send, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
