"""People: accounts and how a viewer stands to them."""

import msgspec
from msgspec import Struct

from nodeapp.model import accounts as people
from nodeapp.model import text, views
from nodeapp.model.graph import Relationship as Standing
from nodeapp.model.origin import Origin
from nodeapp.web.native.shapes.values import timestamp

_fields_decoder = msgspec.json.Decoder(list[people.Field])


class Relationship(Struct, frozen=True, kw_only=True):
    """How the viewer stands to somebody."""

    following: bool
    requested: bool
    followed_by: bool
    requested_by: bool
    blocking: bool
    blocked_by: bool
    muting: bool = False
    muting_until: str | None = None
    bell: bool = False
    note: str = ""

    @staticmethod
    def of(standing: Standing) -> "Relationship":
        return Relationship(
            following=standing.following,
            requested=standing.requested,
            followed_by=standing.followed_by,
            requested_by=standing.requested_by,
            blocking=standing.blocking,
            blocked_by=standing.blocked_by,
        )


class Field(Struct, frozen=True):
    """A line of a profile's table."""

    name: str
    value: str
    value_html: str
    verified_at: str | None


class User(Struct, frozen=True, kw_only=True):
    """An account; `host` is null for those who live here."""

    id: str
    username: str
    host: str | None
    handle: str
    display_name: str
    bio: str
    bio_html: str
    avatar_url: str | None
    cover_url: str | None
    location: str
    website: str
    fields: list[Field]
    verified: bool
    bot: bool
    locked: bool
    follower_count: int
    following_count: int
    tweet_count: int
    created_at: str
    url: str
    relationship: Relationship | None

    @staticmethod
    def of(view: views.AccountView, origin: Origin) -> "User":
        account = view.account
        return User(
            id=str(account.id),
            username=account.username,
            host=account.host or None,
            handle=account.handle,
            display_name=account.display_name or account.username,
            bio=account.bio,
            bio_html=_bio_html(account, origin),
            avatar_url=account.avatar_url,
            cover_url=account.cover_url,
            location=account.location,
            website=account.website,
            fields=[_field(field, origin) for field in _fields_decoder.decode(account.fields)],
            verified=account.verified,
            bot=account.bot,
            locked=account.locked,
            follower_count=max(account.follower_count, account.origin_follower_count),
            following_count=max(account.following_count, account.origin_following_count),
            tweet_count=max(account.tweet_count, account.origin_tweet_count),
            created_at=timestamp(account.created_at_ms),
            url=page_of(account, origin),
            relationship=Relationship.of(view.relationship) if view.relationship else None,
        )


def page_of(account: people.Account, origin: Origin) -> str:
    """Where people read this account, on its own node."""
    return origin.profile_url(account.username) if account.is_local else account.url or account.uri or ""


def _bio_html(account: people.Account, origin: Origin) -> str:
    if account.bio_html is not None:
        return account.bio_html
    return text.to_html(account.bio, lambda handle: origin.profile_url(*_split(handle, origin)), origin.tag_url)


def _split(handle: str, origin: Origin) -> tuple[str, str]:
    name, _, host = handle.partition("@")
    return name, "" if host == origin.host else host


def _field(field: people.Field, origin: Origin) -> Field:
    html = field.value_html
    if html is None:
        html = text.to_html(field.value, lambda handle: None, origin.tag_url)
    return Field(
        field.name, field.value, html, None if field.verified_at_ms is None else timestamp(field.verified_at_ms)
    )
