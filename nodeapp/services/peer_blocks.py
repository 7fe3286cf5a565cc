"""Peer blocks: one person wants nothing of a whole peer. The peer is not told."""

import re
from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import bad
from nodeapp.model.events import PeerBlockChanged
from nodeapp.model.ids import Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.queries import event_log, follows, peer_blocks
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader, Transaction

_NAME = r"(?=.{1,253}(?::|$))[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"
_ADDRESS = r"\[[0-9a-f:.]{2,45}\]"
_HOST = re.compile(rf"(?:{_NAME}|{_ADDRESS})(?::[0-9]{{1,5}})?")


@dataclass(frozen=True)
class PeerBlocks:
    database: Database
    clock: Clock
    limits: Limits
    ids: Snowflakes
    origin: Origin

    async def block(self, viewer: Viewer, host: str) -> None:
        """Its people are left out of every list, follows both ways end, and none can begin. Repeatable."""
        me = viewer.signed_in()
        name = self._host(host)
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            most = self.limits.peer_blocks_max
            if not await peer_blocks.is_blocked(tx, me, name) and await peer_blocks.count(tx, me) >= most:
                raise bad("host", "too_many", f"You can block {most} peers at most.", most)
            if await peer_blocks.insert(tx, me, name, self.ids.next(now_ms), now_ms):
                changed = PeerBlockChanged(actor_id=me, subject_id=me, host=name, on=True)
                await event_log.append(tx, changed, now_ms)

        await self.database.write(work)

        async def part(tx: Transaction) -> int:
            """In portions, so that nobody's write waits long behind them; from here on none can be added."""
            found = await follows.with_host(tx, me, name, SET_SIZE_MAX)
            for follow in found:
                await follows.end(tx, follow, me, "", now_ms)
            return len(found)

        while await self.database.write(part) == SET_SIZE_MAX:
            continue

    async def unblock(self, viewer: Viewer, host: str) -> None:
        """Repeatable; follows that the block ended stay ended."""
        me = viewer.signed_in()
        name = self._host(host)

        async def work(tx: Transaction) -> None:
            if await peer_blocks.delete(tx, me, name):
                changed = PeerBlockChanged(actor_id=me, subject_id=me, host=name, on=False)
                await event_log.append(tx, changed, self.clock())

        await self.database.write(work)

    async def hosts(self, viewer: Viewer) -> list[str]:
        """Last blocked first."""
        me = viewer.signed_in()

        async def work(reader: Reader) -> list[str]:
            return await peer_blocks.of(reader, me, self.limits.peer_blocks_max)

        return await self.database.read(work)

    def _host(self, told: str) -> str:
        """As handles end: lower case, with its port where that is not 443."""
        host = told.strip().lower().removesuffix(":443")
        if not host.isascii():
            try:
                host = host.encode("idna").decode("ascii")
            except UnicodeError:
                host = ""
        if not _HOST.fullmatch(host):
            raise bad("host", "invalid", "A host looks like tea.example, or tea.example:8443.")
        if host == self.origin.host:
            raise bad("host", "self", "You live here.")
        return host
