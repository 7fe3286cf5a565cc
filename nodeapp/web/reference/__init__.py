"""The API, described: openapi.json, and a page of our own that shows it and loads nothing from elsewhere."""

from functools import cache
from pathlib import Path
from typing import cast

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State

from nodeapp.web.errors import PROBLEM_TYPE, Problem

_FOLDER = Path(__file__).parent
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_REF = "#/components/schemas/{name}"
_METHODS = ("get", "put", "post", "delete", "patch")
Json = dict[str, object]


@get("/api/openapi.json", include_in_schema=False, sync_to_thread=False)
def openapi(request: Request[object, object, State]) -> Response[bytes]:
    """What every route takes and gives (OpenAPI 3.1); errors are problem details everywhere."""
    state = request.app.state
    if "described" not in state:
        state["described"] = msgspec.json.encode(with_problems(cast("Json", request.app.openapi_schema.to_schema())))
    return Response(cast("bytes", state["described"]), media_type="application/json")


@get(["/api", "/api/docs"], include_in_schema=False, sync_to_thread=False)
def page() -> Response[bytes]:
    """The page to read the API on."""
    headers = {"Content-Security-Policy": _POLICY}
    return Response(_file("reference.html"), media_type="text/html; charset=utf-8", headers=headers)


@get("/api/docs.js", include_in_schema=False, sync_to_thread=False)
def script() -> Response[bytes]:
    return Response(_file("reference.js"), media_type="text/javascript; charset=utf-8")


@get("/api/docs.css", include_in_schema=False, sync_to_thread=False)
def style() -> Response[bytes]:
    return Response(_file("reference.css"), media_type="text/css; charset=utf-8")


def with_problems(described: Json) -> Json:
    """Every operation may answer with a problem; the framework's own shapes of errors are never sent."""
    _, schemas = msgspec.json.schema_components([Problem], ref_template=_REF)
    components = cast("dict[str, Json]", described.setdefault("components", {}))
    components.setdefault("schemas", {}).update(schemas)
    problem: Json = {
        "description": "A problem (RFC 9457)",
        "content": {PROBLEM_TYPE: {"schema": {"$ref": _REF.format(name="Problem")}}},
    }
    for item in cast("dict[str, Json]", described.get("paths", {})).values():
        for method in _METHODS:
            if operation := cast("Json", item.get(method, {})):
                answers = cast("Json", operation["responses"])
                good = {status: answer for status, answer in answers.items() if status < "400"}
                operation["responses"] = {**good, "default": problem}
    return described


@cache
def _file(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


routes = [openapi, page, script, style]
