"""Pictures for those who have none: clients of this API want an address for every picture, and not under /api."""

from functools import cache
from pathlib import Path

from litestar import Response, get

AVATAR_PATH = "/pictures/avatar.png"
HEADER_PATH = "/pictures/header.png"

_FOLDER = Path(__file__).parent / "images"
_WEEK = "public, max-age=604800"


@get(AVATAR_PATH, include_in_schema=False, sync_to_thread=False)
def avatar() -> Response[bytes]:
    return _picture("avatar.png")


@get(HEADER_PATH, include_in_schema=False, sync_to_thread=False)
def header() -> Response[bytes]:
    return _picture("header.png")


def _picture(name: str) -> Response[bytes]:
    return Response(_read(name), media_type="image/png", headers={"Cache-Control": _WEEK})


@cache
def _read(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


routes = [avatar, header]
