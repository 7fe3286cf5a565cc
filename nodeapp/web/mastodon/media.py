"""Routes under /api/v1/media and /api/v2/media: upload files, ask whether they are ready, describe them."""

from hashlib import sha256

from litestar import Response, Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.ids import MediaId
from nodeapp.model.limits import Limits
from nodeapp.model.media import Media as MediaRow
from nodeapp.model.origin import Origin
from nodeapp.model.uploads import parse_focus
from nodeapp.services.media import Media
from nodeapp.services.media.describing import Description
from nodeapp.web import uploads
from nodeapp.web.auth import AnyRequest
from nodeapp.web.idempotency import say_what_came
from nodeapp.web.mastodon.parameters import given
from nodeapp.web.mastodon.shapes.media import MediaAttachment
from nodeapp.web.values import parse_tweet_id

_OK, _ACCEPTED, _PARTIAL = 200, 202, 206


class Changes(Struct, frozen=True, kw_only=True):
    description: str | None = None
    focus: str | None = None


async def _upload(request: AnyRequest, me: Viewer, media: Media, limits: Limits, origin: Origin) -> MediaRow:
    async with media.receiving(me) as arriving:
        fields = await uploads.read(request, limits, {"file": arriving.write})
        alt, focus = fields.get("description", ""), fields.get("focus", "")
        await say_what_came(request, sha256(repr((alt, focus)).encode()).digest() + await arriving.digest())
        return await media.upload(me, arriving, alt, parse_focus(focus))


@post("/api/v2/media", summary="Upload a file")
async def upload(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    media: NamedDependency[Media],
    limits: NamedDependency[Limits],
    origin: NamedDependency[Origin],
) -> Response[MediaAttachment]:
    """202 for what has yet to be looked at."""
    row = await _upload(request, me, media, limits, origin)
    return Response(MediaAttachment.of(row, origin), status_code=_OK if row.state == "ready" else _ACCEPTED)


@post("/api/v1/media", status_code=200, summary="Upload a file, as older clients do")
async def upload_v1(
    request: AnyRequest,
    me: NamedDependency[Viewer],
    media: NamedDependency[Media],
    limits: NamedDependency[Limits],
    origin: NamedDependency[Origin],
) -> MediaAttachment:
    return MediaAttachment.of(await _upload(request, me, media, limits, origin), origin)


@get("/api/v1/media/{media_id:str}", summary="A file of mine")
async def read(
    media_id: FromPath[str], me: NamedDependency[Viewer], media: NamedDependency[Media], origin: NamedDependency[Origin]
) -> Response[MediaAttachment]:
    """206 while it has yet to be looked at."""
    row = await media.get(me, _media_id(media_id))
    return Response(MediaAttachment.of(row, origin), status_code=_PARTIAL if row.state == "waiting" else _OK)


@put("/api/v1/media/{media_id:str}", summary="Describe a file of mine that is in no status yet")
async def describe(
    request: AnyRequest,
    media_id: FromPath[str],
    me: NamedDependency[Viewer],
    media: NamedDependency[Media],
    limits: NamedDependency[Limits],
    origin: NamedDependency[Origin],
) -> MediaAttachment:
    changes = await given(request, Changes, limits)
    focus = None if changes.focus is None else parse_focus(changes.focus)
    said = Description(alt=changes.description, focus=focus)
    return MediaAttachment.of(await media.describe(me, _media_id(media_id), said), origin)


@delete("/api/v1/media/{media_id:str}", status_code=200, summary="Take back a file of mine that is in no status yet")
async def remove(media_id: FromPath[str], me: NamedDependency[Viewer], media: NamedDependency[Media]) -> dict[str, str]:
    await media.delete(me, _media_id(media_id))
    return {}


def _media_id(given: str) -> MediaId:
    try:
        return MediaId(parse_tweet_id(given))
    except NotFound:
        raise NotFound("There is no such file of yours.") from None


routes = [Router("/", route_handlers=[upload, upload_v1, read, describe, remove], include_in_schema=False)]
