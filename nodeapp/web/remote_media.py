"""Routes under /media for what is elsewhere: files of tweets and pictures of people, read through this node (P13)."""

from functools import partial

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.files import ServedFile
from nodeapp.model.ids import NEWEST, AccountId, MediaId
from nodeapp.services.remote_media.showing import RemoteMedia, Which
from nodeapp.web import files

AnyRequest = Request[object, object, State]


@get("/media/remote/{media_id:int}", include_in_schema=False)
async def of_tweet(
    request: AnyRequest,
    media_id: FromPath[int],
    viewer: NamedDependency[Viewer],
    remote_media: NamedDependency[RemoteMedia],
) -> Response[bytes] | Stream:
    """Only its number is taken: where the file is, this node knows, and nobody can tell it (S07, S08)."""
    return await _answer(request, await remote_media.of_tweet(viewer, MediaId(_number(media_id))), remote_media)


@get("/media/people/{account_id:int}/avatar", include_in_schema=False)
async def avatar(
    request: AnyRequest,
    account_id: FromPath[int],
    viewer: NamedDependency[Viewer],
    remote_media: NamedDependency[RemoteMedia],
) -> Response[bytes] | Stream:
    return await _of_person(request, viewer, account_id, "avatar", remote_media)


@get("/media/people/{account_id:int}/cover", include_in_schema=False)
async def cover(
    request: AnyRequest,
    account_id: FromPath[int],
    viewer: NamedDependency[Viewer],
    remote_media: NamedDependency[RemoteMedia],
) -> Response[bytes] | Stream:
    return await _of_person(request, viewer, account_id, "cover", remote_media)


async def _of_person(
    request: AnyRequest, viewer: Viewer, account_id: int, which: Which, remote_media: RemoteMedia
) -> Response[bytes] | Stream:
    file = await remote_media.of_person(viewer, AccountId(_number(account_id)), which)
    return await _answer(request, file, remote_media)


async def _answer(request: AnyRequest, file: ServedFile, remote_media: RemoteMedia) -> Response[bytes] | Stream:
    # What is for a few is asked for each time: a browser may have another person in front of it by then (W21).
    keep = files.A_WHILE if file.is_open else files.EACH_TIME
    is_head = bool(request.scope["state"].get("is_head"))
    return await files.answer(request.headers, file, partial(remote_media.read, file), keep, is_head=is_head)


def _number(number: int) -> int:
    if not 0 < number <= NEWEST:
        raise NotFound("There is no such file.")
    return number


routes = [of_tweet, avatar, cover]
