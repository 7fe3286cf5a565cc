"""Push subscriptions: one for each session, seen by whose they are, kept only where something may be sent."""

import pytest

from federation.testing import fake_peer
from nodeapp.jobs.push import ForgetSubscriptions
from nodeapp.model.notifications import KINDS
from tests.builders import at_home
from tests.integration.notified import tweet
from tests.integration.pushed import SUBSCRIPTIONS, near, refused, subscribed
from tests.receivers import Browser, Receiver

pytestmark = pytest.mark.anyio


@pytest.fixture
async def beside(tmp_path, clock):
    async with near(tmp_path, clock) as (home, peer):
        yield home, peer


@pytest.fixture
async def people(beside):
    home, _ = beside
    return [await home.client_of(name) for name in ("ada", "bo", "cy")]


async def test_a_session_has_one_subscription_and_a_browser_one_person(beside, people):
    home, peer = beside
    ada, bo, cy = people
    first, second = Receiver(peer, "first"), Receiver(peer, "second")
    await subscribed(ada, first)
    await subscribed(ada, second)
    await subscribed(bo, second)

    await tweet(cy, "hello @ada and @bo")
    await home.wait_idle()

    assert first.requests == []
    assert second.titles == ["cy named you"]
    assert (await ada.get("/api/push/subscriptions")).json()["subscriptions"] == []
    [row] = (await bo.get("/api/push/subscriptions")).json()["subscriptions"]
    assert (row["app"], row["endpoint"], row["current"], row["kinds"]) == (
        "native",
        second.endpoint,
        True,
        list(KINDS),
    )


async def test_of_other_sessions_only_the_host_is_told_and_of_others_nothing(beside, people):
    """P07."""
    home, peer = beside
    ada, bo, _ = people
    mine = Receiver(peer, "ada")
    row = await subscribed(ada, mine)
    elsewhere = await home.client_of("ada")

    [listed] = (await elsewhere.get("/api/push/subscriptions")).json()["subscriptions"]
    assert (listed["endpoint"], listed["current"]) == (peer.origin, False)

    assert (await bo.delete(f"/api/push/subscriptions/{row['id']}")).status_code == 404
    assert (await bo.delete("/api/push/subscriptions/x")).status_code == 404
    assert await home.count(SUBSCRIPTIONS) == 1
    assert (await elsewhere.delete(f"/api/push/subscriptions/{row['id']}")).status_code == 204
    assert await home.count(SUBSCRIPTIONS) == 0


async def test_an_address_to_which_nothing_may_be_sent_is_not_kept(beside, people):
    """S01, S03, W35."""
    for endpoint in (
        "https://127.0.0.1/push",
        "https://10.0.0.1/push",
        "https://[::1]/push",
        "https://169.254.169.254/latest",
        "https://2130706433/push",
        "http://push.example/one",
        "https://ada@push.example/one",
        "ftp://push.example/one",
        "window:",
        "",
        "https://push.example/" + "a" * 2_000,
    ):
        assert await refused(people[0], **Browser().subscription(endpoint)) == "endpoint", endpoint


async def test_a_name_that_leads_to_a_private_address_is_never_connected_to(tmp_path, clock):
    """S01, S06: what a name leads to is looked at on the connection."""
    async with (
        fake_peer() as peer,
        at_home(tmp_path, clock, test_resolve=(f"push.example=127.0.0.1:{peer.pair[1]}",)) as home,
    ):
        ada, bo = [await home.client_of(name) for name in ("ada", "bo")]
        answer = await ada.post(
            "/api/push/subscriptions", json=Browser().subscription(f"https://push.example:{peer.pair[1]}/push/ada")
        )
        assert answer.status_code == 201

        await tweet(bo, "hello @ada")
        await home.wait_idle()

        assert peer.connections == 0
        assert await home.count(SUBSCRIPTIONS) == 0


async def test_keys_that_are_none_and_kinds_that_are_none_are_named(beside, people):
    ada, mine = people[0], Receiver(beside[1], "ada").subscription

    for keys in ({}, {**mine["keys"], "auth": "c2hvcnQ"}, {**mine["keys"], "p256dh": "BAAA"}):
        assert await refused(ada, endpoint=mine["endpoint"], keys=keys) == "keys"
    assert await refused(ada, **mine, kinds=["likes"]) == "kinds"
    assert await refused(ada, **mine, policy="some") == "policy"


async def test_after_the_end_of_the_session_nothing_is_sent_and_the_row_goes(beside, people):
    home, peer = beside
    ada, bo, _ = people
    mine = Receiver(peer, "ada")
    await subscribed(ada, mine)
    [session] = (await ada.get("/api/auth/sessions")).json()["sessions"]
    await ada.delete(f"/api/auth/sessions/{session['id']}")

    await tweet(bo, "hello @ada")
    await home.wait_idle()

    assert mine.requests == []
    await next(job for job in home.node.work.scheduler.jobs if isinstance(job, ForgetSubscriptions)).run()
    assert await home.count(SUBSCRIPTIONS) == 0


async def test_only_at_a_window_is_there_something_to_show_on(beside, people):
    answer = await people[0].post("/api/push/subscriptions", json={"window": True})

    assert answer.status_code == 403


async def test_the_key_of_a_node_stays_the_same(tmp_path, clock):
    found = []
    for _ in range(2):
        async with at_home(tmp_path / "node", clock) as home:
            answer = await (await home.client_of("ada")).get("/api/push/key")
            found.append(answer.json())

    assert found[0] == found[1]
