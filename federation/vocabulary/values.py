"""Reads the loosely typed values of ActivityStreams: a thing, its address, or a list of either, as peers please."""

from datetime import UTC, datetime

from federation.errors import Malformed
from federation.jsonld import JsonObject, is_web_address
from federation.urls import URL_CHARACTERS_MAX

LIST_ITEMS_MAX = 1_000
TYPE_CHARACTERS_MAX = 64

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def kind(value: JsonObject) -> str:
    """The object's type, the first where it has several. Raises Malformed where it has none."""
    first = next((item for item in items(value.get("type")) if isinstance(item, str)), None)
    if not first or len(first) > TYPE_CHARACTERS_MAX:
        raise Malformed("An object has no type.")
    return first


def items(value: object) -> list[object]:
    """One or many, always as a list of at most 1,000."""
    if value is None:
        return []
    return value[:LIST_ITEMS_MAX] if isinstance(value, list) else [value]


def objects(value: object) -> list[JsonObject]:
    return [item for item in items(value) if isinstance(item, dict)]


def uri(value: object) -> str | None:
    """The id of a thing given by address, as an object, as a Link, or as the first of a list."""
    if isinstance(value, list):
        return next((found for item in value[:LIST_ITEMS_MAX] if (found := uri(item)) is not None), None)
    if isinstance(value, dict):
        return uri(value.get("id")) or uri(value.get("href"))
    return value if isinstance(value, str) and 0 < len(value) <= URL_CHARACTERS_MAX else None


def uris(value: object) -> tuple[str, ...]:
    """Every id once, in order."""
    return tuple(dict.fromkeys(found for item in items(value) if (found := uri(item)) is not None))


def needed_uri(value: JsonObject, name: str) -> str:
    """Raises Malformed unless the field is an http(s) address."""
    found = web_uri(value.get(name))
    if found is None:
        raise Malformed(f"An object lacks a usable {name}.")
    return found


def web_uri(value: object) -> str | None:
    """As `uri`, and None for what is not an http(s) address."""
    found = uri(value)
    return found if found is not None and is_web_address(found) else None


def page_url(value: object) -> str | None:
    """Where a person reads it: of several links the one to HTML, else the first."""
    links = items(value)
    pages = [link for link in links if isinstance(link, dict) and link.get("mediaType") == "text/html"]
    return next((found for link in [*pages, *links] if (found := _link(link)) is not None), None)


def text(value: object, characters_max: int) -> str | None:
    """None where it is missing, empty or not text; cut where it is too long."""
    return value[:characters_max] if isinstance(value, str) and value else None


def language_map(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {key: inner for key, inner in value.items() if len(key) <= TYPE_CHARACTERS_MAX and isinstance(inner, str)}


def timestamp_ms(value: object) -> int | None:
    """Milliseconds since 1970, negative before; None for what is not a date. A date without a zone is UTC."""
    if not isinstance(value, str) or len(value) > TYPE_CHARACTERS_MAX:
        return None
    try:
        at = datetime.fromisoformat(value)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return int((at - _EPOCH).total_seconds() * 1000)
    except (ValueError, OverflowError):
        return None


def timestamp(at_ms: int) -> str:
    """As peers read it: UTC, to the millisecond, with a Z."""
    at = datetime.fromtimestamp(at_ms / 1000, tz=UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _link(value: object) -> str | None:
    return web_uri(value.get("href") or value.get("url")) if isinstance(value, dict) else web_uri(value)
