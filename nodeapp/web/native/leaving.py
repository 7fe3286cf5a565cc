"""Routes under /api/account and /api/export: leave for a while or for good, and take everything along."""

from functools import partial

from litestar import Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.response import Stream
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.credentials import Principal
from nodeapp.model.errors import NotFound
from nodeapp.services.exports import Exports
from nodeapp.services.leaving import Leaving
from nodeapp.web import files
from nodeapp.web.auth import AnyRequest, Cookies
from nodeapp.web.native.shapes import accounts as shapes
from nodeapp.web.values import parse_number, timestamp


class Proof(Struct, frozen=True):
    """One's own password."""

    password: str = ""


@post("/deactivate", status_code=204, summary="Hide my account at once; signing in within 30 days brings it back")
async def deactivate(
    data: JSONBody[Proof],
    principal: NamedDependency[Principal],
    leaving: NamedDependency[Leaving],
    jar: NamedDependency[Cookies],
) -> Response[None]:
    await leaving.deactivate(principal, data.password)
    return Response(None, status_code=204, cookies=[jar.gone()])


@delete("/", status_code=204, summary="Erase my account, for good")
async def erase(
    data: JSONBody[Proof],
    principal: NamedDependency[Principal],
    leaving: NamedDependency[Leaving],
    jar: NamedDependency[Cookies],
) -> Response[None]:
    await leaving.erase(principal, data.password)
    return Response(None, status_code=204, cookies=[jar.gone()])


@post("/", status_code=202, summary="Ask for an archive of everything of mine")
async def ask(me: NamedDependency[Viewer], exports: NamedDependency[Exports]) -> shapes.Export:
    return shapes.Export.of(await exports.ask(me))


@get("/", summary="My archives")
async def mine(me: NamedDependency[Viewer], exports: NamedDependency[Exports]) -> shapes.Exports:
    found = await exports.all(me)
    next_ms = exports.next_at_ms(found)
    return shapes.Exports([shapes.Export.of(one) for one in found], None if next_ms is None else timestamp(next_ms))


@get("/{export_id:str}/archive.zip", summary="An archive of mine that is ready", include_in_schema=False)
async def archive(
    request: AnyRequest, export_id: FromPath[str], viewer: NamedDependency[Viewer], exports: NamedDependency[Exports]
) -> Response[bytes] | Stream:
    number = parse_number(export_id)
    if number is None:
        raise NotFound("There is no such archive.")
    served = await exports.file(viewer, number)
    is_head = bool(request.scope["state"].get("is_head"))
    read = partial(exports.read, number)
    return await files.answer(request.headers, served, read, files.EACH_TIME, is_head=is_head)


routes = [
    Router("/api/account", route_handlers=[deactivate, erase], tags=["Leaving"]),
    Router("/api/export", route_handlers=[ask, mine, archive], tags=["Leaving"]),
]
