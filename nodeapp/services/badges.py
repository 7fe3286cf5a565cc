"""Badges: whoever runs the node says that an account is who it says it is."""

from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import Forbidden
from nodeapp.model.events import AccountVerified
from nodeapp.model.ids import AccountId
from nodeapp.model.views import AccountView
from nodeapp.queries import accounts, event_log, people
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Transaction

_MAY = frozenset({"owner", "admin"})


@dataclass(frozen=True)
class Badges:
    database: Database
    clock: Clock

    def check(self, viewer: Viewer) -> None:
        """Raises Forbidden for all but the owner and admins, before anybody is looked for."""
        if viewer.role not in _MAY or viewer.host:
            raise Forbidden("Only those who run this node give this badge.")

    async def give(self, viewer: Viewer, account_id: AccountId) -> AccountView:
        """Repeatable. By the owner and admins only."""
        return await self._set(viewer, account_id, on=True)

    async def take(self, viewer: Viewer, account_id: AccountId) -> AccountView:
        """Repeatable. By the owner and admins only."""
        return await self._set(viewer, account_id, on=False)

    async def _set(self, viewer: Viewer, account_id: AccountId, *, on: bool) -> AccountView:
        self.check(viewer)
        now_ms = self.clock()

        async def work(tx: Transaction) -> AccountView:
            account = await people.there(tx, account_id)
            if account.verified is not on:
                await accounts.verify(tx, account_id, on, now_ms)
                verified = AccountVerified(actor_id=viewer.id or account_id, subject_id=account_id)
                await event_log.append(tx, verified, now_ms)
            standing = None if viewer.id is None else await people.standing(tx, viewer.id, account_id)
            return AccountView(await people.there(tx, account_id), standing)

        return await self.database.write(work)
