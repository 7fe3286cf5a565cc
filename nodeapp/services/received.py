"""Received: keeps a peer's verified activity, once, for whoever acts on it later."""

import hashlib
from dataclasses import dataclass

from nodeapp.model.events import ActivityReceived
from nodeapp.model.ids import AccountId
from nodeapp.queries import event_log, received
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Transaction

NOBODY = AccountId(0)


@dataclass(frozen=True)
class Received:
    database: Database
    clock: Clock

    async def accept(self, letter_id: str, actor_uri: str, host: str, body: bytes) -> bool:
        """False when the actor sent this before (I14). `host`, with its port, is the actor's."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> bool:
            row_id = await received.insert(
                tx, activity_hash(actor_uri, letter_id), letter_id, actor_uri, host, body, now_ms
            )
            if row_id:
                event = ActivityReceived(actor_id=NOBODY, subject_id=row_id, origin=host)
                await event_log.append(tx, event, now_ms)
            return bool(row_id)

        return await self.database.write(work)

    async def withdraw(self, letter_id: str, actor_uri: str) -> None:
        """The actor took back something of its own that may still wait to be understood. Repeatable."""

        async def work(tx: Transaction) -> None:
            await received.withdraw(tx, activity_hash(actor_uri, letter_id))

        await self.database.write(work)


def activity_hash(actor_uri: str, letter_id: str) -> bytes:
    """An id counts for its sender only: nobody can use up somebody else's."""
    return hashlib.sha256(f"{actor_uri} {letter_id}".encode()).digest()
