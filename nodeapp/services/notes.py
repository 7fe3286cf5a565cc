"""Notes: what somebody writes down about somebody else, for nobody else to read."""

from dataclasses import dataclass

from nodeapp.model import text
from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotSignedIn, bad
from nodeapp.model.events import NoteChanged
from nodeapp.model.graph import Relationship
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.queries import event_log, notes, people
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Transaction


@dataclass(frozen=True)
class Notes:
    database: Database
    clock: Clock
    limits: Limits

    async def write(self, viewer: Viewer, target_id: AccountId, content: str) -> Relationship:
        """One note a person; an empty one takes it away. Repeatable."""
        if viewer.id is None:
            raise NotSignedIn("Sign in first.")
        me = viewer.id
        words = text.clean(content)
        if len(words) > self.limits.note_characters_max:
            most = self.limits.note_characters_max
            raise bad("content", "too_long", f"A note has at most {most} characters.", most)
        now_ms = self.clock()

        async def work(tx: Transaction) -> Relationship:
            await people.there(tx, target_id)
            if words:
                most = self.limits.notes_max
                if await notes.count_besides(tx, me, target_id) >= most:
                    raise bad("content", "too_many", f"You can keep {most} notes at most.", most)
                await notes.put(tx, me, target_id, words, now_ms)
            else:
                await notes.delete(tx, me, target_id)
            await event_log.append(tx, NoteChanged(actor_id=me, subject_id=target_id), now_ms)
            return await people.standing(tx, me, target_id)

        return await self.database.write(work)
