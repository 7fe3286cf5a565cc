"""Drafts: kept on the node for as long as their author likes; and what is scheduled, to be looked at and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from nodeapp.model.accounts import Viewer
from nodeapp.model.drafts import DraftView, KeptDraft, Place, check_unfinished, files_of
from nodeapp.model.errors import NotFound, bad
from nodeapp.model.events import DraftChanged
from nodeapp.model.ids import AccountId, DraftId, MediaId, Snowflakes
from nodeapp.model.limits import Limits
from nodeapp.model.media import Media
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from nodeapp.model.views import Page
from nodeapp.queries import drafts, event_log, media, views
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader, Transaction

_ABSENT = "There is no such draft."
_NOT_SCHEDULED = "There is no such scheduled tweet. It may have been posted already."


@dataclass(frozen=True)
class Drafts:
    """Everything here is one's own only (P07)."""

    database: Database
    clock: Clock
    limits: Limits
    ids: Snowflakes

    async def page(self, viewer: Viewer, window: Window) -> Page[DraftView]:
        """Those without a time, last begun first."""
        me = viewer.signed_in()

        async def work(reader: Reader) -> Page[DraftView]:
            return await _page(reader, me, window, await drafts.newest(reader, me, _and_one(window)))

        return await self.database.read(work)

    async def scheduled(self, viewer: Viewer, cursor: str | None, limit: int) -> tuple[list[DraftView], Place | None]:
        """The next to be posted first; and the place to go on from, None at the end."""
        me, after = viewer.signed_in(), Place.parse(cursor)

        async def work(reader: Reader) -> tuple[list[DraftView], Place | None]:
            found = await drafts.scheduled(reader, me, after, limit + 1)
            shown = found[:limit]
            last = Place(shown[-1].scheduled_at_ms or 0, shown[-1].id) if len(found) > len(shown) else None
            return await _views(reader, me, shown), last

        return await self.database.read(work)

    async def scheduled_page(self, viewer: Viewer, window: Window) -> Page[DraftView]:
        """Those with a time, last written first."""
        me = viewer.signed_in()

        async def work(reader: Reader) -> Page[DraftView]:
            return await _page(reader, me, window, await drafts.scheduled_newest(reader, me, _and_one(window)))

        return await self.database.read(work)

    async def get(self, viewer: Viewer, draft_id: DraftId, *, scheduled: bool = False) -> DraftView:
        me = viewer.signed_in()

        async def work(reader: Reader) -> DraftView:
            return (await _views(reader, me, [await _mine(reader, me, draft_id, scheduled=scheduled)]))[0]

        return await self.database.read(work)

    async def keep(self, viewer: Viewer, tweets: Sequence[Draft]) -> DraftView:
        """Finished or not; what is said of it is only that it is not too much. Raises BadInput."""
        me = viewer.signed_in()
        check_unfinished(tweets, self.limits)
        now_ms = self.clock()
        kept = KeptDraft(
            id=DraftId(self.ids.next(now_ms)),
            account_id=me,
            tweets=tuple(tweets),
            scheduled_at_ms=None,
            problem="",
            created_at_ms=now_ms,
            changed_at_ms=now_ms,
        )

        async def work(tx: Transaction) -> DraftView:
            most = self.limits.drafts_max
            if await drafts.count_unscheduled(tx, me) >= most:
                raise bad(
                    "content", "too_many", f"You have {most} drafts already. Post some, or throw some away.", most
                )
            await self._check_files(tx, me, kept)
            await drafts.insert(tx, kept)
            await event_log.append(tx, DraftChanged(actor_id=me, subject_id=kept.id), now_ms)
            return (await _views(tx, me, [kept]))[0]

        return await self.database.write(work)

    async def change(self, viewer: Viewer, draft_id: DraftId, tweets: Sequence[Draft]) -> DraftView:
        """The whole of it is another from now on. Why it could not be posted is forgotten."""
        me = viewer.signed_in()
        now_ms = self.clock()

        async def work(tx: Transaction) -> DraftView:
            before = await _mine(tx, me, draft_id, scheduled=False)
            check_unfinished(tweets, self.limits)
            kept = replace(before, tweets=tuple(tweets), problem="", changed_at_ms=now_ms)
            await self._check_files(tx, me, kept)
            await drafts.change(tx, kept)
            await event_log.append(tx, DraftChanged(actor_id=me, subject_id=draft_id), now_ms)
            return (await _views(tx, me, [kept]))[0]

        return await self.database.write(work)

    async def drop(self, viewer: Viewer, draft_id: DraftId, *, scheduled: bool = False) -> None:
        """What is scheduled is not posted then. Uploads that nothing else holds go with the next tidying."""
        me = viewer.signed_in()

        async def work(tx: Transaction) -> None:
            await _mine(tx, me, draft_id, scheduled=scheduled)
            await drafts.delete(tx, draft_id)
            await event_log.append(tx, DraftChanged(actor_id=me, subject_id=draft_id), self.clock())

        await self.database.write(work)

    async def _check_files(self, tx: Transaction, me: AccountId, kept: KeptDraft) -> None:
        """They are the author's own and in no tweet; there are not too many of them."""
        wanted = files_of(kept.tweets)
        if not wanted:
            return
        found = {one.id: one for one in await media.by_ids(tx, wanted) if one.account_id == me}
        if any(media_id not in found or found[media_id].purpose != "tweet" for media_id in wanted):
            raise bad("media_ids", "not_found", "There is no such file of yours. Upload it again.")
        if any(one.tweet_id is not None for one in found.values()):
            raise bad("media_ids", "already_used", "This file is in another tweet already. Upload it again.")
        most = self.limits.draft_files_max
        if await drafts.count_files(tx, me, kept.id) + len(wanted) > most:
            raise bad("media_ids", "too_many", f"Your drafts have {most} files at most.", most)


async def _mine(reader: Reader, me: AccountId, draft_id: DraftId, *, scheduled: bool) -> KeptDraft:
    found = await drafts.mine(reader, me, draft_id)
    if found is None or (found.scheduled_at_ms is not None) is not scheduled:
        raise NotFound(_NOT_SCHEDULED if scheduled else _ABSENT)
    return found


async def _page(reader: Reader, me: AccountId, window: Window, found: list[KeptDraft]) -> Page[DraftView]:
    shown = found[: window.limit]
    return Page(
        items=tuple(await _views(reader, me, shown)),
        limit=window.limit,
        offset=window.offset,
        cursor=shown[-1].id if len(found) > len(shown) else None,
        newest=shown[0].id if shown else window.since or None,
        has_more=len(found) > len(shown),
    )


async def _views(reader: Reader, me: AccountId, found: Sequence[KeptDraft]) -> list[DraftView]:
    """With what they hold as it is now; a tweet that is hidden from the author by now is not shown (P02)."""
    wanted = list(dict.fromkeys(media_id for kept in found for media_id in files_of(kept.tweets)))
    files: dict[MediaId, Media] = {}
    for begin in range(0, len(wanted), SET_SIZE_MAX):
        some = await media.by_ids(reader, wanted[begin : begin + SET_SIZE_MAX])
        files |= {one.id: one for one in some if one.account_id == me}
    firsts = [kept.tweets[0] for kept in found]
    named = {tweet_id for draft in firsts for tweet_id in (draft.reply_to_id, draft.quote_id) if tweet_id is not None}
    seen = {view.entry_id: view for view in await views.of_entries(reader, me, list(named), opened=me)}
    return [
        DraftView(
            kept=kept,
            media={media_id: files[media_id] for media_id in files_of(kept.tweets) if media_id in files},
            reply_to=None if first.reply_to_id is None else seen.get(first.reply_to_id),
            quote=None if first.quote_id is None else seen.get(first.quote_id),
        )
        for kept, first in zip(found, firsts, strict=True)
    ]


def _and_one(window: Window) -> Window:
    return Window(window.limit + 1, window.before, window.since, window.offset)
