"""Reading notifications: the list, in groups or singly, as far as its reader may see what they are about."""

from collections.abc import Awaitable, Callable, Sequence

from nodeapp.model.accounts import Viewer
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.model.notifications import EVERYTHING, Asked, Kind, Listing, NotificationView, Preferences
from nodeapp.model.timelines import Window
from nodeapp.model.views import AccountView, Page
from nodeapp.queries import notification_pages, notification_settings, notification_views
from nodeapp.queries.notification_pages import Entry
from nodeapp.seams.database import SET_SIZE_MAX, Reader
from nodeapp.services.notifications.verbs import Verbs

Fetch = Callable[[Reader, list[Kind], Window], Awaitable[list[Entry]]]


class Reading(Verbs):
    async def views(self, viewer: Viewer, ids: Sequence[int], *, grouped: bool = True) -> list[NotificationView]:
        """What is to be shown of these, for streams and push: ids of notifications, or of groups where `grouped`.

        Newest first, each group once. What the viewer was not told, may not see, or does not want is left out.
        """
        me = viewer.signed_in()
        wanted = list(dict.fromkeys(ids))[:SET_SIZE_MAX]
        if not wanted:
            return []

        async def work(reader: Reader) -> list[NotificationView]:
            preferences = await notification_settings.of(reader, me)
            find = notification_pages.groups_of if grouped else notification_pages.single_of
            found = [entry for entry in await find(reader, me, wanted) if preferences.choice(entry.kind).shown]
            return await self._views(reader, me, sorted(found, key=lambda entry: -entry.id), grouped)

        return await self.database.read(work)

    async def page(self, viewer: Viewer, asked: Asked, window: Window) -> Listing:
        """Newest first; what the viewer may not see is left out, and the page filled up again: three rounds at most."""
        me = viewer.signed_in()

        async def work(reader: Reader) -> Listing:
            preferences = await notification_settings.of(reader, me)
            kinds = _kinds(preferences, asked)
            grouped = asked.grouped and asked.sender is None
            page = await self._page(reader, me, _fetch(me, asked), kinds, grouped, window)
            return Listing(page, await _count(reader, me, kinds, grouped, self.limits))

        return await self.database.read(work)

    async def one(self, viewer: Viewer, notification_id: int) -> NotificationView | None:
        """Singly; None where there is none by that id for this viewer."""
        found = await self.views(viewer, [notification_id], grouped=False)
        return found[0] if found else None

    async def people(self, viewer: Viewer, group_id: int) -> list[AccountView]:
        """Who is behind a group, newest first, as far as they are shown; of many, those who came last."""
        me = viewer.signed_in()

        async def work(reader: Reader) -> list[AccountView]:
            found = [entry.group_id for entry in await notification_pages.groups_of(reader, me, [group_id])]
            members = await notification_pages.newest_members(reader, found, self.limits.page_size_max)
            shown = await notification_views.people_of(reader, me, {member.actor_id for member in members})
            return [shown[member.actor_id] for member in members if member.actor_id in shown]

        return await self.database.read(work)

    async def unread(self, viewer: Viewer, asked: Asked = EVERYTHING) -> int:
        """Of what a list of these would show; counted as far as `notifications_counted_max`."""
        me = viewer.signed_in()

        async def work(reader: Reader) -> int:
            kinds = _kinds(await notification_settings.of(reader, me), asked)
            return await _count(reader, me, kinds, asked.grouped, self.limits)

        return await self.database.read(work)

    async def _page(
        self, reader: Reader, me: AccountId, fetch: Fetch, kinds: list[Kind], grouped: bool, window: Window
    ) -> Page[NotificationView]:
        shown: list[NotificationView] = []
        asking, more = window, bool(kinds)
        cursor: int | None = None
        while more and len(shown) < window.limit and asking.round < self.limits.refill_rounds_max:
            missing = window.limit - len(shown)
            wider = Window(missing + 1, asking.before, asking.since, asking.offset)
            entries = await fetch(reader, kinds, wider)
            taken, more = entries[:missing], len(entries) > missing
            shown += await self._views(reader, me, taken, grouped)
            if taken:
                cursor = taken[-1].id
                asking = asking.below(cursor)
        return Page(
            items=tuple(shown),
            limit=window.limit,
            offset=window.offset,
            cursor=cursor if more else None,
            newest=shown[0].id if shown else window.since or None,
            has_more=more,
        )

    async def _views(
        self, reader: Reader, me: AccountId, entries: Sequence[Entry], grouped: bool
    ) -> list[NotificationView]:
        return await notification_views.of(reader, me, entries, self.limits.notification_people_shown, grouped=grouped)


def _kinds(preferences: Preferences, asked: Asked) -> list[Kind]:
    return [kind for kind in preferences.shown if asked.kinds is None or kind in asked.kinds]


def _fetch(me: AccountId, asked: Asked) -> Fetch:
    async def find(reader: Reader, kinds: list[Kind], window: Window) -> list[Entry]:
        if asked.sender is not None:
            return await notification_pages.from_sender(reader, me, asked.sender, kinds, asked.held, window)
        if asked.grouped:
            return await notification_pages.groups(reader, me, kinds, window)
        return await notification_pages.single(reader, me, kinds, window)

    return find


async def _count(reader: Reader, me: AccountId, kinds: list[Kind], grouped: bool, limits: Limits) -> int:
    if not kinds:
        return 0
    count = notification_pages.count_unread if grouped else notification_pages.count_unread_singly
    return await count(reader, me, kinds, limits.notifications_counted_max)
