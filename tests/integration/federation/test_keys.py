"""Keys: asked for as rarely as can be, and never believed longer than their owner tells them."""

import pytest

from federation.testing import FakePeer, Reply
from tests.builders import Home
from tests.integration.federation.cast import activity, followed, note, resident, send, texts, tweeted

pytestmark = pytest.mark.anyio

Beside = tuple[Home, FakePeer]


async def test_i20_a_thousand_bad_signatures_ask_for_the_key_twice_at_most(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    said = await tweeted(home, ada, "Tea")
    like = activity(bob, "Like", "like", home.origin.tweet_uri(said.tweet.id))
    headers, body = bob.signed(home.origin.url + "/ap/inbox", like, home.clock())
    start = headers["Signature"].index('signature="') + len('signature="')
    headers["Signature"] = f"{headers['Signature'][:start]}AAAA{headers['Signature'][start + 4 :]}"

    answers = {(await home.client.post("/ap/inbox", headers=headers, content=body)).status_code for _ in range(100)}

    assert answers == {401}
    assert len(peer.requests) <= 2


async def test_a_key_that_was_changed_is_asked_for_again(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await followed(home, ada, bob)
    changed = peer.actor("bob")

    status = await send(home, changed, activity(changed, "Create", "1", note(changed, "1", "<p>new key</p>")))

    assert status == 202
    assert await texts(home, ada) == ["new key"]


async def test_a_key_told_anew_holds_at_once_and_the_old_one_no_longer(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await followed(home, ada, bob)
    before = await send(home, bob, activity(bob, "Create", "1", note(bob, "1", "<p>old key</p>")))
    changed = peer.actor("bob")

    await home.accounts.receive(await home.accounts.peers.account(bob.id))
    old = await send(home, bob, activity(bob, "Create", "2", note(bob, "2", "<p>old key again</p>")))
    new = await send(home, changed, activity(changed, "Create", "3", note(changed, "3", "<p>new key</p>")))

    assert (before, old, new) == (202, 401, 202)
    assert sorted(await texts(home, ada)) == ["new key", "old key"]


async def test_a_key_that_was_asked_for_again_is_kept(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await followed(home, ada, bob)
    changed = peer.actor("bob")
    await send(home, changed, activity(changed, "Create", "1", note(changed, "1", "<p>new key</p>")))
    asked = len(peer.requests)

    new = await send(home, changed, activity(changed, "Create", "2", note(changed, "2", "<p>new key again</p>")))
    old = await send(home, bob, activity(bob, "Create", "3", note(bob, "3", "<p>old key</p>")))

    assert (new, old) == (202, 401)
    assert len(peer.requests) == asked


async def test_d03_a_key_that_cannot_be_had_is_not_asked_for_again_at_once(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    said = await tweeted(home, ada, "Tea")
    peer.serve("/users/bob", Reply(status=404))
    like = activity(bob, "Like", "like", home.origin.tweet_uri(said.tweet.id))

    answers = [await send(home, bob, like) for _ in range(5)]

    assert answers == [401] * 5
    assert len(peer.requests) == 1
