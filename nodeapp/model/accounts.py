"""Accounts: people here and elsewhere, and the viewer who asks."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from nodeapp.model.errors import FieldError, NotSignedIn
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.model.text import normalized

Role = Literal["owner", "admin", "moderator", "member"]
State = Literal["active", "pending", "silenced", "suspended", "deactivated", "moved", "gone", "erased"]

LOCAL_HOST = ""
FOREIGN_USERNAME_MAX = 200
HIDDEN_STATES: frozenset[State] = frozenset({"pending", "suspended", "deactivated", "gone", "erased"})
"""States in which nobody sees the account or its tweets."""

_USERNAME = re.compile(r"[A-Za-z0-9_]+")
_LINK = re.compile(r"https?://[^\s<>\"]+")
_FOREIGN_USERNAME = re.compile(r"[\w.\-]+")
_BIRTH_DATE_MIN = date(1900, 1, 1)
RESERVED_USERNAMES = frozenset({"nodeapp", "node", "instance", "admin", "administrator", "root", "system", "actor"})


class Field(Struct, frozen=True):
    """One line of a profile's table; `value_html` is set for accounts from elsewhere, already sanitised."""

    name: str
    value: str
    value_html: str | None = None
    verified_at_ms: int | None = None


class Account(Struct, frozen=True, kw_only=True):
    """A row of `accounts`. `host` is '' for those who live here; `uri` and the urls below are theirs elsewhere."""

    id: AccountId
    username: str
    username_key: str
    host: str
    uri: str | None
    url: str | None
    inbox_url: str | None
    shared_inbox_url: str | None
    outbox_url: str | None
    followers_url: str | None
    featured_url: str | None = None
    public_key_id: str | None
    public_key_pem: str | None
    display_name: str
    bio: str
    bio_html: str | None
    avatar_url: str | None
    cover_url: str | None
    location: str
    website: str
    birth_date: str | None
    fields: str
    role: Role
    state: State
    bot: bool
    locked: bool
    verified: bool
    discoverable: bool
    indexable: bool
    follower_count: int
    following_count: int
    tweet_count: int
    origin_follower_count: int
    origin_following_count: int
    origin_tweet_count: int
    created_at_ms: int
    received_at_ms: int
    updated_at_ms: int
    fetched_at_ms: int | None
    website_verified_at_ms: int | None = None

    @property
    def is_local(self) -> bool:
        return self.host == LOCAL_HOST

    @property
    def is_live(self) -> bool:
        return self.state not in HIDDEN_STATES

    @property
    def handle(self) -> str:
        """`@ada` here, `@ada@tea.example:8443` elsewhere."""
        return f"@{self.username}" if self.is_local else f"@{self.username}@{self.host}"


class Viewer(Struct, frozen=True):
    """Who is asking: somebody signed in here, a signed reader from elsewhere, or nobody in particular."""

    id: AccountId | None = None
    role: Role = "member"
    host: str = LOCAL_HOST

    def signed_in(self, why: str = "Sign in first.") -> AccountId:
        """Who it is. Raises NotSignedIn, with what to do, for nobody in particular."""
        if self.id is None:
            raise NotSignedIn(why)
        return self.id

    @property
    def may_fetch(self) -> bool:
        """Only people who live here make this node ask others; anonymous requests never do."""
        return self.id is not None and self.host == LOCAL_HOST


ANYBODY = Viewer()


class Profile(Struct, frozen=True, kw_only=True):
    """What somebody changes about themselves; None leaves a field as it is."""

    display_name: str | None = None
    bio: str | None = None
    location: str | None = None
    website: str | None = None
    birth_date: str | None = None
    fields: tuple[Field, ...] | None = None
    locked: bool | None = None
    bot: bool | None = None
    discoverable: bool | None = None
    indexable: bool | None = None


class ForeignAccount(Struct, frozen=True, kw_only=True):
    """An account as its own node tells it, cleaned and cut to our limits."""

    uri: str
    username: str
    host: str
    url: str | None
    inbox_url: str
    shared_inbox_url: str | None
    outbox_url: str | None
    followers_url: str | None
    featured_url: str | None = None
    public_key_id: str | None
    public_key_pem: str | None
    display_name: str
    bio_html: str
    avatar_url: str | None
    cover_url: str | None
    fields: tuple[Field, ...]
    bot: bool
    locked: bool
    discoverable: bool
    indexable: bool
    created_at_ms: int
    follower_count: int = 0
    following_count: int = 0
    tweet_count: int = 0


def username_key(username: str) -> str:
    """Two names with the same key are the same name (case and compatibility forms do not count: I26)."""
    return normalized("NFKC", username).casefold()


def link_of(value: str) -> str | None:
    """The web address that a line of a profile is, where it is nothing else."""
    return value if _LINK.fullmatch(value) else None


def check_username(username: str, limits: Limits, field: str = "username") -> list[FieldError]:
    """1 to 50 of `A-Z a-z 0-9 _`, and not one of the names the node needs itself."""
    if not username:
        return [FieldError(field, "missing", "Choose a name.")]
    if len(username) > limits.username_characters_max:
        most = limits.username_characters_max
        return [FieldError(field, "too_long", f"A name has at most {most} characters.", most)]
    if not _USERNAME.fullmatch(username):
        return [FieldError(field, "invalid", "A name is made of letters A-Z, digits and _.")]
    if username_key(username) in RESERVED_USERNAMES:
        return [FieldError(field, "reserved", f"@{username} is kept for the node itself.")]
    return []


def is_foreign_username(username: str) -> bool:
    """Other software allows dots, dashes and letters of other scripts."""
    return 0 < len(username) <= FOREIGN_USERNAME_MAX and _FOREIGN_USERNAME.fullmatch(username) is not None


def check_profile(profile: Profile, limits: Limits, now_ms: int) -> list[FieldError]:
    errors = [
        FieldError(name, "too_long", f"At most {most} characters.", most)
        for name, value, most in (
            ("display_name", profile.display_name, limits.display_name_characters_max),
            ("bio", profile.bio, limits.bio_characters_max),
            ("location", profile.location, limits.location_characters_max),
            ("website", profile.website, limits.website_characters_max),
        )
        if value is not None and len(value) > most
    ]
    if profile.website and link_of(profile.website) is None:
        errors.append(FieldError("website", "invalid", "A web address begins with https://."))
    if profile.birth_date:
        errors += _check_birth_date(profile.birth_date, now_ms)
    if profile.fields is not None:
        errors += _check_fields(profile.fields, limits)
    return errors


def _check_fields(fields: tuple[Field, ...], limits: Limits) -> list[FieldError]:
    if len(fields) > limits.profile_fields_max:
        most = limits.profile_fields_max
        return [FieldError("fields", "too_many", f"At most {most} lines.", most)]
    most = limits.profile_field_characters_max
    if any(len(field.name) > most or len(field.value) > most for field in fields):
        return [FieldError("fields", "too_long", f"Each part has at most {most} characters.", most)]
    return []


def _check_birth_date(told: str, now_ms: int) -> list[FieldError]:
    """Today is a day later where the sun rises first."""
    try:
        born = date.fromisoformat(told)
    except ValueError:
        born = None
    if born is None or born.isoformat() != told:
        return [FieldError("birth_date", "invalid", "A date looks like 1990-12-31.")]
    if not _BIRTH_DATE_MIN <= born <= datetime.fromtimestamp(now_ms / 1000, UTC).date() + timedelta(days=1):
        return [FieldError("birth_date", "out_of_range", f"Nobody is born before {_BIRTH_DATE_MIN}, or in the future.")]
    return []
