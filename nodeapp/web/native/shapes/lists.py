"""Lists of people, and of hosts and hashtags, as their owner sees them."""

from msgspec import Struct

from nodeapp.model import views
from nodeapp.model.lists import PeopleList as Kept
from nodeapp.model.lists import RepliesPolicy
from nodeapp.web.native.shapes.pages import Pagination
from nodeapp.web.values import id_or_none, timestamp


class PeopleList(Struct, frozen=True, kw_only=True):
    """`replies` says which answers stand in it: none, those to people I follow, those to its members."""

    id: str
    title: str
    exclusive: bool
    replies: RepliesPolicy
    member_count: int
    created_at: str

    @staticmethod
    def of(found: Kept) -> "PeopleList":
        return PeopleList(
            id=str(found.id),
            title=found.title,
            exclusive=found.exclusive,
            replies=found.replies,
            member_count=found.member_count,
            created_at=timestamp(found.created_at_ms),
        )


class PeopleLists(Struct, frozen=True):
    lists: list[PeopleList]

    @staticmethod
    def of(found: list[Kept]) -> "PeopleLists":
        return PeopleLists([PeopleList.of(one) for one in found])


class Hosts(Struct, frozen=True):
    hosts: list[str]


class Hashtag(Struct, frozen=True):
    tag: str
    following: bool


class HashtagPage(Struct, frozen=True):
    hashtags: list[Hashtag]
    pagination: Pagination

    @staticmethod
    def of(page: views.Page[str]) -> "HashtagPage":
        pagination = Pagination(
            limit=page.limit,
            offset=page.offset,
            cursor=id_or_none(page.cursor),
            newest=id_or_none(page.newest),
            has_more=page.has_more,
        )
        return HashtagPage([Hashtag(tag, True) for tag in page.items], pagination)
