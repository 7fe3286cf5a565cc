"""Signed tokens: JWT for access (RFC 7519), and HMACs for refreshing and against forged requests."""

import hmac
from base64 import urlsafe_b64encode
from functools import cached_property
from typing import TYPE_CHECKING

from nodeapp.model.credentials import (
    COOKIE_PREFIX,
    DAY_MS,
    PERSONAL_PREFIX,
    REFRESH_PREFIX,
    Grant,
    Opened,
    Principal,
)
from nodeapp.model.ids import AccountId, SessionId
from nodeapp.model.limits import Limits
from nodeapp.seams.secrets import AccessClaims, RefreshClaims

if TYPE_CHECKING:
    from nodeapp.backends.jose import WebTokens

_TOKEN_CHARACTERS_MAX = 1_024
_REFRESH_PARTS = 4
_DIGITS_MAX = 19


class SignedTokens:
    """`secret` is the node's own, 32 bytes or more; each use has its own key made from it."""

    def __init__(self, secret: bytes, limits: Limits) -> None:
        self._limits = limits
        self._access_key = _derived(secret, b"access")
        self._refresh_key = _derived(secret, b"refresh")
        self._csrf_key = _derived(secret, b"csrf")

    def issue(self, grant: Grant, secret: bytes, now_ms: int) -> Opened:
        principal = grant.principal
        match principal.kind:
            case "personal":
                return Opened(principal=principal, secret=f"{PERSONAL_PREFIX}{_text(secret)}", expires_in_seconds=0)
            case "login":
                return Opened(
                    principal=principal,
                    secret=self._refresh(principal.session_id, grant.generation, secret),
                    expires_in_seconds=self._limits.access_token_seconds,
                    access_token=self._access(principal, now_ms),
                )
            case "cookie" | "window":
                return Opened(
                    principal=principal,
                    secret=f"{COOKIE_PREFIX}{_text(secret)}",
                    expires_in_seconds=self._limits.session_days * DAY_MS // 1_000,
                    csrf_token=self.csrf(principal.session_id),
                )

    def read_access(self, token: str) -> AccessClaims | None:
        if len(token) > _TOKEN_CHARACTERS_MAX or not token.isascii():
            return None
        claims = self._web_tokens.read(token)
        if claims is None:
            return None
        account_id, session_id = _number(claims.sub), _number(claims.sid)
        if account_id is None or session_id is None:
            return None
        return AccessClaims(AccountId(account_id), SessionId(session_id), claims.exp * 1_000)

    def read_refresh(self, token: str) -> RefreshClaims | None:
        content, _, seal = token.removeprefix(REFRESH_PREFIX).rpartition(".")
        parts = content.split(".")
        if len(token) > _TOKEN_CHARACTERS_MAX or not token.isascii() or len(parts) != _REFRESH_PARTS - 1:
            return None
        if not hmac.compare_digest(seal, self._seal(self._refresh_key, content)):
            return None
        session_id, generation = _number(parts[0]), _number(parts[1])
        if session_id is None or generation is None:
            return None
        return RefreshClaims(SessionId(session_id), generation)

    def csrf(self, session_id: SessionId) -> str:
        return self._seal(self._csrf_key, str(session_id))

    @cached_property
    def _web_tokens(self) -> "WebTokens":
        from nodeapp.backends import jose  # noqa: PLC0415 (60 ms and 10 MB; the page signs in without)

        return jose.WebTokens(self._access_key)

    def _access(self, principal: Principal, now_ms: int) -> str:
        content: dict[str, object] = {
            "sub": str(principal.account_id),
            "sid": str(principal.session_id),
            "iat": now_ms // 1_000,
            "exp": now_ms // 1_000 + self._limits.access_token_seconds,
        }
        return self._web_tokens.write(content)

    def _refresh(self, session_id: SessionId, generation: int, secret: bytes) -> str:
        content = f"{session_id}.{generation}.{_text(secret)}"
        return f"{REFRESH_PREFIX}{content}.{self._seal(self._refresh_key, content)}"

    def _seal(self, key: bytes, content: str) -> str:
        return _text(hmac.digest(key, content.encode(), "sha256"))


def _derived(secret: bytes, use: bytes) -> bytes:
    return hmac.digest(secret, use, "sha256")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS_MAX else None


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
