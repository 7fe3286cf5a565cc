"""Routes under /api/push: in which browsers and windows I want to be told."""

from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from nodeapp.model.credentials import Principal
from nodeapp.model.errors import NotFound
from nodeapp.model.notifications import KINDS, checked_kinds
from nodeapp.model.push import Wish, checked_policy
from nodeapp.services.push import Push
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.native.shapes.push import PushKey, PushSubscription, PushSubscriptionPage
from nodeapp.web.values import parse_tweet_id


class PushKeys(Struct, frozen=True):
    """As a browser gives them, in base64url."""

    p256dh: str = ""
    auth: str = ""


class NewPushSubscription(Struct, frozen=True, kw_only=True):
    """What `PushSubscription.toJSON()` says in a browser. With `window` alone: this computer, beside its window.

    `kinds` are all that there are where nothing is said; of those that are switched off in the preferences nobody is
    told all the same. `policy` is `all`, `followed` (people I follow), `follower` (who follow me) or `none`.
    """

    endpoint: str = ""
    keys: PushKeys = PushKeys()
    kinds: list[str] | None = None
    policy: str = "all"
    window: bool = False


@get("/key", summary="By which key a browser knows this node")
async def key(principal: NamedDependency[Principal], push: NamedDependency[Push]) -> PushKey:
    return PushKey(await push.public_key(), push.can_show(principal))


@get("/subscriptions", summary="Where I am told")
async def listed(principal: NamedDependency[Principal], push: NamedDependency[Push]) -> PushSubscriptionPage:
    return PushSubscriptionPage([PushSubscription.of(row, principal.session_id) for row in await push.of(principal)])


@post("/subscriptions", summary="Tell me here, for as long as I am signed in")
async def subscribe(
    data: JSONBody[NewPushSubscription], principal: NamedDependency[Principal], push: NamedDependency[Push]
) -> PushSubscription:
    wish = Wish(
        dialect="window" if data.window else "native",
        endpoint=data.endpoint,
        p256dh=data.keys.p256dh,
        auth=data.keys.auth,
        kinds=KINDS if data.kinds is None else checked_kinds("kinds", data.kinds),
        policy=checked_policy("policy", data.policy),
    )
    return PushSubscription.of(await push.subscribe(principal, wish), principal.session_id)


@delete("/subscriptions/{subscription_id:str}", summary="Tell me there no longer")
async def unsubscribe(
    subscription_id: FromPath[str], principal: NamedDependency[Principal], push: NamedDependency[Push]
) -> None:
    try:
        number = parse_tweet_id(subscription_id)
    except NotFound:
        raise NotFound("There is no such subscription.") from None
    await push.remove(principal, number)


_reads = Router("/", route_handlers=[key, listed], middleware=[ConditionalReads])
routes = [Router("/api/push", route_handlers=[_reads, subscribe, unsubscribe], tags=["Notifications"])]
