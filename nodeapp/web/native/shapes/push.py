"""Push: subscriptions, and what our own page is sent while it is closed."""

import msgspec
from msgspec import Struct

from nodeapp.model.notifications import NotificationView
from nodeapp.model.origin import Origin
from nodeapp.model.push import Dialect, Note, Policy, Subscription, topic
from nodeapp.web.pictures import avatar_of
from nodeapp.web.values import timestamp


class PushKey(Struct, frozen=True):
    """By which a browser knows this node. In the window of a computer that can show notes, none is needed."""

    public_key: str
    window: bool


class PushSubscription(Struct, frozen=True, kw_only=True):
    """A browser or app that is told; `current` is true for the one that asks."""

    id: str
    app: Dialect
    endpoint: str
    kinds: list[str]
    policy: Policy
    created_at: str
    current: bool

    @staticmethod
    def of(row: Subscription, session_id: int) -> "PushSubscription":
        """Of others only the host is told: whoever knows the whole address can send something there."""
        is_current = row.session_id == session_id
        return PushSubscription(
            id=str(row.id),
            app=row.dialect,
            endpoint=row.endpoint if is_current else "/".join(row.endpoint.split("/", 3)[:3]),
            kinds=list(row.wanted),
            policy=row.policy,
            created_at=timestamp(row.created_at_ms),
            current=is_current,
        )


class PushSubscriptionPage(Struct, frozen=True):
    subscriptions: list[PushSubscription]


class Told(Struct, frozen=True):
    """What the page's service worker shows. `tag` is the same for all that is told of one entry."""

    id: str
    kind: str
    title: str
    body: str
    icon: str | None
    url: str
    tag: str
    at: str


def told(view: NotificationView, note: Note, origin: Origin) -> bytes:
    person = view.people[0].account
    return msgspec.json.encode(
        Told(
            id=str(view.shown_id),
            kind=view.kind,
            title=note.title,
            body=note.body,
            icon=avatar_of(person, origin),
            url=note.path,
            tag=topic(view.group_id),
            at=timestamp(view.created_at_ms),
        )
    )
