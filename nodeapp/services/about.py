"""About: what a node tells anybody of itself."""

from dataclasses import dataclass

from nodeapp.queries import node
from nodeapp.queries.node import Counts
from nodeapp.seams.database import Database


@dataclass(frozen=True)
class About:
    database: Database

    async def counts(self) -> Counts:
        """People who live here, and nodes that are known. No people: the node is fresh."""
        return await self.database.read(node.counts)
