"""Looking for people and tweets elsewhere, and what is said when that does not work: S01, S17, I04, I25."""

import pytest

from federation.testing import FakePeer, Reply, redirect_reply
from federation.webfinger import Handle, jrd
from nodeapp.model.accounts import ANYBODY
from nodeapp.model.errors import BadInput, NotFound, Unavailable
from tests.builders import Home
from tests.integration.federation.cast import followed, met, note, resident, texts

pytestmark = pytest.mark.anyio

Beside = tuple[Home, FakePeer]


def host_of(peer: FakePeer) -> str:
    return f"{peer.pair[0]}:{peer.pair[1]}"


async def test_anybody_who_is_not_signed_in_makes_the_node_ask_nobody(beside: Beside) -> None:
    home, peer = beside
    resident(peer, "bob")

    with pytest.raises(NotFound):
        await home.accounts.get(ANYBODY, f"@bob@{host_of(peer)}")

    assert peer.connections == 0


@pytest.mark.parametrize("host", ["10.0.0.1", "127.0.0.1:1", "169.254.169.254", "2130706433", "0x7f.1", "[::1]:80"])
async def test_s01_a_private_or_odd_host_is_not_asked(beside: Beside, host: str) -> None:
    home, peer = beside
    ada = await home.account("ada")

    with pytest.raises((BadInput, NotFound)):
        await met(home, ada, f"@bob@{host}")

    assert peer.connections == 0


async def test_a_host_that_fails_is_named_in_a_sentence(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    peer.serve(bob.id.removeprefix(peer.origin), Reply(status=503))

    with pytest.raises(Unavailable) as raised:
        await met(home, ada, f"@bob@{host_of(peer)}")

    assert raised.value.detail == f"{host_of(peer)} does not answer."


async def test_s17_nothing_of_what_a_host_sends_is_quoted(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    peer.serve(bob.id.removeprefix(peer.origin), Reply(headers=(("Content-Type", "text/html"),), body=b"secret banner"))

    with pytest.raises(NotFound) as raised:
        await met(home, ada, f"@bob@{host_of(peer)}")

    assert "secret" not in raised.value.detail


async def test_i25_a_handle_that_leads_to_somebody_elses_actor_is_not_believed(beside: Beside) -> None:
    home, peer = beside
    ada, victim = await home.account("ada"), resident(peer, "victim")
    handle = Handle("celebrity", host_of(peer))
    peer.serve_webfinger(handle, jrd(handle, victim.id))

    account = await met(home, ada, f"@celebrity@{host_of(peer)}")

    assert account.username == "victim"


async def test_i04_an_actor_that_names_another_address_is_asked_for_there(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    handle = Handle("bob", host_of(peer))
    peer.serve("/moved", redirect_reply(bob.id))
    peer.serve_webfinger(handle, jrd(handle, peer.url("/moved")))

    account = await met(home, ada, f"@bob@{host_of(peer)}")

    assert account.uri == bob.id


async def test_what_somebody_wrote_before_comes_with_the_follow_and_only_what_is_theirs(beside: Beside) -> None:
    home, peer = beside
    ada, bob, eve = await home.account("ada"), resident(peer, "bob"), resident(peer, "eve")
    items = [
        {"type": "Create", "actor": bob.id, "object": note(bob, "1", "<p>mine</p>")},
        {"type": "Create", "actor": bob.id, "object": note(eve, "1", "<p>not mine</p>")},
        {"type": "Create", "actor": bob.id, "object": note(bob, "2", "<p>private</p>", to=[bob.id], cc=[])},
        {"type": "Announce", "actor": bob.id, "object": f"{eve.id}/notes/1"},
        "not even an address",
        7,
    ]
    outbox = {"type": "OrderedCollection", "totalItems": len(items), "orderedItems": items}
    peer.serve_document("/users/bob/outbox", outbox)

    await followed(home, ada, bob)
    await home.wait_idle()

    assert await texts(home, ada) == ["mine"]


async def test_a_closed_outbox_leaves_the_profile_as_it_is(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    peer.serve("/users/bob/outbox", Reply(status=401))

    await followed(home, ada, bob)
    await home.wait_idle()

    assert await texts(home, ada) == []
