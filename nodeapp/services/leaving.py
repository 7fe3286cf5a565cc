"""Leaving: deactivate an account for a while, or have it erased; and what is left of an erased one, bit by bit."""

from dataclasses import dataclass, field

from nodeapp.model.accounts import Account, username_key
from nodeapp.model.credentials import DAY_MS, Principal
from nodeapp.model.errors import Conflict, NotFound, bad
from nodeapp.model.events import AccountDeactivated, AccountErased, AccountReturned
from nodeapp.model.ids import AccountId, SessionId
from nodeapp.model.limits import Limits
from nodeapp.model.tries import Tries
from nodeapp.model.verified import VerifiedTokens
from nodeapp.queries import account_ends, accounts, belongings, credentials, event_log, sessions
from nodeapp.queries.account_ends import Ending
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction
from nodeapp.seams.secrets import Passwords

_NOBODY = "No such account lives here."
_OWNER_STAYS = (
    "You own this node. Stop it instead, or have somebody else made its owner first: nodeapp account owner NAME"
)
_OWNER_WITH_OTHERS = (
    "You own this node, and others live here. Have one of them made its owner first: nodeapp account owner NAME"
)
_TELLER = "delivery"
"""The consumer that writes letters to other nodes: it must have read who is to be told before that goes."""


@dataclass(frozen=True)
class Leaving:
    database: Database
    clock: Clock
    limits: Limits
    passwords: Passwords
    verified: VerifiedTokens = field(repr=False)
    tries: Tries = field(repr=False)

    async def deactivate(self, principal: Principal, password: str) -> None:
        """Hidden everywhere here at once, signed out everywhere; erased in 30 days unless they sign in again.

        Raises BadInput naming `password` where it is wrong, Conflict for the owner.
        """
        await self._prove(principal, password)
        await self.put_away(principal.account_id)

    async def erase(self, principal: Principal, password: str) -> None:
        """For good. Hidden at once; the rest goes in portions, and other nodes are told. Raises as `deactivate`."""
        await self._prove(principal, password)
        await self.put_out(principal.account_id)

    async def put_away(self, account_id: AccountId) -> None:
        """As `deactivate`, by whoever runs the node. Repeatable."""
        now_ms = self.clock()
        due_at_ms = now_ms + self.limits.away_days * DAY_MS

        async def work(tx: Transaction) -> None:
            account = await _resident(tx, account_id)
            if account.role == "owner":
                raise Conflict(_OWNER_STAYS)
            if await account_ends.hide(tx, account_id, now_ms, due_at_ms):
                away = AccountDeactivated(actor_id=account_id, subject_id=account_id)
                await event_log.append(tx, away, now_ms)
            await sessions.revoke_all(tx, account_id, SessionId(0), now_ms)

        await self.database.write(work)
        self.verified.drop_account(account_id)

    async def bring_back(self, account_id: AccountId) -> None:
        """A deactivated account, by whoever runs the node. Raises Conflict for any other."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            if not await account_ends.come_back(tx, account_id, now_ms):
                raise Conflict("This account is not deactivated.")
            await event_log.append(tx, AccountReturned(actor_id=account_id, subject_id=account_id), now_ms)

        await self.database.write(work)

    async def put_out(self, account_id: AccountId) -> None:
        """As `erase`, by whoever runs the node. Repeatable."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            account = await _resident(tx, account_id)
            if account.role == "owner" and await accounts.count_local(tx) > 1:
                raise Conflict(_OWNER_WITH_OTHERS)
            await _begin(tx, account_id, now_ms)

        await self.database.write(work)
        self.verified.drop_account(account_id)

    async def next_due(self) -> Ending | None:
        async def work(reader: Reader) -> Ending | None:
            found = await account_ends.next_due(reader, self.clock())
            if found is None or found.stage != "erasing":
                return found
            return found if await event_log.checkpoint(reader, _TELLER) >= found.position else None

        return await self.database.read(work)

    async def is_due(self) -> bool:
        """Whether somebody is on their way out now, be it that others have yet to be told."""

        async def work(reader: Reader) -> bool:
            return await account_ends.next_due(reader, self.clock()) is not None

        return await self.database.read(work)

    async def go_on(self, ending: Ending) -> bool:
        """One step of somebody's end. False once nothing of theirs is left but files, which are others' to forget."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> bool:
            account = await accounts.by_id(tx, ending.account_id)
            if account is None:
                return False
            if ending.stage == "away":
                # They may have come back since this was read.
                if account.state == "deactivated":
                    await _begin(tx, account.id, now_ms)
                return True
            # Also once all is told: consumers may have noted something since.
            return bool(await belongings.take_away(tx, account, now_ms, self.limits.erase_portion))

        return await self.database.write(work)

    async def settle(self, ending: Ending) -> None:
        """Nothing is left. The key stays for as long as what tells others is tried, then it goes too."""
        until_ms = self.clock() + (self.limits.delivery_give_up_days + 1) * DAY_MS

        async def work(tx: Transaction) -> None:
            if ending.stage == "told":
                await account_ends.finish(tx, ending.account_id)
            else:
                await account_ends.settle(tx, ending.account_id, until_ms)

        await self.database.write(work)

    async def _prove(self, principal: Principal, password: str) -> None:
        """Wrong ones count as tries. Who has no password yet, and sits at the node's own window, needs none."""

        async def find(reader: Reader) -> credentials.Credentials | None:
            return await credentials.by_account(reader, principal.account_id)

        found = await self.database.read(find)
        if found is None:
            raise NotFound(_NOBODY)
        if found.password_hash is None and principal.kind == "window":
            return
        name = username_key(found.username)
        self.tries.check(name, self.clock())
        if not await self.passwords.matches(found.password_hash, password):
            left = self.tries.wrong(name, self.clock())
            raise bad("password", "wrong", f"This is not your password. {left}")
        self.tries.right(name)


async def _resident(tx: Transaction, account_id: AccountId) -> Account:
    account = await accounts.by_id(tx, account_id)
    if account is None or not account.is_local or account.state in ("pending", "erased"):
        raise NotFound(_NOBODY)
    return account


async def _begin(tx: Transaction, account_id: AccountId, now_ms: int) -> None:
    """From this moment the account is nobody's; the event tells others."""
    await account_ends.strip(tx, account_id, "erased", now_ms)
    await sessions.revoke_all(tx, account_id, SessionId(0), now_ms)
    await event_log.append(tx, AccountErased(actor_id=account_id, subject_id=account_id), now_ms)
    await account_ends.begin_erasing(tx, account_id, await event_log.last(tx), now_ms)
