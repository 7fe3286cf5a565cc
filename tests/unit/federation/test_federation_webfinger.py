"""Handles: how they are read, and who has to agree before one is believed."""

import pytest

from federation.actors import find_actor
from federation.errors import FetchFailed, Malformed, Missing, Refused
from federation.keys import KeyPair
from federation.testing import FakePeer, Reply, document_reply, fake_peer
from federation.urls import read_url
from federation.vocabulary import parse_actor
from federation.webfinger import Handle, handle_of, jrd, parse_handle, resolve
from tests.unit.federation.cast import MakeDoor


def at(peer: FakePeer, name: str) -> Handle:
    return Handle(name, read_url(peer.origin).netloc)


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("@ada@good.example", Handle("ada", "good.example")),
        ("ada@good.example:8421", Handle("ada", "good.example:8421")),
        ("acct:ada@Good.Example:443", Handle("ada", "good.example")),
        (" @a.b-c_d@127.0.0.1:8421 ", Handle("a.b-c_d", "127.0.0.1:8421")),
        ("@ada@[::1]:8421", Handle("ada", "[::1]:8421")),
        ("@ada@bücher.example", Handle("ada", "xn--bcher-kva.example")),
    ],
)
def test_a_handle_is_read_in_any_of_its_spellings(text: str, handle: Handle) -> None:
    assert parse_handle(text) == handle


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "@ada",
        "@@good.example",
        "@ada@",
        "@a b@good.example",
        "@ada@good.example/x",
        "@ada@evil@good.example",
        "@ada@good.example?x",
        "@ada@good.example#x",
        "@.ada@good.example",
        "@ada@127.1",
        "@ada@good.example.",
        "@а@x.y",
    ],
)
def test_what_is_no_handle_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        parse_handle(text)


@pytest.mark.anyio
async def test_a_handle_leads_to_its_actor(make_door: MakeDoor, peer: FakePeer, ada_keys: KeyPair) -> None:
    actor = peer.actor("ada", ada_keys)

    async with make_door(peer) as door:
        found, handle = await find_actor(door, at(peer, "ada"))

    assert (found.id, handle) == (actor.id, at(peer, "ada"))
    assert peer.requests[0].target.endswith(f"?resource=acct:ada@{at(peer, 'ada').authority}")


@pytest.mark.anyio
async def test_a_split_domain_goes_by_the_handle_that_both_its_hosts_tell(
    make_door: MakeDoor, peer: FakePeer, ada_keys: KeyPair
) -> None:
    async with fake_peer() as short:
        actor = peer.actor("ada", ada_keys)
        for host, handle in ((short, at(short, "ada")), (peer, at(peer, "ada"))):
            host.serve_webfinger(handle, jrd(at(short, "ada"), actor.id))

        async with make_door(peer, short) as door:
            by_short = await find_actor(door, at(short, "ada"))
            by_long = await find_actor(door, at(peer, "ada"))

    assert by_short == by_long
    assert by_short[1] == at(short, "ada")


@pytest.mark.anyio
async def test_i25_a_subject_of_another_host_needs_that_host_to_agree(
    make_door: MakeDoor, peer: FakePeer, ada_keys: KeyPair, eve_keys: KeyPair
) -> None:
    async with fake_peer() as evil:
        eve = evil.actor("eve", eve_keys)
        peer.actor("ada", ada_keys)
        evil.serve_webfinger(at(evil, "eve"), jrd(at(peer, "ada"), eve.id))
        evil.serve_webfinger(at(evil, "mallory"), jrd(at(peer, "nobody"), eve.id))

        async with make_door(peer, evil) as door:
            with pytest.raises(Refused):
                await resolve(door, at(evil, "eve"))
            with pytest.raises(Missing):
                await resolve(door, at(evil, "mallory"))
            with pytest.raises(Refused):
                await handle_of(door, parse_actor(eve.document(), eve.id))


@pytest.mark.anyio
async def test_i25_a_handle_that_leads_to_an_actor_elsewhere_does_not_become_its_handle(
    make_door: MakeDoor, peer: FakePeer, ada_keys: KeyPair
) -> None:
    async with fake_peer() as evil:
        victim = peer.actor("ada", ada_keys)
        evil.serve_webfinger(at(evil, "eve"), jrd(at(evil, "eve"), victim.id, aliases=[victim.id]))

        async with make_door(peer, evil) as door:
            found, handle = await find_actor(door, at(evil, "eve"))

    assert (found.id, handle) == (victim.id, at(peer, "ada"))


@pytest.mark.anyio
async def test_i25_an_actor_whose_name_leads_to_another_actor_is_refused(
    make_door: MakeDoor, peer: FakePeer, ada_keys: KeyPair, eve_keys: KeyPair
) -> None:
    peer.actor("ada", ada_keys)
    other = peer.actor("eve", eve_keys)
    named_ada = other.document() | {"preferredUsername": "ada"}
    peer.serve("/users/eve", document_reply(named_ada))

    async with make_door(peer) as door:
        with pytest.raises(Refused):
            await find_actor(door, at(peer, "eve"))


@pytest.mark.anyio
async def test_i25_a_circle_of_subjects_ends(make_door: MakeDoor, peer: FakePeer) -> None:
    peer.serve_webfinger(at(peer, "a"), jrd(at(peer, "b"), peer.url("/x")))
    peer.serve_webfinger(at(peer, "b"), jrd(at(peer, "a"), peer.url("/x")))

    async with make_door(peer) as door:
        with pytest.raises(Refused):
            await resolve(door, at(peer, "a"))

    assert len(peer.requests) == 2


@pytest.mark.anyio
@pytest.mark.parametrize(
    "document",
    [
        {},
        {"subject": "acct:ada@good.example", "aliases": ["https://good.example/users/ada"]},
        {"subject": "acct:ada@good.example", "links": [{"rel": "self", "type": "text/html", "href": "https://x.y/"}]},
        {"subject": "acct:ada@good.example", "links": [{"rel": "self", "type": "application/activity+json"}]},
        {"links": [{"rel": "self", "type": "application/activity+json", "href": "https://x.y/"}]},
        {"subject": 7, "links": [{"rel": "self", "type": "application/activity+json", "href": "https://x.y/"}]},
        {"subject": "?", "links": [{"rel": "self", "type": "application/activity+json", "href": "https://x.y/"}]},
    ],
)
async def test_i25_an_answer_that_names_no_actor_or_no_account_is_refused(
    document: dict[str, object], make_door: MakeDoor, peer: FakePeer
) -> None:
    peer.serve_webfinger(at(peer, "ada"), document)

    async with make_door(peer) as door:
        with pytest.raises(FetchFailed):
            await resolve(door, at(peer, "ada"))


@pytest.mark.anyio
async def test_an_answer_of_another_type_is_refused(make_door: MakeDoor, peer: FakePeer) -> None:
    url = peer.serve("/x", Reply(headers=(("Content-Type", "text/html"),), body=b"{}"))

    async with make_door(peer) as door:
        with pytest.raises(FetchFailed):
            await door.get_jrd(url)


@pytest.mark.anyio
async def test_plain_http_is_tried_only_for_an_allowed_pair(make_door: MakeDoor) -> None:
    async with make_door(pairs=[("good.example", 80), ("127.0.0.1", 8421), ("safe.example", 443)]) as door:
        assert door.schemes_for("good.example", None) == ("http", "https")
        assert door.schemes_for("127.0.0.1", 8421) == ("http", "https")
        assert door.schemes_for("safe.example", 443) == ("https",)
        assert door.schemes_for("safe.example", None) == ("https",)
        assert door.schemes_for("other.example", 8421) == ("https",)


@pytest.mark.anyio
async def test_s01_a_look_up_never_leads_to_a_private_address(
    make_door: MakeDoor, canaries: list[FakePeer], peer: FakePeer
) -> None:
    peer.serve_webfinger(at(peer, "ada"), jrd(at(peer, "ada"), canaries[0].url("/users/ada")))
    peer.serve_webfinger(at(peer, "bob"), jrd(at(canaries[0], "bob"), peer.url("/users/bob")))

    async with make_door(peer) as door:
        for handle in (at(canaries[0], "ada"), at(peer, "ada"), at(peer, "bob")):
            with pytest.raises((Refused, FetchFailed)):
                await find_actor(door, handle)
