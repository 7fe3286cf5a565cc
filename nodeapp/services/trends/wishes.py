"""Wishes: which trends somebody asks for."""

from collections.abc import Awaitable, Callable

from msgspec import Struct

from nodeapp.model.errors import bad
from nodeapp.model.ids import TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.topics import Topics, is_within, regions_of
from nodeapp.model.trends import FORMULAS, Formula
from nodeapp.seams.database import SET_SIZE_MAX, Reader

Locations = Callable[[Reader, TweetId, int], Awaitable[list[str]]]
"""What profiles say of where people live: of those counted since an id, so many spellings at most."""


class Wish(Struct, frozen=True):
    """`region` and `category` are '' for all."""

    region: str = ""
    category: str = ""
    formula: Formula = FORMULAS[0]


def wish(limits: Limits, topics: Topics, region: str, category: str, formula: str) -> Wish:
    """From what was asked. Raises BadInput naming what there is not."""
    most = limits.location_characters_max
    if len(region) > most:
        raise bad("region", "too_long", f"A region has at most {most} characters.", most)
    regions = regions_of(region)
    if region.strip() and not regions:
        raise bad("region", "invalid", "A region is the name of a place.")
    topic = category.strip().casefold()
    if topic and topic not in topics.words:
        raise bad("category", "invalid", f"A category is one of {', '.join(topics.names)}.")
    named: dict[str, Formula] = {name: name for name in FORMULAS}
    if formula and formula not in named:
        raise bad("formula", "invalid", f"A formula is one of {', '.join(FORMULAS)}.")
    return Wish(regions[0] if regions else "", topic, named.get(formula, FORMULAS[0]))


async def places(reader: Reader, locations: Locations, region: str, since: TweetId, most: int) -> list[str] | None:
    """How the profiles of those who count spell this region; None for everywhere."""
    if not region:
        return None
    return [place for place in await locations(reader, since, most) if is_within(place, region)][:SET_SIZE_MAX]
