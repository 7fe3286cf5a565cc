"""Scheduling: tweets and threads written now and posted later, each once, whatever happens in between."""

from collections.abc import Sequence

from msgspec.structs import replace

from nodeapp.model.accounts import Viewer
from nodeapp.model.drafts import KeptDraft, check_time, files_of, finished
from nodeapp.model.errors import BadInput, Conflict, Forbidden, NotFound, bad
from nodeapp.model.events import DraftChanged, ScheduledFailed
from nodeapp.model.ids import AccountId, DraftId, TweetId
from nodeapp.model.threads import placed
from nodeapp.model.tweets import Draft, Idempotency
from nodeapp.model.uploads import check_attached, check_list
from nodeapp.model.views import TweetView
from nodeapp.queries import accounts, drafts, event_log, idempotency, media
from nodeapp.seams.database import Reader, Transaction
from nodeapp.services.tweets.threads import Threads

_HOUR_MS = 3_600_000
_GONE = "There is no such scheduled tweet. It may have been posted already."


class Scheduling(Threads):
    async def schedule(
        self, viewer: Viewer, tweets: Sequence[Draft], at_ms: int, use: Idempotency | None = None
    ) -> DraftId:
        """Raises BadInput for what could not be posted now, too: its author is here to mend it.

        The same idempotency key gives the same one again.
        """
        me = viewer.signed_in()
        clean = finished(tweets, self.limits)
        now_ms = self.clock()
        check_time(at_ms, now_ms, self.limits)

        async def work(tx: Transaction) -> DraftId:
            earlier = await self._scheduled_before(tx, me, use, now_ms)
            if earlier is not None:
                return earlier
            kept = KeptDraft(
                id=DraftId(self.ids.next(now_ms)),
                account_id=me,
                tweets=_unkeyed(clean),
                scheduled_at_ms=at_ms,
                problem="",
                created_at_ms=now_ms,
                changed_at_ms=now_ms,
            )
            most = self.limits.scheduled_max
            if await drafts.count_scheduled(tx, me) >= most:
                raise bad("scheduled_at", "too_many", f"You have scheduled {most} already.", most)
            await self._check(tx, kept, now_ms)
            await drafts.insert(tx, kept)
            if use is not None:
                # It stands where a tweet's id does: what is scheduled has none yet.
                await idempotency.claim(tx, me, use.key, use.fingerprint, TweetId(kept.id), now_ms)
            await event_log.append(tx, DraftChanged(actor_id=me, subject_id=kept.id), now_ms)
            return kept.id

        return await self.database.write(work)

    async def reschedule(
        self, viewer: Viewer, draft_id: DraftId, at_ms: int | None, tweets: Sequence[Draft] | None = None
    ) -> None:
        """Another time, other words, or both; None stays as it is. Raises NotFound where it was posted meanwhile."""
        me = viewer.signed_in()
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            before = await _mine(tx, me, draft_id)
            if at_ms is not None and at_ms != before.scheduled_at_ms:
                check_time(at_ms, now_ms, self.limits)
            clean = before.tweets if tweets is None else _unkeyed(finished(tweets, self.limits))
            after = replace(before, tweets=clean, changed_at_ms=now_ms)
            if at_ms is not None:
                after = replace(after, scheduled_at_ms=at_ms)
            if tweets is not None:
                await self._check(tx, after, now_ms)
            await drafts.change(tx, after)
            await event_log.append(tx, DraftChanged(actor_id=me, subject_id=draft_id), now_ms)

        await self.database.write(work)

    async def post_scheduled(self, viewer: Viewer, draft_id: DraftId) -> list[TweetView]:
        """Now rather than later; in their order. What cannot be posted stays scheduled, and is told why: BadInput."""
        me = viewer.signed_in()
        kept = await self._read(me, draft_id)
        if kept is None:
            raise NotFound(_GONE)
        return await self._posted(me, await self._post_kept(kept))

    async def post_due(self, account_id: AccountId, draft_id: DraftId) -> None:
        """What was scheduled, if it still is and its time has come; what cannot be posted is a draft from then on.

        Raises what may pass by itself: Unavailable, DiskFull. Then it is still scheduled.
        """
        kept = await self._read(account_id, draft_id)
        if kept is None or (kept.scheduled_at_ms or 0) > self.clock():
            return
        try:
            await self._post_kept(kept)
        except (BadInput, Conflict, Forbidden, NotFound) as error:
            await self._hand_back(kept, error.detail)

    async def _post_kept(self, kept: KeptDraft) -> list[TweetId]:
        """The tweets come and the draft goes in one transaction: once, whoever else tries, whenever it is killed."""
        clean = finished(kept.tweets, self.limits)
        strangers = await self._strangers(" ".join(draft.content for draft in clean))
        now_ms = self.clock()

        async def work(tx: Transaction) -> list[TweetId]:
            if await drafts.mine(tx, kept.account_id, kept.id) != kept:
                raise Conflict(_GONE)
            author = await accounts.by_id(tx, kept.account_id)
            if author is None or not author.is_live:
                raise Forbidden("Your account was not active when it was time.")
            for stranger in strangers:
                await accounts.upsert_foreign(tx, stranger, now_ms)
            # First, so that its files are a tweet's and no draft's.
            await drafts.delete(tx, kept.id)
            posted = await self._post_all(tx, kept.account_id, clean, now_ms)
            await event_log.append(tx, DraftChanged(actor_id=kept.account_id, subject_id=kept.id), now_ms)
            return posted

        return await self.database.write(work)

    async def _post_all(
        self, tx: Transaction, author_id: AccountId, clean: Sequence[Draft], now_ms: int
    ) -> list[TweetId]:
        if len(clean) > 1:
            return await self._string(tx, author_id, clean, now_ms)
        tweet = await self._compose(tx, author_id, clean[0], now_ms)
        await self._store(tx, tweet, clean[0], now_ms)
        return [tweet.id]

    async def _hand_back(self, kept: KeptDraft, problem: str) -> None:
        """Only as it was when it was tried: who changed it meanwhile has its next try before them."""
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            if await drafts.mine(tx, kept.account_id, kept.id) != kept:
                return
            await drafts.change(tx, replace(kept, scheduled_at_ms=None, problem=problem, changed_at_ms=now_ms))
            await event_log.append(tx, ScheduledFailed(actor_id=kept.account_id, subject_id=kept.id), now_ms)

        await self.database.write(work)

    async def _check(self, tx: Transaction, kept: KeptDraft, now_ms: int) -> None:
        """Whether it could be posted at this moment; nothing is written."""
        for place, draft in enumerate(kept.tweets):
            try:
                await self._compose(tx, kept.account_id, draft, now_ms)
                check_list(draft.media_ids, self.limits)
                found = await media.by_ids(tx, list(draft.media_ids))
                check_attached(draft.media_ids, found, kept.account_id, self.limits)
            except BadInput as error:
                if len(kept.tweets) == 1:
                    raise
                raise BadInput(*placed(place, error.errors)) from None
        most = self.limits.draft_files_max
        if await drafts.count_files(tx, kept.account_id, kept.id) + len(files_of(kept.tweets)) > most:
            raise bad("media_ids", "too_many", f"What you have written for later has {most} files at most.", most)

    async def _scheduled_before(
        self, tx: Transaction, me: AccountId, use: Idempotency | None, now_ms: int
    ) -> DraftId | None:
        """What this key scheduled. Raises Conflict where it was used for something else, or that is gone."""
        if use is None:
            return None
        since_ms = now_ms - self.limits.idempotency_hours * _HOUR_MS
        found = await idempotency.find(tx, me, use.key, since_ms)
        if found is None:
            return None
        if found.fingerprint != use.fingerprint or found.tweet_id is None:
            raise Conflict("This Idempotency-Key was used for something else.")
        draft_id = DraftId(found.tweet_id)
        if await drafts.mine(tx, me, draft_id) is None:
            raise Conflict("This was scheduled before, and posted or taken back since.")
        return draft_id

    async def _read(self, account_id: AccountId, draft_id: DraftId) -> KeptDraft | None:
        async def work(reader: Reader) -> KeptDraft | None:
            kept = await drafts.mine(reader, account_id, draft_id)
            return None if kept is None or kept.scheduled_at_ms is None else kept

        return await self.database.read(work)


async def _mine(reader: Reader, me: AccountId, draft_id: DraftId) -> KeptDraft:
    found = await drafts.mine(reader, me, draft_id)
    if found is None or found.scheduled_at_ms is None:
        raise NotFound(_GONE)
    return found


def _unkeyed(tweets: Sequence[Draft]) -> tuple[Draft, ...]:
    """The key is of the request, and none of what is kept."""
    return tuple(replace(draft, idempotency=None) for draft in tweets)
