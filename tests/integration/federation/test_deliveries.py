"""Letters are carried to their inboxes in order, once, and for as long as it takes."""

from pathlib import Path

import pytest

from federation.testing import FakeActor, FakePeer, Reply, fake_peer
from nodeapp.jobs.deliver import SUSPECT_ATTEMPTS, Deliver
from nodeapp.jobs.lanes import Lanes
from nodeapp.model.accounts import Viewer
from nodeapp.model.events import Logged
from nodeapp.queries import event_log
from nodeapp.seams.database import Reader
from tests.builders import FakeClock, Home, at_home
from tests.integration.federation.cast import activity, resident, send, tweeted

pytestmark = pytest.mark.anyio

Beside = tuple[Home, FakePeer]
DAY_SECONDS = 86_400


async def ada_with_a_follower(home: Home, peer: FakePeer, name: str = "bob") -> tuple[Viewer, FakeActor]:
    ada, bob = await home.account("ada"), resident(peer, name)
    assert ada.id is not None
    await send(home, bob, activity(bob, "Follow", "follow", home.origin.account_uri(ada.id)))
    return ada, bob


def told(peer: FakePeer) -> list[str]:
    """The contents of what was created, as often as it was delivered."""
    return [
        str(created["content"])
        for delivery in peer.deliveries()
        if delivery["type"] == "Create" and isinstance(created := delivery["object"], dict)
    ]


def deliverer(home: Home) -> Lanes:
    return next(
        carrier
        for carrier in home.node.work.carriers
        if isinstance(carrier, Lanes) and isinstance(carrier.errand, Deliver)
    )


async def logged(home: Home) -> list[Logged]:
    async def work(reader: Reader) -> list[Logged]:
        return await event_log.after(reader, 0, 1_000)

    return await home.database.read(work)


async def later(home: Home, seconds: float) -> None:
    home.clock.advance(seconds=seconds)
    deliverer(home).wake()
    await home.wait_idle()


async def named(home: Home, peer: FakePeer, name: str) -> FakeActor:
    """Somebody whom the node knows of."""
    actor = resident(peer, name)
    await home.accounts.receive(await home.accounts.peers.account(actor.id))
    return actor


def got(peer: FakePeer, name: str) -> list[str]:
    """What came to somebody's inbox: of tweets the first word, of the rest the kind."""
    found = []
    for request in peer.requests:
        if request.method == "POST" and request.target == f"/users/{name}/inbox":
            inner = request.json()["object"]
            content = inner.get("content") if isinstance(inner, dict) else None
            found.append(str(content)[3:].split("<")[0].split()[0] if content else str(request.json()["type"]))
    return found


async def test_followers_who_share_an_inbox_get_one_letter(beside: Beside) -> None:
    home, peer = beside
    shared = {"endpoints": {"sharedInbox": peer.url("/inbox")}}
    peer.serve("/inbox", Reply(status=202))
    ada = await home.account("ada")
    for name in ("bob", "cleo"):
        actor = resident(peer, name)
        peer.serve_document(f"/users/{name}", actor.document() | shared)
        await send(home, actor, activity(actor, "Follow", "follow", home.origin.account_uri(ada.id or 0)))

    await tweeted(home, ada, "Tea")
    await home.wait_idle()

    assert told(peer) == ["<p>Tea</p>"]
    assert peer.requests[-1].target == "/inbox"


async def test_a_host_that_is_down_gets_everything_in_order_when_it_is_back(beside: Beside) -> None:
    home, peer = beside
    ada, _ = await ada_with_a_follower(home, peer)
    peer.serve("/users/bob/inbox", Reply(status=503))
    for word in ("first", "second", "third"):
        await tweeted(home, ada, word)
    await home.wait_idle()
    tried = len(told(peer))

    peer.serve("/users/bob/inbox", Reply(status=202))
    await later(home, 3_600)

    assert tried == 1
    assert told(peer)[tried:] == ["<p>first</p>", "<p>second</p>", "<p>third</p>"]


async def test_a_sign_of_life_wakes_what_rests(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await ada_with_a_follower(home, peer)
    peer.serve("/users/bob/inbox", Reply(status=503))
    await tweeted(home, ada, "Are you there?")
    await home.wait_idle()
    peer.serve("/users/bob/inbox", Reply(status=202))

    await send(home, bob, activity(bob, "Like", "like", f"{bob.id}/notes/unknown"))

    assert told(peer) == ["<p>Are you there?</p>"] * 2


async def test_a_letter_that_is_never_taken_does_not_hold_up_the_others(beside: Beside) -> None:
    home, peer = beside
    ada, _ = await ada_with_a_follower(home, peer)
    peer.serve("/users/bob/inbox", lambda request: Reply(status=500 if b"poison" in request.body else 202))
    await tweeted(home, ada, "poison")
    await tweeted(home, ada, "harmless")

    for _ in range(SUSPECT_ATTEMPTS):
        await later(home, 3_600)

    assert "<p>harmless</p>" in told(peer)
    assert told(peer).count("<p>harmless</p>") == 1


async def test_after_two_weeks_a_letter_is_given_up(beside: Beside) -> None:
    home, peer = beside
    ada, _ = await ada_with_a_follower(home, peer)
    peer.serve("/users/bob/inbox", Reply(status=503))
    await tweeted(home, ada, "lost")
    await home.wait_idle()

    await later(home, 15 * DAY_SECONDS)
    await later(home, 15 * DAY_SECONDS)

    assert await home.count("select count(*) from deliveries where state in ('due', 'parked')") == 0
    assert await home.count("select count(*) from deliveries where state = 'gone'") == 1


async def test_an_inbox_that_says_gone_is_not_asked_again(beside: Beside) -> None:
    home, peer = beside
    ada, _ = await ada_with_a_follower(home, peer)
    peer.serve("/users/bob/inbox", Reply(status=410))
    await tweeted(home, ada, "lost")
    await home.wait_idle()

    await later(home, DAY_SECONDS)

    assert told(peer) == ["<p>lost</p>"]


async def test_a_batch_handled_twice_writes_each_letter_once(beside: Beside) -> None:
    home, peer = beside
    ada, _ = await ada_with_a_follower(home, peer)
    await tweeted(home, ada, "once")
    await home.wait_idle()
    runner = next(runner for runner in home.node.work.runners if runner.name == "delivery")
    before = await home.count("select count(*) from letters")

    await runner.consumer.handle(await logged(home))
    await home.wait_idle()

    assert await home.count("select count(*) from letters") == before
    assert told(peer) == ["<p>once</p>"]


async def test_a_node_that_was_stopped_goes_on_where_it_was(tmp_path: Path, clock: FakeClock) -> None:
    async with fake_peer() as peer:
        host, port = peer.pair
        async with at_home(tmp_path, clock, allow_peers=(f"{host}:{port}",)) as home:
            ada, _ = await ada_with_a_follower(home, peer)
            peer.serve("/users/bob/inbox", Reply(status=503))
            await tweeted(home, ada, "Wait for me")
            await home.wait_idle()

        peer.serve("/users/bob/inbox", Reply(status=202))
        clock.advance(seconds=60)
        async with at_home(tmp_path, clock, allow_peers=(f"{host}:{port}",)) as home:
            await home.wait_idle()

        assert told(peer) == ["<p>Wait for me</p>"] * 2


async def test_p04_each_tweet_goes_to_those_it_is_for_and_nobody_else(beside: Beside) -> None:
    home, peer = beside
    ada, _ = await ada_with_a_follower(home, peer, "follower")
    await named(home, peer, "friend")
    await named(home, peer, "stranger")
    at = f"{peer.pair[0]}:{peer.pair[1]}"
    await home.accounts.get(ada, f"@friend@{at}")

    for visibility in ("public", "followers", "direct"):
        await tweeted(home, ada, f"{visibility} @friend@{at}", visibility=visibility)
    await tweeted(home, ada, "followers", visibility="followers")
    await home.wait_idle()

    assert got(peer, "follower") == ["Accept", "public", "followers", "followers"]
    assert got(peer, "friend") == ["public", "followers", "direct"]
    assert got(peer, "stranger") == []


async def test_p04_who_no_longer_follows_gets_nothing_more(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await ada_with_a_follower(home, peer)
    account = await home.accounts.known(bob.id)
    assert account is not None

    await home.graph.reject(ada, account.id)
    await tweeted(home, ada, "public")
    await tweeted(home, ada, "followers", visibility="followers")
    await home.wait_idle()

    assert got(peer, "bob") == ["Accept", "Reject"]
