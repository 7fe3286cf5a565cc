"""Routes about quotes: who may quote a tweet, who asks, and taking an approval back."""

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window
from nodeapp.services.quotes import Quotes
from nodeapp.web.native.shapes.quotes import QuoteRequestPage
from nodeapp.web.native.shapes.tweets import Tweet
from nodeapp.web.native.timelines import provide_window
from nodeapp.web.values import parse_tweet_id


class QuotePolicyEdit(Struct, frozen=True):
    """Who may quote a tweet: `public`, `followers` (others have to ask), or `nobody`; its author always may."""

    policy: str


@put("/{tweet_id:str}/quote-policy", summary="Say who may quote my tweet")
async def change_policy(
    tweet_id: FromPath[str],
    data: JSONBody[QuotePolicyEdit],
    me: NamedDependency[Viewer],
    quotes: NamedDependency[Quotes],
    origin: NamedDependency[Origin],
) -> Tweet:
    return Tweet.of(await quotes.change_policy(me, parse_tweet_id(tweet_id), data.policy), origin)


@delete("/{tweet_id:str}/quotes/{quoting_id:str}", summary="Show my tweet no longer in somebody's quote of it")
async def revoke(
    tweet_id: FromPath[str], quoting_id: FromPath[str], me: NamedDependency[Viewer], quotes: NamedDependency[Quotes]
) -> None:
    await quotes.revoke(me, parse_tweet_id(tweet_id), parse_tweet_id(quoting_id))


@get("/", summary="Who asks to quote me")
async def requests(
    me: NamedDependency[Viewer],
    quotes: NamedDependency[Quotes],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> QuoteRequestPage:
    return QuoteRequestPage.of(await quotes.requests(me, part), origin)


@post("/{request_id:str}/accept", status_code=204, summary="Let somebody quote me")
async def accept(request_id: FromPath[str], me: NamedDependency[Viewer], quotes: NamedDependency[Quotes]) -> None:
    await quotes.accept(me, _request_id(request_id))


@post("/{request_id:str}/reject", status_code=204, summary="Let somebody not quote me")
async def reject(request_id: FromPath[str], me: NamedDependency[Viewer], quotes: NamedDependency[Quotes]) -> None:
    await quotes.reject(me, _request_id(request_id))


def _request_id(given: str) -> int:
    try:
        return parse_tweet_id(given)
    except NotFound:
        raise NotFound("There is no such request.") from None


routes = [
    Router("/api/tweets", route_handlers=[change_policy, revoke], tags=["Quotes"]),
    Router(
        "/api/quote-requests",
        route_handlers=[requests, accept, reject],
        dependencies={"part": provide_window},
        tags=["Quotes"],
    ),
]
