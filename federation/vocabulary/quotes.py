"""Quotes and their author's say in them (FEP-044f): policies, requests, and the stamps that approve."""

from typing import NamedTuple

from msgspec import Struct

from federation.errors import Malformed
from federation.jsonld import CONTEXT, JsonObject, is_activity_type
from federation.vocabulary import values

POLICY_ACTORS_MAX = 50
STAMP_TYPE = "QuoteAuthorization"

_LEGACY = ("quoteUri", "quoteUrl", "_misskey_quote")
_AUTOMATIC = ("automaticApproval", "always")
_MANUAL = ("manualApproval", "approvalRequired")
"""Each as it is called now, and as it was called before."""


class QuoteTold(NamedTuple):
    """What a post says of its quote. `is_legacy` where it does not speak the vocabulary in which approval is asked."""

    uri: str | None
    is_legacy: bool
    authorization: str | None


class QuotePolicy(NamedTuple):
    """Actors and collections of actors whose quotes are approved at once, and those whose quotes are looked at."""

    automatic: tuple[str, ...]
    manual: tuple[str, ...]


class QuoteStamp(Struct, frozen=True):
    """Says that the author of `target` approves of `interacting` quoting it. Worth something only from its own host."""

    id: str
    attributed_to: str
    interacting: str
    target: str


def read_quote(value: JsonObject, tags: list[JsonObject]) -> QuoteTold:
    """The quoted post in any of its five spellings, of several the first; the last, a Link, is FEP-e232."""
    named = values.web_uri(value.get("quote"))
    authorization = values.web_uri(value.get("quoteAuthorization"))
    if named is not None:
        return QuoteTold(named, False, authorization)
    older = next((found for name in _LEGACY if (found := values.web_uri(value.get(name))) is not None), None)
    linked = older or next((found for tag in tags if (found := _quote_link(tag)) is not None), None)
    return QuoteTold(linked, linked is not None, authorization if linked else None)


def read_policy(value: JsonObject) -> QuotePolicy | None:
    """Who may quote a post, in either spelling; None where it does not say."""
    policy = next(iter(values.objects(value.get("interactionPolicy"))), None)
    can_quote = None if policy is None else next(iter(values.objects(policy.get("canQuote"))), None)
    if can_quote is None:
        return None
    return QuotePolicy(_approved(can_quote, _AUTOMATIC), _approved(can_quote, _MANUAL))


def policy_document(policy: QuotePolicy) -> JsonObject:
    return {"canQuote": {"automaticApproval": list(policy.automatic), "manualApproval": list(policy.manual)}}


def parse_stamp(value: JsonObject) -> QuoteStamp:
    """Raises Malformed. What it approves may come whole; only the addresses count."""
    if values.kind(value) != STAMP_TYPE:
        raise Malformed("The object is not an approval of a quote.")
    return QuoteStamp(
        values.needed_uri(value, "id"),
        values.needed_uri(value, "attributedTo"),
        values.needed_uri(value, "interactingObject"),
        values.needed_uri(value, "interactionTarget"),
    )


def stamp_document(stamp: QuoteStamp) -> JsonObject:
    """Neither post is embedded: whoever may read the stamp may not be allowed to read both."""
    return {
        "@context": list(CONTEXT),
        "id": stamp.id,
        "type": STAMP_TYPE,
        "attributedTo": stamp.attributed_to,
        "interactingObject": stamp.interacting,
        "interactionTarget": stamp.target,
    }


def _approved(can_quote: JsonObject, names: tuple[str, ...]) -> tuple[str, ...]:
    told = next((can_quote[name] for name in names if can_quote.get(name) is not None), None)
    return values.uris(told)[:POLICY_ACTORS_MAX]


def _quote_link(tag: JsonObject) -> str | None:
    media_type = tag.get("mediaType")
    if tag.get("type") != "Link" or not isinstance(media_type, str) or not is_activity_type(media_type):
        return None
    return values.web_uri(tag.get("href"))
