"""The web application: every route, what routes are given, and the door in front of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import msgspec
from litestar import Litestar
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.types import ASGIApp, ControllerRouterHandler

from nodeapp.model.limits import Limits
from nodeapp.model.notifications import NotificationView
from nodeapp.model.origin import Origin
from nodeapp.services.about import About
from nodeapp.services.accounts import Accounts
from nodeapp.services.credentials import Credentials
from nodeapp.services.engagement import Engagement
from nodeapp.services.graph import Graph
from nodeapp.services.health import Health
from nodeapp.services.idempotency import Answers
from nodeapp.services.media import Media
from nodeapp.services.polls import Polls
from nodeapp.services.registration import Registration
from nodeapp.services.remote_media.showing import RemoteMedia
from nodeapp.services.sessions import Sessions
from nodeapp.services.streams import Streams
from nodeapp.services.timelines import Timelines
from nodeapp.services.tweets import Tweets
from nodeapp.web import activitypub, errors, health, reference, remote_media, ui, wellknown
from nodeapp.web import media as own_files
from nodeapp.web.auth import Cookies, Visitors, provide_me, provide_principal, provide_viewer
from nodeapp.web.door import Door, Rules
from nodeapp.web.faces import mastodon, native
from nodeapp.web.facts import NodeFacts
from nodeapp.web.fast import Fast
from nodeapp.web.fast.answers import Tell
from nodeapp.web.fast.reads import Reads
from nodeapp.web.fast.writes import Writes
from nodeapp.web.idempotency import KeyedAnswers
from nodeapp.web.later import Later
from nodeapp.web.limits import CountedActions, RateLimits, is_loopback
from nodeapp.web.mastodon.routes import routes as mastodon_routes
from nodeapp.web.mastodon.shapes import notifications as mastodon_notifications
from nodeapp.web.native import (
    admin,
    analytics,
    auth,
    drafts,
    edits,
    follows,
    hashtags,
    invites,
    leaving,
    lists,
    media,
    mutes,
    node,
    notifications,
    polls,
    push,
    quotes,
    reactions,
    recommendations,
    search,
    short_forms,
    timelines,
    trends,
    tweets,
    users,
)
from nodeapp.web.native import sessions as signed_in
from nodeapp.web.native.shapes.notifications import Notification
from nodeapp.web.overload import Load, Overload
from nodeapp.web.streaming.listening import Listening

_NONCE_BYTES = 6

ROUTES: list[ControllerRouterHandler] = [
    *auth.routes,
    *signed_in.routes,
    *node.routes,
    *users.routes,
    *follows.routes,
    *mutes.routes,
    *lists.routes,
    *media.routes,
    *hashtags.routes,
    *admin.routes,
    *invites.routes,
    *leaving.routes,
    *tweets.routes,
    *drafts.routes,
    *polls.routes,
    *quotes.routes,
    *edits.routes,
    *reactions.routes,
    *notifications.routes,
    *push.routes,
    *timelines.routes,
    *trends.routes,
    *recommendations.routes,
    *search.routes,
    *analytics.routes,
    *short_forms.routes,
    *mastodon_routes,
    *remote_media.routes,
    *own_files.routes,
    *health.routes,
    *activitypub.routes,
    *wellknown.routes,
    *reference.routes,
    *ui.routes,
]


@dataclass(frozen=True)
class Parts:
    """What the web is made of. `for_peers` is what the routes of other nodes are given, by name."""

    about: About
    accounts: Accounts
    answers: Answers
    credentials: Credentials
    engagement: Engagement
    graph: Graph
    health: Health
    media: Media
    polls: Polls
    registration: Registration
    remote_media: RemoteMedia
    sessions: Sessions
    streams: Streams
    timelines: Timelines
    tweets: Tweets
    facts: NodeFacts
    origin: Origin
    limits: Limits
    clock: Callable[[], int]
    load: Load
    secret: Callable[[int], bytes]
    """That many unguessable bytes."""
    node_id: str
    rate_limits: bool = True
    fast: bool = True
    """Whether what is read all the time is answered ahead of the app."""
    other_hosts: frozenset[str] = frozenset()
    """Authorities answered to besides the origin's own."""
    for_peers: Mapping[str, object] = field(default_factory=dict)
    for_people: Mapping[str, object] = field(default_factory=dict)
    """What routes between people are given, by name: mutes, lists, and what else one keeps to oneself."""


def create_app(parts: Parts) -> ASGIApp:
    """The whole of it: door, keyed answers, counted actions, routes."""
    cookies = Cookies(parts.node_id, parts.origin.is_secure)
    rates = RateLimits(
        parts.limits,
        parts.clock,
        on=parts.rate_limits,
        loopback_is_free=_is_loopback(parts.origin),
    )
    rules = Rules(
        origin=parts.origin,
        limits=parts.limits,
        clock=parts.clock,
        secret=parts.secret,
        is_window=parts.facts.is_window,
        other_hosts=parts.other_hosts,
    )
    reads = Reads(parts.timelines, parts.tweets, parts.accounts, parts.origin, parts.limits)
    overload = Overload(parts.limits, parts.load, (*reads.paths, *reads.numbered) if parts.fast else ())
    routes = Later(lambda: _routes(parts, cookies, overload))
    app = _fast(parts, routes, reads) if parts.fast else routes
    inner = KeyedAnswers(CountedActions(app, rates), parts.answers, parts.limits)
    visitors = Visitors(parts.sessions, parts.credentials, cookies)
    return Door(_listening(parts, visitors, inner), rules, visitors, rates, overload)


def _fast(parts: Parts, app: ASGIApp, reads: Reads) -> ASGIApp:
    return Fast(app, reads, Writes(parts.tweets, parts.origin), Tell(parts.secret(_NONCE_BYTES).hex()))


def _listening(parts: Parts, visitors: Visitors, app: ASGIApp) -> Listening:
    faces = native(parts.origin), mastodon(parts.origin)

    def notification(view: NotificationView) -> bytes:
        return msgspec.json.encode(Notification.of(view, parts.origin))

    def mastodon_notification(view: NotificationView) -> bytes:
        """Nothing for what that API has no word for."""
        if view.kind not in mastodon_notifications.TYPES:
            return b""
        return msgspec.json.encode(mastodon_notifications.Notification.of(view, parts.origin))

    return Listening(app, visitors, parts.streams, parts.limits, faces, (notification, mastodon_notification))


def _routes(parts: Parts, cookies: Cookies, overload: Overload) -> Litestar:
    given: dict[str, object] = {
        "about": parts.about,
        "accounts": parts.accounts,
        "jar": cookies,
        "credentials": parts.credentials,
        "engagement": parts.engagement,
        "facts": parts.facts,
        "graph": parts.graph,
        "health": parts.health,
        "limits": parts.limits,
        "origin": parts.origin,
        "overload": overload,
        "media": parts.media,
        "polls": parts.polls,
        "registration": parts.registration,
        "remote_media": parts.remote_media,
        "sessions": parts.sessions,
        "timelines": parts.timelines,
        "tweets": parts.tweets,
        **parts.for_peers,
        **parts.for_people,
    }
    dependencies = {name: _always(value) for name, value in given.items()}
    dependencies["viewer"] = Provide(provide_viewer, sync_to_thread=False)
    dependencies["me"] = Provide(provide_me, sync_to_thread=False)
    dependencies["principal"] = Provide(provide_principal, sync_to_thread=False)
    return Litestar(
        ROUTES,
        dependencies=dependencies,
        exception_handlers={Exception: errors.answer},
        openapi_config=OpenAPIConfig("nodeapp", parts.facts.version, path="/api/openapi"),
        logging_config=None,
        request_max_body_size=None,
    )


def _always(value: object) -> Provide:
    return Provide(lambda: value, sync_to_thread=False)


def _is_loopback(origin: Origin) -> bool:
    name = urlsplit(origin.url).hostname or ""
    return name == "localhost" or is_loopback(name)
