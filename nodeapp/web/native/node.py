"""GET /api/node: what this node is, for a page or a program that has just found it."""

from litestar import get
from litestar.di import NamedDependency
from msgspec import Struct

from nodeapp.model import limits as model
from nodeapp.model.origin import Origin
from nodeapp.model.registrations import Mode
from nodeapp.services.about import About
from nodeapp.web.facts import NodeFacts


class Limits(Struct, frozen=True):
    """What the UI counts against."""

    tweet_characters: int
    url_characters: int
    content_warning: int
    thread_tweets: int
    media_files: int
    media_alt: int
    poll_options: int
    poll_option: int
    display_name: int
    bio: int
    location: int
    website: int
    username: int
    password_min: int
    reason: int


class Node(Struct, frozen=True, kw_only=True):
    """`fresh` until there is a first account, whose person will own the node."""

    name: str
    host: str
    url: str
    version: str
    registration: Mode
    member_invites: bool
    fresh: bool
    user_count: int
    peer_count: int
    window: bool
    suggested_username: str | None
    suggested_display_name: str | None
    limits: Limits


@get("/api/node", summary="What this node is", tags=["node"])
async def node(
    about: NamedDependency[About],
    facts: NamedDependency[NodeFacts],
    origin: NamedDependency[Origin],
    limits: NamedDependency[model.Limits],
) -> Node:
    counts = await about.counts()
    fresh = counts.users == 0
    suggests = fresh and facts.is_window
    return Node(
        name=facts.name or origin.host,
        host=origin.host,
        url=origin.url,
        version=facts.version,
        registration=facts.registration,
        member_invites=facts.member_invites,
        fresh=fresh,
        user_count=counts.users,
        peer_count=counts.peers,
        window=facts.is_window,
        suggested_username=facts.suggested_username if suggests else None,
        suggested_display_name=facts.suggested_display_name if suggests else None,
        limits=Limits(
            tweet_characters=limits.tweet_characters_max,
            url_characters=limits.link_characters,
            content_warning=limits.content_warning_characters_max,
            thread_tweets=limits.thread_tweets_max,
            media_files=limits.media_per_tweet_max,
            media_alt=limits.media_alt_characters_max,
            poll_options=limits.poll_options_max,
            poll_option=limits.poll_option_characters_max,
            display_name=limits.display_name_characters_max,
            bio=limits.bio_characters_max,
            location=limits.location_characters_max,
            website=limits.website_characters_max,
            username=limits.username_characters_max,
            password_min=limits.password_characters_min,
            reason=limits.reason_characters_max,
        ),
    )


routes = [node]
