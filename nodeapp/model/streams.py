"""Streams: what somebody can listen to while it happens, and what an event of the log is to those who do."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from nodeapp.model.errors import BadInput, bad
from nodeapp.model.events import (
    AnyEvent,
    FollowNew,
    HashtagFollowChanged,
    ListChanged,
    NotificationAdded,
    NotificationRead,
    RetweetCreated,
    RetweetRemoved,
    TweetCreated,
    TweetDeleted,
    TweetEdited,
    TweetRestored,
)
from nodeapp.model.ids import NEWEST, AccountId, ListId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.notifications import NotificationView
from nodeapp.model.text import hashtag_key
from nodeapp.model.views import TweetView

ChannelKind = Literal["home", "notifications", "direct", "public", "hashtag", "list"]
Kind = Literal["tweet", "edit", "delete", "notification", "read", "beat"]
"""What is told. A beat says nothing but how far the log was listened to."""
Reason = Literal["too_slow", "signed_out", "ending", "lost", "too_many_messages"]
"""Why a stream was closed from here; after all but `signed_out` it is well to come again."""

PRIVATE: frozenset[ChannelKind] = frozenset({"home", "notifications", "direct", "list"})
"""What belongs to whoever is signed in."""

_KINDS: Mapping[type[AnyEvent], Kind] = {
    TweetCreated: "tweet",
    TweetRestored: "tweet",
    RetweetCreated: "tweet",
    TweetEdited: "edit",
    TweetDeleted: "delete",
    RetweetRemoved: "delete",
    NotificationAdded: "notification",
    NotificationRead: "read",
}

TOLD: tuple[type[AnyEvent], ...] = tuple(_KINDS)
"""Events that are told."""
_RETWEETS = (RetweetCreated, RetweetRemoved)
FOLLOWED: tuple[type[AnyEvent], ...] = (*TOLD, FollowNew, HashtagFollowChanged, ListChanged)
"""Besides, those that change who is to be told what."""


class Channel(Struct, frozen=True):
    """One thing to listen to. `origin` and `only_media` narrow down what is public, `origin` also a hashtag."""

    kind: ChannelKind
    tag: str = ""
    list_id: ListId = ListId(0)
    origin: Literal["", "local", "remote"] = ""
    only_media: bool = False

    @property
    def name(self) -> str:
        """As the native API calls it."""
        match self.kind:
            case "hashtag":
                return f"hashtag:{self.tag}"
            case "list":
                return f"list:{self.list_id}"
            case "public" if self.origin:
                return self.origin
            case _:
                return self.kind


HOME, NOTIFICATIONS, DIRECT, PUBLIC = Channel("home"), Channel("notifications"), Channel("direct"), Channel("public")
LOCAL, REMOTE = Channel("public", origin="local"), Channel("public", origin="remote")

_NAMES = {channel.name: channel for channel in (HOME, NOTIFICATIONS, DIRECT, PUBLIC, LOCAL, REMOTE)}


class Happening:
    """An event, once for all who are told of it. `encoded` is for whoever encodes it: each form is made once."""

    __slots__ = ("encoded", "kind", "position", "subject_id")

    def __init__(self, position: int, kind: Kind, subject_id: int) -> None:
        self.position = position
        self.kind = kind
        self.subject_id = subject_id
        self.encoded: dict[object, bytes] = {}


class Told(Struct, frozen=True):
    """What one stream is told: `view` of a tweet or an edit, `notice` of a notification."""

    happening: Happening
    channels: tuple[Channel, ...]
    view: TweetView | None = None
    notice: NotificationView | None = None


def named(name: str, limits: Limits, field: str = "streams") -> Channel:
    """The channel of this name. Raises BadInput."""
    name = name.strip()
    known = _NAMES.get(name)
    if known is not None:
        return known
    kind, _, rest = name.partition(":")
    if kind == "hashtag":
        return hashtag(rest, limits, field)
    if kind == "list":
        return of_list(rest, field)
    names = ", ".join([*_NAMES, "hashtag:TAG", "list:ID"])
    raise bad(field, "invalid", f"There is no stream `{name[:50]}`. There are {names}.")


def hashtag(tag: str, limits: Limits, field: str = "tag", *, is_local: bool = False) -> Channel:
    key = hashtag_key(tag.removeprefix("#"))
    most = limits.hashtag_characters_max
    if not 0 < len(key) <= most:
        raise bad(field, "too_long" if key else "missing", f"A hashtag has 1 to {most} characters.", most)
    return Channel("hashtag", tag=key, origin="local" if is_local else "")


def of_list(number: str, field: str = "list") -> Channel:
    if not (number.isascii() and number.isdecimal() and len(number) <= len(str(NEWEST)) and int(number) <= NEWEST):
        raise bad(field, "invalid", "A list is named by its id.")
    return Channel("list", list_id=ListId(int(number)))


def several(names: str, limits: Limits) -> tuple[Channel, ...]:
    """Names with commas between, each once, in their order. Raises BadInput."""
    most = limits.stream_channels_max
    parts = names.split(",") if names else []
    if len(parts) > most:
        raise too_many(limits)
    channels = tuple(dict.fromkeys(named(part, limits) for part in parts))
    if not channels:
        raise bad("streams", "missing", "Say what to listen to, such as ?streams=home,notifications.")
    return channels


def too_many(limits: Limits) -> BadInput:
    most = limits.stream_channels_max
    return bad("streams", "too_many", f"One connection listens to at most {most} streams.", most)


def happening(position: int, event: AnyEvent) -> Happening | None:
    """None for what is not told. The subject is the entry: of a retweet its own id; of a notification the row's."""
    kind = _KINDS.get(type(event))
    if kind is None:
        return None
    return Happening(position, kind, event.entry_id if isinstance(event, _RETWEETS) else event.subject_id)


def told_to(event: AnyEvent) -> AccountId | None:
    """Whom a notification concerns, or its being read; None for what concerns whoever listens."""
    match event:
        case NotificationAdded():
            return event.account_id
        case NotificationRead():
            return event.actor_id
        case _:
            return None


def tweet_of(happening: Happening) -> TweetId | None:
    return TweetId(happening.subject_id) if happening.kind in ("tweet", "edit", "delete") else None
