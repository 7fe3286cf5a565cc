"""Ranked home: tweets, and why each stands where it does."""

from msgspec import Struct, structs

from nodeapp.model.origin import Origin
from nodeapp.model.ranking import Score
from nodeapp.model.views import TweetView
from nodeapp.services.ranked import RankedPage as RankedTweets
from nodeapp.web.native.shapes.pages import Pagination
from nodeapp.web.native.shapes.tweets import Tweet

_DIGITS = 4


class Why(Struct, frozen=True):
    """`parts` are what the score was made of, by name: affinity, recency, engagement, diversity, unless a plugin has
    others."""

    score: float
    parts: dict[str, float]
    sentence: str

    @staticmethod
    def of(score: Score) -> "Why":
        parts = {name: round(part, _DIGITS) for name, part in score.parts.items()}
        return Why(round(score.score, _DIGITS), parts, score.sentence)


class RankedTweet(Tweet, frozen=True, kw_only=True):
    why: Why

    @staticmethod
    def on(view: TweetView, score: Score, origin: Origin) -> "RankedTweet":
        return RankedTweet(**structs.asdict(Tweet.of(view, origin)), why=Why.of(score))


class RankedPage(Struct, frozen=True):
    tweets: list[RankedTweet]
    pagination: Pagination

    @staticmethod
    def of(page: RankedTweets, origin: Origin) -> "RankedPage":
        pagination = Pagination(
            limit=page.limit, offset=None, cursor=page.cursor, newest=None, has_more=page.cursor is not None
        )
        return RankedPage([RankedTweet.on(view, page.scores[view.entry_id], origin) for view in page.items], pagination)
