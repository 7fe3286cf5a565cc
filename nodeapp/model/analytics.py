"""Analytics: what authors are told of how their tweets are read, in numbers by day. Days are those of UTC."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from msgspec import Struct, structs

from nodeapp.model.errors import bad
from nodeapp.model.ids import NEWEST, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.views import TweetView

DAY_MS = 86_400_000

Sort = Literal["impressions", "engagements", "latest"]
SORTS: tuple[Sort, ...] = ("impressions", "engagements", "latest")

_FIRST = date(1970, 1, 1)


class Engaged(Struct, frozen=True, kw_only=True):
    """What others did with tweets; one's own likes and replies are not in it, nor what people keep to themselves."""

    likes: int = 0
    retweets: int = 0
    replies: int = 0
    quotes: int = 0

    @property
    def engagements(self) -> int:
        return self.likes + self.retweets + self.replies + self.quotes


class TweetDay(Engaged, frozen=True, kw_only=True):
    """A tweet on one day, or over all days where there is none."""

    tweet_id: TweetId
    day: int = 0
    impressions: int = 0


class AccountDay(Engaged, frozen=True, kw_only=True):
    """An author on one day. `follower_count` is that at its end, or at the end of a span."""

    day: int
    impressions: int = 0
    profile_views: int = 0
    tweets: int = 0
    followers_come: int = 0
    followers_gone: int = 0
    follower_count: int = 0

    @property
    def follower_gain(self) -> int:
        return self.followers_come - self.followers_gone


class Overview(Struct, frozen=True):
    """Each day of a span, oldest first; their sums; and the sums of a span as long just before."""

    days: tuple[AccountDay, ...]
    totals: AccountDay
    before: AccountDay


class TweetNumbers(Struct, frozen=True):
    """A tweet of one's own and all it has had; `days` where they were asked for, oldest first."""

    view: TweetView
    totals: TweetDay
    days: tuple[TweetDay, ...] = ()


class NumbersPage(Struct, frozen=True):
    items: tuple[TweetNumbers, ...]
    limit: int
    cursor: str | None


class Place(Struct, frozen=True):
    """Where a list that is sorted by a number goes on: below this number, or at it below this tweet."""

    number: int = NEWEST
    tweet_id: TweetId = NEWEST


def day_of(at_ms: int) -> int:
    return at_ms // DAY_MS


def day_name(day: int) -> str:
    """As 2026-01-31."""
    return (_FIRST + timedelta(days=day)).isoformat()


def first_ms(day: int) -> int:
    return int(datetime.combine(_FIRST + timedelta(days=day), datetime.min.time(), UTC).timestamp() * 1_000)


def span_of(days: int | None, limits: Limits) -> int:
    """Raises BadInput naming `days`."""
    wanted = limits.analytics_days_default if days is None else days
    if not 1 <= wanted <= limits.analytics_days_max:
        most = limits.analytics_days_max
        raise bad("days", "invalid", f"Ask for 1 to {most} days.", most)
    return wanted


def sort_of(given: str) -> Sort:
    for sort in SORTS:
        if given == sort:
            return sort
    raise bad("sort", "invalid", f"Sort by one of {', '.join(SORTS)}.")


def place_of(cursor: str | None) -> Place:
    """Raises BadInput naming `cursor`."""
    if not cursor:
        return Place()
    number, _, tweet_id = cursor.partition("-")
    if all(part.isascii() and part.isdecimal() and len(part) <= len(str(NEWEST)) for part in (number, tweet_id)):
        return Place(min(int(number), NEWEST), TweetId(min(int(tweet_id), NEWEST)))
    raise bad("cursor", "invalid", "This cursor is not one this node gave out.")


def filled(days: range, known: Mapping[int, AccountDay], follower_count: int) -> tuple[AccountDay, ...]:
    """Every day of the span, counting followers back from how many there are at the end of it."""
    found: list[AccountDay] = []
    for day in reversed(days):
        row = structs.replace(known.get(day, AccountDay(day=day)), follower_count=follower_count)
        found.append(row)
        follower_count -= row.follower_gain
    return tuple(reversed(found))


def summed(days: Iterable[AccountDay], day: int, follower_count: int) -> AccountDay:
    rows = tuple(days)
    return AccountDay(
        day=day,
        impressions=sum(row.impressions for row in rows),
        likes=sum(row.likes for row in rows),
        retweets=sum(row.retweets for row in rows),
        replies=sum(row.replies for row in rows),
        quotes=sum(row.quotes for row in rows),
        profile_views=sum(row.profile_views for row in rows),
        tweets=sum(row.tweets for row in rows),
        followers_come=sum(row.followers_come for row in rows),
        followers_gone=sum(row.followers_gone for row in rows),
        follower_count=follower_count,
    )
