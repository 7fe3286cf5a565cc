"""Routes under /api/v1/accounts: people, oneself, and whom one follows."""

from collections.abc import Sequence

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from nodeapp.model.accounts import ANYBODY, Viewer
from nodeapp.model.errors import bad
from nodeapp.model.ids import AccountId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window
from nodeapp.model.views import AccountView, Page, TweetView
from nodeapp.services.accounts import Accounts
from nodeapp.services.graph import Graph
from nodeapp.services.timelines import Timelines
from nodeapp.web.auth import AnyRequest
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.mastodon.pages import Statuses, answer
from nodeapp.web.mastodon.parameters import account_id, asked, given
from nodeapp.web.mastodon.shapes.accounts import Account, CredentialAccount, Relationship
from nodeapp.web.mastodon.shapes.statuses import Status


class Which(Struct, frozen=True, kw_only=True):
    """Of what somebody wrote."""

    exclude_replies: bool = False
    exclude_reblogs: bool = False
    only_media: bool = False
    pinned: bool = False


class Following(Struct, frozen=True, kw_only=True):
    """What is left out stays as it is, or is as usual: with boosts, without a bell."""

    reblogs: bool | None = None
    notify: bool | None = None
    languages: list[str] = []


class Name(Struct, frozen=True):
    acct: str = ""


class Several(Struct, frozen=True):
    """Ids as `id[]=1&id[]=2`, or one as `id=1`."""

    id: list[str | int] | dict[str, str | int] | str | int | None = None


@get("/verify_credentials", summary="Who I am")
async def verify_credentials(
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    graph: NamedDependency[Graph],
    origin: NamedDependency[Origin],
) -> CredentialAccount:
    view = await accounts.get(me, str(me.id))
    return CredentialAccount.mine(view, await graph.request_count(me), origin)


@get("/", summary="Several people")
async def several(
    request: AnyRequest,
    viewer: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> list[Account]:
    """In the order asked; those who are not there are left out."""
    found = await accounts.by_ids(viewer, _ids(request, limits))
    return [Account.of(AccountView(view.account), origin) for view in found]


@get("/lookup", summary="Somebody known here, by handle")
async def lookup(
    request: AnyRequest,
    accounts: NamedDependency[Accounts],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Account:
    """Never asks another node; that is what a search with resolve=true is for."""
    name = asked(request, Name, limits).acct.strip().removeprefix("@")
    return Account.of(AccountView(await accounts.profile(ANYBODY, f"@{name}")), origin)


@get("/relationships", summary="How I stand to several people")
async def relationships(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    limits: NamedDependency[Limits],
) -> list[Relationship]:
    """In the order asked; those who are not there are left out."""
    views = await accounts.by_ids(me, _ids(request, limits))
    return [Relationship.of(view.relationship) for view in views if view.relationship is not None]


@get("/{user_id:str}", summary="Somebody")
async def read(
    user_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    origin: NamedDependency[Origin],
) -> Account:
    return Account.of(AccountView(await accounts.profile(viewer, str(account_id(user_id)))), origin)


@get("/{user_id:str}/statuses", summary="What somebody wrote and boosted")
async def statuses(
    request: AnyRequest,
    user_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Statuses:
    which = asked(request, Which, limits)
    include = {"replies": not which.exclude_replies, "retweets": not which.exclude_reblogs}
    wanted = {"media"} if which.only_media else {name for name, is_wanted in include.items() if is_wanted}

    async def written(window: Window) -> Page[TweetView]:
        return await timelines.by_author(viewer, account_id(user_id), window, frozenset(wanted))

    if which.pinned:
        found = await timelines.pinned(viewer, account_id(user_id))
        return Response([Status.of(view, origin) for view in found.items])
    return await answer(written, request, origin, limits)


@post("/{user_id:str}/follow", status_code=200, summary="Follow, or ask to; also says what I want of whom I follow")
async def follow(
    request: AnyRequest,
    user_id: FromPath[str],
    me: NamedDependency[Viewer],
    graph: NamedDependency[Graph],
    limits: NamedDependency[Limits],
) -> Relationship:
    wanted, target = await given(request, Following, limits), account_id(user_id)
    if wanted.languages:
        raise bad("languages", "unsupported", "Of somebody one follows all languages or none.")
    standing = await graph.follow(me, target)
    if wanted.reblogs is not None or wanted.notify is not None:
        standing = await graph.change_follow(me, target, wanted.reblogs, wanted.notify)
    return Relationship.of(standing)


@post("/{user_id:str}/unfollow", status_code=200, summary="Follow no longer, or take the request back")
async def unfollow(user_id: FromPath[str], me: NamedDependency[Viewer], graph: NamedDependency[Graph]) -> Relationship:
    return Relationship.of(await graph.unfollow(me, account_id(user_id)))


def _ids(request: AnyRequest, limits: Limits) -> list[AccountId]:
    """Each once. Raises BadInput."""
    ids = [account_id(str(some)) for some in _listed(asked(request, Several, limits))]
    if len(ids) > limits.page_size_max:
        raise bad("id", "too_many", f"At most {limits.page_size_max} at once.", limits.page_size_max)
    return list(dict.fromkeys(ids))


def _listed(several: Several) -> Sequence[str | int]:
    match several.id:
        case None:
            return []
        case list():
            return several.id
        case dict():
            return list(several.id.values())
        case one:
            return [one]


_reads = Router(
    "/",
    route_handlers=[verify_credentials, several, lookup, relationships, read, statuses],
    middleware=[ConditionalReads],
)
routes = [
    Router("/api/v1/accounts", route_handlers=[_reads, follow, unfollow], include_in_schema=False),
]
