"""Reads and writes the JSON that peers exchange, strictly, and says which hosts may speak for which."""

import json
import math
import re
from typing import NoReturn, TypeAlias

import msgspec

from federation.errors import Malformed
from federation.urls import read_url

JsonObject: TypeAlias = dict[str, object]

AS_NAMESPACE = "https://www.w3.org/ns/activitystreams"
ACTIVITY_TYPE = "application/activity+json"
LD_TYPE = f'application/ld+json; profile="{AS_NAMESPACE}"'
ACCEPT = f"{ACTIVITY_TYPE}, {LD_TYPE}"

BODY_BYTES_MAX = 1_048_576
DEPTH_MAX = 64
VALUES_MAX = 50_000
INTEGER_DIGITS_MAX = 19

CONTEXT: tuple[object, ...] = (
    AS_NAMESPACE,
    "https://w3id.org/security/v1",
    {
        "toot": "http://joinmastodon.org/ns#",
        "schema": "http://schema.org#",
        "misskey": "https://misskey-hub.net/ns#",
        "Hashtag": "as:Hashtag",
        "blurhash": "toot:blurhash",
        "focalPoint": {"@container": "@list", "@id": "toot:focalPoint"},
        "sensitive": "as:sensitive",
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "movedTo": {"@id": "as:movedTo", "@type": "@id"},
        "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
        "featured": {"@id": "toot:featured", "@type": "@id"},
        "discoverable": "toot:discoverable",
        "indexable": "toot:indexable",
        "PropertyValue": "schema:PropertyValue",
        "value": "schema:value",
        "quote": {"@id": "https://w3id.org/fep/044f#quote", "@type": "@id"},
        "quoteAuthorization": {"@id": "https://w3id.org/fep/044f#quoteAuthorization", "@type": "@id"},
        "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
        "QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest",
        "gts": "https://gotosocial.org/ns#",
        "interactionPolicy": {"@id": "gts:interactionPolicy", "@type": "@id"},
        "canQuote": {"@id": "gts:canQuote", "@type": "@id"},
        "automaticApproval": {"@id": "gts:automaticApproval", "@type": "@id"},
        "manualApproval": {"@id": "gts:manualApproval", "@type": "@id"},
        "interactingObject": {"@id": "gts:interactingObject", "@type": "@id"},
        "interactionTarget": {"@id": "gts:interactionTarget", "@type": "@id"},
        "quoteUrl": "as:quoteUrl",
        "quoteUri": "http://fedibird.com/ns#quoteUri",
        "_misskey_quote": "misskey:_misskey_quote",
        "webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger",
    },
)

_UNFIT = re.compile("[\x00\ud800-\udfff]")
_UNFIT_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def loads(body: bytes) -> JsonObject:
    """Raises Malformed unless `body` is one JSON object in UTF-8 that every reader understands alike.

    Refused: duplicate keys, NaN and infinities, numbers beyond 64 bits, lone surrogates, NUL, a byte order mark,
    more than 64 levels, 50,000 values or 1 MB.
    """
    # Commas are counted first because that is a hundred times cheaper than reading what they separate.
    if len(body) > BODY_BYTES_MAX or body.count(b",") > VALUES_MAX:
        raise Malformed("The document is too large.")
    try:
        document = _DECODER.decode(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Malformed("The document is not JSON.") from None
    if not isinstance(document, dict):
        raise Malformed("The document is not a JSON object.")
    if not _is_plain(body):
        _check_values(document)
    return document


def dumps(document: JsonObject) -> bytes:
    return msgspec.json.encode(document)


def is_activity_type(content_type: str) -> bool:
    """Only the two types of ActivityPub count: an upload or a page served by the same host never does (W06)."""
    media_type, *parameters = (part.strip() for part in content_type.split(";"))
    if media_type.lower() == ACTIVITY_TYPE:
        return True
    if media_type.lower() != "application/ld+json":
        return False
    named = (parameter.partition("=") for parameter in parameters)
    profiles = [value.strip('"') for name, _, value in named if name.lower() == "profile"]
    return len(profiles) == 1 and AS_NAMESPACE in profiles[0].split()


def authority_of(url: str) -> str:
    """`host:port`, always with the port, lower case, IDNA. Raises Malformed for what is not plain http(s)."""
    return read_url(url).authority


def same_authority(one: str, other: str) -> bool:
    """Whether one host answers for both addresses (FEP-fe34). What cannot be read is never the same."""
    try:
        return authority_of(one) == authority_of(other)
    except Malformed:
        return False


def is_web_address(text: str) -> bool:
    """Whether it is an http(s) address in the one way that we read them."""
    try:
        read_url(text)
    except Malformed:
        return False
    return True


def same_id(one: str, other: str) -> bool:
    """Whether both spell the same document; fragments do not count, as they are never sent to a server."""
    try:
        return read_url(one) == read_url(other)
    except Malformed:
        return False


def _without_duplicates(pairs: list[tuple[str, object]]) -> JsonObject:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_constant(_: str) -> NoReturn:
    raise ValueError


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > INTEGER_DIGITS_MAX:
        raise ValueError
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_without_duplicates, parse_constant=_no_constant, parse_int=_integer, parse_float=_number
)


def _is_plain(body: bytes) -> bool:
    """Whether it is so short and flat that looking at every value can be spared, as it is nearly always.

    There are at most as many levels as openings, and after each opening and each comma one value, perhaps with a key.
    What is no text can, in JSON, only be written as an escape.
    """
    openings = body.count(b"[") + body.count(b"{")
    values_at_most = 2 * (openings + body.count(b",")) + 1
    return openings < DEPTH_MAX and values_at_most <= VALUES_MAX and not _UNFIT_ESCAPE.search(body)


def _check_values(document: JsonObject) -> None:
    left = VALUES_MAX
    level: list[object] = [document]
    for _ in range(DEPTH_MAX):
        left -= len(level)
        if left < 0:
            raise Malformed("The document has too many values.")
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise Malformed("The document is nested too deeply.")


def _inside(value: object) -> list[object]:
    if isinstance(value, str):
        if _UNFIT.search(value):
            raise Malformed("The document has characters that are not text.")
        return []
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []
