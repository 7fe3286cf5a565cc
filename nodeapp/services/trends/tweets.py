"""Tweets and links that trend: by what people did with them, worth less with every hour."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from msgspec import Struct

from nodeapp.model.ids import AccountId, TweetId, first_id_at
from nodeapp.model.limits import Limits
from nodeapp.model.topics import Topics
from nodeapp.model.trends import (
    HOUR_MS,
    Engagement,
    Explain,
    explained_link,
    explained_tweet,
    fading,
    hours_since,
    published_ms,
)
from nodeapp.queries import engaged, trend_builds
from nodeapp.queries import shared_links as links
from nodeapp.queries import tweets as tweet_rows
from nodeapp.seams.clock import Clock
from nodeapp.seams.database import SET_SIZE_MAX, Database, Reader
from nodeapp.services.trends.boards import Board
from nodeapp.services.trends.wishes import Wish, places


class TweetTrend(Struct, frozen=True):
    tweet_id: TweetId
    score: float
    explain: Explain


class LinkTrend(Struct, frozen=True, kw_only=True):
    """`tweet_ids` are tweets that share it, those worth most first."""

    url: str
    score: float
    tweet_count: int
    people_count: int
    explain: Explain
    tweet_ids: tuple[TweetId, ...]


Behind = Callable[[trend_builds.Progress, int], bool]

_TWEETS_OF_A_LINK = 3


@dataclass(frozen=True)
class TrendingTweets:
    database: Database
    clock: Clock
    limits: Limits
    topics: Callable[[], Topics]
    is_behind: Behind

    async def tweets(self, wish: Wish) -> Board[TweetTrend]:
        now_ms = self.clock()
        since, most = self._since(now_ms), self.limits.trend_tweets_max

        async def work(reader: Reader) -> tuple[list[Engagement], trend_builds.Progress]:
            where = await places(reader, engaged.locations, wish.region, since, self.limits.trend_places_max)
            found = await engaged.newest(reader, since, where, most)
            return found, await trend_builds.progress(reader, self.limits.trend_lag_max)

        found, progress = await self.database.read(work)
        scored = ((fading(one.total, _age(one.tweet_id, now_ms)), one) for one in found if one.total)
        ranked = sorted(scored, key=lambda pair: (-pair[0], -pair[1].tweet_id))
        kept = await self._about(wish.category, [one.tweet_id for _, one in ranked])
        entries = [
            TweetTrend(one.tweet_id, round(points, 4), explained_tweet(one, _age(one.tweet_id, now_ms)))
            for points, one in ranked
            if kept is None or one.tweet_id in kept
        ]
        return Board(tuple(entries[: self.limits.trends_max]), now_ms, self.is_behind(progress, now_ms))

    async def links(self, wish: Wish) -> Board[LinkTrend]:
        now_ms = self.clock()
        since, most = self._since(now_ms), self.limits.trend_tweets_max

        async def work(reader: Reader) -> tuple[list[links.Share], trend_builds.Progress]:
            where = await places(reader, links.locations, wish.region, since, self.limits.trend_places_max)
            found = await links.shares(reader, since, where, most)
            return found, await trend_builds.progress(reader, self.limits.trend_lag_max)

        found, progress = await self.database.read(work)
        kept = await self._about(wish.category, list(dict.fromkeys(share.tweet_id for share in found)))
        by_url = defaultdict[str, list[links.Share]](list)
        for share in found:
            if kept is None or share.tweet_id in kept:
                by_url[share.url].append(share)
        ranked = sorted((_link(url, shares, now_ms) for url, shares in by_url.items()), key=_best_link)
        return Board(tuple(ranked[: self.limits.trends_max]), now_ms, self.is_behind(progress, now_ms))

    async def _about(self, category: str, ids: Sequence[TweetId]) -> set[TweetId] | None:
        """Those with a hashtag of this topic; None for all where no topic is asked for."""
        if not category:
            return None
        topics = self.topics()
        asked = list(ids)

        async def work(reader: Reader) -> set[TweetId]:
            found: set[TweetId] = set()
            for start in range(0, len(asked), SET_SIZE_MAX):
                rows = await tweet_rows.hashtags_of(reader, asked[start : start + SET_SIZE_MAX])
                found.update(row.tweet_id for row in rows if topics.of(row.tag) == category)
            return found

        return await self.database.read(work)

    def _since(self, now_ms: int) -> TweetId:
        return TweetId(first_id_at(now_ms - self.limits.trend_hours_max * HOUR_MS))


def _link(url: str, shares: Sequence[links.Share], now_ms: int) -> LinkTrend:
    """Each person counts once, by the share of theirs that is worth most: with it they did something, too."""
    best: dict[AccountId, tuple[float, TweetId]] = {}
    for share in shares:
        worth = fading(share.engagement + 1, _age(share.tweet_id, now_ms)), share.tweet_id
        best[share.account_id] = max(best.get(share.account_id, worth), worth)
    newest = min(_age(share.tweet_id, now_ms) for share in shares)
    return LinkTrend(
        url=url,
        score=round(sum(points for points, _ in best.values()), 4),
        tweet_count=len(shares),
        people_count=len(best),
        explain=explained_link(len(best), len(shares), sum(share.engagement for share in shares), newest),
        tweet_ids=_first(tweet_id for _, tweet_id in sorted(best.values(), reverse=True)),
    )


def _first(ids: Iterable[TweetId]) -> tuple[TweetId, ...]:
    return tuple(ids)[:_TWEETS_OF_A_LINK]


def _best_link(link: LinkTrend) -> tuple[float, int, str]:
    return -link.score, -link.people_count, link.url


def _age(tweet_id: TweetId, now_ms: int) -> float:
    return hours_since(published_ms(tweet_id), now_ms)
