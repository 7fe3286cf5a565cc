"""Routes under /api/v1/accounts: people, oneself, and whom one follows."""

from collections.abc import Sequence

from litestar import Response, Router, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from nodeapp.model import text
from nodeapp.model.accounts import ANYBODY, Field, Profile, Viewer
from nodeapp.model.errors import bad
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


class FieldEdit(Struct, frozen=True):
    name: str = ""
    value: str = ""


class ProfileEdit(Struct, frozen=True, kw_only=True):
    """What is left out stays as it is; `fields_attributes` is a list, or an object of any keys in their order."""

    display_name: str | None = None
    note: str | None = None
    locked: bool | None = None
    bot: bool | None = None
    discoverable: bool | None = None
    indexable: bool | None = None
    fields_attributes: list[FieldEdit] | dict[str, FieldEdit] | None = None
    avatar: str | None = None
    header: str | None = None


class Which(Struct, frozen=True, kw_only=True):
    """Of what somebody wrote."""

    exclude_replies: bool = False
    exclude_reblogs: bool = False
    only_media: bool = False
    pinned: bool = False


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


@patch("/update_credentials", summary="Change my profile")
async def update_credentials(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    graph: NamedDependency[Graph],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> CredentialAccount:
    edit = await given(request, ProfileEdit, limits)
    view = await accounts.edit(me, _profile(edit))
    return CredentialAccount.mine(view, await graph.request_count(me), origin)


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
    ids = [account_id(str(some)) for some in _listed(asked(request, Several, limits))]
    if len(ids) > limits.page_size_max:
        raise bad("id", "too_many", f"At most {limits.page_size_max} at once.", limits.page_size_max)
    views = await accounts.by_ids(me, list(dict.fromkeys(ids)))
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
    """Nothing has media yet."""
    which = asked(request, Which, limits)
    include = {"replies": not which.exclude_replies, "retweets": not which.exclude_reblogs}
    wanted = frozenset(name for name, is_wanted in include.items() if is_wanted)

    async def written(window: Window) -> Page[TweetView]:
        return await timelines.by_author(viewer, account_id(user_id), window, wanted)

    if which.pinned:
        found = await timelines.pinned(viewer, account_id(user_id))
        return Response([Status.of(view, origin) for view in found.items])
    if which.only_media:
        await written(Window(1))
        return Response([])
    return await answer(written, request, origin, limits)


@post("/{user_id:str}/follow", status_code=200, summary="Follow, or ask to")
async def follow(user_id: FromPath[str], me: NamedDependency[Viewer], graph: NamedDependency[Graph]) -> Relationship:
    return Relationship.of(await graph.follow(me, account_id(user_id)))


@post("/{user_id:str}/unfollow", status_code=200, summary="Follow no longer, or take the request back")
async def unfollow(user_id: FromPath[str], me: NamedDependency[Viewer], graph: NamedDependency[Graph]) -> Relationship:
    return Relationship.of(await graph.unfollow(me, account_id(user_id)))


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


def _profile(edit: ProfileEdit) -> Profile:
    for name, picture in (("avatar", edit.avatar), ("header", edit.header)):
        if picture:
            raise bad(name, "unsupported", "This node does not take pictures yet.")
    return Profile(
        display_name=None if edit.display_name is None else text.one_line(edit.display_name),
        bio=None if edit.note is None else text.clean(edit.note),
        fields=None if edit.fields_attributes is None else _fields(edit.fields_attributes),
        locked=edit.locked,
        bot=edit.bot,
        discoverable=edit.discoverable,
        indexable=edit.indexable,
    )


def _fields(given: list[FieldEdit] | dict[str, FieldEdit]) -> tuple[Field, ...]:
    """Empty lines are how clients take one away."""
    edits = given if isinstance(given, list) else given.values()
    lines = (Field(text.one_line(edit.name), text.one_line(edit.value)) for edit in edits)
    return tuple(line for line in lines if line.name or line.value)


_reads = Router(
    "/", route_handlers=[verify_credentials, lookup, relationships, read, statuses], middleware=[ConditionalReads]
)
routes = [
    Router("/api/v1/accounts", route_handlers=[_reads, update_credentials, follow, unfollow], include_in_schema=False)
]
