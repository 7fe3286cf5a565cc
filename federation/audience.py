"""Turns the recipients of a post into a visibility, and a visibility into recipients."""

from collections.abc import Collection, Sequence
from typing import Literal, TypeAlias

from federation.jsonld import AS_NAMESPACE

Visibility: TypeAlias = Literal["public", "unlisted", "followers", "direct"]

PUBLIC = f"{AS_NAMESPACE}#Public"
PUBLIC_SPELLINGS = frozenset({PUBLIC, "as:Public", "Public"})


def is_public(recipients: Collection[str]) -> bool:
    return not PUBLIC_SPELLINGS.isdisjoint(recipients)


def classify(to: Sequence[str], cc: Sequence[str], followers_url: str | None) -> Visibility:
    """Where it is addressed decides; in doubt the smaller circle. Mentions never widen a post."""
    if is_public(to):
        return "public"
    if is_public(cc):
        return "unlisted"
    if followers_url is not None and followers_url in (*to, *cc):
        return "followers"
    return "direct"


def address(visibility: Visibility, followers_url: str, mention_uris: Sequence[str]) -> tuple[list[str], list[str]]:
    """(to, cc) for a post of ours, each recipient once."""
    mentions = list(dict.fromkeys(mention_uris))
    match visibility:
        case "public":
            return [PUBLIC], [followers_url, *mentions]
        case "unlisted":
            return [followers_url], [PUBLIC, *mentions]
        case "followers":
            return [followers_url], mentions
        case "direct":
            return mentions, []
