"""Approvals: those who run the node let people in who asked, or do not."""

from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.credentials import DAY_MS
from nodeapp.model.errors import Forbidden, NotFound
from nodeapp.model.events import AccountCreated, RegistrationDecided
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.model.registrations import RUNS_THE_NODE, Applicant
from nodeapp.model.timelines import Window
from nodeapp.model.views import Page
from nodeapp.queries import credentials, event_log, people, registrations
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction

_NOBODY = "Nobody by that name waits to be let in."
_AT_ONCE = 100


@dataclass(frozen=True)
class Approvals:
    database: Database
    clock: Clock
    limits: Limits

    async def waiting(self, viewer: Viewer, window: Window) -> Page[Applicant]:
        """Newest first. For the owner and admins only, as everything here."""
        _check(viewer)

        async def work(reader: Reader) -> list[Applicant]:
            return await registrations.waiting(reader, people.and_one(window))

        found = await self.database.read(work)
        shown = found[: window.limit]
        return Page(
            items=tuple(shown),
            limit=window.limit,
            offset=window.offset,
            cursor=shown[-1].id if len(found) > len(shown) else None,
            has_more=len(found) > len(shown),
        )

    async def named(self, username: str) -> AccountId:
        """Who waits by this name, for whoever runs the node. Raises NotFound."""

        async def work(reader: Reader) -> credentials.Credentials | None:
            return await credentials.by_name(reader, username)

        found = await self.database.read(work)
        if found is None or found.state != "pending":
            raise NotFound(_NOBODY)
        return found.account_id

    async def approve(self, viewer: Viewer, account_id: AccountId) -> None:
        """From now on they can sign in. Raises NotFound where nobody waits by this id (any more)."""
        await self._decide(viewer, account_id, accepted=True)

    async def reject(self, viewer: Viewer, account_id: AccountId) -> None:
        """Nothing is kept of what they told, and their name is free again. Raises as `approve`."""
        await self._decide(viewer, account_id, accepted=False)

    async def give_up_waiting(self) -> int:
        """Whoever has waited for very long is turned away; how many there were, some at a time."""
        now_ms = self.clock()
        older_than_ms = now_ms - self.limits.registration_days * DAY_MS

        async def find(reader: Reader) -> list[AccountId]:
            return await registrations.overdue(reader, older_than_ms, _AT_ONCE)

        async def work(tx: Transaction) -> int:
            ids = await find(tx)
            for account_id in ids:
                await _settle(tx, account_id, account_id, now_ms, accepted=False)
            return len(ids)

        return await self.database.write(work) if await self.database.read(find) else 0

    async def _decide(self, viewer: Viewer, account_id: AccountId, *, accepted: bool) -> None:
        _check(viewer)
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            if not await _settle(tx, account_id, viewer.id or account_id, now_ms, accepted=accepted):
                raise NotFound(_NOBODY)

        await self.database.write(work)


def _check(viewer: Viewer) -> None:
    if viewer.role not in RUNS_THE_NODE or viewer.host:
        raise Forbidden("Only those who run this node let people in.")


async def _settle(tx: Transaction, account_id: AccountId, by_id: AccountId, now_ms: int, *, accepted: bool) -> bool:
    """False where they did not wait."""
    if not await registrations.end(tx, account_id):
        return False
    if accepted:
        await registrations.let_in(tx, account_id, now_ms)
        await event_log.append(tx, AccountCreated(actor_id=account_id, subject_id=account_id), now_ms)
    else:
        await registrations.turn_away(tx, account_id, now_ms)
    decided = RegistrationDecided(actor_id=by_id, subject_id=account_id, accepted=accepted)
    await event_log.append(tx, decided, now_ms)
    return True
