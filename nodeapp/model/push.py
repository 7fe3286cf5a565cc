"""Push: where somebody wants to be told beside the page, of what, and how soon; rules alone."""

from typing import Literal, get_args

from msgspec import Struct

from nodeapp.model.errors import bad
from nodeapp.model.events import AnyEvent, NotificationAdded
from nodeapp.model.ids import AccountId, SessionId
from nodeapp.model.notifications import GROUPED, KINDS, Kind, Preferences

Dialect = Literal["native", "mastodon", "window"]
"""Our own page in a browser, an app that speaks Mastodon's API, or the window of this computer."""
Policy = Literal["all", "followed", "follower", "none"]
"""Of whom: everybody, whom one follows, who follows, nobody."""
Urgency = Literal["low", "normal", "high"]

POLICIES: tuple[Policy, ...] = get_args(Policy)
WINDOW_ENDPOINT = "window:"

_URGENT: frozenset[Kind] = frozenset({"direct"})
_USUAL: frozenset[Kind] = frozenset(
    {"reply", "mention", "quote", "bell", "follow_request", "quote_request", "scheduled_failed"}
)


class Keys(Struct, frozen=True):
    """A browser's key and secret; empty for a window."""

    p256dh: bytes = b""
    auth: bytes = b""


class Subscription(Struct, frozen=True, kw_only=True):
    """A row of `push_subscriptions`: one for each session, and it ends with it.

    `failures` counts tries in a row that were not taken, after which it rests; `told_in_minute` what was sent in
    `minute`.
    """

    id: int
    account_id: AccountId
    session_id: SessionId
    dialect: Dialect
    endpoint: str
    p256dh: bytes = b""
    auth: bytes = b""
    kinds: str
    policy: Policy = "all"
    token: bytes = b""
    """Sealed: what an app finds its own account by. Empty where it is of no use."""
    locale: str = ""
    failures: int = 0
    rests_until_ms: int = 0
    minute: int = 0
    told_in_minute: int = 0
    position: int = 0
    """Where the log told of the last thing that was looked at for it."""
    created_at_ms: int

    @property
    def wanted(self) -> tuple[Kind, ...]:
        named = self.kinds.split(",")
        return tuple(kind for kind in KINDS if kind in named)


class Wish(Struct, frozen=True, kw_only=True):
    """What somebody asks for: keys as they were sent, in base64url. `token` is the caller's own, for apps."""

    dialect: Dialect
    endpoint: str
    p256dh: str = ""
    auth: str = ""
    kinds: tuple[Kind, ...] = KINDS
    policy: Policy = "all"
    token: str = ""
    locale: str = ""


class Note(Struct, frozen=True):
    """What is told, in few words: all that leaves this node beside ids. `path` is where it is read, on this node."""

    title: str
    body: str
    path: str


class Sent(Struct, frozen=True):
    """It was taken."""


class Later(Struct, frozen=True):
    """Not now; `after_seconds` is what the other side asked for, where it did."""

    after_seconds: int | None = None


class Gone(Struct, frozen=True):
    """Nobody listens there any more."""


class Refused(Struct, frozen=True):
    """Not this one; maybe others."""


Outcome = Sent | Later | Gone | Refused


class Subscribers:
    """Who may have a subscription: nobody else's notifications are looked at. One too many does no harm."""

    def __init__(self) -> None:
        self._ids: set[AccountId] = set()

    def add(self, *ids: AccountId) -> None:
        self._ids.update(ids)

    def concerns(self, event: AnyEvent) -> bool:
        return isinstance(event, NotificationAdded) and event.account_id in self._ids


def joined(kinds: tuple[Kind, ...]) -> str:
    """As a row has them."""
    return ",".join(kinds)


def checked_policy(field: str, given: str) -> Policy:
    """Raises BadInput naming the field."""
    for policy in POLICIES:
        if given == policy:
            return policy
    raise bad(field, "invalid", f"One of {', '.join(POLICIES)}.")


def is_wanted(subscription: Subscription, preferences: Preferences, kind: Kind, ties: frozenset[Policy]) -> bool:
    """`ties` are the policies that the other person fits, besides `all`. What one waits for oneself has no stranger."""
    choice = preferences.choice(kind)
    if not (choice.shown and choice.push and kind in subscription.wanted):
        return False
    return subscription.policy == "all" or subscription.policy in ties


def urgency(kind: Kind) -> Urgency:
    """How much of a battery it is worth (RFC 8030, section 5.3)."""
    if kind in _URGENT:
        return "high"
    return "normal" if kind in _USUAL else "low"


def delay_seconds(kind: Kind, member_count: int, group_seconds: int) -> int:
    """The first of a group is told at once; what joins it is told together, a while later."""
    return group_seconds if kind in GROUPED and member_count > 1 else 0


def topic(group_id: int) -> str:
    """One for each entry of the list: told twice it is shown once, in the newer words."""
    return f"n{group_id}"
