"""Accounts: people as clients show them, and how a viewer stands to them."""

from msgspec import Struct

from nodeapp.model import accounts as people
from nodeapp.model.graph import Relationship as Standing
from nodeapp.model.origin import Origin
from nodeapp.model.views import AccountView
from nodeapp.web.mastodon.pictures import AVATAR_PATH, HEADER_PATH
from nodeapp.web.pictures import avatar_of, cover_of
from nodeapp.web.rendering import bio_html, field_html, fields_of, page_of
from nodeapp.web.values import timestamp

_ROLE_NAMES = {"owner": "Owner", "admin": "Admin", "moderator": "Moderator"}


class Field(Struct, frozen=True):
    """A line of a profile's table; `value` is HTML, in a source plain text."""

    name: str
    value: str
    verified_at: str | None


class Role(Struct, frozen=True):
    """What somebody may do here beyond the usual."""

    id: str
    name: str
    permissions: str = "0"
    color: str = ""
    highlighted: bool = False


class Account(Struct, frozen=True, kw_only=True):
    """An account. What changes with every follow and post comes last."""

    id: str
    username: str
    acct: str
    display_name: str
    locked: bool
    bot: bool
    discoverable: bool
    indexable: bool
    noindex: bool
    group: bool = False
    created_at: str
    note: str
    url: str
    uri: str
    avatar: str
    avatar_static: str
    header: str
    header_static: str
    emojis: list[str] = []
    roles: list[Role] = []
    fields: list[Field]
    followers_count: int
    following_count: int
    statuses_count: int
    last_status_at: str | None = None

    @staticmethod
    def of(view: AccountView, origin: Origin) -> "Account":
        account = view.account
        avatar = avatar_of(account, origin) or f"{origin.url}{AVATAR_PATH}"
        header = cover_of(account, origin) or f"{origin.url}{HEADER_PATH}"
        return Account(
            id=str(account.id),
            username=account.username,
            acct=acct(account),
            display_name=account.display_name or account.username,
            locked=account.locked,
            bot=account.bot,
            discoverable=account.discoverable,
            indexable=account.indexable,
            noindex=not account.indexable,
            created_at=timestamp(account.created_at_ms),
            note=bio_html(account, origin),
            url=page_of(account, origin),
            uri=account.uri or origin.account_uri(account.id),
            avatar=avatar,
            avatar_static=avatar,
            header=header,
            header_static=header,
            fields=[_field(field, field_html(field, origin)) for field in fields_of(account)],
            followers_count=max(account.follower_count, account.origin_follower_count),
            following_count=max(account.following_count, account.origin_following_count),
            statuses_count=max(account.tweet_count, account.origin_tweet_count),
        )


class Source(Struct, frozen=True, kw_only=True):
    """What one's own profile was made of, and how one's statuses begin."""

    privacy: str = "public"
    sensitive: bool = False
    language: str | None = None
    note: str
    fields: list[Field]
    follow_requests_count: int
    hide_collections: bool = False
    discoverable: bool
    indexable: bool


class CredentialAccount(Account, frozen=True, kw_only=True):
    """Oneself."""

    source: Source
    role: Role

    @staticmethod
    def mine(view: AccountView, follow_requests: int, origin: Origin) -> "CredentialAccount":
        account, shown = view.account, Account.of(view, origin)
        source = Source(
            note=account.bio,
            fields=[_field(field, field.value) for field in fields_of(account)],
            follow_requests_count=follow_requests,
            discoverable=account.discoverable,
            indexable=account.indexable,
        )
        name = _ROLE_NAMES.get(account.role, "")
        role = Role(id=account.role if name else "-99", name=name, highlighted=bool(name))
        told = {field: getattr(shown, field) for field in Account.__struct_fields__}
        return CredentialAccount(**told, source=source, role=role)


class Relationship(Struct, frozen=True, kw_only=True):
    """How the viewer stands to somebody."""

    id: str
    following: bool
    showing_reblogs: bool
    notifying: bool = False
    languages: list[str] | None = None
    followed_by: bool
    blocking: bool
    blocked_by: bool
    muting: bool = False
    muting_notifications: bool = False
    muting_expires_at: str | None = None
    requested: bool
    requested_by: bool
    domain_blocking: bool = False
    endorsed: bool = False
    note: str = ""

    @staticmethod
    def of(standing: Standing) -> "Relationship":
        return Relationship(
            id=str(standing.account_id),
            following=standing.following,
            showing_reblogs=standing.following and standing.retweets,
            notifying=standing.following and standing.bell,
            followed_by=standing.followed_by,
            blocking=standing.blocking,
            muting=standing.muting,
            muting_notifications=standing.muting_notifications,
            muting_expires_at=None if standing.muting_until_ms is None else timestamp(standing.muting_until_ms),
            domain_blocking=standing.blocking_host,
            note=standing.note,
            blocked_by=standing.blocked_by,
            requested=standing.requested,
            requested_by=standing.requested_by,
        )


def acct(account: people.Account) -> str:
    """The handle without its leading @."""
    return account.handle[1:]


def _field(field: people.Field, value: str) -> Field:
    return Field(field.name, value, None if field.verified_at_ms is None else timestamp(field.verified_at_ms))
