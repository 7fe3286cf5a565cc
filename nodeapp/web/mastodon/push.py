"""Routes under /api/v1/push/subscription: where an app wants to be told; one for each token."""

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from msgspec import Struct

from nodeapp.model.credentials import Principal
from nodeapp.model.errors import bad
from nodeapp.model.limits import Limits
from nodeapp.model.push import Policy, Wish, checked_policy
from nodeapp.services.push import Push
from nodeapp.web.auth import AnyRequest
from nodeapp.web.mastodon.parameters import given
from nodeapp.web.mastodon.shapes.push import PushSubscription, kinds_of


class Keys(Struct, frozen=True):
    p256dh: str = ""
    auth: str = ""


class Receiver(Struct, frozen=True):
    endpoint: str = ""
    keys: Keys = Keys()


class Data(Struct, frozen=True):
    """What is not among the alerts is not told."""

    alerts: dict[str, bool] | None = None
    policy: str | None = None


class Subscribing(Struct, frozen=True, kw_only=True):
    """Some apps say the policy beside the data."""

    subscription: Receiver = Receiver()
    data: Data = Data()
    policy: str | None = None

    @property
    def wanted_policy(self) -> Policy | None:
        told = self.data.policy or self.policy
        return checked_policy("policy", told) if told else None


class Nothing(Struct, frozen=True):
    """An answer without anything in it."""


@post("/", status_code=200, summary="Tell this app, in place of what was told before")
async def subscribe(
    request: AnyRequest,
    principal: NamedDependency[Principal],
    push: NamedDependency[Push],
    limits: NamedDependency[Limits],
) -> PushSubscription:
    told = await given(request, Subscribing, limits)
    if not told.subscription.endpoint:
        raise bad("subscription", "missing", "Say where to send.")
    wish = Wish(
        dialect="mastodon",
        endpoint=told.subscription.endpoint,
        p256dh=told.subscription.keys.p256dh,
        auth=told.subscription.keys.auth,
        kinds=kinds_of(told.data.alerts or {}),
        policy=told.wanted_policy or "all",
        token=_token(request),
        locale=request.headers.get("accept-language", "").partition(",")[0].partition(";")[0].strip(),
    )
    return PushSubscription.of(await push.subscribe(principal, wish), await push.public_key())


@get("/", summary="What this app is told")
async def read(principal: NamedDependency[Principal], push: NamedDependency[Push]) -> PushSubscription:
    return PushSubscription.of(await push.mine(principal), await push.public_key())


@put("/", summary="Choose what this app is told")
async def change(
    request: AnyRequest,
    principal: NamedDependency[Principal],
    push: NamedDependency[Push],
    limits: NamedDependency[Limits],
) -> PushSubscription:
    told = await given(request, Subscribing, limits)
    kinds = None if told.data.alerts is None else kinds_of(told.data.alerts)
    changed = await push.change(principal, kinds, told.wanted_policy)
    return PushSubscription.of(changed, await push.public_key())


@delete("/", status_code=200, summary="Tell this app no longer")
async def remove(principal: NamedDependency[Principal], push: NamedDependency[Push]) -> Nothing:
    await push.remove_mine(principal)
    return Nothing()


def _token(request: AnyRequest) -> str:
    """By which the request came; a cookie is of no use to an app."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


routes = [
    Router("/api/v1/push/subscription", route_handlers=[subscribe, read, change, remove], include_in_schema=False)
]
