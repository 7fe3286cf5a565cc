"""Collections are read in bounds, however their pages are strung together."""

import pytest

from federation.collections import walk
from federation.errors import Missing
from federation.testing import FakePeer, Reply
from tests.unit.federation.cast import MakeDoor

pytestmark = pytest.mark.anyio


def page(peer: FakePeer, number: int, **fields: object) -> None:
    items = [f"{peer.origin}/notes/{number}{letter}" for letter in "ab"]
    peer.serve_document(f"/outbox/{number}", {"type": "OrderedCollectionPage", "orderedItems": items} | fields)


def collection(peer: FakePeer, **fields: object) -> str:
    return peer.serve_document("/outbox", {"type": "OrderedCollection", "totalItems": 4} | fields)


async def test_a_collection_is_read_to_its_end(make_door: MakeDoor, peer: FakePeer) -> None:
    url = collection(peer, first=peer.url("/outbox/1"))
    page(peer, 1, next=peer.url("/outbox/2"))
    page(peer, 2)

    async with make_door(peer) as door:
        found = await walk(door, url)

    assert found.uris == tuple(peer.url(f"/notes/{name}") for name in ("1a", "1b", "2a", "2b"))
    assert (found.total, found.complete) == (4, True)


async def test_items_may_stand_in_the_collection_or_in_an_embedded_page(make_door: MakeDoor, peer: FakePeer) -> None:
    whole = peer.serve_document("/whole", {"type": "Collection", "items": "https://x.example/1", "totalItems": -1})
    embedded = collection(peer, first={"type": "CollectionPage", "items": [], "next": peer.url("/outbox/1")})
    page(peer, 1)

    async with make_door(peer) as door:
        from_whole = await walk(door, whole)
        from_embedded = await walk(door, embedded)

    assert (from_whole.uris, from_whole.total, from_whole.complete) == (("https://x.example/1",), None, True)
    assert (len(from_embedded.items), from_embedded.complete) == (2, True)


async def test_s13_a_page_that_names_itself_or_an_earlier_one_ends_the_walk(
    make_door: MakeDoor, peer: FakePeer
) -> None:
    url = collection(peer, first=peer.url("/outbox/1"))
    page(peer, 1, next=peer.url("/outbox/2"))

    for following in ("/outbox/2", "/outbox/1", "/outbox", "/outbox/2#again"):
        page(peer, 2, next=peer.url(following))
        async with make_door(peer) as door:
            found = await walk(door, url)
        assert (len(found.items), found.complete) == (4, False)


async def test_s13_endless_pages_end_at_the_limit(make_door: MakeDoor, peer: FakePeer) -> None:
    url = collection(peer, first=peer.url("/outbox/0"))
    for number in range(20):
        page(peer, number, next=peer.url(f"/outbox/{number + 1}"))

    async with make_door(peer) as door:
        by_pages = await walk(door, url, pages_max=3)
        by_items = await walk(door, url, items_max=5)

    assert (len(by_pages.items), by_pages.complete) == (6, False)
    assert (len(by_items.items), by_items.complete) == (5, False)
    assert len(peer.requests) == 4 + 4


async def test_s13_endless_empty_pages_end_at_the_limit(make_door: MakeDoor, peer: FakePeer) -> None:
    url = collection(peer, first=peer.url("/outbox/0"))
    for number in range(20):
        page(peer, number, orderedItems=[], next=peer.url(f"/outbox/{number + 1}"))

    async with make_door(peer) as door:
        found = await walk(door, url)

    assert (found.items, found.complete) == ((), False)
    assert len(peer.requests) == 11


async def test_s13_a_page_of_a_million_items_is_cut(make_door: MakeDoor, peer: FakePeer) -> None:
    url = collection(peer, orderedItems=list(range(40_000)))

    async with make_door(peer) as door:
        found = await walk(door, url)

    assert (len(found.items), found.complete) == (200, False)


async def test_s13_a_page_on_another_host_is_not_asked_for(
    make_door: MakeDoor, peer: FakePeer, canaries: list[FakePeer]
) -> None:
    async with make_door(peer, *canaries) as door:
        for canary in canaries:
            found = await walk(door, collection(peer, first=canary.url("/outbox/1")))
            assert (found.items, found.complete) == ((), False)


async def test_a_broken_page_ends_the_walk_with_what_was_found(make_door: MakeDoor, peer: FakePeer) -> None:
    url = collection(peer, first=peer.url("/outbox/1"))
    page(peer, 1, next=peer.url("/outbox/2"))
    peer.serve("/outbox/2", Reply(status=500))

    async with make_door(peer) as door:
        found = await walk(door, url)

    assert (len(found.items), found.complete) == (2, False)


async def test_a_collection_that_is_not_there_is_missing(make_door: MakeDoor, peer: FakePeer) -> None:
    async with make_door(peer) as door:
        with pytest.raises(Missing):
            await walk(door, peer.url("/none"))
