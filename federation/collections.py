"""Reads a collection page by page, within bounds."""

from msgspec import Struct

from federation.errors import FetchFailed, Refused
from federation.fetch import Door
from federation.jsonld import JsonObject, same_authority, same_id
from federation.signatures import Signer
from federation.vocabulary.values import items, uri

PAGES_MAX = 10
ITEMS_MAX = 200
PAGE_FIELDS = frozenset({"items", "orderedItems", "next"})


class Walk(Struct, frozen=True):
    """What was found. Items are addresses or objects as they came, neither fetched nor believed.

    `total` is the peer's claim.
    """

    items: tuple[object, ...]
    total: int | None
    complete: bool

    @property
    def uris(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(found for item in self.items if (found := uri(item)) is not None))


async def walk(
    door: Door, url: str, *, signer: Signer | None = None, pages_max: int = PAGES_MAX, items_max: int = ITEMS_MAX
) -> Walk:
    """Raises FetchFailed or Refused where the collection itself cannot be had; a bad later page only ends the walk.

    It ends at a page seen before, on another host, or past a limit; then `complete` is False.
    """
    document = await door.get_document(url, signer=signer)
    collection = document.body
    found = _items_of(collection)
    seen = [document.url]
    following = collection.get("first")
    complete = True
    while following is not None and len(found) < items_max:
        page = await _page(door, following, seen, signer) if len(seen) <= pages_max else None
        if page is None:
            complete = False
            break
        found += _items_of(page)
        following = page.get("next")
    total = collection.get("totalItems")
    return Walk(
        tuple(found[:items_max]),
        total if isinstance(total, int) and total >= 0 else None,
        complete and following is None and len(found) <= items_max,
    )


async def _page(door: Door, following: object, seen: list[str], signer: Signer | None) -> JsonObject | None:
    # Some embed their first page, a few of them without any item and only with the address of the next.
    if isinstance(following, dict) and not PAGE_FIELDS.isdisjoint(following):
        seen.append(uri(following) or "")
        return following
    address = uri(following)
    if address is None or not same_authority(address, seen[0]):
        return None
    if any(same_id(address, other) for other in seen):
        return None
    seen.append(address)
    try:
        return (await door.get_document(address, signer=signer, own_id=False)).body
    except (FetchFailed, Refused):
        return None


def _items_of(page: JsonObject) -> list[object]:
    return items(page.get("orderedItems") or page.get("items"))
