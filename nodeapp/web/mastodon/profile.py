"""Routes by which one's own profile is changed: its words, and with a form its pictures."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from hashlib import sha256

from litestar import Router, delete, patch
from litestar.di import NamedDependency
from msgspec import Struct

from nodeapp.model import text
from nodeapp.model.accounts import Field, Profile, Viewer
from nodeapp.model.errors import bad
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.services.accounts import Accounts
from nodeapp.services.graph import Graph
from nodeapp.services.media import Media
from nodeapp.services.media.portraits import Which
from nodeapp.web import uploads
from nodeapp.web.auth import AnyRequest
from nodeapp.web.idempotency import say_what_came
from nodeapp.web.mastodon.parameters import given, told
from nodeapp.web.mastodon.shapes.accounts import CredentialAccount

_PICTURES: Mapping[str, Which] = {"avatar": "avatar", "header": "cover"}


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


@patch("/api/v1/accounts/update_credentials", summary="Change my profile")
async def update_credentials(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    media: NamedDependency[Media],
    graph: NamedDependency[Graph],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> CredentialAccount:
    if uploads.is_form(dict(request.scope["headers"])):
        await _take_form(request, me, accounts, media, limits)
    else:
        await accounts.edit(me, _profile(await given(request, ProfileEdit, limits)))
    return await _mine(me, accounts, graph, origin)


@delete("/api/v1/profile/avatar", status_code=200, summary="Have no picture")
async def drop_avatar(
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    media: NamedDependency[Media],
    graph: NamedDependency[Graph],
    origin: NamedDependency[Origin],
) -> CredentialAccount:
    await media.efface(me, "avatar")
    return await _mine(me, accounts, graph, origin)


@delete("/api/v1/profile/header", status_code=200, summary="Have no picture above my profile")
async def drop_header(
    me: NamedDependency[Viewer],
    accounts: NamedDependency[Accounts],
    media: NamedDependency[Media],
    graph: NamedDependency[Graph],
    origin: NamedDependency[Origin],
) -> CredentialAccount:
    await media.efface(me, "cover")
    return await _mine(me, accounts, graph, origin)


async def _take_form(request: AnyRequest, me: Viewer, accounts: Accounts, media: Media, limits: Limits) -> None:
    """Words are looked at before any picture is changed, so that all of it is done or nothing."""
    async with AsyncExitStack() as stack:
        arriving = {name: await stack.enter_async_context(media.receiving(me, name)) for name in _PICTURES}
        fields = await uploads.read(request, limits, {name: one.write for name, one in arriving.items()})
        came = {name: one for name, one in arriving.items() if not one.is_empty}
        digests = b"".join([name.encode() + await one.digest() for name, one in came.items()])
        await say_what_came(request, sha256(repr(sorted(fields.items())).encode()).digest() + digests)
        profile = _profile(told(fields, ProfileEdit))
        accounts.check(profile)
        if came:
            await media.portray_all(me, {_PICTURES[name]: one for name, one in came.items()})
        await accounts.edit(me, profile)


async def _mine(me: Viewer, accounts: Accounts, graph: Graph, origin: Origin) -> CredentialAccount:
    return CredentialAccount.mine(await accounts.get(me, str(me.signed_in())), await graph.request_count(me), origin)


def _profile(edit: ProfileEdit) -> Profile:
    for name, picture in (("avatar", edit.avatar), ("header", edit.header)):
        if picture:
            raise bad(name, "unsupported", "Send pictures in a form, as multipart/form-data.")
    return Profile(
        display_name=None if edit.display_name is None else text.one_line(edit.display_name),
        bio=None if edit.note is None else text.clean(edit.note),
        fields=None if edit.fields_attributes is None else _fields(edit.fields_attributes),
        locked=edit.locked,
        bot=edit.bot,
        discoverable=edit.discoverable,
        indexable=edit.indexable,
    )


def _fields(edited: list[FieldEdit] | dict[str, FieldEdit]) -> tuple[Field, ...]:
    """Empty lines are how clients take one away."""
    edits = edited if isinstance(edited, list) else edited.values()
    lines = (Field(text.one_line(edit.name), text.one_line(edit.value)) for edit in edits)
    return tuple(line for line in lines if line.name or line.value)


routes = [Router("/", route_handlers=[update_credentials, drop_avatar, drop_header], include_in_schema=False)]
