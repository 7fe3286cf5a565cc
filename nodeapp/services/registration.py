"""Registration: new accounts, by whoever signs up, by whoever runs the node, or at a window's first start."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

import anyio
import anyio.to_thread
from msgspec import Struct

from nodeapp.model.accounts import Role, State, username_key
from nodeapp.model.credentials import (
    Entry,
    Grant,
    Opened,
    Principal,
    SignUp,
    begin,
    check_sign_up,
    email_key,
    other_names,
)
from nodeapp.model.errors import BadInput, Conflict, FieldError, Forbidden, Unavailable, bad
from nodeapp.model.events import AccountCreated, RegistrationRequested
from nodeapp.model.ids import AccountId, SessionId, Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.model.registrations import Mode
from nodeapp.model.text import clean, one_line
from nodeapp.model.verified import VerifiedTokens
from nodeapp.queries import accounts, credentials, event_log, invites, registrations, sessions
from nodeapp.seams.clock import Clock, Random
from nodeapp.seams.database import Database, Reader, Transaction
from nodeapp.seams.secrets import KeyMaker, Passwords, Tokens

_NAMES_OFFERED = 3
_HAS_ITS_OWNER = "This node has its owner already."
_CLOSED = "This node takes no new accounts. Ask whoever runs it for one."
_NO_INVITE = "People come to this node by invitation. Ask somebody who lives here for one."
_BAD_INVITE = "This invitation is used up, too old, or was taken back. Ask for a new one."
_MANY_WAIT = "Many people wait to be let in here already. Come back in a day or two."
_MANY_WAIT_SECONDS = 86_400


class _Made(Struct, frozen=True):
    """What took long to make, before the transaction."""

    password_hash: str | None
    private_pem: str
    public_pem: str


@dataclass(frozen=True)
class Registration:
    """`mode` says who may sign up; `is_window` that a window shows this node."""

    database: Database
    clock: Clock
    limits: Limits
    ids: Snowflakes
    random: Random
    passwords: Passwords
    tokens: Tokens
    make_keys: KeyMaker
    verified: VerifiedTokens = field(repr=False)
    mode: Mode = "open"
    is_window: bool = False
    turns: anyio.CapacityLimiter = field(default_factory=partial(anyio.CapacityLimiter, 2), repr=False)

    async def register(self, wish: SignUp, entry: Entry) -> Opened | None:
        """A new account, signed in; None for one that waits to be let in. The first one of a node is its owner.

        Raises Conflict for a taken name, BadInput naming `invite` for one that is good for nobody (any more).
        """
        if self.mode == "closed":
            raise Forbidden(_CLOSED)
        if wish.password is None:
            raise bad("password", "missing", "Choose a password.")
        made = await self._make(wish, self._admit)
        now_ms, secret = self.clock(), self.random.secret()

        async def work(tx: Transaction) -> tuple[Opened | None, list[SessionId]]:
            state = await self._admit(tx, wish)
            if state == "active" and wish.invite and self.mode != "open":
                await invites.use(tx, wish.invite, now_ms)
            account_id, role = await self._insert(tx, wish, made, "member", now_ms, state)
            if state == "active":
                return await self._begin(tx, account_id, role, entry, (now_ms, secret))
            await registrations.insert(tx, account_id, clean(wish.reason), now_ms)
            asked = RegistrationRequested(actor_id=account_id, subject_id=account_id)
            await event_log.append(tx, asked, now_ms)
            return None, []

        opened, ended = await self.database.write(work)
        self.verified.drop_sessions(ended)
        return opened

    async def welcome(self, wish: SignUp, entry: Entry) -> Opened:
        """The owner of a node in a window, at its first start: a name is enough."""
        if not self.is_window:
            raise Forbidden("Only a window greets its owner like this. Register instead.")
        if await self.database.read(accounts.count_local):
            raise Conflict(_HAS_ITS_OWNER)
        made = await self._make(wish)
        now_ms, secret = self.clock(), self.random.secret()

        async def work(tx: Transaction) -> tuple[Opened, list[SessionId]]:
            if await accounts.count_local(tx):
                raise Conflict(_HAS_ITS_OWNER)
            account_id, role = await self._insert(tx, wish, made, "owner", now_ms)
            return await self._begin(tx, account_id, role, entry, (now_ms, secret))

        return await self._open(work)

    async def create(self, wish: SignUp, role: Role = "member") -> AccountId:
        """A new account by whoever runs the node, whatever the mode; nobody is signed in."""
        made = await self._make(wish)
        now_ms = self.clock()

        async def work(tx: Transaction) -> AccountId:
            return (await self._insert(tx, wish, made, role, now_ms))[0]

        return await self.database.write(work)

    async def _make(self, wish: SignUp, admit: Callable[[Reader, SignUp], Awaitable[State]] | None = None) -> _Made:
        """Raises BadInput or Conflict before anything slow is done."""
        errors = check_sign_up(wish, self.limits)
        if errors:
            raise BadInput(*errors)

        async def look(reader: Reader) -> None:
            if admit is not None:
                await admit(reader, wish)
            await self._refuse_taken(reader, wish)

        await self.database.read(look)
        password_hash = None if wish.password is None else await self.passwords.hash(wish.password)
        private_pem, public_pem = await anyio.to_thread.run_sync(self.make_keys, limiter=self.turns)
        return _Made(password_hash, private_pem, public_pem)

    async def _admit(self, reader: Reader, wish: SignUp) -> State:
        """Whether whoever signs up comes in at once, or waits. Raises where they do neither."""
        if self.mode == "open" or not await accounts.count_local(reader):
            return "active"
        if wish.invite:
            invite = await invites.by_code(reader, wish.invite)
            if invite is None or not invite.is_good(self.clock()):
                raise bad("invite", "used_up", _BAD_INVITE)
            return "active"
        if self.mode == "invite":
            raise bad("invite", "missing", _NO_INVITE)
        if await registrations.count(reader) >= self.limits.registrations_waiting_max:
            raise Unavailable(_MANY_WAIT, _MANY_WAIT_SECONDS)
        return "pending"

    async def _insert(
        self, tx: Transaction, wish: SignUp, made: _Made, role: Role, now_ms: int, state: State = "active"
    ) -> tuple[AccountId, Role]:
        await self._refuse_taken(tx, wish)
        granted: Role = role if await accounts.count_local(tx) else "owner"
        account_id = AccountId(self.ids.next(now_ms))
        shown = one_line(wish.display_name) or wish.username
        await accounts.insert_local(tx, account_id, wish.username, shown, granted, state, now_ms)
        await accounts.insert_keys(tx, account_id, made.private_pem, made.public_pem, now_ms)
        email = email_key(wish.email) if wish.email else None
        await credentials.insert(tx, account_id, email, made.password_hash, now_ms)
        if state == "active":
            await event_log.append(tx, AccountCreated(actor_id=account_id, subject_id=account_id), now_ms)
        return account_id, granted

    async def _begin(
        self, tx: Transaction, account_id: AccountId, role: Role, entry: Entry, made: tuple[int, bytes]
    ) -> tuple[Opened, list[SessionId]]:
        now_ms, secret = made
        principal = Principal(account_id, SessionId(self.ids.next(now_ms)), entry.kind, role)
        opened = self.tokens.issue(Grant(principal), secret, now_ms)
        session = begin(opened, entry.name, now_ms, self.limits)
        return opened, await sessions.begin(tx, session, entry.replaces, self.limits.sessions_per_account_max)

    async def _open(self, work: Callable[[Transaction], Awaitable[tuple[Opened, list[SessionId]]]]) -> Opened:
        opened, ended = await self.database.write(work)
        self.verified.drop_sessions(ended)
        return opened

    async def _refuse_taken(self, reader: Reader, wish: SignUp) -> None:
        """Raises Conflict naming what is taken, with names that are free."""
        others = other_names(wish.username, self.limits)
        taken = await credentials.taken_keys(reader, [username_key(name) for name in (wish.username, *others)])
        if username_key(wish.username) in taken:
            free = [name for name in others if username_key(name) not in taken][:_NAMES_OFFERED]
            offer = f" Free are {', '.join(free)}." if free else ""
            message = f"@{wish.username} is taken.{offer}"
            raise Conflict(message, FieldError("username", "taken", message))
        key = email_key(wish.email) if wish.email else None
        if key and await credentials.by_email(reader, key):
            message = "Another account here has this e-mail address."
            raise Conflict(message, FieldError("email", "taken", message))
