"""Which fetched documents count: their type, their id, their JSON."""

import pytest

from federation.actors import fetch_actor
from federation.errors import FetchFailed, Missing, Refused
from federation.jsonld import ACTIVITY_TYPE, LD_TYPE, is_activity_type
from federation.testing import FakePeer, Reply, document_reply, fake_peer, redirect_reply
from tests.unit.federation.cast import MakeDoor

pytestmark = pytest.mark.anyio

OTHER_TYPES = [
    "text/html",
    "image/png",
    "application/json",
    "application/ld+json",
    'application/ld+json; profile="https://evil.example/ns"',
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams"; profile="x"',
    "application/activity+json-seq",
    "text/html, application/activity+json",
    "application/jrd+json",
    "",
]


@pytest.mark.parametrize("content_type", OTHER_TYPES)
async def test_w06_a_document_of_another_type_is_refused(
    content_type: str, make_door: MakeDoor, peer: FakePeer
) -> None:
    url = peer.url("/users/ada")
    peer.serve("/users/ada", document_reply({"id": url, "type": "Person"}, content_type))

    async with make_door(peer) as door:
        with pytest.raises(FetchFailed, match="ActivityPub"):
            await door.get_document(url)


@pytest.mark.parametrize(
    "content_type", [ACTIVITY_TYPE, LD_TYPE, "application/activity+json; charset=utf-8", LD_TYPE.upper().lower()]
)
async def test_w06_both_types_of_activitypub_are_read(content_type: str, make_door: MakeDoor, peer: FakePeer) -> None:
    url = peer.url("/users/ada")
    peer.serve("/users/ada", document_reply({"id": url, "type": "Person"}, content_type))

    async with make_door(peer) as door:
        document = await door.get_document(url)

    assert document.require_id() == url


def test_w06_the_type_alone_decides() -> None:
    assert not any(is_activity_type(other) for other in OTHER_TYPES)


async def test_i04_a_document_with_a_foreign_id_is_asked_for_where_it_says_it_lives(
    make_door: MakeDoor, peer: FakePeer
) -> None:
    async with fake_peer() as evil:
        real = peer.serve_document("/users/ada", {"type": "Person", "name": "real"})
        forged = evil.serve("/x", document_reply({"id": real, "type": "Person", "name": "forged"}))

        async with make_door(peer, evil) as door:
            document = await door.get_document(forged)

    assert (document.url, document.body["name"]) == (real, "real")


async def test_i04_a_document_that_nobody_owns_up_to_is_refused(make_door: MakeDoor, peer: FakePeer) -> None:
    async with fake_peer() as evil:
        absent = evil.serve("/x", document_reply({"id": peer.url("/none"), "type": "Note"}))
        moving = evil.serve("/a", document_reply({"id": evil.url("/b"), "type": "Note"}))
        evil.serve("/b", document_reply({"id": evil.url("/c"), "type": "Note"}))

        async with make_door(peer, evil) as door:
            with pytest.raises(Missing):
                await door.get_document(absent)
            with pytest.raises(Refused):
                await door.get_document(moving)

    assert len(evil.requests) == 3


@pytest.mark.parametrize("claimed", [None, 7, "", "urn:x", "https://a@b/"])
async def test_i04_a_document_without_a_usable_id_is_refused(
    claimed: object, make_door: MakeDoor, peer: FakePeer
) -> None:
    url = peer.serve("/x", document_reply({"id": claimed, "type": "Note"}))

    async with make_door(peer) as door:
        with pytest.raises(Refused):
            await door.get_document(url)


async def test_i04_a_redirect_to_another_host_gives_that_host_s_document(make_door: MakeDoor, peer: FakePeer) -> None:
    async with fake_peer() as other:
        real = other.serve_document("/users/ada", {"type": "Person"})
        moved = peer.serve("/users/ada", redirect_reply(real))
        lying = peer.serve("/lie", redirect_reply(other.url("/lie")))
        other.serve("/lie", document_reply({"id": lying, "type": "Person"}))

        async with make_door(peer, other) as door:
            document = await door.get_document(moved)
            with pytest.raises(Refused):
                await door.get_document(lying)

    assert (document.requested_url, document.require_id()) == (moved, real)


async def test_a_page_of_a_collection_may_go_without_its_id(make_door: MakeDoor, peer: FakePeer) -> None:
    url = peer.serve("/page", document_reply({"type": "OrderedCollectionPage"}))

    async with make_door(peer) as door:
        document = await door.get_document(url, own_id=False)

    with pytest.raises(Refused):
        document.require_id()


@pytest.mark.parametrize("status", [404, 410])
async def test_a_document_that_is_gone_is_missing(status: int, make_door: MakeDoor, peer: FakePeer) -> None:
    url = peer.serve("/x", Reply(status=status))

    async with make_door(peer) as door:
        with pytest.raises(Missing) as missing:
            await door.get_document(url)

    assert (missing.value.status, missing.value.retryable) == (status, False)


@pytest.mark.parametrize(("status", "later"), [(401, False), (403, False), (418, False), (429, True), (503, True)])
async def test_a_failure_says_whether_asking_later_may_help(
    status: int, later: bool, make_door: MakeDoor, peer: FakePeer
) -> None:
    url = peer.serve("/x", Reply(status=status))

    async with make_door(peer) as door:
        with pytest.raises(FetchFailed) as failure:
            await door.get_document(url)

    assert (failure.value.status, failure.value.retryable) == (status, later)


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"id":1,"id":2}', b'{"a":NaN}', b"[" * 100_000])
async def test_i23_a_document_of_bad_json_is_a_failed_fetch(body: bytes, make_door: MakeDoor, peer: FakePeer) -> None:
    url = peer.serve("/x", Reply(body=body))

    async with make_door(peer) as door:
        with pytest.raises(FetchFailed, match="JSON"):
            await door.get_document(url)


async def test_an_error_tells_nothing_of_what_was_received(make_door: MakeDoor, peer: FakePeer) -> None:
    url = peer.serve("/x", Reply(status=500, body=b"secret", headers=(("X-Secret", "secret"),)))

    async with make_door(peer) as door:
        with pytest.raises(FetchFailed) as failure:
            await door.get_document(url)

    assert "secret" not in repr(failure.value)


async def test_an_actor_is_fetched_and_read(make_door: MakeDoor, peer: FakePeer) -> None:
    actor = peer.actor("ada")

    async with make_door(peer) as door:
        found = await fetch_actor(door, actor.id)

    assert (found.id, found.preferred_username, found.inbox) == (actor.id, "ada", f"{actor.id}/inbox")
