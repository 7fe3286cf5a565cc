"""Choosing what one wants to be told of, and by whom; and keeping how far one has read for one's clients."""

from collections.abc import Mapping

from nodeapp.model.accounts import Viewer
from nodeapp.model.ids import AccountId
from nodeapp.model.notifications import Choice, Kind, Marker, Preferences, changed
from nodeapp.queries import notification_settings
from nodeapp.seams.database import Reader, Transaction
from nodeapp.services.notifications.marking import NOTIFICATIONS, Marking


class Choosing(Marking):
    async def preferences(self, viewer: Viewer) -> Preferences:
        me = viewer.signed_in()

        async def work(reader: Reader) -> Preferences:
            return await notification_settings.of(reader, me)

        return await self.database.read(work)

    async def choose(self, viewer: Viewer, kinds: Mapping[Kind, Choice], strangers: Mapping[str, str]) -> Preferences:
        """What is not named stays as it is. Of a kind that is not shown one is told no more; the rest is hidden."""
        me = viewer.signed_in()

        async def work(tx: Transaction) -> Preferences:
            before = await notification_settings.of(tx, me)
            after = Preferences({**before.kinds, **kinds}, changed(before.strangers, strangers))
            await notification_settings.put(tx, me, after)
            return after

        return await self.database.write(work)

    async def markers(self, viewer: Viewer) -> list[Marker]:
        me = viewer.signed_in()

        async def work(reader: Reader) -> list[Marker]:
            return await notification_settings.markers(reader, me)

        return await self.database.read(work)

    async def mark(self, viewer: Viewer, places: Mapping[str, int]) -> list[Marker]:
        """Keeps how far the viewer has read these timelines; what is below that in notifications counts as read."""
        me = viewer.signed_in()
        if (place := places.get(NOTIFICATIONS)) is not None:
            await self.read_all(viewer, place)
        return [marker for marker in await self._keep(me, places) if marker.timeline in places]

    async def _keep(self, me: AccountId, places: Mapping[str, int]) -> list[Marker]:
        now_ms = self.clock()

        async def work(tx: Transaction) -> list[Marker]:
            for timeline, place in places.items():
                await notification_settings.put_marker(tx, me, timeline, place, now_ms)
            return await notification_settings.markers(tx, me)

        return await self.database.write(work)
