"""Routes under /api/media: upload, describe and take back files; and the pictures of profiles."""

from dataclasses import dataclass
from hashlib import sha256

from litestar import Router, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Struct, UnsetType

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import Forbidden, NotFound, bad
from nodeapp.model.ids import MediaId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.uploads import check_focus, parse_focus
from nodeapp.services.accounts import Accounts
from nodeapp.services.media import Media
from nodeapp.services.media.describing import Description
from nodeapp.services.media.portraits import Box, Which
from nodeapp.web import uploads
from nodeapp.web.auth import AnyRequest
from nodeapp.web.idempotency import say_what_came
from nodeapp.web.native.shapes.media import Media as MediaShape
from nodeapp.web.native.shapes.people import User
from nodeapp.web.values import parse_tweet_id

_FILE = {"file": Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)}
"""Its name is not used."""
_PIXELS = Schema(type=OpenAPIType.INTEGER, description="Pixels of the picture as it is shown, from its left or top.")


def _form(fields: dict[str, Schema]) -> RequestBody:
    schema = Schema(type=OpenAPIType.OBJECT, properties={**_FILE, **fields}, required=["file"])
    return RequestBody(content={"multipart/form-data": OpenAPIMediaType(schema=schema)}, required=True)


@dataclass
class UploadOperation(Operation):
    def __post_init__(self) -> None:
        words = Schema(type=OpenAPIType.STRING)
        self.request_body = _form({"alt": words, "focus": Schema(type=OpenAPIType.STRING, description="x,y")})


@dataclass
class AvatarOperation(Operation):
    def __post_init__(self) -> None:
        self.request_body = _form(dict.fromkeys(("x", "y", "size"), _PIXELS))


@dataclass
class CoverOperation(Operation):
    def __post_init__(self) -> None:
        self.request_body = _form(dict.fromkeys(("x", "y", "width", "height"), _PIXELS))


class DescriptionEdit(Struct, frozen=True, kw_only=True):
    """What is left out stays as it is; without a focus (null) the middle counts."""

    alt: str | None = None
    focus: list[float] | UnsetType | None = UNSET


@post("/", summary="Upload a picture, film or sound, as a form", operation_class=UploadOperation)
async def upload(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    media: NamedDependency[Media],
    limits: NamedDependency[Limits],
    origin: NamedDependency[Origin],
) -> MediaShape:
    async with media.receiving(me) as arriving:
        fields = await uploads.read(request, limits, {"file": arriving.write})
        alt, focus = fields.get("alt", ""), fields.get("focus", "")
        await say_what_came(request, sha256(repr((alt, focus)).encode()).digest() + await arriving.digest())
        return MediaShape.of(await media.upload(me, arriving, alt, parse_focus(focus)), origin)


@get("/{media_id:str}", summary="A file of mine")
async def read(
    media_id: FromPath[str], me: NamedDependency[Viewer], media: NamedDependency[Media], origin: NamedDependency[Origin]
) -> MediaShape:
    return MediaShape.of(await media.get(me, parse_media_id(media_id)), origin)


@patch("/{media_id:str}", summary="Describe a file of mine that is in no tweet yet")
async def describe(
    media_id: FromPath[str],
    data: JSONBody[DescriptionEdit],
    me: NamedDependency[Viewer],
    media: NamedDependency[Media],
    origin: NamedDependency[Origin],
) -> MediaShape:
    focus = None if isinstance(data.focus, UnsetType) else check_focus(data.focus)
    drops = not isinstance(data.focus, UnsetType) and focus is None
    said = Description(alt=data.alt, focus=focus, drops_focus=drops)
    return MediaShape.of(await media.describe(me, parse_media_id(media_id), said), origin)


@delete("/{media_id:str}", summary="Take back a file of mine that is in no tweet yet")
async def remove(media_id: FromPath[str], me: NamedDependency[Viewer], media: NamedDependency[Media]) -> None:
    await media.delete(me, parse_media_id(media_id))


@put("/{user:str}/avatar", summary="Change my picture", operation_class=AvatarOperation)
async def set_avatar(
    request: AnyRequest,
    user: FromPath[str],
    me: NamedDependency[Viewer],
    media: NamedDependency[Media],
    accounts: NamedDependency[Accounts],
    limits: NamedDependency[Limits],
    origin: NamedDependency[Origin],
) -> User:
    await _check_mine(me, user, accounts)
    await _portray(request, me, media, limits, "avatar")
    return User.of(await accounts.get(me, str(me.id)), origin)


@put("/{user:str}/cover", summary="Change the picture above my profile", operation_class=CoverOperation)
async def set_cover(
    request: AnyRequest,
    user: FromPath[str],
    me: NamedDependency[Viewer],
    media: NamedDependency[Media],
    accounts: NamedDependency[Accounts],
    limits: NamedDependency[Limits],
    origin: NamedDependency[Origin],
) -> User:
    await _check_mine(me, user, accounts)
    await _portray(request, me, media, limits, "cover")
    return User.of(await accounts.get(me, str(me.id)), origin)


@delete("/{user:str}/avatar", status_code=200, summary="Have no picture")
async def drop_avatar(
    user: FromPath[str],
    me: NamedDependency[Viewer],
    media: NamedDependency[Media],
    accounts: NamedDependency[Accounts],
    origin: NamedDependency[Origin],
) -> User:
    await _check_mine(me, user, accounts)
    return User.of(await accounts.get(me, str(await media.efface(me, "avatar"))), origin)


@delete("/{user:str}/cover", status_code=200, summary="Have no picture above my profile")
async def drop_cover(
    user: FromPath[str],
    me: NamedDependency[Viewer],
    media: NamedDependency[Media],
    accounts: NamedDependency[Accounts],
    origin: NamedDependency[Origin],
) -> User:
    await _check_mine(me, user, accounts)
    return User.of(await accounts.get(me, str(await media.efface(me, "cover"))), origin)


def parse_media_id(given: str) -> MediaId:
    """What cannot be one is not there."""
    try:
        return MediaId(parse_tweet_id(given))
    except NotFound:
        raise NotFound("There is no such file of yours.") from None


async def _check_mine(me: Viewer, user: str, accounts: Accounts) -> None:
    if await accounts.id_of(me, user) != me.id:
        raise Forbidden("You can change your own profile only.")


async def _portray(request: AnyRequest, me: Viewer, media: Media, limits: Limits, which: Which) -> None:
    async with media.receiving(me) as arriving:
        fields = await uploads.read(request, limits, {"file": arriving.write})
        box = _box(fields, ("x", "y", "size", "size") if which == "avatar" else ("x", "y", "width", "height"))
        await say_what_came(request, sha256(repr(box).encode()).digest() + await arriving.digest())
        await media.portray(me, arriving, which, box)


def _box(fields: dict[str, str], names: tuple[str, str, str, str]) -> Box | None:
    """All of it or nothing. Raises BadInput."""
    told = [fields.get(name, "").strip() for name in names]
    if not any(told):
        return None
    for name, value in zip(names, told, strict=True):
        if not (value.isascii() and value.isdecimal() and len(value) <= len("999999")):
            raise bad(name, "missing" if not value else "invalid", "A number of pixels is needed.")
    left, top, width, height = map(int, told)
    return left, top, width, height


routes = [
    Router("/api/media", route_handlers=[upload, read, describe, remove], tags=["Media"]),
    Router("/api/users", route_handlers=[set_avatar, set_cover, drop_avatar, drop_cover], tags=["People"]),
]
