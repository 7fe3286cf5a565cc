"""Analytics: an author's own numbers, by day and by tweet. Days are those of UTC."""

from msgspec import Struct

from nodeapp.model import analytics
from nodeapp.model.analytics import AccountDay, day_name
from nodeapp.model.origin import Origin
from nodeapp.web.native.shapes.pages import Pagination
from nodeapp.web.native.shapes.tweets import Tweet

TIME_ZONE = "UTC"


class Numbers(Struct, frozen=True, kw_only=True):
    """How often shown to somebody else for the first time, and what others did; `engagements` is their sum."""

    impressions: int
    engagements: int
    likes: int
    retweets: int
    replies: int
    quotes: int


class Sums(Numbers, frozen=True, kw_only=True):
    """Of a span; `follower_count` is that at its end, `follower_gain` those who came less those who went."""

    profile_views: int
    follower_gain: int
    follower_count: int
    tweets: int

    @staticmethod
    def of(row: AccountDay) -> "Sums":
        return Sums(**_sums(row))


class Day(Sums, frozen=True, kw_only=True):
    day: str

    @staticmethod
    def on(row: AccountDay) -> "Day":
        return Day(day=day_name(row.day), **_sums(row))


class Overview(Struct, frozen=True):
    """Oldest day first; `before` is the span of the same length just before."""

    days: list[Day]
    totals: Sums
    before: Sums
    time_zone: str

    @staticmethod
    def of(overview: analytics.Overview) -> "Overview":
        return Overview(
            [Day.on(row) for row in overview.days], Sums.of(overview.totals), Sums.of(overview.before), TIME_ZONE
        )


class TweetDay(Numbers, frozen=True, kw_only=True):
    day: str


class TweetNumbers(Numbers, frozen=True, kw_only=True):
    """All that a tweet has had so far."""

    tweet: Tweet

    @staticmethod
    def of(one: analytics.TweetNumbers, origin: Origin) -> "TweetNumbers":
        return TweetNumbers(tweet=Tweet.of(one.view, origin), **_numbers(one.totals))


class TweetReport(TweetNumbers, frozen=True, kw_only=True):
    """With its days, oldest first."""

    days: list[TweetDay]
    time_zone: str

    @staticmethod
    def on(one: analytics.TweetNumbers, origin: Origin) -> "TweetReport":
        days = [TweetDay(day=day_name(row.day), **_numbers(row)) for row in one.days]
        return TweetReport(tweet=Tweet.of(one.view, origin), days=days, time_zone=TIME_ZONE, **_numbers(one.totals))


class TweetNumbersPage(Struct, frozen=True):
    tweets: list[TweetNumbers]
    pagination: Pagination

    @staticmethod
    def of(page: analytics.NumbersPage, origin: Origin) -> "TweetNumbersPage":
        pagination = Pagination(
            limit=page.limit, offset=None, cursor=page.cursor, newest=None, has_more=page.cursor is not None
        )
        return TweetNumbersPage([TweetNumbers.of(one, origin) for one in page.items], pagination)


class Settings(Struct, frozen=True):
    """`counted`: whether my reading counts, as one among many, in the numbers of those I read."""

    counted: bool


def _numbers(row: AccountDay | analytics.TweetDay) -> dict[str, int]:
    return {
        "impressions": row.impressions,
        "engagements": row.engagements,
        "likes": row.likes,
        "retweets": row.retweets,
        "replies": row.replies,
        "quotes": row.quotes,
    }


def _sums(row: AccountDay) -> dict[str, int]:
    return {
        **_numbers(row),
        "profile_views": row.profile_views,
        "follower_gain": row.follower_gain,
        "follower_count": row.follower_count,
        "tweets": row.tweets,
    }
