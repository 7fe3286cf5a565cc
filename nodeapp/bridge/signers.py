"""Signers: the private keys of those who live here, loaded once and kept for a while."""

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property

from anyio.to_thread import run_sync

from federation.keys import KeyPair, generate_key_pair, load_private_key
from federation.signatures import Signer
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.queries import accounts, node
from nodeapp.seams.database import Database, Reader, Transaction

_PRIVATE, _PUBLIC = "instance_private_pem", "instance_public_pem"


@dataclass(frozen=True)
class Instance:
    """The node's own actor: signs what is asked of others on nobody's behalf."""

    key_id: str
    private_pem: str = field(repr=False)
    public_pem: str

    @cached_property
    def signer(self) -> Signer:
        """Loaded with the first request that is signed: a start does without the whole of cryptography."""
        return Signer(self.key_id, load_private_key(self.private_pem))


@dataclass(frozen=True)
class Signers:
    database: Database
    origin: Origin
    limits: Limits
    instance: Instance
    _loaded: OrderedDict[AccountId, Signer] = field(default_factory=OrderedDict)

    async def of(self, account_id: AccountId) -> Signer | None:
        """None for somebody who has no keys here (any more)."""
        found = self._loaded.get(account_id)
        if found is None:

            async def work(reader: Reader) -> accounts.Keys | None:
                return await accounts.keys_of(reader, account_id)

            keys = await self.database.read(work)
            if keys is None:
                return None
            found = Signer(self.origin.key_id(account_id), await run_sync(load_private_key, keys.private_pem))
            self._loaded[account_id] = found
        self._loaded.move_to_end(account_id)
        while len(self._loaded) > self.limits.signers_remembered_max:
            self._loaded.popitem(last=False)
        return found


async def load_instance(database: Database, origin: Origin) -> Instance:
    """The instance actor's keys, made at the first start."""

    async def read(reader: Reader) -> KeyPair | None:
        private, public = await node.get(reader, _PRIVATE), await node.get(reader, _PUBLIC)
        return KeyPair(private, public) if private and public else None

    pair = await database.read(read)
    if pair is None:
        made = await run_sync(generate_key_pair)

        async def write(tx: Transaction) -> None:
            await node.put(tx, _PRIVATE, made.private_pem)
            await node.put(tx, _PUBLIC, made.public_pem)

        await database.write(write)
        pair = made
    return Instance(f"{origin.actor_uri}#main-key", pair.private_pem, pair.public_pem)
