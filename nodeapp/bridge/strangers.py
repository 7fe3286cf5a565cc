"""Strangers: the accounts elsewhere that send something, known here or asked for at their own node."""

from dataclasses import dataclass

from federation.jsonld import same_authority
from nodeapp.model.accounts import Account
from nodeapp.model.errors import Forbidden, NotFound
from nodeapp.seams.peers import Peers
from nodeapp.services.accounts import Accounts

_BACK = "gone"


@dataclass(frozen=True)
class Strangers:
    accounts: Accounts
    peers: Peers

    async def sender(self, uri: str) -> Account:
        """Whoever signed; fetched where not known yet, or thought gone. Raises Forbidden for the suspended (I28)."""
        return await self.met(uri, await self.accounts.known(uri))

    async def met(self, uri: str, known: Account | None) -> Account:
        """As `sender`, where has been looked already whether they are known."""
        if known is None or known.state == _BACK:
            foreign = await self.peers.account(uri)
            if foreign.uri != uri:
                raise NotFound("The sender goes by another address.")
            known = await self.accounts.receive(foreign)
        return _active(known)

    async def known_sender(self, uri: str) -> Account:
        """For what means nothing from somebody new; raises NotFound without asking anybody."""
        known = await self.accounts.known(uri)
        if known is None:
            raise NotFound("The sender is not known here.")
        return _active(known)

    async def author(self, uri: str) -> Account:
        """Who wrote what was fetched."""
        return await self.accounts.known(uri) or await self.accounts.receive(await self.peers.account(uri))

    def own(self, activity_id: str | None, actor_uri: str) -> str | None:
        """An id that is the sender's to give; anything else is no id."""
        return activity_id if activity_id is not None and same_authority(activity_id, actor_uri) else None


def _active(account: Account) -> Account:
    if account.is_local:
        raise Forbidden("Who lives here does not write from elsewhere.")
    if not account.is_live:
        raise Forbidden("This account may not write here.")
    return account
