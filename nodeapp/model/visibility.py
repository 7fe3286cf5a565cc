"""Who may see a tweet: the one table, and the one function that reads it."""

from typing import Literal

from msgspec import Struct

from nodeapp.model.ids import AccountId

Visibility = Literal["public", "unlisted", "followers", "direct"]
Standing = Literal["anonymous", "stranger", "follower", "mentioned", "author"]

VISIBILITIES: tuple[Visibility, ...] = ("public", "unlisted", "followers", "direct")
"""From the widest to the narrowest."""

WHO_SEES: dict[Visibility, frozenset[Standing]] = {
    "public": frozenset({"anonymous", "stranger", "follower", "mentioned", "author"}),
    "unlisted": frozenset({"anonymous", "stranger", "follower", "mentioned", "author"}),
    "followers": frozenset({"follower", "mentioned", "author"}),
    "direct": frozenset({"mentioned", "author"}),
}


_OPEN = frozenset(visibility for visibility, standings in WHO_SEES.items() if "anonymous" in standings)


class Facts(Struct, frozen=True, kw_only=True):
    """What decides whether a viewer sees a tweet, besides who the viewer is."""

    author_id: AccountId
    visibility: Visibility
    is_deleted: bool = False
    author_is_live: bool = True
    viewer_follows: bool = False
    viewer_is_mentioned: bool = False
    viewer_is_blocked: bool = False


def can_see(viewer_id: AccountId | None, facts: Facts) -> bool:
    """The only judge of visibility; every surface asks it. Source: design rules, "Who may see a tweet"."""
    if facts.is_deleted or not facts.author_is_live:
        return False
    if facts.viewer_is_blocked and viewer_id != facts.author_id:
        return False
    return not WHO_SEES[facts.visibility].isdisjoint(standings(viewer_id, facts))


def standings(viewer_id: AccountId | None, facts: Facts) -> set[Standing]:
    """Everything the viewer is to the tweet; the most generous counts."""
    if viewer_id is None:
        return {"anonymous"}
    found: set[Standing] = {"stranger"}
    if facts.viewer_follows:
        found.add("follower")
    if facts.viewer_is_mentioned:
        found.add("mentioned")
    if viewer_id == facts.author_id:
        found.add("author")
    return found


def is_open(visibility: Visibility) -> bool:
    """Whether anybody sees it whom the author did not block: what strangers may see, everybody may.

    `can_see` says the same of each such tweet; this answers without gathering its facts, on pages read all the time.
    """
    return visibility in _OPEN


def narrower(one: Visibility, other: Visibility) -> Visibility:
    return max(one, other, key=VISIBILITIES.index)


def may_be_retweeted(visibility: Visibility, by_author: bool) -> bool:
    """Others retweet what is public or unlisted; an author also what went to followers."""
    return visibility in ("public", "unlisted") or (by_author and visibility == "followers")
