"""Instances: this node as clients know it, with the bounds they count against."""

from msgspec import Struct

from nodeapp.model.forms import FORMS
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.web.facts import NodeFacts
from nodeapp.web.mastodon.pictures import HEADER_PATH

API_VERSION = "4.2.0"
"""The Mastodon whose clients find here what they ask: without grouped notifications, which came after it."""


_FRAME_RATE_MAX = 120
"""Clients want a number; here none is refused for it."""


class Statuses(Struct, frozen=True):
    max_characters: int
    characters_reserved_per_url: int
    max_media_attachments: int


class MediaAttachments(Struct, frozen=True):
    """Sizes are in bytes, a matrix is a number of pixels."""

    supported_mime_types: list[str]
    image_size_limit: int
    image_matrix_limit: int
    video_size_limit: int
    video_frame_rate_limit: int
    video_matrix_limit: int

    @staticmethod
    def of(limits: Limits) -> "MediaAttachments":
        return MediaAttachments(
            [form.mime for form in FORMS],
            limits.picture_bytes_max,
            limits.picture_pixels_max,
            limits.film_bytes_max,
            _FRAME_RATE_MAX,
            limits.picture_pixels_max,
        )


class Polls(Struct, frozen=True):
    """Times are in seconds."""

    max_options: int
    max_characters_per_option: int
    min_expiration: int
    max_expiration: int

    @staticmethod
    def of(limits: Limits) -> "Polls":
        return Polls(
            limits.poll_options_max,
            limits.poll_option_characters_max,
            limits.poll_seconds_min,
            limits.poll_seconds_max,
        )


class AccountBounds(Struct, frozen=True):
    max_featured_tags: int = 0
    max_pinned_statuses: int = 0


class Configuration(Struct, frozen=True, kw_only=True):
    accounts: AccountBounds = AccountBounds()
    statuses: Statuses
    media_attachments: MediaAttachments
    polls: Polls

    @staticmethod
    def of(limits: Limits) -> "Configuration":
        return Configuration(
            statuses=Statuses(limits.tweet_characters_max, limits.link_characters, limits.media_per_tweet_max),
            media_attachments=MediaAttachments.of(limits),
            polls=Polls.of(limits),
        )


class StreamingUrls(Struct, frozen=True):
    streaming_api: str


class Stats(Struct, frozen=True):
    user_count: int
    status_count: int
    domain_count: int


class InstanceV1(Struct, frozen=True, kw_only=True):
    uri: str
    title: str
    short_description: str = ""
    description: str = ""
    email: str = ""
    version: str
    urls: StreamingUrls
    stats: Stats
    thumbnail: str
    languages: list[str] = []
    registrations: bool
    approval_required: bool = False
    invites_enabled: bool = False
    configuration: Configuration
    contact_account: None = None
    rules: list[str] = []

    @staticmethod
    def of(facts: NodeFacts, stats: Stats, origin: Origin, limits: Limits) -> "InstanceV1":
        return InstanceV1(
            uri=origin.host,
            title=facts.name or origin.host,
            version=_version(facts),
            urls=StreamingUrls(_streaming_url(origin)),
            stats=stats,
            thumbnail=f"{origin.url}{HEADER_PATH}",
            registrations=_takes_people(facts),
            approval_required=facts.registration == "approval",
            invites_enabled=facts.member_invites,
            configuration=Configuration.of(limits),
        )


class Urls(Struct, frozen=True):
    streaming: str


class Translation(Struct, frozen=True):
    enabled: bool = False


class Vapid(Struct, frozen=True):
    """By which key apps know this node when they want to be told."""

    public_key: str


class WholeConfiguration(Configuration, frozen=True, kw_only=True):
    urls: Urls
    vapid: Vapid
    translation: Translation = Translation()


class Users(Struct, frozen=True):
    active_month: int


class Usage(Struct, frozen=True):
    users: Users


class Thumbnail(Struct, frozen=True):
    url: str


class Registrations(Struct, frozen=True):
    enabled: bool
    approval_required: bool = False
    message: str | None = None


class Contact(Struct, frozen=True):
    email: str = ""
    account: None = None


class Instance(Struct, frozen=True, kw_only=True):
    domain: str
    title: str
    version: str
    source_url: str
    description: str = ""
    usage: Usage
    thumbnail: Thumbnail
    languages: list[str] = []
    configuration: WholeConfiguration
    registrations: Registrations
    contact: Contact = Contact()
    rules: list[str] = []

    @staticmethod
    def of(facts: NodeFacts, active_month: int, push_key: str, origin: Origin, limits: Limits) -> "Instance":
        bounds = Configuration.of(limits)
        return Instance(
            domain=origin.host,
            title=facts.name or origin.host,
            version=_version(facts),
            source_url=origin.url,
            usage=Usage(Users(active_month)),
            thumbnail=Thumbnail(f"{origin.url}{HEADER_PATH}"),
            configuration=WholeConfiguration(
                statuses=bounds.statuses,
                media_attachments=bounds.media_attachments,
                polls=bounds.polls,
                urls=Urls(_streaming_url(origin)),
                vapid=Vapid(push_key),
            ),
            registrations=Registrations(_takes_people(facts), facts.registration == "approval"),
        )


def _takes_people(facts: NodeFacts) -> bool:
    """Whether somebody may ask who was not invited."""
    return facts.registration in ("open", "approval")


def _version(facts: NodeFacts) -> str:
    return f"{API_VERSION} (compatible; nodeapp {facts.version})"


def _streaming_url(origin: Origin) -> str:
    """Where clients find `/api/v1/streaming`."""
    return origin.url.replace("http", "ws", 1)
