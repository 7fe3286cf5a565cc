"""Routes under /api/v1/statuses about quotes: who may quote a status, and taking an approval back."""

from litestar import Router, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.quotes import checked_policy
from nodeapp.services.quotes import Quotes
from nodeapp.services.tweets import Tweets
from nodeapp.web.auth import AnyRequest
from nodeapp.web.mastodon.parameters import given
from nodeapp.web.mastodon.shapes.statuses import Status
from nodeapp.web.values import parse_tweet_id


class InteractionPolicy(Struct, frozen=True):
    """`public`, `followers` or `nobody`."""

    quote_approval_policy: str = ""


@put("/{status_id:str}/interaction_policy", summary="Say who may quote my status")
async def change_policy(
    request: AnyRequest,
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    quotes: NamedDependency[Quotes],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Status:
    wanted = await given(request, InteractionPolicy, limits)
    policy = checked_policy("quote_approval_policy", wanted.quote_approval_policy)
    return Status.of(await quotes.change_policy(me, parse_tweet_id(status_id), policy), origin)


@post("/{status_id:str}/quotes/{quoting_id:str}/revoke", status_code=200, summary="Show my status no longer in a quote")
async def revoke(
    status_id: FromPath[str],
    quoting_id: FromPath[str],
    me: NamedDependency[Viewer],
    quotes: NamedDependency[Quotes],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> Status:
    """The answer is the status that quotes."""
    quoting = parse_tweet_id(quoting_id)
    await quotes.revoke(me, parse_tweet_id(status_id), quoting)
    return Status.of(await tweets.get(me, quoting), origin)


routes = [Router("/api/v1/statuses", route_handlers=[change_policy, revoke], include_in_schema=False)]
