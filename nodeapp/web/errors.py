"""The one table from errors to answers: RFC 9457 problem details, each field that is wrong by its name.

Clients of Mastodon get the same in the form they read.
"""

import logging
import re
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, InternalServerException, SerializationException
from msgspec import Struct

from federation.errors import BadSignature, FederationError, FetchFailed, Malformed, Missing
from nodeapp.model import errors
from nodeapp.model.errors import FieldError, NodeError
from nodeapp.web.mastodon import dialect

PROBLEM_TYPE = "application/problem+json"

_STATUS: Mapping[type[Exception], HTTPStatus] = {
    errors.BadInput: HTTPStatus.BAD_REQUEST,
    errors.NotSignedIn: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.HeadersTooLarge: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.UnsupportedType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.Misdirected: HTTPStatus.MISDIRECTED_REQUEST,
    errors.TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.DiskFull: HTTPStatus.INSUFFICIENT_STORAGE,
    Malformed: HTTPStatus.BAD_REQUEST,
    BadSignature: HTTPStatus.UNAUTHORIZED,
    Missing: HTTPStatus.NOT_FOUND,
    FetchFailed: HTTPStatus.SERVICE_UNAVAILABLE,
    FederationError: HTTPStatus.BAD_REQUEST,
}
_FRAMEWORK_WORDS: Mapping[HTTPStatus, str] = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method.",
}
_TOO_DEEP = "This JSON is nested too deeply."
_NOT_JSON = "The body is not valid JSON."
_MISSING = re.compile(r"Object missing required field `([^`]+)`")
_IN_BODY = re.compile(r"(.+) - at `\$\.data\.(.+)`")
_FRAMES_LOGGED = 8
_log = logging.getLogger(__name__)


class Problem(Struct, frozen=True, kw_only=True):
    """What went wrong, for a person and for a program."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: tuple[FieldError, ...] = ()
    request_id: str | None = None


class Refusal(Struct, frozen=True):
    """An answer that is an error."""

    problem: Problem
    headers: dict[str, str]

    def at(self, path: str) -> tuple[int, str, bytes]:
        """Status, content type and body, as they are read at this path."""
        problem = self.problem
        if dialect.is_spoken_at(path):
            status = dialect.status_of(problem.status, problem.errors)
            return status, dialect.MEDIA_TYPE, dialect.error_body(problem.detail, problem.errors)
        return problem.status, PROBLEM_TYPE, msgspec.json.encode(problem)


def error_type_at(path: str) -> str:
    return dialect.MEDIA_TYPE if dialect.is_spoken_at(path) else PROBLEM_TYPE


def refusal_of(error: Exception) -> Refusal | None:
    """None for what is nobody's fault but ours."""
    match error:
        case NodeError():
            return told(error)
        case FederationError():
            return _refusal(_status_of(error), f"{error}", (), {})
        case RecursionError():
            return _refusal(HTTPStatus.BAD_REQUEST, _TOO_DEEP, (), {})
        case HTTPException() if error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            return _of_framework(error)
        case InternalServerException():
            return _of_body(error)
        case _:
            return None


def told(error: NodeError) -> Refusal:
    return _refusal(_status_of(error), error.detail, getattr(error, "errors", ()), _headers(error))


def failure(error: Exception, request_id: str, path: str) -> Refusal:
    """A 500, and a line in the log that says where; never what was sent, which the error's text may quote."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES_LOGGED:]
    where = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    _log.error("request failed", extra={"path": path, "error": kind, "where": where})
    detail = "Something went wrong here, and it was written down. Try again; if it stays, tell whoever runs this node."
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return Refusal(Problem(title=status.phrase, status=status, detail=detail, request_id=request_id), {})


def answer(request: Request[object, object, State], error: Exception) -> Response[bytes]:
    """Litestar's handler for every exception."""
    refusal = refusal_of(error)
    if refusal is None:
        refusal = failure(error, request.scope["state"].get("request_id", ""), request.scope["path"])
    status, kind, body = refusal.at(request.scope["path"])
    return Response(body, status_code=status, media_type=kind, headers=refusal.headers)


def _refusal(status: HTTPStatus, detail: str, fields: tuple[FieldError, ...], headers: dict[str, str]) -> Refusal:
    return Refusal(Problem(title=status.phrase, status=status, detail=detail, errors=fields), headers)


def _status_of(error: Exception) -> HTTPStatus:
    return next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)


def _headers(error: NodeError) -> dict[str, str]:
    if isinstance(error, errors.NotSignedIn):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, errors.TooMany | errors.Unavailable):
        return {"Retry-After": str(error.retry_after_seconds)}
    return {}


def _of_framework(error: HTTPException) -> Refusal:
    """What Litestar found wrong with a body or a query, in our words."""
    status = HTTPStatus(error.status_code)
    if status in _FRAMEWORK_WORDS:
        return _refusal(status, _FRAMEWORK_WORDS[status], (), dict(error.headers or {}))
    if isinstance(error.__cause__, SerializationException):
        return _refusal(status, _NOT_JSON, (), {})
    found = error.extra if isinstance(error.extra, list) else []
    fields = tuple(_field(entry, str(error.__cause__)) for entry in found if isinstance(entry, dict))
    detail = " ".join(f"{field.field}: {field.message}" for field in fields) or "This request cannot be understood."
    return _refusal(status, detail, fields, {})


def _of_body(error: InternalServerException) -> Refusal | None:
    """Litestar takes a wrong field for its own fault where one of our services has the field's name."""
    found = _IN_BODY.fullmatch(str(error.__cause__)) if isinstance(error.__cause__, msgspec.ValidationError) else None
    if found is None:
        return None
    message, name = found.groups()
    field = _field({"message": message, "key": name}, "")
    return _refusal(HTTPStatus.BAD_REQUEST, f"{field.field}: {field.message}", (field,), {})


def _field(entry: dict[str, object], cause: str) -> FieldError:
    message, name = str(entry.get("message", "")), str(entry.get("key", ""))
    missing = _MISSING.search(message) or (_MISSING.search(cause) if name == "data" else None)
    if missing is not None:
        inner = missing.group(1)
        return FieldError("body" if inner == "data" else inner, "missing", "This is needed.")
    return FieldError("body" if name == "data" else name, "invalid", f"{message.replace('`', '')}.")
