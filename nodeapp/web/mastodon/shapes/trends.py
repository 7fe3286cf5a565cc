"""Trends and suggestions as clients show them: days of hashtags, cards of links, people with their reasons."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from nodeapp.model.origin import Origin
from nodeapp.model.recommendations import Kind, SuggestedUser
from nodeapp.services.trends import LinkTrend
from nodeapp.services.trends.hashtags import Day
from nodeapp.web.mastodon.shapes.accounts import Account

_Source = Literal["friends_of_friends", "similar_to_recently_followed", "most_interactions"]

SOURCES: dict[Kind, _Source] = {
    "friends": "friends_of_friends",
    "hashtags": "similar_to_recently_followed",
    "likes": "similar_to_recently_followed",
    "writing": "most_interactions",
}
"""What that API calls our reasons, as nearly as it can."""


class LinkCard(Struct, frozen=True, kw_only=True):
    """A link; nothing has been read from its page, which is what it says in its title."""

    url: str
    title: str
    description: str = ""
    language: str | None = None
    type: Literal["link"] = "link"
    author_name: str = ""
    author_url: str = ""
    authors: list[str] = []
    provider_name: str
    provider_url: str = ""
    html: str = ""
    width: int = 0
    height: int = 0
    image: str | None = None
    image_description: str = ""
    embed_url: str = ""
    blurhash: str | None = None
    published_at: str | None = None
    history: list[dict[str, str]]

    @staticmethod
    def of(trend: LinkTrend, day_at_ms: int) -> "LinkCard":
        host, _, rest = trend.url.partition("://")[2].partition("/")
        title = f"{host}/{rest}" if rest else host
        counted = Day(day_at_ms, trend.tweet_count, trend.people_count)
        return LinkCard(url=trend.url, title=title, provider_name=host, history=history_of([counted]))


class Suggestion(Struct, frozen=True):
    """`source` is what older clients read."""

    source: Literal["past_interactions", "global"]
    sources: list[_Source]
    account: Account

    @staticmethod
    def of(found: SuggestedUser, origin: Origin) -> "Suggestion":
        kinds = [kind for kind in SOURCES if kind in found.reason.parts]
        source: Literal["past_interactions", "global"] = "global" if kinds == ["writing"] else "past_interactions"
        return Suggestion(source, list(dict.fromkeys(SOURCES[kind] for kind in kinds)), Account.of(found.view, origin))


def history_of(days: Sequence[Day]) -> list[dict[str, str]]:
    """Numbers as text, days by their beginning in seconds."""
    return [
        {"day": str(day.at_ms // 1_000), "accounts": str(day.people_count), "uses": str(day.tweet_count)}
        for day in days
    ]
