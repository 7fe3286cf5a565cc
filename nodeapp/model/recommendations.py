"""Recommendations: whom and what somebody may like, and why."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from nodeapp.model.accounts import Account
from nodeapp.model.graph import Relationship
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.views import AccountView, TweetView

Kind = Literal["friends", "hashtags", "likes", "writing"]
TweetKind = Literal["likes", "hashtags", "trending"]

WEIGHTS: dict[Kind, float] = {"friends": 3.0, "hashtags": 2.0, "likes": 1.0, "writing": 0.05}
"""What each friend, shared hashtag, shared like, or tweet lately written here, counts for."""
MOST: dict[Kind, int] = {"friends": 10, "hashtags": 5, "likes": 10, "writing": 20}
"""So many of each count, so that no reason drowns the others."""


class Suggestion(Struct, frozen=True, kw_only=True):
    """Somebody, and what speaks for them."""

    account_id: AccountId
    friends: int = 0
    hashtags: tuple[str, ...] = ()
    likes: int = 0
    writing: int = 0

    @property
    def parts(self) -> dict[Kind, float]:
        numbers: dict[Kind, int] = {
            "friends": self.friends,
            "hashtags": len(self.hashtags),
            "likes": self.likes,
            "writing": self.writing,
        }
        return {kind: min(number, MOST[kind]) * WEIGHTS[kind] for kind, number in numbers.items() if number}

    @property
    def score(self) -> float:
        return sum(self.parts.values())

    @property
    def kind(self) -> Kind:
        """What speaks for them most."""
        return max(self.parts, key=lambda kind: self.parts[kind], default="writing")


class TweetSuggestion(Struct, frozen=True):
    """`number` counts people who like it, for `likes`, and all reactions, for `trending`; `tag` is for `hashtags`."""

    tweet_id: TweetId
    kind: TweetKind
    score: float
    number: int = 0
    tag: str = ""


class Reason(Struct, frozen=True):
    """`people` are some of those it speaks of, where they may be named: those whom the viewer follows."""

    kind: str
    sentence: str
    parts: dict[str, float]
    people: tuple[AccountView, ...] = ()


class SuggestedUser(Struct, frozen=True):
    view: AccountView
    reason: Reason


class SuggestedTweet(Struct, frozen=True):
    view: TweetView
    reason: Reason


def mixed(found: Iterable[Suggestion], most: int) -> list[Suggestion]:
    """One for each person, with everything that speaks for them; the best first."""
    people: dict[AccountId, Suggestion] = {}
    for one in found:
        other = people.get(one.account_id)
        people[one.account_id] = (
            one
            if other is None
            else replace(
                other,
                friends=other.friends + one.friends,
                hashtags=(*other.hashtags, *one.hashtags),
                likes=other.likes + one.likes,
                writing=other.writing + one.writing,
            )
        )
    return sorted(people.values(), key=lambda one: (-one.score, -one.account_id))[:most]


def may_be_suggested(account: Account, relationship: Relationship) -> bool:
    """To this viewer. To nobody: who is private, moved, silenced, a bot, or does not want to be found."""
    if account.state != "active" or account.locked or account.bot or not account.discoverable:
        return False
    return not (
        relationship.following
        or relationship.requested
        or relationship.blocking
        or relationship.blocked_by
        or relationship.muting
        or relationship.blocking_host
    )


def sentence(one: Suggestion) -> str:
    match one.kind:
        case "friends":
            return f"Followed by {_counted(one.friends, 'person', 'people')} you follow."
        case "hashtags":
            return f"Writes about {_named(one.hashtags)}, as you do."
        case "likes":
            return f"Likes {_counted(one.likes, 'tweet', 'tweets')} that you like."
        case "writing":
            return "Writes here a lot these days."


def tweet_sentence(one: TweetSuggestion) -> str:
    match one.kind:
        case "likes":
            return f"Liked by {_counted(one.number, 'person who likes', 'people who like')} what you like."
        case "hashtags":
            return f"About #{one.tag}, which you write about or follow."
        case "trending":
            return f"Popular lately: {_counted(one.number, 'reaction', 'reactions')}."


def _named(tags: tuple[str, ...]) -> str:
    if len(tags) == 1:
        return f"#{tags[0]}"
    if len(tags) == 2:  # noqa: PLR2004
        return f"#{tags[0]} and #{tags[1]}"
    return f"#{tags[0]}, #{tags[1]} and {_counted(len(tags) - 2, 'other hashtag', 'other hashtags')}"


def _counted(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"
