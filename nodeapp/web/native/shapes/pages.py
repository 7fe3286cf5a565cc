"""Pages: lists of tweets and of people, and where to go on."""

from msgspec import Struct

from nodeapp.model import views
from nodeapp.model.origin import Origin
from nodeapp.web.native.shapes.people import User
from nodeapp.web.native.shapes.tweets import Tweet
from nodeapp.web.values import id_or_none


class Pagination(Struct, frozen=True, kw_only=True):
    """`cursor` asks for what follows; `newest` is what to pass as `since` to ask for what has come."""

    limit: int
    offset: int | None
    cursor: str | None
    newest: str | None
    has_more: bool


class TweetPage(Struct, frozen=True):
    tweets: list[Tweet]
    pagination: Pagination

    @staticmethod
    def of(page: views.Page[views.TweetView], origin: Origin) -> "TweetPage":
        return TweetPage([Tweet.of(view, origin) for view in page.items], pagination_of(page))


class UserPage(Struct, frozen=True):
    users: list[User]
    pagination: Pagination

    @staticmethod
    def of(page: views.Page[views.AccountView], origin: Origin) -> "UserPage":
        return UserPage([User.of(view, origin) for view in page.items], pagination_of(page))


def pagination_of(page: views.Page[views.TweetView] | views.Page[views.AccountView]) -> Pagination:
    return Pagination(
        limit=page.limit,
        offset=page.offset,
        cursor=id_or_none(page.cursor),
        newest=id_or_none(page.newest),
        has_more=page.has_more,
    )
