"""Identity: what a node fixes about itself at its first start and never changes: its origin, its id, its secrets."""

from collections.abc import Callable
from dataclasses import dataclass

from nodeapp.model.errors import Conflict
from nodeapp.model.ids import Snowflakes
from nodeapp.model.origin import Origin
from nodeapp.queries import drawn, node
from nodeapp.seams.clock import Random
from nodeapp.seams.database import Database, Reader, Transaction

_ORIGIN = "origin"
_NODE_ID = "node_id"
_NODE_ID_BYTES = 6
_DATABASE_ID = "database_id"
_DATABASE_ID_BYTES = 16


@dataclass(frozen=True)
class Identity:
    database: Database
    random: Random

    async def origin(self) -> Origin | None:
        """None before the first start."""
        url = await self._read(_ORIGIN)
        return None if url is None else Origin(url)

    async def fix_origin(self, wanted: Origin) -> None:
        """The first one stays. Raises Conflict for another: every address given out so far would be wrong."""
        kept = await self._keep(_ORIGIN, lambda: wanted.url)
        if kept != wanted.url:
            raise Conflict(
                f"This node is {kept}, and everybody it has met knows it as that; it cannot start as {wanted.url}. "
                f"Leave --url out, or begin a new node in another folder with --data."
            )

    async def node_id(self) -> str:
        """Short and drawn once; cookies carry it, since they do not tell ports apart."""
        return await self._keep(_NODE_ID, lambda: self.random.secret(_NODE_ID_BYTES).hex())

    async def database_id(self) -> str:
        """Drawn once for the database: whatever was derived from another one carries another id."""
        return await self._keep(_DATABASE_ID, lambda: self.random.secret(_DATABASE_ID_BYTES).hex())

    async def secret(self, name: str) -> bytes:
        """32 bytes, drawn at first use and kept."""
        return bytes.fromhex(await self._keep(f"secret:{name}", lambda: self.random.secret().hex()))

    async def snowflakes(self) -> Snowflakes:
        """Draws ids above every one that was drawn before."""

        async def work(reader: Reader) -> int:
            return await drawn.largest(reader)

        return Snowflakes(await self.database.read(work))

    async def _read(self, name: str) -> str | None:
        async def work(reader: Reader) -> str | None:
            return await node.get(reader, name)

        return await self.database.read(work)

    async def _keep(self, name: str, draw: Callable[[], str]) -> str:
        fresh = draw()

        async def work(tx: Transaction) -> str:
            return await node.put_first(tx, name, fresh)

        kept = await self._read(name)
        return await self.database.write(work) if kept is None else kept
