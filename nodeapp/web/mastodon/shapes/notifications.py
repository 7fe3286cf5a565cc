"""Notifications as clients show them: singly, or in groups with people and statuses beside them."""

from collections.abc import Sequence

from msgspec import Struct

from nodeapp.model.notifications import (
    GROUPED,
    KINDS,
    Answer,
    Kind,
    Marker,
    NotificationView,
    RequestView,
    Strangers,
    Waiting,
)
from nodeapp.model.origin import Origin
from nodeapp.web.mastodon.shapes.accounts import Account
from nodeapp.web.mastodon.shapes.statuses import Status
from nodeapp.web.values import timestamp

TYPES: dict[Kind, str] = {
    "like": "favourite",
    "retweet": "reblog",
    "quote": "quote",
    "reply": "mention",
    "follow": "follow",
    "follow_request": "follow_request",
    "mention": "mention",
    "poll_ended": "poll",
    "edited": "update",
    "direct": "mention",
    "bell": "status",
}
"""What this API calls the kinds. Of the others it knows nothing: they are left out, unless asked for by our name."""


class Notification(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that somebody did; in a group it is the newest."""

    id: str
    type: str
    group_key: str
    created_at: str
    account: Account
    status: Status | None = None

    @staticmethod
    def of(view: NotificationView, origin: Origin) -> "Notification":
        return Notification(
            id=str(view.id),
            type=TYPES.get(view.kind, view.kind),
            group_key=group_key(view),
            created_at=timestamp(view.created_at_ms),
            account=Account.of(view.people[0], origin),
            status=Status.of(view.tweet, origin) if view.tweet else None,
        )


class NotificationGroup(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is told as one. Pages go on at its newest member, wherever the others are."""

    group_key: str
    notifications_count: int
    type: str
    most_recent_notification_id: int
    page_min_id: str
    page_max_id: str
    latest_page_notification_at: str
    sample_account_ids: list[str]
    status_id: str | None = None

    @staticmethod
    def of(view: NotificationView) -> "NotificationGroup":
        return NotificationGroup(
            group_key=group_key(view) if view.is_grouped else f"ungrouped-{view.id}",
            notifications_count=view.person_count,
            type=TYPES.get(view.kind, view.kind),
            most_recent_notification_id=view.id,
            page_min_id=str(view.id),
            page_max_id=str(view.id),
            latest_page_notification_at=timestamp(view.created_at_ms),
            sample_account_ids=[str(person.account.id) for person in view.people],
            status_id=str(view.tweet.tweet.id) if view.tweet else None,
        )


class PartialAccount(Struct, frozen=True):
    """Somebody of whom only the picture is shown."""

    id: str
    acct: str
    url: str
    avatar: str
    avatar_static: str
    locked: bool
    bot: bool


class GroupedNotifications(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Groups, with each person and status in them once."""

    accounts: list[Account]
    statuses: list[Status]
    notification_groups: list[NotificationGroup]
    partial_accounts: list[PartialAccount] | None = None

    @staticmethod
    def of(views: Sequence[NotificationView], origin: Origin, *, partial: bool = False) -> "GroupedNotifications":
        """With `partial` the others behind the newest of each group are told by their pictures alone."""
        first = {view.people[0].account.id: view.people[0] for view in views}
        others = {person.account.id: person for view in views for person in view.people}
        whole = first if partial else others
        statuses = {view.tweet.tweet.id: view.tweet for view in views if view.tweet}
        rest = [Account.of(person, origin) for id, person in others.items() if id not in whole]
        return GroupedNotifications(
            accounts=[Account.of(person, origin) for person in whole.values()],
            statuses=[Status.of(view, origin) for view in statuses.values()],
            notification_groups=[NotificationGroup.of(view) for view in views],
            partial_accounts=[_partial(account) for account in rest] if partial else None,
        )


class NotificationRequest(Struct, frozen=True, kw_only=True):
    """Somebody who is held back."""

    id: str
    created_at: str
    updated_at: str
    account: Account
    notifications_count: str
    last_status: Status | None

    @staticmethod
    def of(view: RequestView, origin: Origin) -> "NotificationRequest":
        return NotificationRequest(
            id=str(view.id),
            created_at=timestamp(view.created_at_ms),
            updated_at=timestamp(view.changed_at_ms),
            account=Account.of(view.sender, origin),
            notifications_count=str(view.count),
            last_status=Status.of(view.last_tweet, origin) if view.last_tweet else None,
        )


class Summary(Struct, frozen=True):
    """What is held back."""

    pending_requests_count: int
    pending_notifications_count: int


class Policy(Struct, frozen=True, kw_only=True):
    """Each is `accept`, `filter` or `drop`."""

    for_not_following: Answer
    for_not_followers: Answer
    for_new_accounts: Answer
    for_private_mentions: Answer
    for_limited_accounts: Answer
    summary: Summary

    @staticmethod
    def of(strangers: Strangers, waiting: Waiting) -> "Policy":
        return Policy(
            for_not_following=strangers.not_following,
            for_not_followers=strangers.not_followers,
            for_new_accounts=strangers.new_accounts,
            for_private_mentions=strangers.private_mentions,
            for_limited_accounts=strangers.limited_accounts,
            summary=Summary(waiting.requests, waiting.notifications),
        )


class Place(Struct, frozen=True):
    """How far a timeline has been read."""

    last_read_id: str
    version: int
    updated_at: str

    @staticmethod
    def of(marker: Marker) -> "Place":
        return Place(str(marker.last_read_id), marker.version, timestamp(marker.changed_at_ms))


def kinds_of(types: list[str], excluded: list[str]) -> tuple[Kind, ...]:
    """Those that are wanted; types of other software are not there."""
    return tuple(kind for kind in KINDS if _is_wanted(kind, types) and TYPES.get(kind, kind) not in excluded)


def group_key(view: NotificationView) -> str:
    """By which clients name a group; it says no more than its id."""
    return f"group-{view.group_id}" if view.kind in GROUPED else f"ungrouped-{view.id}"


def id_of_key(key: str) -> str:
    """What stands after its first word, whatever that is."""
    return key.rpartition("-")[2]


def _is_wanted(kind: Kind, types: list[str]) -> bool:
    return TYPES.get(kind, kind) in types if types else kind in TYPES


def _partial(account: Account) -> PartialAccount:
    return PartialAccount(
        account.id,
        account.acct,
        account.url,
        account.avatar,
        account.avatar_static,
        account.locked,
        account.bot,
    )
