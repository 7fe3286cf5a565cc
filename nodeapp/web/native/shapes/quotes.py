"""Quotes that somebody asks for."""

from msgspec import Struct

from nodeapp.model.origin import Origin
from nodeapp.model.quotes import QuoteRequestView
from nodeapp.model.views import AccountView, Page
from nodeapp.web.native.shapes.pages import Pagination
from nodeapp.web.native.shapes.people import User
from nodeapp.web.native.shapes.tweets import Tweet
from nodeapp.web.values import id_or_none, timestamp


class QuoteRequest(Struct, frozen=True):
    """`user` wants to quote `tweet`; `quote` is what they wrote, null where it has not come yet or is not for me."""

    id: str
    tweet: Tweet
    user: User
    quote: Tweet | None
    created_at: str

    @staticmethod
    def of(view: QuoteRequestView, origin: Origin) -> "QuoteRequest":
        return QuoteRequest(
            str(view.request.id),
            Tweet.of(view.quoted, origin),
            User.of(AccountView(view.account), origin),
            Tweet.of(view.quoting, origin) if view.quoting else None,
            timestamp(view.request.created_at_ms),
        )


class QuoteRequestPage(Struct, frozen=True):
    requests: list[QuoteRequest]
    pagination: Pagination

    @staticmethod
    def of(page: Page[QuoteRequestView], origin: Origin) -> "QuoteRequestPage":
        return QuoteRequestPage(
            [QuoteRequest.of(view, origin) for view in page.items],
            Pagination(
                limit=page.limit,
                offset=page.offset,
                cursor=id_or_none(page.cursor),
                newest=id_or_none(page.newest),
                has_more=page.has_more,
            ),
        )
