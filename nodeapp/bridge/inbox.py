"""The inbox: who really sent this, and then it is kept; what it means is decided later."""

from dataclasses import dataclass

from federation import inbox
from federation.errors import BadSignature, FederationError
from federation.inbox import Incoming, Letter, Unverified
from federation.jsonld import authority_of, same_authority
from nodeapp import telemetry
from nodeapp.bridge.keys import Keys
from nodeapp.model.accounts import ANYBODY, Viewer
from nodeapp.model.origin import Origin
from nodeapp.seams.clock import Clock
from nodeapp.services.accounts import Accounts
from nodeapp.services.received import Received

_log = telemetry.Log(__name__)


@dataclass(frozen=True)
class Inbox:
    clock: Clock
    origin: Origin
    keys: Keys
    accounts: Accounts
    received: Received

    async def receive(self, incoming: Incoming) -> None:
        """Returns once it is on the disk. Raises Malformed, BadSignature, or Unavailable for one to try again."""
        unverified = inbox.read(incoming, authorities=self._authorities, now_ms=self.clock())
        if same_authority(unverified.actor, self.origin.url):
            # Or we would ask ourselves for the key.
            raise BadSignature("Who lives here does not write from elsewhere.")
        if unverified.type == "Delete" and await self.accounts.known(unverified.actor) is None:
            # Servers tell everybody of every account that goes; nothing of a stranger's is here to delete (D01).
            return
        letter = await self._verified(unverified)
        await self.received.accept(letter.id, letter.actor, authority_of(letter.actor), letter.body)

    async def reader(self, incoming: Incoming) -> Viewer:
        """Whom a signed question counts as: an account that is known here, else anybody. Never asks elsewhere."""
        try:
            unverified = inbox.read_get(incoming, authorities=self._authorities, now_ms=self.clock())
            key = await self.keys.known(unverified.key_id) if unverified else None
            account = await self.accounts.known(unverified.verify(key)) if unverified and key else None
        except FederationError as error:
            _log.info("reader_not_verified", reason=str(error))
            return ANYBODY
        if account is None or account.is_local or not account.is_live:
            return ANYBODY
        return Viewer(account.id, host=account.host)

    @property
    def _authorities(self) -> frozenset[str]:
        """What Host says when it means us: a usual port may be told or left out."""
        authority = authority_of(self.origin.url)
        return frozenset({authority, self.origin.url.partition("://")[2]})

    async def _verified(self, unverified: Unverified) -> Letter:
        key = await self.keys.find(unverified.key_id)
        try:
            return unverified.verify(key)
        except BadSignature:
            # The key may have been changed since we learnt it.
            fresh = await self.keys.refetch(unverified.key_id, key)
            if fresh is None:
                raise
            return unverified.verify(fresh)
