"""What proves who somebody is: password hashes, signed tokens, key pairs."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from nodeapp.model.credentials import Grant, Opened
from nodeapp.model.ids import AccountId, SessionId

KeyMaker = Callable[[], tuple[str, str]]
"""A new key pair as (private PEM, public PEM); slow, so it is called in a thread."""


class AccessClaims(Struct, frozen=True):
    """What an access token says; `expires_at_ms` is checked by who reads it."""

    account_id: AccountId
    session_id: SessionId
    expires_at_ms: int


class RefreshClaims(Struct, frozen=True):
    """A refresh token names its session, and which one of that session's tokens it is."""

    session_id: SessionId
    generation: int


class Passwords(Protocol):
    """Slow on purpose; only a few at once. Raises Unavailable when too many are waiting."""

    async def hash(self, password: str) -> str: ...

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """False for None, after the same time as for a wrong password."""
        ...


class Seals(Protocol):
    """Keeps what must be read again, so that a table that was copied shows nothing of it."""

    def seal(self, text: bytes) -> bytes: ...

    def open(self, sealed: bytes) -> bytes:
        """Empty for what this node did not seal."""
        ...


class Tokens(Protocol):
    """Tokens only this node can have made. A look at the database must still say that their session is live."""

    def issue(self, grant: Grant, secret: bytes, now_ms: int) -> Opened:
        """What is told to whom the session belongs, by its kind; `secret` is drawn for it alone."""
        ...

    def read_access(self, token: str) -> AccessClaims | None:
        """None unless this node signed it, expired or not."""
        ...

    def read_refresh(self, token: str) -> RefreshClaims | None:
        """None unless this node made it, used up or not."""
        ...

    def csrf(self, session_id: SessionId) -> str:
        """What a page must send along with the cookie of this session."""
        ...
