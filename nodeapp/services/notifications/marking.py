"""Marking notifications: read, or dropped for good."""

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.events import NotificationRead
from nodeapp.model.ids import NEWEST
from nodeapp.queries import event_log, notification_marks, notification_settings
from nodeapp.seams.database import Transaction
from nodeapp.services.notifications.verbs import Verbs

NOTIFICATIONS = "notifications"
"""The timeline of that name, of which clients keep a marker."""


class Marking(Verbs):
    async def read(self, viewer: Viewer, notification_id: int) -> None:
        """One, or a whole group by the group's id. Repeatable. Raises NotFound."""
        me = viewer.signed_in()

        async def work(tx: Transaction) -> None:
            found = await notification_marks.find(tx, me, notification_id)
            if found is None:
                raise NotFound("There is no such notification.")
            if await notification_marks.read(tx, found):
                await event_log.append(tx, NotificationRead(actor_id=me, subject_id=found.place), self.clock())

        await self.database.write(work)

    async def read_all(self, viewer: Viewer, up_to: int = NEWEST) -> None:
        """Those up to this place in the list. Repeatable."""
        me = viewer.signed_in()

        async def portion(tx: Transaction, most: int) -> int:
            return await notification_marks.read_up_to(tx, me, up_to, most)

        if not await self._in_portions(portion):
            return

        async def told(tx: Transaction) -> None:
            newest = await notification_marks.newest(tx, me)
            if up_to == NEWEST and newest:
                await notification_settings.put_marker(tx, me, NOTIFICATIONS, newest, self.clock())
            read = NotificationRead(actor_id=me, subject_id=min(up_to, newest))
            await event_log.append(tx, read, self.clock())

        await self.database.write(told)

    async def drop(self, viewer: Viewer, notification_id: int) -> None:
        """One, or a whole group by the group's id. Raises NotFound where it is not there, or not any more."""
        me = viewer.signed_in()

        async def portion(tx: Transaction, most: int) -> int:
            found = await notification_marks.find(tx, me, notification_id)
            return 0 if found is None else await notification_marks.drop(tx, found, most)

        if not await self._in_portions(portion):
            raise NotFound("There is no such notification.")

    async def drop_all(self, viewer: Viewer) -> None:
        """What is held back stays. Repeatable."""
        me = viewer.signed_in()

        async def portion(tx: Transaction, most: int) -> int:
            return await notification_marks.drop_some(tx, me, most)

        await self._in_portions(portion)
