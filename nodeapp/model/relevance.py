"""Relevance: in which order what was found is shown; how well the words fit, lifted by four plain things."""

import math
from collections.abc import Collection, Sequence

from msgspec import Struct

from nodeapp.model.ids import EPOCH_MS, AccountId
from nodeapp.model.search import Hit

FRESH_DAYS = 7.0
"""After so long what a tweet has from being new is down to a third."""
RECENCY, ENGAGEMENT, AUTHORITY, CLOSENESS = 0.8, 0.5, 0.3, 0.6
"""The most that each lifts the score of the words by, in parts of it."""
LEVELS = 20
"""Both levels are logarithms to the base of 2: twice as much is one more, and a million is the top."""
VERIFIED_LEVELS = 5

_DAY_MS = 86_400_000


class Rank(Struct, frozen=True):
    """Why a tweet stands where it stands: each part is between 0 and 1, but for the words."""

    words: float
    recency: float
    engagement: float
    authority: float
    closeness: float

    @property
    def score(self) -> float:
        return self.words * (
            1
            + RECENCY * self.recency
            + ENGAGEMENT * self.engagement
            + AUTHORITY * self.authority
            + CLOSENESS * self.closeness
        )


def rank(hit: Hit, now_ms: int, followed: Collection[AccountId]) -> Rank:
    """BM25 says how well the words fit. The time is that of the id."""
    age_days = max(0.0, (now_ms - EPOCH_MS - (hit.tweet_id >> 22)) / _DAY_MS)
    return Rank(
        words=hit.score,
        recency=math.exp(-age_days / FRESH_DAYS),
        engagement=min(hit.engagement, LEVELS) / LEVELS,
        authority=min(hit.authority, LEVELS) / LEVELS,
        closeness=1.0 if hit.author_id in followed else 0.0,
    )


def ranked(hits: Sequence[Hit], now_ms: int, followed: Collection[AccountId]) -> list[Hit]:
    """Best first; of equals the newest."""
    return sorted(hits, key=lambda hit: (rank(hit, now_ms, followed).score, hit.tweet_id), reverse=True)


def person_score(words: float, followers: int, verified: bool, followed: bool) -> float:
    """As for tweets, without what only tweets have."""
    return words * (1 + AUTHORITY * authority_level(followers, verified) / LEVELS + CLOSENESS * followed)


def engagement_level(likes: int, retweets: int, replies: int, quotes: int) -> int:
    """Who shares or answers says more than who likes."""
    return _level(likes + 2 * (retweets + quotes) + replies)


def authority_level(followers: int, verified: bool) -> int:
    return min(_level(followers) + VERIFIED_LEVELS * verified, LEVELS)


def _level(count: int) -> int:
    return min(max(count, 0).bit_length(), LEVELS)
