"""Notifications, and strangers who wait to tell something."""

from msgspec import Struct

from nodeapp.model.notifications import Listing, NotificationView, RequestView
from nodeapp.model.origin import Origin
from nodeapp.model.views import Page
from nodeapp.web.native.shapes.pages import Pagination
from nodeapp.web.native.shapes.people import User
from nodeapp.web.native.shapes.tweets import Tweet
from nodeapp.web.values import id_or_none, timestamp


class Notification(Struct, frozen=True):
    """What `users`, the newest of them first, did; of all who did the same there are `user_count`.

    `tweet` is what it is about: mine that is liked, theirs that speaks to me. `newest_id` is of the last thing done.
    """

    id: str
    kind: str
    users: list[User]
    user_count: int
    tweet: Tweet | None
    read: bool
    created_at: str
    newest_id: str

    @staticmethod
    def of(view: NotificationView, origin: Origin) -> "Notification":
        return Notification(
            id=str(view.shown_id),
            kind=view.kind,
            users=[User.of(person, origin) for person in view.people],
            user_count=view.person_count,
            tweet=Tweet.of(view.tweet, origin) if view.tweet else None,
            read=view.is_read,
            created_at=timestamp(view.created_at_ms),
            newest_id=str(view.id),
        )


class NotificationPage(Struct, frozen=True):
    """`unread_count` is of the whole list."""

    notifications: list[Notification]
    unread_count: int
    pagination: Pagination

    @staticmethod
    def of(listing: Listing, origin: Origin) -> "NotificationPage":
        shown = [Notification.of(view, origin) for view in listing.page.items]
        return NotificationPage(shown, listing.unread_count, _pagination(listing.page))


class NotificationRequest(Struct, frozen=True):
    """Somebody of whom I am not told yet, and how much they have told."""

    id: str
    user: User
    count: int
    last_tweet: Tweet | None
    created_at: str

    @staticmethod
    def of(view: RequestView, origin: Origin) -> "NotificationRequest":
        return NotificationRequest(
            str(view.id),
            User.of(view.sender, origin),
            view.count,
            Tweet.of(view.last_tweet, origin) if view.last_tweet else None,
            timestamp(view.created_at_ms),
        )


class NotificationRequestPage(Struct, frozen=True):
    requests: list[NotificationRequest]
    pagination: Pagination

    @staticmethod
    def of(page: Page[RequestView], origin: Origin) -> "NotificationRequestPage":
        return NotificationRequestPage([NotificationRequest.of(view, origin) for view in page.items], _pagination(page))


def _pagination(page: Page[NotificationView] | Page[RequestView]) -> Pagination:
    return Pagination(
        limit=page.limit,
        offset=page.offset,
        cursor=id_or_none(page.cursor),
        newest=id_or_none(page.newest),
        has_more=page.has_more,
    )
