"""Credentials: what somebody signs up with, and what proves later on who they are."""

import hashlib
import re
from typing import Literal

from msgspec import Struct

from nodeapp.model.accounts import Role, check_username, username_key
from nodeapp.model.errors import FieldError
from nodeapp.model.ids import AccountId, SessionId
from nodeapp.model.limits import Limits
from nodeapp.model.text import one_line

SessionKind = Literal["login", "cookie", "personal", "window"]

BEARER_KINDS: frozenset[SessionKind] = frozenset({"login", "personal"})
COOKIE_KINDS: frozenset[SessionKind] = frozenset({"cookie", "window"})

PERSONAL_PREFIX, COOKIE_PREFIX, REFRESH_PREFIX = "nat_", "ncs_", "nrt_"
"""What secrets begin with, so that a person, or a scanner for leaked ones, sees what they are."""

DAY_MS = 86_400_000
NEVER_MS = 253_402_300_799_000
"""The end of year 9999: when a personal token expires."""

SCORE_MAX = 4
_SCORE_WORDS = ("too easy to guess", "weak", "fair", "good", "strong")
_LONG, _VERY_LONG = 12, 16
_MANY_KINDS = 3
_FEW_CHARACTERS = 4

_EMAIL_NAME = re.compile(r"[a-z0-9_+\-]+(?:\.[a-z0-9_+\-]+)*")
_EMAIL_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9\-]{0,61}[a-z0-9]")
_EMAIL_NAME_MAX = 64

_COMMON = """
    00000000 11111111 12341234 12345678 123456789 1234567890 123123123 12344321 87654321 987654321 0987654321 88888888
    1q2w3e4r 1q2w3e4r5t 1qaz2wsx zaq12wsx q1w2e3r4 qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 asdfghjk asdfghjkl
    asdf1234 zxcvbnm1 zxcvbnm123 abcdefgh abcd1234 abc12345 abc123456 a1b2c3d4 aa123456 a1234567 a12345678 password
    password1 password12 password123 password1234 passw0rd p@ssw0rd p@ssword pa55word passwort password! iloveyou
    iloveyou1 iloveyou2 loveyou1 princess princess1 sunshine sunshine1 football football1 baseball baseball1 basketball
    superman superman1 batman123 starwars starwars1 pokemon1 pokemon123 trustno1 whatever whatever1 computer internet
    letmein1 letmein123 welcome1 welcome123 admin123 administrator changeme changeme1 secret123 master123 dragon123
    monkey123 shadow123 michael1 jennifer charlie1 jordan23 michelle liverpool chelsea1 arsenal1 samantha danielle
    victoria elizabeth corvette mercedes mustang1 maverick midnight november december september blink182 hello123
    freedom1 password0 qazwsxedc 1qazxsw2 google123 twitter1 twitter123
"""
COMMON_PASSWORDS = frozenset(_COMMON.split())


class Principal(Struct, frozen=True):
    """Whose request it is, and by which session."""

    account_id: AccountId
    session_id: SessionId
    kind: SessionKind
    role: Role


class Session(Struct, frozen=True, kw_only=True):
    """A row of `sessions`: one sign-in. `generation` counts the refresh tokens given out for it."""

    id: SessionId
    account_id: AccountId
    kind: SessionKind
    name: str
    secret_hash: bytes | None
    generation: int
    created_at_ms: int
    last_used_at_ms: int
    expires_at_ms: int
    revoked_at_ms: int | None

    def is_live(self, now_ms: int) -> bool:
        return self.revoked_at_ms is None and now_ms < self.expires_at_ms


class SignUp(Struct, frozen=True, kw_only=True):
    """What a new account asks for. Only the window and the command line make one without a password.

    `invite` is the code of an invitation, `reason` what those who run the node read before they let somebody in.
    """

    username: str
    password: str | None
    email: str | None = None
    display_name: str = ""
    invite: str = ""
    reason: str = ""


class Entry(Struct, frozen=True):
    """How somebody comes in: what kind of session they want, and the one of this browser that it replaces (W12)."""

    kind: SessionKind = "login"
    name: str = ""
    replaces: Principal | None = None


class Grant(Struct, frozen=True):
    """What tokens are made for."""

    principal: Principal
    generation: int = 0


class Opened(Struct, frozen=True, kw_only=True):
    """A session as it is told once to whom it belongs. `secret` shows it later on; only its hash is kept."""

    principal: Principal
    secret: str
    expires_in_seconds: int
    access_token: str | None = None
    csrf_token: str | None = None


def secret_hash(secret: str) -> bytes:
    """Secrets are long and random, so that a plain hash is enough."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()


def begin(opened: Opened, name: str, now_ms: int, limits: Limits) -> Session:
    """The row of a session that begins now."""
    principal = opened.principal
    expires_at_ms = NEVER_MS if principal.kind == "personal" else now_ms + limits.session_days * DAY_MS
    return Session(
        id=principal.session_id,
        account_id=principal.account_id,
        kind=principal.kind,
        name=one_line(name)[: limits.session_name_characters_max],
        secret_hash=secret_hash(opened.secret),
        generation=0,
        created_at_ms=now_ms,
        last_used_at_ms=now_ms,
        expires_at_ms=expires_at_ms,
        revoked_at_ms=None,
    )


class Strength(Struct, frozen=True):
    """How hard a password is to guess: 0 to 4, and the word for it."""

    score: int
    word: str


def strength(password: str, *names: str) -> Strength:
    """0 is for those anybody tries first: the common ones, the person's own names, and runs of very few characters."""
    plain = password.casefold()
    known = {username_key(name) for name in names if name}
    if plain in COMMON_PASSWORDS or plain in known or len(set(plain)) <= _FEW_CHARACTERS:
        return Strength(0, _SCORE_WORDS[0])
    patterns = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
    kinds = sum(re.search(pattern, password) is not None for pattern in patterns)
    points = 1 + (len(password) >= _LONG) + (len(password) >= _VERY_LONG) + (kinds >= _MANY_KINDS)
    if any(len(name) >= _FEW_CHARACTERS and name in plain for name in known):
        points -= 1
    score = min(max(points, 1), SCORE_MAX)
    return Strength(score, _SCORE_WORDS[score])


def check_password(password: str, limits: Limits, *names: str, field: str = "password") -> list[FieldError]:
    if not password:
        return [FieldError(field, "missing", "Choose a password.")]
    least = limits.password_characters_min
    if len(password) < least:
        return [FieldError(field, "too_short", f"A password has at least {least} characters.", least)]
    if len(password.encode(errors="surrogatepass")) > limits.password_bytes_max:
        most = limits.password_bytes_max
        return [FieldError(field, "too_long", f"A password has at most {most} bytes.", most)]
    if strength(password, *names).score == 0:
        return [FieldError(field, "too_common", "This one is among the first that anybody would try. Choose another.")]
    return []


def email_key(email: str) -> str | None:
    """The one form of an address: lower case, nothing quoted, no comment, one @; None where there is none (W36)."""
    name, at, host = email.strip().lower().partition("@")
    if not at or len(name) > _EMAIL_NAME_MAX or not _EMAIL_NAME.fullmatch(name) or not _EMAIL_HOST.fullmatch(host):
        return None
    return f"{name}@{host}"


def check_sign_up(wish: SignUp, limits: Limits) -> list[FieldError]:
    errors = check_username(wish.username, limits)
    if wish.email and (len(wish.email) > limits.email_characters_max or email_key(wish.email) is None):
        errors.append(FieldError("email", "invalid", "An e-mail address looks like ada@tea.example."))
    if wish.password is not None:
        mail_name = (wish.email or "").partition("@")[0]
        errors += check_password(wish.password, limits, wish.username, wish.email or "", mail_name)
    most = limits.display_name_characters_max
    if len(wish.display_name) > most:
        errors.append(FieldError("display_name", "too_long", f"At most {most} characters.", most))
    if len(wish.reason) > (most := limits.reason_characters_max):
        errors.append(FieldError("reason", "too_long", f"At most {most} characters.", most))
    return errors


def other_names(username: str, limits: Limits) -> list[str]:
    """Names close to one that is taken, the likeliest first."""
    tails = ("_", "2", "3", "_1", "42", "_2", "99", "_x")
    return [username[: limits.username_characters_max - len(tail)] + tail for tail in tails]
