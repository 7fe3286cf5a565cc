"""Approvals: who may quote a status."""

from typing import Literal

from msgspec import Struct

from nodeapp.model.tweets import QuotePolicy, Tweet
from nodeapp.model.visibility import is_open

Circle = Literal["public", "followers"]

_CIRCLES: dict[QuotePolicy | None, list[Circle]] = {"public": ["public"], "followers": ["followers"]}


class QuoteApproval(Struct, frozen=True):
    """Whose quotes are approved at once, and who has to ask.

    `current_user` is the least that anybody signed in may expect: it is the same whoever looks, and so kept.
    """

    automatic: list[Circle]
    manual: list[Circle]
    current_user: Literal["automatic", "manual", "denied"]

    @staticmethod
    def of(tweet: Tweet) -> "QuoteApproval":
        asks: QuotePolicy | None = tweet.quote_asks
        if tweet.is_local and tweet.quote_policy == "followers":
            asks = "public"
        automatic = _CIRCLES.get(tweet.quote_policy, []) if is_open(tweet.visibility) else []
        manual = _CIRCLES.get(asks, []) if is_open(tweet.visibility) else []
        if "public" in automatic:
            return QuoteApproval(automatic, manual, "automatic")
        return QuoteApproval(automatic, manual, "manual" if automatic or manual else "denied")
