"""Hashtags that somebody follows: public tweets with one of them stand in their home."""

from collections.abc import Sequence
from dataclasses import dataclass

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import bad
from nodeapp.model.events import HashtagFollowChanged
from nodeapp.model.ids import Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.model.text import hashtag_key, hashtags
from nodeapp.model.timelines import Window
from nodeapp.model.views import Page
from nodeapp.queries import event_log
from nodeapp.queries import hashtags as followed_hashtags
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction


@dataclass(frozen=True)
class Hashtags:
    database: Database
    clock: Clock
    limits: Limits
    ids: Snowflakes

    async def follow(self, viewer: Viewer, tag: str) -> str:
        """As it is written in tweets: the same for all spellings. Repeatable."""
        me, key = viewer.signed_in(), self._key(tag)
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            if await followed_hashtags.is_followed(tx, me, key):
                return
            most = self.limits.followed_hashtags_max
            if await followed_hashtags.count(tx, me) >= most:
                raise bad("tag", "too_many", f"You can follow {most} hashtags at most.", most)
            await followed_hashtags.follow(tx, me, key, self.ids.next(now_ms), now_ms)
            changed = HashtagFollowChanged(actor_id=me, subject_id=me, tag=key, on=True)
            await event_log.append(tx, changed, now_ms)

        await self.database.write(work)
        return key

    async def unfollow(self, viewer: Viewer, tag: str) -> str:
        """Repeatable."""
        me, key = viewer.signed_in(), self._key(tag)

        async def work(tx: Transaction) -> None:
            if await followed_hashtags.unfollow(tx, me, key):
                changed = HashtagFollowChanged(actor_id=me, subject_id=me, tag=key, on=False)
                await event_log.append(tx, changed, self.clock())

        await self.database.write(work)
        return key

    async def is_followed(self, viewer: Viewer, tag: str) -> tuple[str, bool]:
        """The hashtag as it is kept, and whether the viewer follows it."""
        me, key = viewer.id, self._key(tag)
        if me is None:
            return key, False

        async def work(reader: Reader) -> bool:
            return await followed_hashtags.is_followed(reader, me, key)

        return key, await self.database.read(work)

    async def followed_among(self, viewer: Viewer, tags: Sequence[str]) -> frozenset[str]:
        """Those of these, as they are kept, that the viewer follows; at most 500."""
        me, asked = viewer.id, list(tags)
        if me is None or not asked:
            return frozenset()

        async def work(reader: Reader) -> frozenset[str]:
            return await followed_hashtags.followed_among(reader, me, asked)

        return await self.database.read(work)

    async def followed(self, viewer: Viewer, window: Window) -> Page[str]:
        """Last followed first."""
        me = viewer.signed_in()
        asked = Window(window.limit + 1, window.before, window.since, window.offset)

        async def work(reader: Reader) -> list[followed_hashtags.FollowedHashtag]:
            return await followed_hashtags.followed(reader, me, asked)

        found = await self.database.read(work)
        shown, has_more = found[: window.limit], len(found) > window.limit
        return Page(
            items=tuple(row.tag for row in shown),
            limit=window.limit,
            offset=window.offset,
            cursor=shown[-1].id if has_more else None,
            has_more=has_more,
        )

    def _key(self, tag: str) -> str:
        name = tag.removeprefix("#")
        most = self.limits.hashtag_characters_max
        if not 0 < len(hashtag_key(name)) <= most:
            raise bad("tag", "too_long", f"A hashtag has 1 to {most} characters.", most)
        if hashtags(f"#{name}", most) != (hashtag_key(name),):
            raise bad("tag", "invalid", "No tweet can have this hashtag: it is made of letters, digits and _.")
        return hashtag_key(name)
