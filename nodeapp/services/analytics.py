"""Analytics: an author's own numbers, which nobody else is told; and whether one's own reading counts in others'."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import structs

from nodeapp.model.accounts import Viewer
from nodeapp.model.analytics import (
    AccountDay,
    NumbersPage,
    Overview,
    Sort,
    TweetDay,
    TweetNumbers,
    day_of,
    filled,
    first_ms,
    place_of,
    summed,
)
from nodeapp.model.errors import NotFound
from nodeapp.model.ids import TweetId, first_id_at
from nodeapp.model.views import TweetView
from nodeapp.queries import analytics, impressions
from nodeapp.queries.analytics import Ranked
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import Database, Reader, Transaction
from nodeapp.seams.views import Views

_LISTS = {
    "impressions": analytics.by_impressions,
    "engagements": analytics.by_engagements,
    "latest": analytics.newest,
}


_SIGN_IN = "Sign in to see your numbers."


@dataclass(frozen=True)
class Analytics:
    database: Database
    clock: Clock
    views: Views

    async def overview(self, viewer: Viewer, days: int) -> Overview:
        """The last `days` days, today's among them, and as many before."""
        me, today = viewer.signed_in(_SIGN_IN), day_of(self.clock())
        span, earlier = range(today - days + 1, today + 1), range(today - 2 * days + 1, today - days + 1)

        async def work(reader: Reader) -> tuple[AccountDay, ...]:
            rows = await analytics.days_of(reader, me, earlier.start, today)
            written = await analytics.tweets_by_day(reader, me, first_id_at(first_ms(earlier.start)))
            known = {row.day: row for row in rows}
            for day, tweets in written.items():
                known[day] = structs.replace(known.get(day, AccountDay(day=day)), tweets=tweets)
            both = range(earlier.start, span.stop)
            return filled(both, known, await analytics.follower_count(reader, me))

        both = await self.database.read(work)
        before, now = both[:days], both[days:]
        return Overview(now, _totals(now), _totals(before))

    async def tweets(self, viewer: Viewer, sort: Sort, limit: int, cursor: str | None) -> NumbersPage:
        """One's own, most of it first. By a number, those that have none are not in it."""
        me, below = viewer.signed_in(_SIGN_IN), place_of(cursor)

        async def work(reader: Reader) -> tuple[list[Ranked], dict[TweetId, TweetDay]]:
            rows = await _LISTS[sort](reader, me, below, limit + 1)
            ids = [row.tweet_id for row in rows[:limit]]
            return rows, {total.tweet_id: total for total in await analytics.totals(reader, ids)}

        rows, totals = await self.database.read(work)
        shown = await self.views.of_entries(me, [row.tweet_id for row in rows[:limit]], me)
        return NumbersPage(
            tuple(_numbers(view, totals) for view in shown),
            limit,
            f"{rows[limit - 1].number}-{rows[limit - 1].tweet_id}" if len(rows) > limit else None,
        )

    async def tweet(self, viewer: Viewer, tweet_id: TweetId, days: int) -> TweetNumbers:
        """One of one's own, with its last `days` days, but none from before it. Raises NotFound for all others."""
        me, today = viewer.signed_in(_SIGN_IN), day_of(self.clock())
        view = await self.views.of_tweet(me, tweet_id)
        if view is None or view.tweet.author_id != me or view.tweet.retweet_of_id is not None:
            raise NotFound("There is no such tweet of yours.")
        first = max(today - days + 1, min(day_of(view.tweet.created_at_ms), today))

        async def work(reader: Reader) -> tuple[list[TweetDay], list[TweetDay]]:
            return await analytics.totals(reader, [tweet_id]), await analytics.days_of_tweet(reader, tweet_id, first)

        totals, rows = await self.database.read(work)
        known = {row.day: row for row in rows}
        return TweetNumbers(
            view,
            totals[0] if totals else TweetDay(tweet_id=tweet_id),
            tuple(known.get(day, TweetDay(tweet_id=tweet_id, day=day)) for day in range(first, today + 1)),
        )

    async def is_counted(self, viewer: Viewer) -> bool:
        me = viewer.signed_in(_SIGN_IN)

        async def work(reader: Reader) -> bool:
            return await impressions.is_counted(reader, me)

        return await self.database.read(work)

    async def set_counted(self, viewer: Viewer, counted: bool) -> bool:
        """Whether the viewer's reading counts in others' numbers, from a few seconds ago on."""
        me = viewer.signed_in(_SIGN_IN)

        async def work(tx: Transaction) -> bool:
            await impressions.set_counted(tx, me, counted)
            return counted

        return await self.database.write(work)


def _totals(days: Sequence[AccountDay]) -> AccountDay:
    return summed(days, days[-1].day, days[-1].follower_count)


def _numbers(view: TweetView, totals: dict[TweetId, TweetDay]) -> TweetNumbers:
    return TweetNumbers(view, totals.get(view.card.tweet_id, TweetDay(tweet_id=view.card.tweet_id)))
