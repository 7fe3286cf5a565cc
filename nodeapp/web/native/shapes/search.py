"""What a search found: tweets with the words marked, people, hashtags."""

from msgspec import Struct

from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.services import people_search
from nodeapp.services.search import Found
from nodeapp.web.native.shapes.pages import Pagination, pagination_of
from nodeapp.web.native.shapes.people import User
from nodeapp.web.native.shapes.tweets import Tweet


class FoundTweets(Struct, frozen=True, kw_only=True):
    """`highlights` has, by entry id, a piece of the text: escaped, with `<mark>` around what was searched for.

    `partial` says that there may be more: the index is being built, or behind.
    """

    tweets: list[Tweet]
    highlights: dict[str, str]
    pagination: Pagination
    partial: bool

    @staticmethod
    def of(found: Found, origin: Origin) -> "FoundTweets":
        return FoundTweets(
            tweets=[Tweet.of(view, origin) for view in found.page.items],
            highlights={str(tweet_id): html for tweet_id, html in found.highlights.items()},
            pagination=pagination_of(found.page),
            partial=found.partial,
        )


class FoundUsers(Struct, frozen=True, kw_only=True):
    users: list[User]
    pagination: Pagination
    partial: bool

    @staticmethod
    def of(found: people_search.People, origin: Origin) -> "FoundUsers":
        return FoundUsers(
            users=[User.of(view, origin) for view in found.page.items],
            pagination=pagination_of(found.page),
            partial=found.partial,
        )


class FoundHashtag(Struct, frozen=True):
    """In how many public tweets it is, and of how many people, as far as the viewer may find them."""

    tag: str
    tweet_count: int
    people_count: int
    following: bool


class FoundHashtags(Struct, frozen=True, kw_only=True):
    hashtags: list[FoundHashtag]
    pagination: Pagination
    partial: bool

    @staticmethod
    def of(found: people_search.Tags, limit: int, limits: Limits) -> "FoundHashtags":
        most = min(limit, limits.search_hashtags_max)
        return FoundHashtags(
            hashtags=[
                FoundHashtag(one.tag, one.tweet_count, one.people_count, one.tag in found.following)
                for one in found.tags
            ],
            pagination=Pagination(limit=most, offset=None, cursor=None, newest=None, has_more=False),
            partial=found.partial,
        )
