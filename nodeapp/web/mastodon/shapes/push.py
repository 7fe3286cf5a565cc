"""Push: subscriptions of apps, and what an app is sent."""

import msgspec
from msgspec import Struct

from nodeapp.model.notifications import KINDS, Kind, NotificationView
from nodeapp.model.origin import Origin
from nodeapp.model.push import Note, Policy, Subscription
from nodeapp.web.mastodon.shapes.accounts import Account
from nodeapp.web.mastodon.shapes.notifications import TYPES

_USUAL_LOCALE = "en"
ALERTS = (*dict.fromkeys(TYPES.values()), "admin.sign_up", "admin.report")
"""What an app may ask for; of the last two nobody is told here."""


class PushSubscription(Struct, frozen=True, kw_only=True):
    """The one of the token by which it is asked for. `standard` is RFC 8291: nothing older is spoken here."""

    id: str
    endpoint: str
    standard: bool = True
    alerts: dict[str, bool]
    policy: Policy
    server_key: str

    @staticmethod
    def of(row: Subscription, server_key: str) -> "PushSubscription":
        wanted = {TYPES[kind] for kind in row.wanted if kind in TYPES}
        return PushSubscription(
            id=str(row.id),
            endpoint=row.endpoint,
            alerts={alert: alert in wanted for alert in ALERTS},
            policy=row.policy,
            server_key=server_key,
        )


class Told(Struct, frozen=True, kw_only=True):
    """What an app is sent; by the token it finds which account is meant. The id is a number, as apps read it."""

    access_token: str
    preferred_locale: str
    notification_id: int
    notification_type: str
    icon: str
    title: str
    body: str


def told(row: Subscription, view: NotificationView, note: Note, token: str, origin: Origin) -> bytes:
    return msgspec.json.encode(
        Told(
            access_token=token,
            preferred_locale=row.locale or _USUAL_LOCALE,
            notification_id=view.id,
            notification_type=TYPES.get(view.kind, view.kind),
            icon=Account.of(view.people[0], origin).avatar_static,
            title=note.title,
            body=note.body,
        )
    )


def kinds_of(alerts: dict[str, bool]) -> tuple[Kind, ...]:
    """What is asked for by the names of this API."""
    return tuple(kind for kind in KINDS if kind in TYPES and alerts.get(TYPES[kind], False))
