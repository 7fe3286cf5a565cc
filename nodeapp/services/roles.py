"""Roles: who owns a node, decided by whoever runs it."""

from dataclasses import dataclass, field

from nodeapp.model.accounts import Account
from nodeapp.model.errors import Conflict, NotFound
from nodeapp.model.events import AccountChanged
from nodeapp.model.ids import AccountId
from nodeapp.model.verified import VerifiedTokens
from nodeapp.queries import accounts, credentials, event_log
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction


@dataclass(frozen=True)
class Roles:
    database: Database
    clock: Clock
    verified: VerifiedTokens = field(repr=False)

    async def resident(self, username: str) -> AccountId:
        """Somebody who lives here, also while they are away. Raises NotFound."""

        async def work(reader: Reader) -> Account | None:
            return await accounts.by_name(reader, username)

        found = await self.database.read(work)
        if found is None or found.state in ("pending", "erased"):
            raise NotFound(f"Nobody called {username} lives here.")
        return found.id

    async def hand_over(self, account_id: AccountId) -> None:
        """This account owns the node from now on; whoever did so far is an admin. Repeatable."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> AccountId | None:
            account = await accounts.by_id(tx, account_id)
            if account is None or not account.is_live:
                raise Conflict("An owner must be here: this account is away.")
            before = await credentials.owner(tx)
            if before is not None and before.account_id == account_id:
                return None
            if before is not None:
                await accounts.change_role(tx, before.account_id, "admin", now_ms)
            await accounts.change_role(tx, account_id, "owner", now_ms)
            await event_log.append(tx, AccountChanged(actor_id=account_id, subject_id=account_id), now_ms)
            return before.account_id if before is not None else None

        before_id = await self.database.write(work)
        self.verified.drop_account(account_id)
        if before_id is not None:
            self.verified.drop_account(before_id)
