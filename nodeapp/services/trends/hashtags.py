"""Hashtags that trend, and what one hashtag's page tells of it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from msgspec import Struct

from nodeapp.model.ids import EPOCH_MS, TweetId, first_id_at
from nodeapp.model.limits import Limits
from nodeapp.model.topics import Topics
from nodeapp.model.trends import (
    DAY_MS,
    HISTORY_DAYS,
    Bucket,
    Explain,
    Tally,
    explained,
    first_of_window,
    hours_since,
    minute_at,
    published_ms,
    score,
    tallies,
)
from nodeapp.queries import hashtag_uses, trend_builds
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader
from nodeapp.services.trends.boards import Board
from nodeapp.services.trends.wishes import Wish, places


class Day(Struct, frozen=True):
    """`at_ms` is its beginning in UTC."""

    at_ms: int
    tweet_count: int = 0
    people_count: int = 0

    @property
    def date(self) -> str:
        return datetime.fromtimestamp(self.at_ms / 1_000, UTC).date().isoformat()


class HashtagTrend(Struct, frozen=True, kw_only=True):
    """Counts are those of the last hour."""

    tag: str
    score: float
    tweet_count: int
    people_count: int
    velocity: float
    explain: Explain
    history: tuple[Day, ...]
    """The last seven days, today first."""
    samples: tuple[TweetId, TweetId]
    """The first and the last tweet with it in the last hour."""
    topic: str | None = None


class HashtagFacts(Struct, frozen=True):
    """Counts are those of the last seven days, today among them; `samples` are the first and the last tweet then."""

    tag: str
    tweet_count: int
    people_count: int
    related: tuple[hashtag_uses.Related, ...]
    history: tuple[Day, ...]
    samples: tuple[TweetId, ...] = ()

    @property
    def as_unused(self) -> "HashtagFacts":
        return HashtagFacts(self.tag, 0, 0, (), tuple(Day(day.at_ms) for day in self.history))


@dataclass(frozen=True)
class TrendingHashtags:
    """Two readings: the buckets of the tags with the most mentions, then what is told of those that come out first."""

    database: Database
    clock: Clock
    limits: Limits
    topics: Callable[[], Topics]

    async def board(self, wish: Wish) -> Board[HashtagTrend]:
        now_ms = self.clock()
        counted = await self.database.read(lambda reader: self._count(reader, wish.region, now_ms))
        found = tallies(counted.buckets, minute_at(now_ms))
        ages = {leader.tag: hours_since(published_ms(leader.first_id), now_ms) for leader in counted.leaders}
        topics = self.topics()
        scores = {
            tag: score(wish.formula, found.get(tag, Tally()), age)
            for tag, age in ages.items()
            if not wish.category or topics.of(tag) == wish.category
        }
        best = sorted(
            (tag for tag, points in scores.items() if points >= 0 and found[tag].mentions),
            key=lambda tag: (-scores[tag], -found[tag].mentions, tag),
        )[: self.limits.trends_max]
        told = await self.database.read(lambda reader: self._tell(reader, best, counted.places, now_ms))
        entries = tuple(
            _entry(wish, tag, scores[tag], found[tag], ages[tag], told, topics) for tag in best if tag in told.hours
        )
        return Board(entries, now_ms, self.is_behind(counted.progress, now_ms))

    async def facts(self, tag: str) -> HashtagFacts:
        """Of any hashtag, used or not; tweets that not everybody may see count for nothing."""
        now_ms = self.clock()
        since = _first_of_history(now_ms)

        async def work(reader: Reader) -> HashtagFacts:
            days = await hashtag_uses.days(reader, [tag], since)
            week = await hashtag_uses.hours(reader, [tag], since, None)
            limits = self.limits
            related = await hashtag_uses.related(reader, tag, limits.hashtag_related_among, limits.hashtag_related_max)
            return HashtagFacts(
                tag,
                week[0].tweet_count if week else 0,
                week[0].people_count if week else 0,
                tuple(related),
                _history(days, now_ms),
                (week[0].first_id, week[0].last_id) if week else (),
            )

        return await self.database.read(work)

    def is_behind(self, progress: trend_builds.Progress, now_ms: int) -> bool:
        late_ms = self.limits.trend_late_seconds * 1_000
        is_late = progress.since_ms > 0 and now_ms - progress.since_ms > late_ms
        return progress.behind > self.limits.trend_lag_max or is_late or not progress.made

    async def _count(self, reader: Reader, region: str, now_ms: int) -> "_Counted":
        two_hours, limits = first_of_window(now_ms, 2), self.limits
        where = await places(reader, hashtag_uses.locations, region, two_hours, limits.trend_places_max)
        most = min(limits.trend_tags_max, SET_SIZE_MAX)
        leaders = await hashtag_uses.leaders(reader, first_of_window(now_ms), where, limits.trend_uses_max, most)
        buckets = await hashtag_uses.buckets(reader, [leader.tag for leader in leaders], two_hours, where)
        return _Counted(leaders, buckets, where, await trend_builds.progress(reader, limits.trend_lag_max))

    async def _tell(self, reader: Reader, tags: list[str], where: list[str] | None, now_ms: int) -> "_Told":
        hours = await hashtag_uses.hours(reader, tags, first_of_window(now_ms), where)
        days = defaultdict[str, list[hashtag_uses.Day]](list)
        for day in await hashtag_uses.days(reader, tags, _first_of_history(now_ms)):
            days[day.tag].append(day)
        return _Told({hour.tag: hour for hour in hours}, {tag: _history(days[tag], now_ms) for tag in tags})


class _Counted(Struct, frozen=True):
    """`places` are the spellings of the region that was asked for."""

    leaders: list[hashtag_uses.Leader]
    buckets: list[Bucket]
    places: list[str] | None
    progress: trend_builds.Progress


class _Told(Struct, frozen=True):
    hours: Mapping[str, hashtag_uses.Hour]
    history: Mapping[str, tuple[Day, ...]]


def _entry(
    wish: Wish, tag: str, points: float, tally: Tally, age_hours: float, told: _Told, topics: Topics
) -> HashtagTrend:
    hour = told.hours[tag]
    return HashtagTrend(
        tag=tag,
        score=round(points, 3),
        tweet_count=hour.tweet_count,
        people_count=hour.people_count,
        velocity=round(tally.velocity, 3),
        explain=explained(wish.formula, tally, age_hours, hour.people_count, hour.tweet_count),
        history=told.history[tag],
        samples=(hour.first_id, hour.last_id),
        topic=topics.of(tag),
    )


def _today(now_ms: int) -> int:
    """Counted from the epoch of ids."""
    return (now_ms - EPOCH_MS) // DAY_MS


def _first_of_history(now_ms: int) -> TweetId:
    return TweetId(first_id_at((_today(now_ms) + 1 - HISTORY_DAYS) * DAY_MS + EPOCH_MS))


def _history(days: Sequence[hashtag_uses.Day], now_ms: int) -> tuple[Day, ...]:
    """Seven days, today first; those without a use too."""
    known = {row.day: row for row in days}
    today = _today(now_ms)
    return tuple(
        Day(day * DAY_MS + EPOCH_MS, row.tweet_count, row.people_count)
        if (row := known.get(day)) is not None
        else Day(day * DAY_MS + EPOCH_MS)
        for day in range(today, today - HISTORY_DAYS, -1)
    )
