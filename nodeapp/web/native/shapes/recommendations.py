"""People and tweets that are recommended, each with its reason."""

from collections.abc import Sequence

from msgspec import Struct

from nodeapp.model import recommendations as model
from nodeapp.model.origin import Origin
from nodeapp.web.native.shapes.people import User
from nodeapp.web.native.shapes.tweets import Tweet


class Reason(Struct, frozen=True):
    """`people` are some of those the sentence speaks of, where I follow them; `parts` make up the score."""

    kind: str
    sentence: str
    parts: dict[str, float]
    people: list[User]

    @staticmethod
    def of(reason: model.Reason, origin: Origin) -> "Reason":
        people = [User.of(view, origin) for view in reason.people]
        return Reason(reason.kind, reason.sentence, reason.parts, people)


class RecommendedUser(Struct, frozen=True):
    user: User
    reason: Reason

    @staticmethod
    def of(found: model.SuggestedUser, origin: Origin) -> "RecommendedUser":
        return RecommendedUser(User.of(found.view, origin), Reason.of(found.reason, origin))


class RecommendedTweet(Struct, frozen=True):
    tweet: Tweet
    reason: Reason

    @staticmethod
    def of(found: model.SuggestedTweet, origin: Origin) -> "RecommendedTweet":
        return RecommendedTweet(Tweet.of(found.view, origin), Reason.of(found.reason, origin))


class RecommendedUsers(Struct, frozen=True):
    users: list[RecommendedUser]

    @staticmethod
    def of(found: Sequence[model.SuggestedUser], origin: Origin) -> "RecommendedUsers":
        return RecommendedUsers([RecommendedUser.of(one, origin) for one in found])


class RecommendedTweets(Struct, frozen=True):
    tweets: list[RecommendedTweet]

    @staticmethod
    def of(found: Sequence[model.SuggestedTweet], origin: Origin) -> "RecommendedTweets":
        return RecommendedTweets([RecommendedTweet.of(one, origin) for one in found])
