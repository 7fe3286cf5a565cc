"""Strangers: of whom one is told only after letting them in."""

from collections.abc import Sequence

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound, bad
from nodeapp.model.ids import AccountId
from nodeapp.model.notifications import RequestView, Waiting
from nodeapp.model.timelines import Window
from nodeapp.model.views import Page
from nodeapp.queries import letting_in, notification_requests, notification_views, shelves
from nodeapp.queries.notification_requests import Request
from nodeapp.seams.database import Reader, Transaction
from nodeapp.services.notifications.verbs import Verbs


class LettingIn(Verbs):
    async def requests(self, viewer: Viewer, window: Window) -> Page[RequestView]:
        """The last to tell something first; without those who are gone or kept away."""
        me = viewer.signed_in()

        async def work(reader: Reader) -> Page[RequestView]:
            wider = Window(window.limit + 1, window.before, window.since, window.offset)
            found = await notification_requests.page(reader, me, wider)
            shown = found[: window.limit]
            return Page(
                items=tuple(await _views(reader, me, shown)),
                limit=window.limit,
                offset=window.offset,
                cursor=shown[-1].place if len(found) > len(shown) else None,
                newest=shown[0].place if shown else window.since or None,
                has_more=len(found) > len(shown),
            )

        return await self.database.read(work)

    async def request(self, viewer: Viewer, request_id: int) -> RequestView:
        """Raises NotFound."""
        me = viewer.signed_in()

        async def work(reader: Reader) -> list[RequestView]:
            found = await notification_requests.mine(reader, me, request_id)
            return [] if found is None else await _views(reader, me, [found])

        shown = await self.database.read(work)
        if not shown:
            raise NotFound("There is no such request.")
        return shown[0]

    async def waiting(self, viewer: Viewer) -> Waiting:
        me = viewer.signed_in()

        async def work(reader: Reader) -> Waiting:
            return await notification_requests.waiting(reader, me)

        return await self.database.read(work)

    async def let_in(self, viewer: Viewer, ids: Sequence[int]) -> None:
        """What was held back comes into the list at its time, and from now on they are no strangers."""
        me = viewer.signed_in()
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            for request in await self._mine(tx, me, ids):
                await letting_in.let_in(tx, request, self.ids, now_ms)

        await self.database.write(work)

    async def turn_away(self, viewer: Viewer, ids: Sequence[int]) -> None:
        """What was held back goes; when they tell something again, they ask again."""
        me = viewer.signed_in()

        async def work(tx: Transaction) -> None:
            for request in await self._mine(tx, me, ids):
                await notification_requests.dismiss(tx, request.id)

        await self.database.write(work)

    async def _mine(self, tx: Transaction, me: AccountId, ids: Sequence[int]) -> list[Request]:
        """Raises NotFound where one of them is not there, BadInput for too many at once."""
        most = self.limits.page_size_max
        if len(ids) > most:
            raise bad("id", "too_many", f"At most {most} at once.", most)
        found = [await notification_requests.mine(tx, me, request_id) for request_id in dict.fromkeys(ids)]
        mine = [request for request in found if request is not None]
        if len(mine) < len(found):
            raise NotFound("There is no such request.")
        return mine


async def _views(reader: Reader, me: AccountId, found: Sequence[Request]) -> list[RequestView]:
    people = await notification_views.people_of(reader, me, {request.sender_id for request in found})
    newest = await letting_in.newest_tweets(reader, [request.id for request in found])
    shelf = await shelves.load(reader, me, list(set(newest.values())))
    return [
        RequestView(
            id=request.id,
            sender=people[request.sender_id],
            count=request.member_count,
            last_tweet=notification_views.tweet_of(newest[request.id], shelf) if request.id in newest else None,
            created_at_ms=request.created_at_ms,
            changed_at_ms=request.changed_at_ms,
        )
        for request in found
        if request.sender_id in people
    ]
