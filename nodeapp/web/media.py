"""Files of ours: what tweets and profiles carry, by addresses that nobody can guess (P08, W04, W05)."""

from functools import partial

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from nodeapp.model.accounts import Viewer
from nodeapp.services.media import Media
from nodeapp.web import files
from nodeapp.web.auth import AnyRequest

_SQUARE = "150x150.webp"
"""Cut anew when its focus is another: the only one that does not stay as it is."""
_OPEN_TO_ALL = "public, max-age=31536000, immutable"


@get("/media/{file_key:str}/{name:path}", include_in_schema=False)
async def file(
    request: AnyRequest,
    file_key: FromPath[str],
    name: FromPath[str],
    viewer: NamedDependency[Viewer],
    media: NamedDependency[Media],
) -> Response[bytes] | Stream:
    """`name` is `original`, a size such as `680.webp`, or a part of a stream such as `hls/master.m3u8`."""
    served = await media.file(viewer, file_key, str(name).lstrip("/"))
    # Only what stands in a profile may lie where many share a cache: tweets are deleted, and some are for a few.
    keep = _OPEN_TO_ALL if served.is_open else files.A_WHILE if name.endswith(_SQUARE) else files.FOREVER
    is_head = bool(request.scope["state"].get("is_head"))
    return await files.answer(request.headers, served, partial(media.read, served), keep, is_head=is_head)


routes = [file]
