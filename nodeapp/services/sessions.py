"""Sessions: who a token belongs to, renewing tokens, listing and ending sign-ins."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nodeapp.model.accounts import HIDDEN_STATES
from nodeapp.model.credentials import (
    COOKIE_KINDS,
    DAY_MS,
    NEVER_MS,
    Grant,
    Opened,
    Principal,
    Session,
    begin,
    secret_hash,
)
from nodeapp.model.errors import DiskFull, NotFound, NotSignedIn, Unavailable
from nodeapp.model.ids import AccountId, SessionId, Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.model.verified import Verified, VerifiedTokens
from nodeapp.queries import accounts, sessions
from nodeapp.queries.sessions import Holder
from nodeapp.seams.clock import Clock, Random
from nodeapp.seams.database import Database, Reader, Transaction
from nodeapp.seams.secrets import Tokens

_TOUCH_EVERY_MS = 300_000
_SECRET_CHARACTERS_MAX = 1_024
_SIGN_IN_AGAIN = "This sign-in has ended. Sign in again."


@dataclass(frozen=True)
class Sessions:
    database: Database
    clock: Clock
    limits: Limits
    ids: Snowflakes
    random: Random
    tokens: Tokens
    verified: VerifiedTokens = field(repr=False)

    async def authenticate(self, token: str) -> Principal | None:
        """Whose access token, personal token or cookie this is; None where it proves nothing (any more)."""
        now_ms = self.clock()
        found = self.verified.find(token, now_ms)
        if found is None:
            found = await self._look_up(token, now_ms)
        if found is None:
            return None
        if now_ms - found.touched_at_ms >= _TOUCH_EVERY_MS:
            await self._touch(found, now_ms)
        return found.principal

    def csrf_token(self, principal: Principal) -> str:
        return self.tokens.csrf(principal.session_id)

    async def refresh(self, refresh_token: str) -> Opened:
        """New tokens for old; the old refresh token is used up. One that was used up before ends its session."""
        claims = self.tokens.read_refresh(refresh_token)
        if claims is None:
            raise NotSignedIn(_SIGN_IN_AGAIN)
        now_ms, secret = self.clock(), self.random.secret()

        async def work(tx: Transaction) -> Opened | None:
            session = await sessions.by_id(tx, claims.session_id)
            account = None if session is None else await accounts.by_id(tx, session.account_id)
            if session is None or account is None or account.state in HIDDEN_STATES or not session.is_live(now_ms):
                return None
            if session.secret_hash != secret_hash(refresh_token):
                await sessions.revoke(tx, session.account_id, session.id, now_ms)
                return None
            principal = Principal(session.account_id, session.id, session.kind, account.role)
            opened = self.tokens.issue(Grant(principal, session.generation + 1), secret, now_ms)
            await sessions.change_secret(tx, opened, session.generation + 1, now_ms, self._expiry(now_ms))
            return opened

        opened = await self.database.write(work)
        if opened is None:
            self.verified.drop_session(claims.session_id)
            raise NotSignedIn(_SIGN_IN_AGAIN)
        return opened

    async def personal_token(self, account_id: AccountId, name: str) -> str:
        """A token for scripts, shown once; good until it is revoked."""
        now_ms, secret = self.clock(), self.random.secret()

        async def work(tx: Transaction) -> tuple[str, list[SessionId]]:
            account = await accounts.by_id(tx, account_id)
            if account is None or not account.is_local or account.state in HIDDEN_STATES:
                raise NotFound("No such account lives here.")
            principal = Principal(account_id, SessionId(self.ids.next(now_ms)), "personal", account.role)
            opened = self.tokens.issue(Grant(principal), secret, now_ms)
            session = begin(opened, name or "token", now_ms, self.limits)
            return opened.secret, await sessions.begin(tx, session, None, self.limits.sessions_per_account_max)

        token, ended = await self.database.write(work)
        self.verified.drop_sessions(ended)
        return token

    async def of(self, principal: Principal) -> Sequence[Session]:
        """The live ones of whoever asks, last used first."""
        now_ms = self.clock()

        async def work(reader: Reader) -> list[Session]:
            return await sessions.live_of(reader, principal.account_id, now_ms, self.limits.sessions_per_account_max)

        return await self.database.read(work)

    async def end(self, principal: Principal, session_id: SessionId) -> None:
        """Signs out: this session or another of the same account. Raises NotFound for any other (P07)."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> bool:
            return await sessions.revoke(tx, principal.account_id, session_id, now_ms)

        ended = await self.database.write(work)
        self.verified.drop_session(session_id)
        if not ended:
            raise NotFound("There is no such session.")

    async def end_all(self, account_id: AccountId) -> None:
        """Everywhere at once, personal tokens too: for a suspension, or an account that is gone."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> int:
            return await sessions.revoke_all(tx, account_id, SessionId(0), now_ms)

        await self.database.write(work)
        self.verified.drop_account(account_id)

    async def _look_up(self, token: str, now_ms: int) -> Verified | None:
        if not 0 < len(token) <= _SECRET_CHARACTERS_MAX:
            return None
        claims = self.tokens.read_access(token) if token.count(".") else None
        if claims is not None and now_ms >= claims.expires_at_ms:
            return None

        async def work(reader: Reader) -> Holder | None:
            if claims is not None:
                return await sessions.holder_by_id(reader, claims.session_id, now_ms)
            return await sessions.holder_by_secret(reader, secret_hash(token), now_ms)

        changes = self.verified.changes
        holder = await self.database.read(work)
        if holder is None or holder.state in HIDDEN_STATES or (holder.kind == "login") is not (claims is not None):
            return None
        principal = Principal(holder.account_id, holder.session_id, holder.kind, holder.role)
        until_ms = min(holder.expires_at_ms, claims.expires_at_ms if claims else NEVER_MS)
        found = Verified(token, principal, until_ms, holder.last_used_at_ms)
        if changes == self.verified.changes:
            self.verified.keep(found)
        return found

    async def _touch(self, found: Verified, now_ms: int) -> None:
        """Writes down the use, which also puts off the end. A node that cannot write still lets people read."""
        found.touched_at_ms = now_ms
        expires_at_ms = self._expiry(now_ms)

        async def work(tx: Transaction) -> None:
            await sessions.touch(tx, found.principal.session_id, now_ms, expires_at_ms)

        try:
            await self.database.write(work)
        except (DiskFull, Unavailable):
            return
        if found.principal.kind in COOKIE_KINDS:
            found.until_ms = max(found.until_ms, expires_at_ms)

    def _expiry(self, now_ms: int) -> int:
        return now_ms + self.limits.session_days * DAY_MS
