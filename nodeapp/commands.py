"""Commands: what whoever runs a node can ask of it; the same from a command line and through the local door."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from nodeapp.mirrors.rebuild import Rebuild
from nodeapp.model.accounts import ANYBODY, Role, Viewer
from nodeapp.model.credentials import SignUp
from nodeapp.model.errors import BadInput, NotFound
from nodeapp.model.origin import Origin
from nodeapp.services.accounts import Accounts
from nodeapp.services.badges import Badges
from nodeapp.services.counts import Counts
from nodeapp.services.credentials import Credentials
from nodeapp.services.registration import Registration
from nodeapp.services.sessions import Sessions

Arguments = Mapping[str, str]
Answer = dict[str, str]
WaitIdle = Callable[[float], Awaitable[None]]


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
    origin: Origin
    wait_idle: WaitIdle | None = None

    async def run(self, command: str, arguments: Arguments) -> Answer:
        """Raises NodeError with a sentence for the person who asked."""
        known: dict[str, Callable[[Arguments], Awaitable[Answer]]] = {
            "account-create": self._create,
            "account-reset": self._reset,
            "account-verify": self._verify,
            "token-create": self._token,
            "doctor-counts": self._prove_counts,
            "rebuild-timelines": self._rebuild_timelines,
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


def _needed(arguments: Arguments, name: str) -> str:
    if value := arguments.get(name):
        return value
    raise BadInput(detail=f"The command needs `{name}`.")
