"""Pushing: who is told beside the page, by which key this node is known for it, and who carries it there."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from federation import Door
from federation.webpush import Sender
from nodeapp.backends.screens import system_screen
from nodeapp.backends.seals import NodeSeals
from nodeapp.bridge.push_services import WebPushServices
from nodeapp.consumers.push import Pushing
from nodeapp.jobs.lanes import Lanes
from nodeapp.jobs.push import CarryPushes, ForgetSubscriptions
from nodeapp.model.notifications import NotificationView
from nodeapp.model.origin import Origin
from nodeapp.model.push import Note, Subscribers, Subscription
from nodeapp.queries import push_subscriptions
from nodeapp.seams.push import Screen
from nodeapp.services.notifications import Notifications
from nodeapp.services.push import Push
from nodeapp.web.mastodon.shapes import push as mastodon
from nodeapp.web.native.shapes import push as native
from nodeapp.wiring.ground import Ground

PUSH_SECRET = "push"  # noqa: S105 (the name of a secret)


@dataclass(frozen=True)
class Told:
    """The consumer, its carrier, and who tidies up after both."""

    consumer: Pushing
    carrier: Lanes
    forgetting: ForgetSubscriptions


@dataclass(frozen=True)
class Telling:
    """The service, and what carries for it."""

    service: Push
    services: WebPushServices
    screen: Screen | None


async def telling(ground: Ground, origin: Origin, door: Door, *, has_window: bool) -> Telling:
    """Nothing is asked and no key is made before somebody wants to be told."""
    secret = await ground.identity.secret(PUSH_SECRET)
    services = WebPushServices(door, Sender(secret, _contact(ground, origin)), ground.clock)
    subscribers = Subscribers()
    subscribers.add(*await ground.database.read(push_subscriptions.accounts))
    screen = system_screen() if has_window else None
    push = Push(
        ground.database,
        ground.clock,
        ground.settings.limits,
        ground.ids,
        services,
        NodeSeals(secret, b"tokens"),
        subscribers,
        screen is not None,
    )
    return Telling(push, services, screen)


def told_beside(ground: Ground, origin: Origin, parts: Telling, notifications: Notifications) -> Told:
    """Nothing runs yet."""
    database, clock, limits = ground.database, ground.clock, ground.settings.limits

    def to_page(_row: Subscription, view: NotificationView, note: Note, _token: str) -> bytes:
        return native.told(view, note, origin)

    def to_app(row: Subscription, view: NotificationView, note: Note, token: str) -> bytes:
        return mastodon.told(row, view, note, token, origin)

    errand = CarryPushes(
        database,
        clock,
        limits,
        ground.random,
        notifications,
        parts.services,
        parts.service.seals,
        {"native": to_page, "mastodon": to_app},
        parts.screen,
    )
    carrier = Lanes(errand, limits.push_at_once, limits.delivery_poll_seconds)
    consumer = Pushing(database, clock, limits, parts.service.subscribers, carrier.wake)
    return Told(consumer, carrier, ForgetSubscriptions(database, clock))


def _contact(ground: Ground, origin: Origin) -> str:
    """Whom a push service writes to; some take a secure address only, and then nothing is better than another."""
    if ground.settings.contact:
        return f"mailto:{ground.settings.contact}"
    return origin.url if urlsplit(origin.url).scheme == "https" else ""
