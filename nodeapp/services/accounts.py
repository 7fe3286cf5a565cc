"""Accounts: find people, here and elsewhere, and change one's own profile."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from nodeapp.model import text
from nodeapp.model.accounts import ANYBODY, Account, ForeignAccount, Profile, Viewer, check_profile
from nodeapp.model.errors import BadInput, NotFound, NotSignedIn
from nodeapp.model.events import AccountChanged, AccountErased
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.served import Served
from nodeapp.model.views import AccountView
from nodeapp.queries import account_ends, accounts, belongings, event_log, graph, links
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction
from nodeapp.seams.peers import Peers
from nodeapp.seams.views import Views

_HANDLE_MAX = 320


@dataclass(frozen=True)
class Accounts:
    database: Database
    clock: Clock
    limits: Limits
    origin: Origin
    peers: Peers
    views: Views
    served: Served

    async def get(self, viewer: Viewer, name: str) -> AccountView:
        """By id (all digits) or handle, the leading @ optional. Raises NotFound.

        A handle of another node that is not known yet is asked for over there, for people who live here.
        """
        account_id = await self.id_of(viewer, name)

        async def work(reader: Reader) -> AccountView | None:
            return await _view(reader, viewer, account_id)

        view = await self.database.read(work)
        if view is None:
            raise NotFound(_nobody(name))
        self.served.note_visit(viewer, view.account)
        return view

    async def profile(self, viewer: Viewer, name: str) -> Account:
        """As `get`, for those who need not know how the viewer stands to them."""
        account = await self.views.account(await self.id_of(viewer, name))
        if account is None or not account.is_live:
            raise NotFound(_nobody(name))
        self.served.note_visit(viewer, account)
        return account

    async def id_of(self, viewer: Viewer, name: str) -> AccountId:
        """As `get`, for those who only need to know whom."""
        if name.isascii() and name.isdecimal():
            if len(name) > len(str(2**63)):
                raise NotFound(_nobody(name))
            return AccountId(min(int(name), 2**63 - 1))
        username, host = split_handle(name, self.origin)
        account = await self.views.account_named(username, host)
        if account is None and host and viewer.may_fetch:
            account = await self.receive(await self.peers.account_by_handle(f"{username}@{host}"))
        if account is None:
            raise NotFound(_nobody(name))
        return account.id

    async def by_handle(self, viewer: Viewer, query: str, resolve: bool = True) -> list[AccountId]:
        """The one a full handle names, asked for elsewhere too; nobody where it is not a handle, or not to be found.

        Without `resolve` nobody else is asked. Raises Unavailable when that other node does not answer.
        """
        wanted = text.one_line(query)
        if len(wanted) > _HANDLE_MAX or "@" not in wanted.lstrip("@") or " " in wanted:
            return []
        try:
            return [await self.id_of(viewer if resolve else ANYBODY, wanted)]
        except (NotFound, BadInput):
            return []

    async def edit(self, viewer: Viewer, profile: Profile) -> AccountView:
        """Changes the viewer's own profile; fields that are None stay as they are."""
        if viewer.id is None:
            raise NotSignedIn("Sign in to change your profile.")
        account_id = viewer.id
        self.check(profile)
        now_ms = self.clock()

        async def work(tx: Transaction) -> AccountView | None:
            await accounts.change_profile(tx, account_id, await _as_verified(tx, account_id, profile), now_ms)
            if profile.fields is not None or profile.website is not None:
                await links.put_due(tx, account_id, now_ms)
            await event_log.append(tx, AccountChanged(actor_id=account_id, subject_id=account_id), now_ms)
            return await _view(tx, viewer, account_id)

        view = await self.database.write(work)
        if view is None:
            raise NotFound("This account is gone.")
        return view

    def check(self, profile: Profile) -> None:
        """Raises BadInput."""
        if errors := check_profile(profile, self.limits, self.clock()):
            raise BadInput(*errors)

    async def by_ids(self, viewer: Viewer, ids: Sequence[AccountId]) -> list[AccountView]:
        """Those that are there, in the order given; at most 500."""

        async def work(reader: Reader) -> list[AccountView]:
            return await _views(reader, viewer, list(ids))

        return await self.database.read(work)

    async def known(self, uri: str) -> Account | None:
        """The account of this uri, local or from elsewhere, as far as it is known here. Asks nobody."""
        local_id = self.origin.account_id_of(uri)

        async def work(reader: Reader) -> Account | None:
            if local_id is not None:
                account = await accounts.by_id(reader, local_id)
                return account if account is not None and account.is_local else None
            return await accounts.by_uri(reader, uri)

        return await self.database.read(work)

    async def receive(self, foreign: ForeignAccount) -> Account:
        """Stores what another node tells of its account. The caller has made sure that it may speak for it."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> Account:
            return await accounts.upsert_foreign(tx, foreign, now_ms)

        return await self.database.write(work)

    async def forget(self, account_id: AccountId) -> None:
        """An account from elsewhere is gone, and what it told, wrote and did here with it. Repeatable."""
        now_ms = self.clock()

        async def leave(tx: Transaction) -> Account | None:
            account = await accounts.by_id(tx, account_id)
            if account is None or account.is_local:
                return None
            if account.state != "gone":
                await account_ends.strip(tx, account_id, "gone", now_ms)
                erased = AccountErased(actor_id=account_id, subject_id=account_id, origin=account.host)
                await event_log.append(tx, erased, now_ms)
            return account

        gone = await self.database.write(leave)
        if gone is None:
            return

        async def clear(tx: Transaction) -> int:
            return await belongings.take_away(tx, gone, now_ms, self.limits.erase_portion)

        while await self.database.write(clear):
            continue


def split_handle(name: str, origin: Origin) -> tuple[str, str]:
    """(username, host): the host is '' for this node. Raises NotFound for what cannot be a handle."""
    username, _, host = name.removeprefix("@").partition("@")
    if not username or "@" in host or len(name) > _HANDLE_MAX:
        raise NotFound(_nobody(name))
    host = host.lower()
    return username, "" if host == origin.host else host


async def _as_verified(reader: Reader, account_id: AccountId, profile: Profile) -> Profile:
    """Lines that stay stay confirmed, whatever they are called now; nobody confirms their own."""
    account = None if profile.fields is None else await accounts.by_id(reader, account_id)
    if account is None or profile.fields is None:
        return profile
    known = {field.value: field.verified_at_ms for field in links.fields_of(account)}
    fields = tuple(replace(field, verified_at_ms=known.get(field.value)) for field in profile.fields)
    return replace(profile, fields=fields)


async def _view(reader: Reader, viewer: Viewer, account_id: AccountId) -> AccountView | None:
    found = await _views(reader, viewer, [account_id])
    return found[0] if found else None


async def _views(reader: Reader, viewer: Viewer, ids: list[AccountId]) -> list[AccountView]:
    rows = {account.id: account for account in await accounts.by_ids(reader, ids) if account.is_live}
    there = [account_id for account_id in ids if account_id in rows]
    if viewer.id is None:
        return [AccountView(rows[account_id]) for account_id in there]
    relations = await graph.relationships(reader, viewer.id, there)
    return [AccountView(rows[account_id], relations[account_id]) for account_id in there]


def _nobody(name: str) -> str:
    return f"Nobody called {name[:_HANDLE_MAX]} is known here."
