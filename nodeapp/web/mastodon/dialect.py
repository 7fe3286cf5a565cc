"""The dialect: where Mastodon's client API is spoken, and how its clients read errors."""

import re
from collections.abc import Sequence
from http import HTTPStatus

import msgspec
from msgspec import Struct

from nodeapp.model.errors import FieldError

PATHS = ("/api/v1/", "/api/v2/")
"""Everything under these answers in this dialect, also what is not there; but for the native API's short forms."""

_SHORT_FORMS = re.compile(r"/api/v1/(tweet|feed|trending|search)(/.*)?")
"""Of the native API, whose short forms stand among these."""

MEDIA_TYPE = "application/json"

_NAMES = {
    "content": "status",
    "content_warning": "spoiler_text",
    "reply_to_id": "in_reply_to_id",
    "quote_id": "quoted_status_id",
    "bio": "note",
    "fields": "fields_attributes",
    "host": "domain",
}
"""What clients call the fields that a service names."""


class Detail(Struct, frozen=True):
    """What is wrong with one field."""

    error: str
    description: str


class Error(Struct, frozen=True, omit_defaults=True):
    """`details` tells of each field, by the name it was sent under."""

    error: str
    details: dict[str, list[Detail]] = {}


def is_spoken_at(path: str) -> bool:
    return path.startswith(PATHS) and _SHORT_FORMS.fullmatch(path) is None


def status_of(status: int, fields: Sequence[FieldError]) -> int:
    """A field that cannot be taken is a 422 here; what cannot be read at all stays a 400."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if status == HTTPStatus.BAD_REQUEST and fields else status


def error_body(detail: str, fields: Sequence[FieldError]) -> bytes:
    details: dict[str, list[Detail]] = {}
    for field in fields:
        told = Detail(f"ERR_{field.code.upper()}", field.message)
        details.setdefault(_NAMES.get(field.field, field.field), []).append(told)
    return msgspec.json.encode(Error(detail, details))
