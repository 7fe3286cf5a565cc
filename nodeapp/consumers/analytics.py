"""Analytics: what others did with tweets written here, and followers who came and went, by day."""

from collections.abc import Sequence
from dataclasses import dataclass

from nodeapp.model.analytics import day_of
from nodeapp.model.events import (
    AccountErased,
    AnyEvent,
    FollowNew,
    FollowRemoved,
    LikeAdded,
    LikeRemoved,
    Logged,
    QuoteChanged,
    RetweetCreated,
    RetweetRemoved,
    TweetCreated,
    TweetDeleted,
    TweetRestored,
)
from nodeapp.model.ids import AccountId, TweetId, at_ms_of
from nodeapp.queries import analytics, event_log, recounts
from nodeapp.queries.recounts import Reaction
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader, Transaction
from nodeapp.services.recounts import Recounts

_ALL_DAYS = 0


@dataclass(frozen=True)
class Analytics:
    """A projection of what can be counted again, which repeating does not change.

    Followers who went left no row: they are counted once, in the transaction that moves the consumer's place.
    """

    database: Database
    clock: Clock
    recounts: Recounts

    name = "analytics"
    follows: tuple[type[AnyEvent], ...] = (
        TweetCreated,
        TweetDeleted,
        TweetRestored,
        LikeAdded,
        LikeRemoved,
        RetweetCreated,
        RetweetRemoved,
        QuoteChanged,
        FollowNew,
        FollowRemoved,
        AccountErased,
    )

    def wants(self, event: AnyEvent) -> bool:
        """Most tweets answer and quote nothing: they change nobody's numbers."""
        return not isinstance(event, TweetCreated) or (event.reply_to_id or event.quote_of_id) is not None

    async def handle(self, batch: Sequence[Logged]) -> None:
        days = _touched(batch)
        for tweet_id, day in (await self._of_changed(batch)).items():
            _note(days, tweet_id, day)
        ids = list(days)
        for start in range(0, len(ids), SET_SIZE_MAX):
            portion = ids[start : start + SET_SIZE_MAX]
            await self.recounts.run(portion, min(days[tweet_id] for tweet_id in portion))
        for logged in batch:
            if isinstance(logged.event, AccountErased):
                await self._forget(AccountId(logged.event.subject_id))
        # Last, since it moves the place in the log, and a crash before must repeat the rest.
        await self._count_followers(batch)

    async def _of_changed(self, batch: Sequence[Logged]) -> dict[TweetId, int]:
        """What tweets that went, came back, or are quoted otherwise mean for those they answer and quote."""
        ids = [changed for logged in batch if (changed := _changed(logged.event))]
        if not ids:
            return {}

        async def work(reader: Reader) -> list[Reaction]:
            return await recounts.reactions(reader, ids)

        days: dict[TweetId, int] = {}
        for row in await self.database.read(work):
            for target in (row.reply_to_id, row.quote_of_id):
                if target is not None:
                    _note(days, target, _day(row.id))
        return days

    async def _count_followers(self, batch: Sequence[Logged]) -> None:
        told = [logged for logged in batch if _follow_change(logged.event)]
        if not told:
            return
        last, now_ms = batch[-1].position, self.clock()

        async def work(tx: Transaction) -> None:
            done = await event_log.checkpoint(tx, self.name)
            changes: dict[tuple[AccountId, int], list[int]] = {}
            for logged in told:
                if logged.position > done:
                    place = AccountId(logged.event.subject_id), day_of(logged.at_ms)
                    counts = changes.setdefault(place, [0, 0])
                    counts[isinstance(logged.event, FollowRemoved)] += 1
            for (account_id, day), (come, gone) in changes.items():
                await recounts.count_followers(tx, account_id, day, come, gone)
            # Where the node is killed before the runner writes its place down, these are not counted twice.
            await event_log.advance(tx, self.name, max(last, done), now_ms)

        await self.database.write(work)

    async def _forget(self, account_id: AccountId) -> None:
        async def person(tx: Transaction) -> None:
            await analytics.forget_person(tx, account_id)

        async def tweets(tx: Transaction) -> int:
            return await analytics.forget_tweets(tx, account_id, SET_SIZE_MAX)

        await self.database.write(person)
        while await self.database.write(tweets) == SET_SIZE_MAX:
            continue


def _touched(batch: Sequence[Logged]) -> dict[TweetId, int]:
    """Tweets with other numbers now, and from which day on."""
    days: dict[TweetId, int] = {}
    for logged in batch:
        match logged.event:
            case TweetCreated(subject_id=tweet_id, reply_to_id=parent_id, quote_of_id=quoted_id):
                for target in (parent_id, quoted_id):
                    if target is not None:
                        _note(days, target, _day(tweet_id))
            case LikeAdded() | LikeRemoved():
                _note(days, TweetId(logged.event.subject_id), _day(logged.event.like_id))
            case RetweetCreated() | RetweetRemoved():
                _note(days, TweetId(logged.event.subject_id), _day(logged.event.entry_id))
            case TweetDeleted() | TweetRestored():
                _note(days, TweetId(logged.event.subject_id), _ALL_DAYS)
            case _:
                pass
    return days


def _changed(event: AnyEvent) -> TweetId | None:
    """A tweet that counts, or no longer, for what it answers and quotes."""
    match event:
        case TweetDeleted() | TweetRestored():
            return TweetId(event.subject_id)
        case QuoteChanged():
            return event.quoting_id
        case _:
            return None


def _follow_change(event: AnyEvent) -> bool:
    match event:
        case FollowNew():
            return not event.again
        case FollowRemoved():
            return not event.was_asked
        case _:
            return False


def _note(days: dict[TweetId, int], tweet_id: TweetId, day: int) -> None:
    days[tweet_id] = min(day, days.get(tweet_id, day))


def _day(some_id: int) -> int:
    return day_of(at_ms_of(some_id))
