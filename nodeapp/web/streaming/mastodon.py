"""The wire that clients of Mastodon know: the events of its streaming API, and what its streams are called."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from nodeapp.model import streams
from nodeapp.model.accounts import Account
from nodeapp.model.errors import BadInput, bad
from nodeapp.model.hub import Stream
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.model.notifications import NotificationView
from nodeapp.model.streams import DIRECT, HOME, LOCAL, NOTIFICATIONS, PUBLIC, REMOTE, Channel, Reason, Told
from nodeapp.model.views import TweetView
from nodeapp.web.faces import Faces
from nodeapp.web.streaming.speech import encoded, is_there, looks_of

Name = tuple[str, ...]
"""What a client calls a stream: `("user",)`, `("hashtag", "tea")`, `("list", "12")`."""
Encode = Callable[[NotificationView], bytes]

_PLAIN: Mapping[str, tuple[Channel, ...]] = {
    "user": (HOME, NOTIFICATIONS),
    "user:notification": (NOTIFICATIONS,),
    "public": (PUBLIC,),
    "public:media": (Channel("public", only_media=True),),
    "public:local": (LOCAL,),
    "public:local:media": (Channel("public", origin="local", only_media=True),),
    "public:remote": (REMOTE,),
    "public:remote:media": (Channel("public", origin="remote", only_media=True),),
    "direct": (DIRECT,),
}
_NOTHING: tuple[bytes, ...] = ()


def channels_of(stream: str, given: Mapping[str, str], limits: Limits) -> tuple[Name, tuple[Channel, ...]]:
    """What a client calls a stream, and what that is here; `given` has `tag`, `list`, `only_media`. Raises BadInput."""
    if stream in ("hashtag", "hashtag:local"):
        tag = given.get("tag", "")
        return (stream, tag), (streams.hashtag(tag, limits, is_local=stream == "hashtag:local"),)
    if stream == "list":
        number = given.get("list", "")
        return (stream, number), (streams.of_list(number),)
    if stream.startswith("public") and not stream.endswith(":media") and given.get("only_media") in ("true", "1"):
        stream = f"{stream}:media"
    found = _PLAIN.get(stream)
    if found is None:
        raise _unknown()
    return (stream,), found


def _unknown() -> BadInput:
    names = ", ".join([*_PLAIN, "hashtag", "hashtag:local", "list"])
    return bad("stream", "invalid", f"There is no such stream. There are {names}.")


class MastodonSpeech:
    """`names` are what the client listens to, by the names it uses; a WebSocket may change them."""

    def __init__(self, faces: Faces, notification: Encode, viewer_id: AccountId | None, *, is_sse: bool) -> None:
        self.names: dict[Name, tuple[Channel, ...]] = {}
        self._faces = faces
        self._notification = notification
        self._viewer_id = viewer_id
        self._is_sse = is_sse

    def opening(self, stream: Stream, since: int | None) -> Sequence[bytes]:
        return (b":)\nid: %d\n\n" % (stream.since if since is None else since),) if self._is_sse else _NOTHING

    def told(self, told: Told) -> Sequence[bytes]:
        one = told.happening
        if one.kind == "beat":
            return (b":thump\nid: %d\n\n" % one.position,) if self._is_sse else _NOTHING
        if one.kind == "read" or (told.view is not None and not is_there(told.view)):
            return _NOTHING
        heard = [name for name, channels in self.names.items() if any(one in told.channels for one in channels)]
        return [said for name in heard if (said := self._said(told, name))]

    def gap(self, position: int) -> Sequence[bytes]:
        """Clients of this API have no word for it; they load anew whenever they come back."""
        return (b":gap\nid: %d\n\n" % position,) if self._is_sse else _NOTHING

    def closed(self, reason: Reason) -> Sequence[bytes]:
        return (b"event: closed\ndata: %b\n\n" % reason.encode(),) if self._is_sse else _NOTHING

    def _said(self, told: Told, name: Name) -> bytes:
        one, view = told.happening, told.view
        if told.notice is not None:
            payload = self._notification(told.notice)
            return self._framed(one.position, name, "notification", payload) if payload else b""
        is_conversation = name == ("direct",) and view is not None and one.kind != "delete"
        own = self._viewer_id if is_conversation else None
        key = ("mastodon", self._is_sse, name, own, None if view is None else looks_of(view))
        said = one.encoded.get(key)
        if said is None:
            event, payload = self._event(told, is_conversation)
            said = one.encoded[key] = self._framed(one.position, name, event, payload)
        return said

    def _event(self, told: Told, is_conversation: bool) -> tuple[str, bytes]:
        one, view = told.happening, told.view
        if view is None:
            return "delete", b"%d" % one.subject_id
        if is_conversation:
            return "conversation", self._conversation(view)
        return "status.update" if one.kind == "edit" else "update", encoded(self._faces, view)

    def _conversation(self, view: TweetView) -> bytes:
        """Between the author and whom the tweet names, without whoever listens."""
        people: dict[AccountId, Account] = {one.id: one for one in (view.author, *view.mentions)}
        people.pop(self._viewer_id or AccountId(0), None)
        told = {
            "id": str(view.tweet.conversation_id),
            "unread": view.author.id != self._viewer_id,
            "accounts": [self._faces.person(account) for account in people.values()],
            "last_status": msgspec.Raw(encoded(self._faces, view)),
        }
        return msgspec.json.encode(told)

    def _framed(self, position: int, name: Name, event: str, payload: bytes) -> bytes:
        if self._is_sse:
            return b"id: %d\nevent: %b\ndata: %b\n\n" % (position, event.encode(), payload)
        return msgspec.json.encode({"stream": name, "event": event, "payload": payload.decode()})
