"""Trends, each with its rank and why it is there; and what a hashtag's page tells."""

from collections.abc import Sequence

from msgspec import Struct

from nodeapp.model import trends as model
from nodeapp.model.origin import Origin
from nodeapp.services import trends
from nodeapp.services.trends.hashtags import Day as DayOf
from nodeapp.web.native.shapes.tweets import Tweet
from nodeapp.web.values import timestamp


class Explain(Struct, frozen=True):
    """Why something trends: in words, and in the numbers that make up its score."""

    sentence: str
    parts: dict[str, float]

    @staticmethod
    def of(explain: model.Explain) -> "Explain":
        return Explain(explain.sentence, explain.parts)


class Day(Struct, frozen=True):
    """A day in UTC, as 2026-01-31."""

    day: str
    tweet_count: int
    people_count: int


class HashtagTrend(Struct, frozen=True, kw_only=True):
    """Counts are those of the last hour; `history` has seven days, today first; `category` is null for what the map
    of words does not know."""

    tag: str
    rank: int
    score: float
    tweet_count: int
    people_count: int
    velocity: float
    category: str | None
    explain: Explain
    history: list[Day]

    @staticmethod
    def of(rank: int, trend: trends.HashtagTrend) -> "HashtagTrend":
        return HashtagTrend(
            tag=trend.tag,
            rank=rank,
            score=trend.score,
            tweet_count=trend.tweet_count,
            people_count=trend.people_count,
            velocity=trend.velocity,
            category=trend.topic,
            explain=Explain.of(trend.explain),
            history=days_of(trend.history),
        )


class TopicTrend(Struct, frozen=True, kw_only=True):
    """A topic is a category of the map of words; `hashtags` are those of it that trend, best first."""

    topic: str
    rank: int
    score: float
    tweet_count: int
    hashtags: list[str]
    explain: Explain

    @staticmethod
    def of(rank: int, trend: trends.TopicTrend) -> "TopicTrend":
        return TopicTrend(
            topic=trend.topic,
            rank=rank,
            score=trend.score,
            tweet_count=trend.tweet_count,
            hashtags=list(trend.tags),
            explain=Explain.of(trend.explain),
        )


class TweetTrend(Struct, frozen=True, kw_only=True):
    tweet: Tweet
    rank: int
    score: float
    explain: Explain

    @staticmethod
    def of(rank: int, seen: trends.SeenTweet, origin: Origin) -> "TweetTrend":
        explain = Explain.of(seen.trend.explain)
        return TweetTrend(tweet=Tweet.of(seen.view, origin), rank=rank, score=seen.trend.score, explain=explain)


class LinkTrend(Struct, frozen=True, kw_only=True):
    """Counts are those of the last two days, in which each person counts once."""

    url: str
    rank: int
    score: float
    tweet_count: int
    people_count: int
    explain: Explain

    @staticmethod
    def of(rank: int, trend: trends.LinkTrend) -> "LinkTrend":
        return LinkTrend(
            url=trend.url,
            rank=rank,
            score=trend.score,
            tweet_count=trend.tweet_count,
            people_count=trend.people_count,
            explain=Explain.of(trend.explain),
        )


class HashtagTrends(Struct, frozen=True):
    """`partial` where this may lack what happened lately, or is older than a minute."""

    hashtags: list[HashtagTrend]
    as_of: str
    formula: str
    partial: bool

    @staticmethod
    def of(found: trends.Ranked[trends.HashtagTrend]) -> "HashtagTrends":
        return HashtagTrends(
            [HashtagTrend.of(*entry) for entry in found.entries],
            timestamp(found.as_of_ms),
            found.formula,
            found.partial,
        )


class TopicTrends(Struct, frozen=True):
    topics: list[TopicTrend]
    as_of: str
    formula: str
    partial: bool

    @staticmethod
    def of(found: trends.Ranked[trends.TopicTrend]) -> "TopicTrends":
        return TopicTrends(
            [TopicTrend.of(*entry) for entry in found.entries], timestamp(found.as_of_ms), found.formula, found.partial
        )


class TweetTrends(Struct, frozen=True):
    tweets: list[TweetTrend]
    as_of: str
    partial: bool

    @staticmethod
    def of(found: trends.Ranked[trends.SeenTweet], origin: Origin) -> "TweetTrends":
        shown = [TweetTrend.of(rank, seen, origin) for rank, seen in found.entries]
        return TweetTrends(shown, timestamp(found.as_of_ms), found.partial)


class LinkTrends(Struct, frozen=True):
    links: list[LinkTrend]
    as_of: str
    partial: bool

    @staticmethod
    def of(found: trends.Ranked[trends.LinkTrend]) -> "LinkTrends":
        return LinkTrends([LinkTrend.of(*entry) for entry in found.entries], timestamp(found.as_of_ms), found.partial)


class OneHashtag(Struct, frozen=True, kw_only=True):
    """A hashtag; counts are those of the last seven days, of tweets that everybody may see. `related` go with it."""

    tag: str
    following: bool
    tweet_count: int
    people_count: int
    related: list[str]
    history: list[Day]

    @staticmethod
    def of(facts: trends.HashtagFacts, following: bool) -> "OneHashtag":
        return OneHashtag(
            tag=facts.tag,
            following=following,
            tweet_count=facts.tweet_count,
            people_count=facts.people_count,
            related=[one.tag for one in facts.related],
            history=days_of(facts.history),
        )


def days_of(history: Sequence[DayOf]) -> list[Day]:
    return [Day(day.date, day.tweet_count, day.people_count) for day in history]
