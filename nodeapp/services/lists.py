"""Lists: people somebody reads together, seen by nobody but whoever made them."""

from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import BadInput, Forbidden, NotFound, bad
from nodeapp.model.events import ListChanged
from nodeapp.model.ids import AccountId, ListId, Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.model.lists import ListDraft, PeopleList, checked
from nodeapp.model.timelines import Window
from nodeapp.model.views import AccountView, Page
from nodeapp.queries import event_log, graph, lists, people
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction


@dataclass(frozen=True)
class Lists:
    """Another's list is not there (P07)."""

    database: Database
    clock: Clock
    limits: Limits
    ids: Snowflakes

    async def all(self, viewer: Viewer) -> list[PeopleList]:
        """The viewer's own, oldest first."""
        me = viewer.signed_in()

        async def work(reader: Reader) -> list[PeopleList]:
            return await lists.all_of(reader, me, self.limits.lists_max)

        return await self.database.read(work)

    async def get(self, viewer: Viewer, list_id: ListId) -> PeopleList:
        me = viewer.signed_in()

        async def work(reader: Reader) -> PeopleList:
            return await _mine(reader, me, list_id)

        return await self.database.read(work)

    async def make(self, viewer: Viewer, draft: ListDraft) -> PeopleList:
        me = viewer.signed_in()
        told, errors = checked(draft, self.limits, is_new=True)
        if errors:
            raise BadInput(*errors)
        now_ms = self.clock()

        async def work(tx: Transaction) -> PeopleList:
            most = self.limits.lists_max
            if await lists.count(tx, me) >= most:
                raise bad("title", "too_many", f"You can have {most} lists at most.", most)
            list_id = ListId(self.ids.next(now_ms))
            await lists.insert(tx, list_id, me, told, now_ms)
            await event_log.append(tx, ListChanged(actor_id=me, subject_id=list_id), now_ms)
            return await _mine(tx, me, list_id)

        return await self.database.write(work)

    async def change(self, viewer: Viewer, list_id: ListId, draft: ListDraft) -> PeopleList:
        """What is None stays as it is."""
        me = viewer.signed_in()
        told, errors = checked(draft, self.limits, is_new=False)
        now_ms = self.clock()

        async def work(tx: Transaction) -> PeopleList:
            await _mine(tx, me, list_id)
            if errors:
                raise BadInput(*errors)
            await lists.change(tx, list_id, told, now_ms)
            await event_log.append(tx, ListChanged(actor_id=me, subject_id=list_id), now_ms)
            return await _mine(tx, me, list_id)

        return await self.database.write(work)

    async def drop(self, viewer: Viewer, list_id: ListId) -> None:
        me = viewer.signed_in()

        async def work(tx: Transaction) -> None:
            await _mine(tx, me, list_id)
            await lists.delete(tx, list_id)
            await event_log.append(tx, ListChanged(actor_id=me, subject_id=list_id), self.clock())

        await self.database.write(work)

    async def members(self, viewer: Viewer, list_id: ListId, window: Window) -> Page[AccountView]:
        """Last added first."""
        me = viewer.signed_in()

        async def work(reader: Reader) -> Page[AccountView]:
            await _mine(reader, me, list_id)
            return await people.page(reader, me, window, await lists.members(reader, list_id, people.and_one(window)))

        return await self.database.read(work)

    async def add(self, viewer: Viewer, list_id: ListId, *member_ids: AccountId) -> None:
        """Whether the viewer follows them or not; of somebody elsewhere whom nobody here follows no tweets come.

        All of them or none. Repeatable.
        """
        me = viewer.signed_in()
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            count = (await _mine(tx, me, list_id)).member_count
            for member_id in member_ids:
                count += await self._put(tx, me, list_id, member_id, count, now_ms)

        await self.database.write(work)

    async def remove(self, viewer: Viewer, list_id: ListId, *member_ids: AccountId) -> None:
        """Repeatable; also of who is gone."""
        me = viewer.signed_in()

        async def work(tx: Transaction) -> None:
            await _mine(tx, me, list_id)
            if sum([await lists.remove(tx, list_id, member_id) for member_id in member_ids]):
                await event_log.append(tx, ListChanged(actor_id=me, subject_id=list_id), self.clock())

        await self.database.write(work)

    async def with_member(self, viewer: Viewer, member_id: AccountId) -> list[PeopleList]:
        """The viewer's own lists that somebody is in."""
        me = viewer.signed_in()

        async def work(reader: Reader) -> list[PeopleList]:
            await people.there(reader, member_id)
            return await lists.with_member(reader, me, member_id, self.limits.lists_max)

        return await self.database.read(work)

    async def _put(
        self, tx: Transaction, me: AccountId, list_id: ListId, member_id: AccountId, count: int, now_ms: int
    ) -> bool:
        """False where they were in it before."""
        member = await people.there(tx, member_id)
        if await lists.is_member(tx, list_id, member_id):
            return False
        if await graph.block_between(tx, me, member_id) is not None:
            raise Forbidden(f"You blocked {member.handle}. Unblock first, then add them.")
        most = self.limits.list_members_max
        if count >= most:
            raise bad("id", "too_many", f"A list has at most {most} people.", most)
        await lists.add(tx, list_id, member_id, self.ids.next(now_ms), now_ms)
        await event_log.append(tx, ListChanged(actor_id=me, subject_id=list_id), now_ms)
        return True


async def _mine(reader: Reader, me: AccountId, list_id: ListId) -> PeopleList:
    found = await lists.mine(reader, me, list_id)
    if found is None:
        raise NotFound("There is no such list.")
    return found
