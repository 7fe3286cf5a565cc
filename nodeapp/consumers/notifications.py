"""Notifications: tells people here what others did that concerns them, and takes back what is not so any more."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from nodeapp.model.events import (
    AccountErased,
    AnyEvent,
    BlockChanged,
    FollowRemoved,
    Logged,
    MuteChanged,
    PeerBlockChanged,
    PollClosed,
    ThreadMuteChanged,
    TweetCreated,
    TweetDeleted,
    TweetEdited,
)
from nodeapp.model.ids import AccountId, Snowflakes, TweetId, is_drawn_here
from nodeapp.model.limits import Limits
from nodeapp.model.notices import FOLLOWED, Key, cause_of, sweeps, taken_back, words_of
from nodeapp.model.notifications import TWEET_KINDS, Cause, Kind
from nodeapp.queries import (
    mutes,
    notices,
    notification_requests,
    notification_settings,
    notification_sweeps,
    notifications,
    telling,
)
from nodeapp.queries.notices import Named, Rung
from nodeapp.queries.notifications import Row
from nodeapp.queries.shelves import chunks
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader, Transaction

_DAY_MS = 86_400_000

_FIRST = (TweetId(0), AccountId(0))

Find = Callable[[Reader, int], Awaitable[list[Row]]]


class Words(Struct, frozen=True):
    """Whom new tweets name, and who wants to hear of them."""

    named: list[Named]
    rung: list[Rung]


@dataclass(frozen=True)
class Notifying:
    """An effect on state: a row belongs to what caused it, so that a batch handled twice writes it once.

    Most events concern nobody here; that is seen without a write, of likes and follows without a read.
    """

    database: Database
    clock: Clock
    limits: Limits
    ids: Snowflakes

    name = "notifications"
    follows: tuple[type[AnyEvent], ...] = FOLLOWED

    async def handle(self, batch: Sequence[Logged]) -> None:
        for is_sweep, some in groupby(batch, key=lambda logged: sweeps(logged.event)):
            part = list(some)
            if is_sweep:
                await self._sweep([logged.event for logged in part])
            await self._tell(part)

    async def _tell(self, part: Sequence[Logged]) -> None:
        keys = [key for logged in part for key in taken_back(logged.event)]
        direct = [cause for logged in part if (cause := cause_of(logged)) is not None]
        async for causes in self._causes(part, direct):
            if causes or keys:
                await self._write(keys, causes)
            keys = []

    async def _write(self, keys: Sequence[Key], causes: Sequence[Cause]) -> None:
        now_ms = self.clock()

        async def work(tx: Transaction) -> None:
            answered = frozenset[Key]()
            for some in chunks(keys):
                answered |= await telling.take_back(tx, some)
            known = [_as_known(cause, answered) for cause in causes]
            await telling.tell(tx, known, self.ids, self.limits, now_ms)

        await self.database.write(work)

    async def _causes(self, part: Sequence[Logged], direct: list[Cause]) -> AsyncIterator[list[Cause]]:
        """In portions that fit a transaction; at least one."""
        words = {tweet_id: logged for logged in part if (tweet_id := words_of(logged.event)) is not None}
        found = await self._words(words) if words else Words([], [])
        said = self._said(words, found.named)
        named = {(cause.account_id, cause.tweet_id) for cause in said}
        rung = found.rung
        # In the order in which it was done.
        first = sorted([*direct, *said, *self._rings(words, rung, named)], key=lambda cause: cause.position)
        for start in range(0, max(len(first), 1), SET_SIZE_MAX):
            yield first[start : start + SET_SIZE_MAX]
        while len(rung) == SET_SIZE_MAX:
            rung = await self._more_rung(words, rung[-1])
            yield self._rings(words, rung, named)
        for logged in part:
            if isinstance(logged.event, PollClosed):
                async for ended in self._poll_ended(logged, TweetId(logged.event.subject_id)):
                    yield ended
            elif isinstance(logged.event, TweetEdited):
                for edited in await self._edited(logged, TweetId(logged.event.subject_id)):
                    yield edited

    async def _words(self, words: Mapping[TweetId, Logged]) -> Words:
        """Whom new tweets concern, in one hop: of most it is nobody."""
        ringing = _ringing(words)

        async def work(reader: Reader) -> Words:
            rung = await notices.rung_by(reader, ringing, _FIRST, SET_SIZE_MAX) if ringing else []
            return Words(await notices.named_by(reader, list(words)), rung)

        return await self.database.read(work)

    async def _more_rung(self, words: Mapping[TweetId, Logged], last: Rung) -> list[Rung]:
        async def work(reader: Reader) -> list[Rung]:
            return await notices.rung_by(reader, _ringing(words), (last.tweet_id, last.account_id), SET_SIZE_MAX)

        return await self.database.read(work)

    def _said(self, words: Mapping[TweetId, Logged], named: Sequence[Named]) -> list[Cause]:
        """Who here is spoken to; each once a tweet, by what comes first among the kinds."""
        found: dict[tuple[AccountId, TweetId], Named] = {}
        for one in named:
            is_late = one.created_at_ms < words[one.tweet_id].at_ms - self._late_ms
            if is_late or one.account_id == one.actor_id or not is_drawn_here(one.account_id):
                continue
            before = found.get((one.account_id, one.tweet_id))
            if before is None or TWEET_KINDS.index(one.kind) < TWEET_KINDS.index(before.kind):
                found[one.account_id, one.tweet_id] = one
        return [
            _spoken(words[one.tweet_id], one.account_id, one.kind, one.actor_id, one.tweet_id) for one in found.values()
        ]

    def _rings(
        self, words: Mapping[TweetId, Logged], rung: Sequence[Rung], named: set[tuple[AccountId, TweetId]]
    ) -> list[Cause]:
        """What was written before somebody followed rings no bell."""
        return [
            _spoken(words[one.tweet_id], one.account_id, "bell", one.actor_id, one.tweet_id)
            for one in rung
            if is_drawn_here(one.account_id)
            and (one.account_id, one.tweet_id) not in named
            and one.created_at_ms >= max(one.since_ms, words[one.tweet_id].at_ms - self._late_ms)
        ]

    @property
    def _late_ms(self) -> int:
        return self.limits.notification_late_days * _DAY_MS

    async def _poll_ended(self, logged: Logged, tweet_id: TweetId) -> AsyncIterator[list[Cause]]:
        """The author and whoever voted, as far as they live here."""
        author_id, after = logged.event.actor_id, AccountId(0)
        if is_drawn_here(author_id):
            yield [Cause(author_id, "poll_ended", author_id, logged.position, logged.at_ms, tweet_id)]
        voters = [AccountId(0)] * SET_SIZE_MAX
        while len(voters) == SET_SIZE_MAX:

            async def work(reader: Reader, after: AccountId = after) -> list[AccountId]:
                return await notices.voters_here(reader, tweet_id, after, SET_SIZE_MAX)

            voters = await self.database.read(work)
            after = voters[-1] if voters else after
            yield [
                Cause(voter, "poll_ended", author_id, logged.position, logged.at_ms, tweet_id)
                for voter in voters
                if voter != author_id
            ]

    async def _edited(self, logged: Logged, tweet_id: TweetId) -> list[list[Cause]]:
        """Those here who did something with it; of an edit before this one they are told no longer."""
        most, author_id = self.limits.notification_edit_receivers_max, logged.event.actor_id

        async def work(reader: Reader) -> list[AccountId]:
            return await notices.involved_here(reader, tweet_id, most)

        told = [account_id for account_id in await self.database.read(work) if account_id != author_id]
        if told:
            await self._drop(partial(_edited_before, tweet_id, logged.position))
        return [
            [Cause(one, "edited", author_id, logged.position, logged.at_ms, tweet_id) for one in some]
            for some in chunks(told)
        ]

    async def _sweep(self, events: Sequence[AnyEvent]) -> None:
        gone = [TweetId(event.subject_id) for event in events if isinstance(event, TweetDeleted)]
        for some in chunks(gone):
            await self._drop(partial(_about, some))
        for event in events:
            for find in _swept(event):
                await self._drop(find)
            if isinstance(event, AccountErased):
                await self._forget(event.actor_id)

    async def _drop(self, find: Find) -> None:
        """In portions, so that others can write; nothing is written where there is nothing."""

        async def look(reader: Reader) -> int:
            return len(await find(reader, 1))

        async def work(tx: Transaction) -> int:
            rows = await find(tx, SET_SIZE_MAX)
            await notifications.drop(tx, rows)
            return len(rows)

        if await self.database.read(look):
            while await self.database.write(work) >= SET_SIZE_MAX:
                pass

    async def _forget(self, account_id: AccountId) -> None:
        async def work(tx: Transaction) -> None:
            await notification_requests.forget_of(tx, account_id)
            await notification_settings.forget(tx, account_id)

        await self.database.write(work)


def _swept(event: AnyEvent) -> Iterator[Find]:
    """What goes with what somebody keeps away, or with whoever goes."""
    actor_id, subject_id = event.actor_id, AccountId(event.subject_id)
    match event:
        case BlockChanged():
            yield lambda reader, most: notification_sweeps.between(reader, actor_id, subject_id, most)
            yield lambda reader, most: notification_sweeps.between(reader, subject_id, actor_id, most)
        case MuteChanged():
            yield lambda reader, most: _muted(reader, actor_id, subject_id, most)
        case PeerBlockChanged(host=host):
            yield lambda reader, most: notification_sweeps.from_host(reader, actor_id, host, most)
        case ThreadMuteChanged():
            yield lambda reader, most: notification_sweeps.of_conversation(reader, actor_id, TweetId(subject_id), most)
        case FollowRemoved():
            yield lambda reader, most: notification_sweeps.followed_for(reader, actor_id, subject_id, most)
        case AccountErased():
            yield lambda reader, most: notification_sweeps.by_actor(reader, actor_id, most)
            yield lambda reader, most: notification_sweeps.of_account(reader, actor_id, most)
        case _:
            return


async def _about(ids: list[TweetId], reader: Reader, most: int) -> list[Row]:
    return await notification_sweeps.about_tweets(reader, ids, most)


async def _edited_before(tweet_id: TweetId, position: int, reader: Reader, most: int) -> list[Row]:
    return await notification_sweeps.edited_before(reader, tweet_id, position, most)


def _spoken(logged: Logged, account_id: AccountId, kind: Kind, actor_id: AccountId, tweet_id: TweetId) -> Cause:
    return Cause(account_id, kind, actor_id, tweet_id, logged.at_ms, tweet_id, position=logged.position)


def _ringing(words: Mapping[TweetId, Logged]) -> list[TweetId]:
    return [tweet_id for tweet_id, logged in words.items() if isinstance(logged.event, TweetCreated)]


async def _muted(reader: Reader, account_id: AccountId, target_id: AccountId, most: int) -> list[Row]:
    """Where the mute is one of notifications, too."""
    mute = await mutes.between(reader, account_id, target_id)
    if mute is None or not mute.notifications:
        return []
    return await notification_sweeps.between(reader, account_id, target_id, most)


def _as_known(cause: Cause, answered: frozenset[Key]) -> Cause:
    """Whom one has let follow oneself one knows of."""
    if cause.kind != "follow" or (cause.account_id, cause.cause_id, "follow_request") not in answered:
        return cause
    return replace(cause, is_known=True)
