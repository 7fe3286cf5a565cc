"""People: accounts and how a viewer stands to them."""

from msgspec import Struct

from nodeapp.model import accounts as people
from nodeapp.model import views
from nodeapp.model.graph import Relationship as Standing
from nodeapp.model.origin import Origin
from nodeapp.web.pictures import avatar_of, cover_of
from nodeapp.web.rendering import bio_html, field_html, fields_of, page_of
from nodeapp.web.values import timestamp


class Relationship(Struct, frozen=True, kw_only=True):
    """How the viewer stands to somebody."""

    following: bool
    requested: bool
    followed_by: bool
    requested_by: bool
    blocking: bool
    blocked_by: bool
    muting: bool
    muting_notifications: bool
    muting_until: str | None
    blocking_host: bool
    retweets: bool
    bell: bool
    note: str

    @staticmethod
    def of(standing: Standing) -> "Relationship":
        return Relationship(
            following=standing.following,
            requested=standing.requested,
            followed_by=standing.followed_by,
            requested_by=standing.requested_by,
            blocking=standing.blocking,
            blocked_by=standing.blocked_by,
            muting=standing.muting,
            muting_notifications=standing.muting_notifications,
            muting_until=None if standing.muting_until_ms is None else timestamp(standing.muting_until_ms),
            blocking_host=standing.blocking_host,
            retweets=standing.retweets,
            bell=standing.bell,
            note=standing.note,
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
    website_verified_at: str | None
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
            bio_html=bio_html(account, origin),
            avatar_url=avatar_of(account, origin),
            cover_url=cover_of(account, origin),
            location=account.location,
            website=account.website,
            website_verified_at=_time(account.website_verified_at_ms),
            fields=[_field(field, origin) for field in fields_of(account)],
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


def _field(field: people.Field, origin: Origin) -> Field:
    return Field(field.name, field.value, field_html(field, origin), _time(field.verified_at_ms))


def _time(at_ms: int | None) -> str | None:
    return None if at_ms is None else timestamp(at_ms)
