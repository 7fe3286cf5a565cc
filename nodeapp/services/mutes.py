"""Mutes: people, for a time or for good, and threads. Nobody is told."""

from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound, bad
from nodeapp.model.events import MuteChanged, ThreadMuteChanged
from nodeapp.model.graph import Relationship
from nodeapp.model.ids import AccountId, Snowflakes, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.timelines import Window
from nodeapp.model.views import AccountView, Page, TweetView
from nodeapp.queries import event_log, mutes, people
from nodeapp.queries.mutes import Mute
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction
from nodeapp.seams.views import Views


@dataclass(frozen=True)
class Mutes:
    database: Database
    clock: Clock
    limits: Limits
    ids: Snowflakes
    views: Views

    async def mute(
        self, viewer: Viewer, target_id: AccountId, duration_seconds: int | None = None, notifications: bool = True
    ) -> Relationship:
        """Their tweets are left out of every list, but for their own page. Repeatable: the last word counts.

        Without a duration it lasts. With `notifications` theirs are left out as well.
        """
        me = viewer.signed_in()
        self._check_duration(duration_seconds)
        now_ms = self.clock()
        ends_at_ms = None if duration_seconds is None else now_ms + duration_seconds * 1_000

        async def work(tx: Transaction) -> Relationship:
            await people.there(tx, target_id)
            if me == target_id:
                raise bad("id", "self", "You cannot mute yourself.")
            if await mutes.between(tx, me, target_id) is None:
                most = self.limits.mutes_max
                if await mutes.count(tx, me) >= most:
                    raise bad("id", "too_many", f"You can mute {most} people at most.", most)
            await mutes.put(tx, Mute(me, target_id, self.ids.next(now_ms), notifications, ends_at_ms), now_ms)
            await event_log.append(tx, MuteChanged(actor_id=me, subject_id=target_id, on=True), now_ms)
            return await people.standing(tx, me, target_id)

        return await self.database.write(work)

    async def unmute(self, viewer: Viewer, target_id: AccountId) -> Relationship:
        """Repeatable."""
        me = viewer.signed_in()

        async def work(tx: Transaction) -> Relationship:
            if await mutes.delete(tx, me, target_id):
                changed = MuteChanged(actor_id=me, subject_id=target_id, on=False)
                await event_log.append(tx, changed, self.clock())
            else:
                await people.there(tx, target_id)
            return await people.standing(tx, me, target_id)

        return await self.database.write(work)

    async def muted(self, viewer: Viewer, window: Window) -> Page[AccountView]:
        """Last muted first."""
        me = viewer.signed_in()

        async def work(reader: Reader) -> Page[AccountView]:
            return await people.page(reader, me, window, await mutes.newest(reader, me, people.and_one(window)))

        return await self.database.read(work)

    async def mute_thread(self, viewer: Viewer, tweet_id: TweetId) -> TweetView:
        """Nothing of the conversation this tweet belongs to stands at home, nor is told of. Repeatable."""
        me = viewer.signed_in()
        view = await self._tweet(viewer, tweet_id)
        conversation_id = view.tweet.conversation_id
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            if await mutes.is_thread_muted(tx, me, conversation_id):
                return
            most = self.limits.thread_mutes_max
            if await mutes.count_threads(tx, me) >= most:
                raise bad("id", "too_many", f"You can mute {most} threads at most.", most)
            await mutes.mute_thread(tx, me, conversation_id, self.ids.next(now_ms), now_ms)
            changed = ThreadMuteChanged(actor_id=me, subject_id=conversation_id, on=True)
            await event_log.append(tx, changed, now_ms)

        await self.database.write(work)
        return view

    async def unmute_thread(self, viewer: Viewer, tweet_id: TweetId) -> TweetView:
        """Repeatable."""
        me = viewer.signed_in()
        view = await self._tweet(viewer, tweet_id)
        conversation_id = view.tweet.conversation_id

        async def work(tx: Transaction) -> None:
            if await mutes.unmute_thread(tx, me, conversation_id):
                changed = ThreadMuteChanged(actor_id=me, subject_id=conversation_id, on=False)
                await event_log.append(tx, changed, self.clock())

        await self.database.write(work)
        return view

    async def _tweet(self, viewer: Viewer, tweet_id: TweetId) -> TweetView:
        view = await self.views.of_tweet(viewer.id, tweet_id)
        if view is None:
            raise NotFound("There is no such tweet.")
        return view

    def _check_duration(self, seconds: int | None) -> None:
        most = self.limits.mute_seconds_max
        if seconds is not None and not 0 < seconds <= most:
            raise bad("duration_seconds", "out_of_range", f"A mute lasts 1 to {most} seconds, or for good.", most)
