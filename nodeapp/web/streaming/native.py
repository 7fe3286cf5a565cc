"""The native wire: one JSON object for each event, as a message of a WebSocket or in a server-sent event."""

from collections.abc import Callable, Sequence

import msgspec

from nodeapp.model.hub import Stream
from nodeapp.model.notifications import NotificationView
from nodeapp.model.streams import Channel, Reason, Told
from nodeapp.web.faces import Faces
from nodeapp.web.streaming.speech import encoded, is_there, looks_of, names_of

_RETRY = b"retry: 2000\n"
"""Milliseconds after which a browser comes again."""
_NOTHING: tuple[bytes, ...] = ()

Encode = Callable[[NotificationView], bytes]


class NativeSpeech:
    """`is_sse` frames it for an EventSource: every event is one without a name, and its place in the log is its id."""

    def __init__(self, faces: Faces, notification: Encode, heartbeat_seconds: float, *, is_sse: bool) -> None:
        self._faces = faces
        self._notification = notification
        self._heartbeat_seconds = heartbeat_seconds
        self._is_sse = is_sse

    def opening(self, stream: Stream, since: int | None) -> Sequence[bytes]:
        payload = msgspec.json.encode({"resumed": since is not None, "heartbeat_seconds": self._heartbeat_seconds})
        said = self._said(stream.since if since is None else since, stream.channels, b"open", payload)
        return (_RETRY + said,) if self._is_sse else (said,)

    def told(self, told: Told) -> Sequence[bytes]:
        one, view = told.happening, told.view
        if one.kind == "beat":
            return (b":\nid: %d\n\n" % one.position,) if self._is_sse else _NOTHING
        if view is not None and not is_there(view):
            return _NOTHING
        if told.notice is not None:
            return (self._said(one.position, told.channels, b"notification", self._notification(told.notice)),)
        key = ("native", self._is_sse, told.channels, None if view is None else looks_of(view))
        said = one.encoded.get(key)
        if said is None:
            payload = b'{"id":"%d"}' % one.subject_id if view is None else encoded(self._faces, view)
            said = one.encoded[key] = self._said(one.position, told.channels, one.kind.encode(), payload)
        return (said,)

    def gap(self, position: int) -> Sequence[bytes]:
        return (self._said(position, (), b"gap", b"{}"),)

    def closed(self, reason: Reason) -> Sequence[bytes]:
        """Without a place: nobody must go on after what was not told."""
        payload = msgspec.json.encode({"reason": reason, "again": reason != "signed_out"})
        return (self._said(None, (), b"closed", payload),)

    def _said(self, position: int | None, channels: Sequence[Channel], kind: bytes, payload: bytes) -> bytes:
        names = msgspec.json.encode(names_of(channels))
        first = msgspec.json.encode(channels[0].name if channels else None)
        place = b"null" if position is None else b'"%d"' % position
        said = b'{"id":%b,"stream":%b,"streams":%b,"kind":"%b","payload":%b}' % (place, first, names, kind, payload)
        if not self._is_sse:
            return said
        return b"data: %b\n\n" % said if position is None else b"id: %d\ndata: %b\n\n" % (position, said)
