"""Notifications: what people are told of, what is told as one, and what strangers may tell; rules alone."""

from collections.abc import Mapping
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from nodeapp.model.errors import bad
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.views import AccountView, Page, TweetView

Kind = Literal[
    "like",
    "retweet",
    "quote",
    "reply",
    "follow",
    "follow_request",
    "mention",
    "poll_ended",
    "edited",
    "direct",
    "bell",
    "quote_request",
    "scheduled_failed",
]
Answer = Literal["accept", "filter", "drop"]
"""`filter` holds back until the receiver says more; `drop` tells nobody."""

KINDS: tuple[Kind, ...] = get_args(Kind)
ANSWERS: tuple[Answer, ...] = get_args(Answer)
"""From the mildest to the strictest."""

GROUPED: frozenset[Kind] = frozenset({"like", "retweet", "follow", "follow_request"})
"""Told as one, while they concern the same."""
SPOKEN: frozenset[Kind] = frozenset({"reply", "quote", "mention", "direct"})
"""Somebody else's words, by which one can be flooded."""
NEVER_HELD: frozenset[Kind] = frozenset(
    {"poll_ended", "edited", "bell", "follow_request", "quote_request", "scheduled_failed"}
)
"""Of what one took part in oneself, or what waits for one's answer."""

TWEET_KINDS: tuple[Kind, ...] = ("direct", "reply", "quote", "mention", "bell")
"""Of several ways in which one new tweet concerns somebody the first counts."""

_DAY_MS = 86_400_000


class Strangers(Struct, frozen=True):
    """What becomes of what people tell whom the receiver does not follow. The strictest answer that fits counts."""

    not_following: Answer = "accept"
    not_followers: Answer = "accept"
    new_accounts: Answer = "accept"
    private_mentions: Answer = "accept"
    limited_accounts: Answer = "filter"
    """Those whom this node has silenced."""


class Choice(Struct, frozen=True):
    """Whether a kind is told of in the list, and beside the page as well."""

    shown: bool = True
    push: bool = True


class Preferences(Struct, frozen=True):
    """Of one person. Kinds that are missing are as `Choice()` has it."""

    kinds: dict[Kind, Choice] = {}
    strangers: Strangers = Strangers()

    def choice(self, kind: Kind) -> Choice:
        return self.kinds.get(kind, _USUAL)

    @property
    def shown(self) -> list[Kind]:
        return [kind for kind in KINDS if self.choice(kind).shown]


_USUAL = Choice()


class Cause(Struct, frozen=True):
    """Somebody is to be told of something; `cause_id` is the like, follow, tweet … that it is about.

    `tweet_id` is 0 where it is about no tweet. `is_known` is of what the receiver brought about: it counts as read.
    `position` is where the log tells of it.
    """

    account_id: AccountId
    kind: Kind
    actor_id: AccountId
    cause_id: int
    at_ms: int
    tweet_id: TweetId = TweetId(0)
    is_known: bool = False
    position: int = 0

    @property
    def key(self) -> tuple[AccountId, int, Kind]:
        """What is told once."""
        return self.account_id, self.cause_id, self.kind


class Sender(Struct, frozen=True, kw_only=True):
    """How somebody stands to whom they tell something."""

    is_followed: bool = False
    is_let_in: bool = False
    """The receiver said so."""
    follower_since_ms: int | None = None
    created_at_ms: int = 0
    met_at_ms: int = 0
    """When this node heard of them first."""
    is_limited: bool = False


class NotificationView(Struct, frozen=True, kw_only=True):
    """What a list shows: one thing that was done, or all that is told as one. People are the newest first."""

    id: int
    """Of the newest member."""
    group_id: int
    kind: Kind
    people: tuple[AccountView, ...]
    person_count: int
    tweet: TweetView | None
    is_read: bool
    created_at_ms: int
    """Of the newest member."""
    is_grouped: bool = True

    @property
    def shown_id(self) -> int:
        """By which it is read and dropped: the group's, where it stands for the group."""
        return self.group_id if self.is_grouped else self.id


class Asked(Struct, frozen=True):
    """What part of the list somebody wants: None for all kinds; a `sender` for what one person did, singly."""

    kinds: tuple[Kind, ...] | None = None
    grouped: bool = True
    sender: AccountId | None = None
    held: bool = False
    """With a sender: also what is held back."""


EVERYTHING = Asked()


class Listing(Struct, frozen=True):
    """A part of a list. `unread_count` is of the whole list, as far as it is counted."""

    page: Page[NotificationView]
    unread_count: int


class RequestView(Struct, frozen=True):
    """A stranger who waits to be let in; `last_tweet` is None where it is gone."""

    id: int
    sender: AccountView
    count: int
    last_tweet: TweetView | None
    created_at_ms: int
    changed_at_ms: int


class Waiting(Struct, frozen=True):
    """How many strangers wait, and with how much."""

    requests: int
    notifications: int


class Marker(Struct, frozen=True):
    """How far somebody has read a timeline, as a client keeps it; `version` counts its changes."""

    timeline: str
    last_read_id: int
    version: int
    changed_at_ms: int


def answer(kind: Kind, sender: Sender, strangers: Strangers, at_ms: int, limits: Limits) -> Answer:
    """Whom one follows, or has let in, is no stranger."""
    if kind in NEVER_HELD or sender.is_followed or sender.is_let_in:
        return "accept"
    since_ms = sender.follower_since_ms
    is_follower = since_ms is not None and since_ms <= at_ms - limits.notification_follower_days * _DAY_MS
    found: list[Answer] = [strangers.not_following]
    if not is_follower:
        found.append(strangers.not_followers)
    if sender.created_at_ms > at_ms - limits.notification_new_account_days * _DAY_MS:
        found.append(strangers.new_accounts)
    if kind == "direct":
        found.append(strangers.private_mentions)
    if sender.is_limited:
        found.append(strangers.limited_accounts)
    return max(found, key=ANSWERS.index)


def is_newcomer(kind: Kind, sender: Sender, at_ms: int, limits: Limits) -> bool:
    """Of whom only so many may speak to somebody in an hour. A peer may lie about the age of its people (D07)."""
    if kind not in SPOKEN or sender.is_followed or sender.is_let_in:
        return False
    return max(sender.created_at_ms, sender.met_at_ms) > at_ms - limits.notification_new_account_days * _DAY_MS


def checked_kinds(field: str, given: list[str]) -> tuple[Kind, ...]:
    """Raises BadInput naming the field."""
    named = tuple(kind for kind in KINDS if kind in given)
    unknown = set(given) - set(named)
    if unknown:
        raise bad(field, "invalid", f"There is no kind `{min(unknown)[:50]}`; the kinds are {', '.join(KINDS)}.")
    return named


def checked_answer(field: str, given: str) -> Answer:
    """Raises BadInput naming the field."""
    for one in ANSWERS:
        if given == one:
            return one
    raise bad(field, "invalid", f"One of {', '.join(ANSWERS)}.")


def changed(strangers: Strangers, given: Mapping[str, str]) -> Strangers:
    """With other answers by name. Raises BadInput naming the field that is none, or has no such answer."""
    for name, value in given.items():
        if name not in Strangers.__struct_fields__:
            raise bad(f"strangers.{name}"[:100], "invalid", "There is no such question.")
        strangers = replace(strangers, **{name: checked_answer(f"strangers.{name}", value)})
    return strangers
