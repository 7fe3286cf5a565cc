"""Commands: what whoever runs a node can ask of it; the same from a command line and through the local door."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import anyio

from nodeapp.mirrors.rebuild import Rebuild
from nodeapp.model.accounts import ANYBODY, Role, Viewer
from nodeapp.model.credentials import SignUp
from nodeapp.model.errors import BadInput, NotFound, Unavailable
from nodeapp.model.exports import Export
from nodeapp.model.ids import NEWEST
from nodeapp.model.origin import Origin
from nodeapp.model.registrations import InviteWish
from nodeapp.model.timelines import Window
from nodeapp.services.accounts import Accounts
from nodeapp.services.approvals import Approvals
from nodeapp.services.badges import Badges
from nodeapp.services.counts import Counts
from nodeapp.services.credentials import Credentials
from nodeapp.services.exports import Exports
from nodeapp.services.indexing import Indexing
from nodeapp.services.invites import Invites
from nodeapp.services.leaving import Leaving
from nodeapp.services.recounts import Recounts
from nodeapp.services.registration import Registration
from nodeapp.services.roles import Roles
from nodeapp.services.sessions import Sessions
from nodeapp.services.tallies import Tallies
from nodeapp.services.trends import Trends

Arguments = Mapping[str, str]
Answer = dict[str, str]
WaitIdle = Callable[[float], Awaitable[None]]
MakeExport = Callable[[Export], Awaitable[None]]

_RUNS = Viewer(role="owner")
"""Whoever types a command runs the node."""
_LISTED = 100
_DIGITS_MAX = 19
_LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Commands:
    """`wait_idle` is there only in a running node in test mode."""

    accounts: Accounts
    credentials: Credentials
    registration: Registration
    sessions: Sessions
    badges: Badges
    rebuild: Rebuild
    counts: Counts
    recounts: Recounts
    tallies: Tallies
    trends: Trends
    indexing: Indexing
    origin: Origin
    approvals: Approvals
    exports: Exports
    invites: Invites
    leaving: Leaving
    roles: Roles
    wait_idle: WaitIdle | None = None
    make_export: MakeExport | None = None
    """Of a node that does not run: a running one makes archives by itself."""

    async def run(self, command: str, arguments: Arguments) -> Answer:
        """Raises NodeError with a sentence for the person who asked."""
        known: dict[str, Callable[[Arguments], Awaitable[Answer]]] = {
            "account-create": self._create,
            "account-reset": self._reset,
            "account-verify": self._verify,
            "account-approve": self._approve,
            "account-reject": self._reject,
            "account-deactivate": self._deactivate,
            "account-erase": self._erase,
            "account-export": self._export,
            "account-owner": self._owner,
            "invite-create": self._invite,
            "invite-list": self._list_invites,
            "invite-revoke": self._revoke_invite,
            "token-create": self._token,
            "doctor-counts": self._prove_counts,
            "rebuild-timelines": self._rebuild_timelines,
            "rebuild-analytics": self._rebuild_analytics,
            "rebuild-trends": self._rebuild_trends,
            "rebuild-search": self._rebuild_search,
            "address": self._address,
            "wait-idle": self._wait,
        }
        if command not in known or (command == "wait-idle" and self.wait_idle is None):
            raise NotFound(f"This node has no command `{command}`.")
        return await known[command](arguments)

    async def _create(self, arguments: Arguments) -> Answer:
        """Without a password the account gets a one-time link on which its person chooses one."""
        role: Role = "admin" if arguments.get("admin") else "member"
        wish = SignUp(
            username=_needed(arguments, "name").removeprefix("@"),
            password=arguments.get("password"),
            email=arguments.get("email"),
        )
        account_id = await self.registration.create(wish, role)
        view = await self.accounts.get(ANYBODY, str(account_id))
        answer = {"id": str(account_id), "name": view.account.username, "role": view.account.role}
        if wish.password is None:
            answer["url"] = await self.credentials.reset_link(wish.username)
        return answer

    async def _verify(self, arguments: Arguments) -> Answer:
        """Gives the badge, or with `remove` takes it back; also of somebody elsewhere who is known here."""
        account_id = await self.accounts.id_of(ANYBODY, f"@{_needed(arguments, 'name').removeprefix('@')}")
        owner = Viewer(role="owner")
        change = self.badges.take if arguments.get("remove") else self.badges.give
        return {"name": (await change(owner, account_id)).account.handle}

    async def _approve(self, arguments: Arguments) -> Answer:
        name = _name(arguments)
        await self.approvals.approve(_RUNS, await self.approvals.named(name))
        return {"name": name}

    async def _reject(self, arguments: Arguments) -> Answer:
        name = _name(arguments)
        await self.approvals.reject(_RUNS, await self.approvals.named(name))
        return {"name": name}

    async def _deactivate(self, arguments: Arguments) -> Answer:
        """Hides somebody who lives here, or with `undo` brings them back."""
        account_id = await self.roles.resident(_name(arguments))
        if arguments.get("undo"):
            await self.leaving.bring_back(account_id)
        else:
            await self.leaving.put_away(account_id)
        return {"name": _name(arguments)}

    async def _erase(self, arguments: Arguments) -> Answer:
        """What is left of somebody goes while the node runs: at once, or with its next start."""
        await self.leaving.put_out(await self.roles.resident(_name(arguments)))
        return {"name": _name(arguments)}

    async def _export(self, arguments: Arguments) -> Answer:
        """Returns once the archive is ready, and where it lies."""
        account_id = await self.roles.resident(_name(arguments))
        export = await self.exports.order(account_id)
        if self.make_export is not None:
            await self.make_export(export)
        found = await self.exports.get(export.id)
        while found is not None and found.state == "waiting":
            await anyio.sleep(_LOOK_SECONDS)
            found = await self.exports.get(export.id)
        if found is None or found.state == "failed":
            raise Unavailable("The archive could not be made. The node's log says why.")
        return {"name": _name(arguments), "path": self.exports.path(export.id), "bytes": str(found.bytes)}

    async def _owner(self, arguments: Arguments) -> Answer:
        """Somebody who lives here owns the node from now on; whoever did so far is an admin."""
        await self.roles.hand_over(await self.roles.resident(_name(arguments)))
        return {"name": _name(arguments)}

    async def _invite(self, arguments: Arguments) -> Answer:
        wish = InviteWish(
            uses_max=_number(arguments, "uses") or 1,
            seconds=_number(arguments, "seconds"),
            note=arguments.get("note", ""),
        )
        invite = await self.invites.create(_RUNS, wish)
        return {"id": str(invite.id), "url": self.invites.url(invite)}

    async def _list_invites(self, arguments: Arguments) -> Answer:
        """By id: how many came of how many may, until when, where, and what it is for."""
        page = await self.invites.all(_RUNS, Window(_LISTED))
        now_ms = self.invites.clock()
        return {
            str(one.id): f"{one.use_count}/{one.uses_max} {self.invites.url(one)} {one.note}".rstrip()
            for one in page.items
            if one.is_good(now_ms)
        }

    async def _revoke_invite(self, arguments: Arguments) -> Answer:
        await self.invites.revoke(_RUNS, _number(arguments, "id") or 0)
        return {}

    async def _token(self, arguments: Arguments) -> Answer:
        view = await self.accounts.get(ANYBODY, f"@{_needed(arguments, 'name').removeprefix('@')}")
        label = arguments.get("label", "command line")
        return {"token": await self.sessions.personal_token(view.account.id, label)}

    async def _rebuild_timelines(self, arguments: Arguments) -> Answer:
        """Of one person who lives here, or of everybody."""
        account_id = None
        if "user" in arguments:
            view = await self.accounts.get(ANYBODY, f"@{_needed(arguments, 'user').removeprefix('@')}")
            if not view.account.is_local:
                raise NotFound(f"{view.account.handle} lives elsewhere: this node has no home timeline of theirs.")
            account_id = view.account.id
        rebuilt = await self.rebuild.run(account_id)
        return {"pulled": str(rebuilt.pulled), "dropped": str(rebuilt.dropped)}

    async def _rebuild_trends(self, arguments: Arguments) -> Answer:
        rebuilt = await self.tallies.rebuild()
        self.trends.forget()
        return {"uses": str(rebuilt.uses), "links": str(rebuilt.links)}

    async def _rebuild_analytics(self, arguments: Arguments) -> Answer:
        recounted = await self.recounts.rebuild()
        return {"tweets": str(recounted.tweets), "authors": str(recounted.authors)}

    async def _rebuild_search(self, arguments: Arguments) -> Answer:
        """Waits until it is done; on a stopped node it is done at the next start, and nothing is said of tweets."""
        tweets = await self.indexing.rebuild()
        return {} if tweets is None else {"tweets": str(tweets)}

    async def _reset(self, arguments: Arguments) -> Answer:
        return {"url": await self.credentials.reset_link(_needed(arguments, "name"))}

    async def _prove_counts(self, arguments: Arguments) -> Answer:
        """By what is counted: how many numbers, and how many of them were wrong."""
        proofs = await self.counts.prove(repair=bool(arguments.get("repair")))
        return {proof.name: f"{proof.seen}/{proof.wrong}" for proof in proofs}

    async def _address(self, arguments: Arguments) -> Answer:
        return {"url": self.origin.url}

    async def _wait(self, arguments: Arguments) -> Answer:
        if self.wait_idle is not None:
            await self.wait_idle(float(arguments.get("seconds", "60")))
        return {}


def _name(arguments: Arguments) -> str:
    return _needed(arguments, "name").removeprefix("@")


def _number(arguments: Arguments, name: str) -> int | None:
    """None where it is not given."""
    text = arguments.get(name)
    if text is not None and not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS_MAX):
        raise BadInput(detail=f"`{name}` is a whole number.")
    return None if text is None else min(int(text), NEWEST)


def _needed(arguments: Arguments, name: str) -> str:
    if value := arguments.get(name):
        return value
    raise BadInput(detail=f"The command needs `{name}`.")
