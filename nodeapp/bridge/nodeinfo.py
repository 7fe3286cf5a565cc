"""NodeInfo: what directories may know of this node, counted now and then."""

from dataclasses import dataclass, field

from federation.jsonld import JsonObject
from federation.nodeinfo import Node, Version, document, links
from nodeapp.model.ids import EPOCH_MS
from nodeapp.model.origin import Origin
from nodeapp.queries import node, outbox
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader

COUNTED_FOR_MS = 600_000
"""Directories ask often; counting reads every public tweet."""

_MONTH_MS = 30 * 86_400_000
_ID_TIME_SHIFT = 22


@dataclass(frozen=True)
class Usage:
    users: int
    active_month: int
    active_half_year: int
    tweets: int
    counted_at_ms: int


@dataclass
class NodeInfo:
    database: Database
    clock: Clock
    origin: Origin
    version: str
    name: str
    open_registrations: bool
    _usage: Usage | None = field(default=None, init=False)

    def links(self) -> JsonObject:
        return links(self.origin.url)

    async def document(self, version: Version) -> JsonObject:
        usage = await self._counted()
        facts = Node(
            software_name="nodeapp",
            software_version=self.version,
            open_registrations=self.open_registrations,
            users_total=usage.users,
            users_active_month=usage.active_month,
            users_active_half_year=usage.active_half_year,
            posts_total=usage.tweets,
            name=self.name or self.origin.host,
        )
        return document(facts, version)

    async def _counted(self) -> Usage:
        now_ms = self.clock()
        if self._usage is None or not 0 <= now_ms - self._usage.counted_at_ms < COUNTED_FOR_MS:

            async def work(reader: Reader) -> Usage:
                return Usage(
                    users=(await node.counts(reader)).users,
                    active_month=await outbox.count_authors_since(reader, _id_at(now_ms - _MONTH_MS)),
                    active_half_year=await outbox.count_authors_since(reader, _id_at(now_ms - 6 * _MONTH_MS)),
                    tweets=await outbox.count_local(reader),
                    counted_at_ms=now_ms,
                )

            self._usage = await self.database.read(work)
        return self._usage


def _id_at(at_ms: int) -> int:
    return max(at_ms - EPOCH_MS, 0) << _ID_TIME_SHIFT
