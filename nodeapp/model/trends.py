"""Trends: from what was counted to a score, and why it is what it is."""

from collections.abc import Iterable, Mapping
from math import exp
from typing import Literal

from msgspec import Struct

from nodeapp.model.ids import EPOCH_MS, TweetId, first_id_at

Formula = Literal["rising", "mentions"]
FORMULAS: tuple[Formula, ...] = ("rising", "mentions")
"""The first is the default; `docs/trends.md` says why."""

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000
WINDOW_MINUTES = 60
WEIGHT_PER_MINUTE = 0.95
VELOCITY_MAX = 10.0
"""The highest: what is more than eleven times as much counts as this, too."""
SUDDEN_MENTIONS = 10
"""More than so many where there were none before is as sudden as can be."""
HISTORY_DAYS = 7

_PER_MENTION, _PER_VELOCITY, _PER_HOUR = 1_000.0, 500.0, 10.0
_WEIGHTS = tuple(WEIGHT_PER_MINUTE**age for age in range(WINDOW_MINUTES))


class Bucket(Struct, frozen=True):
    """How many people used a tag within one minute; each counts once. `minute` counts from the epoch of ids."""

    tag: str
    minute: int
    people: int


class Tally(Struct, frozen=True):
    """What the buckets of one tag say. A mention is one person in one minute."""

    mentions: int = 0
    previous: int = 0
    """Mentions in the hour before."""
    weighted: float = 0.0
    """Mentions, each x 0.95 per minute of age."""

    @property
    def velocity(self) -> float:
        return velocity(self.mentions, self.previous)


class Explain(Struct, frozen=True):
    """Why something trends: in words, and in the numbers that make up its score."""

    sentence: str
    parts: dict[str, float]


class Engagement(Struct, frozen=True):
    """What people did with a tweet, as counted here."""

    tweet_id: TweetId
    likes: int = 0
    retweets: int = 0
    replies: int = 0
    quotes: int = 0

    @property
    def total(self) -> int:
        return self.likes + self.retweets + self.replies + self.quotes


def minute_at(at_ms: int) -> int:
    return (at_ms - EPOCH_MS) // MINUTE_MS


def published_ms(tweet_id: TweetId) -> int:
    return (tweet_id >> 22) + EPOCH_MS


def first_of_window(now_ms: int, windows: int = 1) -> TweetId:
    """The lowest id within the last 60 minutes, of which the one that has begun is one; or so many times 60."""
    return TweetId(first_id_at((minute_at(now_ms) + 1 - windows * WINDOW_MINUTES) * MINUTE_MS + EPOCH_MS))


def velocity(current: int, previous: int) -> float:
    """Against the hour before. Source: requirements, section 5."""
    if previous == 0:
        return VELOCITY_MAX if current > SUDDEN_MENTIONS else 0.0
    return min((current - previous) / previous, VELOCITY_MAX)


def tallies(buckets: Iterable[Bucket], now_minute: int) -> dict[str, Tally]:
    """By tag. What is older than two hours counts for nothing; what comes from a clock ahead of ours is new."""
    found: dict[str, Tally] = {}
    for bucket in buckets:
        age = max(now_minute - bucket.minute, 0)
        before = found.get(bucket.tag, Tally())
        if age < WINDOW_MINUTES:
            weighted = before.weighted + bucket.people * _WEIGHTS[age]
            found[bucket.tag] = Tally(before.mentions + bucket.people, before.previous, weighted)
        elif age < 2 * WINDOW_MINUTES:
            found[bucket.tag] = Tally(before.mentions, before.previous + bucket.people, before.weighted)
    return found


def score(formula: Formula, tally: Tally, age_hours: float) -> float:
    """`age_hours` is how long ago the tag was first used, as far as uses are kept."""
    if formula == "mentions":
        return tally.mentions * _PER_MENTION + tally.velocity * _PER_VELOCITY - age_hours * _PER_HOUR
    return tally.weighted + tally.velocity * tally.mentions


def explained(formula: Formula, tally: Tally, age_hours: float, people: int, tweets: int) -> Explain:
    """`people` and `tweets` are those of the last hour."""
    parts = {
        "mentions": float(tally.mentions),
        "previous_mentions": float(tally.previous),
        "velocity": round(tally.velocity, 3),
    }
    if formula == "mentions":
        parts["age_hours"] = round(age_hours, 2)
    else:
        parts["weighted_mentions"] = round(tally.weighted, 3)
    written = f"{_counted(people, 'person', 'people')} wrote {_counted(tweets, 'tweet')} with it in the last hour"
    return Explain(f"{written}; {_compared(tally)}.", parts)


def fading(engagement: float, age_hours: float) -> float:
    """What engagement is worth after some hours. Source: requirements, section 5."""
    return engagement / (age_hours + 1) * exp(-age_hours / 24)


def hours_since(at_ms: int, now_ms: int) -> float:
    return max(now_ms - at_ms, 0) / HOUR_MS


def explained_tweet(tweet: Engagement, age_hours: float) -> Explain:
    parts = _parts({"likes": tweet.likes, "retweets": tweet.retweets, "replies": tweet.replies, "quotes": tweet.quotes})
    sentence = f"{_done(tweet)} in {_hours(age_hours)}."
    return Explain(sentence[0].upper() + sentence[1:], {**parts, "age_hours": round(age_hours, 2)})


def explained_link(people: int, tweets: int, engagement: int, newest_hours: float) -> Explain:
    """`engagement` is what was done with the tweets that share it."""
    shared = f"Shared by {_counted(people, 'person', 'people')} in {_counted(tweets, 'tweet')}"
    sentence = f"{shared}, last {_hours(newest_hours)} ago; {_counted(engagement, 'reaction')} to these tweets."
    parts = _parts({"people": people, "tweets": tweets, "engagement": engagement})
    return Explain(sentence, {**parts, "newest_hours": round(newest_hours, 2)})


def _parts(numbers: Mapping[str, int]) -> dict[str, float]:
    return {name: float(number) for name, number in numbers.items()}


def _done(tweet: Engagement) -> str:
    told = [
        _counted(number, singular, plural)
        for number, singular, plural in (
            (tweet.likes, "like", "likes"),
            (tweet.retweets, "retweet", "retweets"),
            (tweet.replies, "reply", "replies"),
            (tweet.quotes, "quote", "quotes"),
        )
        if number
    ]
    if len(told) <= 1:
        return told[0] if told else "nothing yet"
    return f"{', '.join(told[:-1])} and {told[-1]}"


def _compared(tally: Tally) -> str:
    if tally.previous == 0:
        return "there was nothing in the hour before"
    if tally.velocity >= VELOCITY_MAX:
        return "that is more than ten times as much as in the hour before"
    change = round(abs(tally.velocity) * 100)
    if change == 0:
        return "that is as much as in the hour before"
    return f"that is {change} % {'more' if tally.velocity > 0 else 'less'} than in the hour before"


def _hours(hours: float) -> str:
    if hours < 1:
        return _counted(max(round(hours * 60), 1), "minute")
    return _counted(round(hours), "hour")


def _counted(number: int, singular: str, plural: str = "") -> str:
    return f"{number} {singular if number == 1 else plural or singular + 's'}"
