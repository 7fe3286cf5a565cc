"""Credentials: sign in, change and reset a password."""

import hmac
from dataclasses import dataclass, field

from nodeapp.model.accounts import HIDDEN_STATES, State, username_key
from nodeapp.model.credentials import (
    COOKIE_KINDS,
    DAY_MS,
    Entry,
    Grant,
    Opened,
    Principal,
    begin,
    check_password,
    email_key,
    secret_hash,
)
from nodeapp.model.errors import BadInput, Forbidden, NotFound, NotSignedIn, bad
from nodeapp.model.events import AccountReturned
from nodeapp.model.ids import SessionId, Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.tries import Tries
from nodeapp.model.verified import VerifiedTokens
from nodeapp.queries import account_ends, credentials, event_log, sessions
from nodeapp.seams.clock import Clock, Random
from nodeapp.seams.database import Database, Reader, Transaction
from nodeapp.seams.secrets import Passwords, Tokens

_HOUR_MS = 3_600_000
_NO_MATCH = "That name and password do not match."
_USED_UP = "This link has been used, or is too old. Ask for a new one."
_NO_SESSION = SessionId(0)
_LOGIN_CHARACTERS_MAX = 320


@dataclass(frozen=True)
class Credentials:
    """`window_secret` is this start's own, where a window shows the node; None for a server."""

    database: Database
    clock: Clock
    limits: Limits
    origin: Origin
    ids: Snowflakes
    random: Random
    passwords: Passwords
    tokens: Tokens
    verified: VerifiedTokens = field(repr=False)
    tries: Tries = field(repr=False)
    window_secret: str | None = field(default=None, repr=False)

    async def login(self, login: str, password: str, entry: Entry) -> Opened:
        """By name, handle or e-mail. Raises NotSignedIn alike, and after the same time, for anybody unknown (P10).

        Who deactivated their account comes back by this.
        """
        wanted = username_key(login.strip()[:_LOGIN_CHARACTERS_MAX]).removeprefix("@")
        self.tries.check(wanted, self.clock())

        async def find(reader: Reader) -> credentials.Credentials | None:
            if "@" not in wanted:
                return await credentials.by_name(reader, wanted)
            name, _, host = wanted.partition("@")
            if host == self.origin.host:
                return await credentials.by_name(reader, name)
            return await credentials.by_email(reader, email_key(wanted) or "")

        found = await self.database.read(find)
        right = await self.passwords.matches(found.password_hash if found else None, password)
        self.tries.check(wanted, self.clock())
        if found is None or not right:
            raise NotSignedIn(f"{_NO_MATCH} {self.tries.wrong(wanted, self.clock())}")
        self.tries.right(wanted)
        if found.state in HIDDEN_STATES and found.state != "deactivated":
            raise _kept_out(found.state)
        return await self._open(found, entry)

    def is_window_secret(self, secret: str) -> bool:
        """Whether this is the secret of this start's window (W19)."""
        return self.window_secret is not None and hmac.compare_digest(
            secret_hash(secret), secret_hash(self.window_secret)
        )

    async def window_sign_in(self, entry: Entry) -> Opened | None:
        """Signs the owner in; None on a node that has none yet. Sessions of earlier windows end."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> credentials.Credentials | None:
            await sessions.revoke_kind(tx, "window", now_ms)
            return await credentials.owner(tx)

        owner = await self.database.write(work)
        if owner is None or owner.state in HIDDEN_STATES:
            return None
        self.verified.drop_account(owner.account_id)
        return await self._open(owner, entry)

    async def change_password(self, principal: Principal, current: str, password: str) -> Opened | None:
        """Every other session ends. A cookie is changed for a new one, which is returned (W12).

        Whoever has no password yet, and sits at the node's own window, needs no current one.
        """
        found = await self._mine(principal)
        await self._prove(found, principal, current)
        self._check_new(password, found.username, found.email)
        password_hash = await self.passwords.hash(password)
        now_ms, secret = self.clock(), self.random.secret()

        async def work(tx: Transaction) -> Opened | None:
            await credentials.change_password(tx, principal.account_id, password_hash, now_ms)
            await sessions.revoke_all(tx, principal.account_id, principal.session_id, now_ms)
            session = await sessions.by_id(tx, principal.session_id)
            if session is None or principal.kind not in COOKIE_KINDS:
                return None
            opened = self.tokens.issue(Grant(principal), secret, now_ms)
            expires_at_ms = now_ms + self.limits.session_days * DAY_MS
            await sessions.change_secret(tx, opened, session.generation + 1, now_ms, expires_at_ms)
            return opened

        opened = await self.database.write(work)
        self.verified.drop_account(principal.account_id)
        return opened

    async def reset_link(self, username: str) -> str:
        """The address of a page where a new password can be chosen once, within a day. Earlier links end."""
        now_ms, secret = self.clock(), self.random.secret().hex()
        expires_at_ms = now_ms + self.limits.reset_link_hours * _HOUR_MS

        async def work(tx: Transaction) -> None:
            found = await credentials.by_name(tx, username.removeprefix("@"))
            if found is None:
                raise NotFound(f"Nobody called {username} lives here.")
            await credentials.insert_reset_link(tx, found.account_id, secret_hash(secret), now_ms, expires_at_ms)

        await self.database.write(work)
        return f"{self.origin.url}/reset?token={secret}"

    async def reset(self, token: str, password: str) -> None:
        """A new password by a one-time link; every session of the account ends."""
        link_hash = secret_hash(token)

        async def find(reader: Reader) -> credentials.ResetLink | None:
            return await credentials.reset_link(reader, link_hash, self.clock())

        link = await self.database.read(find)
        if link is None:
            raise bad("token", "used_up", _USED_UP)
        self._check_new(password, link.username, link.email)
        password_hash = await self.passwords.hash(password)
        now_ms = self.clock()

        async def work(tx: Transaction) -> bool:
            if not await credentials.use_reset_link(tx, link_hash, now_ms):
                return False
            await credentials.change_password(tx, link.account_id, password_hash, now_ms)
            await sessions.revoke_all(tx, link.account_id, _NO_SESSION, now_ms)
            return True

        if not await self.database.write(work):
            raise bad("token", "used_up", _USED_UP)
        self.verified.drop_account(link.account_id)

    async def _open(self, found: credentials.Credentials, entry: Entry) -> Opened:
        now_ms, secret = self.clock(), self.random.secret()

        async def work(tx: Transaction) -> tuple[Opened, list[SessionId]]:
            if found.state == "deactivated":
                if not await account_ends.come_back(tx, found.account_id, now_ms):
                    raise _kept_out("erased")
                returned = AccountReturned(actor_id=found.account_id, subject_id=found.account_id)
                await event_log.append(tx, returned, now_ms)
            principal = Principal(found.account_id, SessionId(self.ids.next(now_ms)), entry.kind, found.role)
            opened = self.tokens.issue(Grant(principal), secret, now_ms)
            session = begin(opened, entry.name, now_ms, self.limits)
            return opened, await sessions.begin(tx, session, entry.replaces, self.limits.sessions_per_account_max)

        opened, ended = await self.database.write(work)
        self.verified.drop_sessions(ended)
        return opened

    async def _mine(self, principal: Principal) -> credentials.Credentials:
        async def work(reader: Reader) -> credentials.Credentials | None:
            return await credentials.by_account(reader, principal.account_id)

        found = await self.database.read(work)
        if found is None:
            raise NotFound("This account is gone.")
        return found

    async def _prove(self, found: credentials.Credentials, principal: Principal, current: str) -> None:
        """Raises BadInput naming `current_password` where it is wrong; wrong ones count as tries."""
        if found.password_hash is None and principal.kind == "window":
            return
        name = username_key(found.username)
        self.tries.check(name, self.clock())
        right = await self.passwords.matches(found.password_hash, current)
        self.tries.check(name, self.clock())
        if not right:
            left = self.tries.wrong(name, self.clock())
            raise bad("current_password", "wrong", f"This is not your password. {left}")
        self.tries.right(name)

    def _check_new(self, password: str, username: str, email: str | None) -> None:
        errors = check_password(password, self.limits, username, email or "")
        if errors:
            raise BadInput(*errors)


def _kept_out(state: State) -> Forbidden:
    if state == "pending":
        return Forbidden("Your account waits for somebody who runs this node to let you in. Come back a little later.")
    return Forbidden(f"This account is {state}. Ask whoever runs this node.")
