"""Push: told beside the page, sealed, in few words, a few a minute, and once."""

import pytest

from federation.testing import Reply, fake_peer
from nodeapp.consumers.push import Pushing
from nodeapp.model.events import PushChanged
from nodeapp.queries import event_log
from tests.builders import at_home
from tests.integration.notified import told, tweet
from tests.integration.pushed import MESSAGES, SUBSCRIPTIONS, near, pair_of, subscribed
from tests.receivers import Receiver

pytestmark = pytest.mark.anyio


@pytest.fixture
async def beside(tmp_path, clock):
    async with near(tmp_path, clock) as (home, peer):
        yield home, peer


@pytest.fixture
async def people(beside):
    home, _ = beside
    return [await home.client_of(name) for name in ("ada", "bo", "cy")]


async def test_a_browser_is_told_sealed_signed_and_briefly(beside, people):
    home, peer = beside
    ada, bo, _ = people
    mine = Receiver(peer, "ada")
    key = (await ada.get("/api/push/key")).json()
    await subscribed(ada, mine)

    said = await tweet(bo, "hello @ada, " + "long words " * 20)
    await home.wait_idle()

    [request], [shown] = mine.requests, mine.told
    assert shown["title"] == "bo named you"
    assert (shown["kind"], shown["url"]) == ("mention", f"/@bo/{said}")
    assert shown["body"].startswith("hello @ada, long words")
    assert len(shown["body"]) == 120
    assert shown["tag"] == request.header("topic")
    assert len(request.body) in (1_024, 2_048)
    assert request.header("content-encoding") == "aes128gcm"
    assert request.header("urgency") == "normal"
    assert 0 < int(request.header("ttl")) <= 86_400
    assert request.header("authorization").endswith(f", k={key['public_key']}")
    assert key["window"] is False


async def test_what_few_may_read_is_not_put_on_a_screen_nor_what_a_note_hides(beside, people):
    """P01."""
    home, peer = beside
    ada, bo, _ = people
    mine = Receiver(peer, "ada")
    await subscribed(ada, mine)

    await tweet(bo, "a secret @ada", visibility="direct")
    await tweet(bo, "for friends @ada", visibility="followers")
    await tweet(bo, "the end of the film @ada", content_warning="spoilers")
    await home.wait_idle()

    assert [(one["title"], one["body"]) for one in mine.told] == [
        ("bo wrote to you", "@bo"),
        ("bo named you", "@bo"),
        ("bo named you", "spoilers"),
    ]
    assert [request.header("urgency") for request in mine.requests] == ["high", "normal", "normal"]


async def test_what_one_switched_off_or_keeps_away_is_not_told(beside, people):
    """P03."""
    home, peer = beside
    ada, bo, cy = people
    mine, theirs = Receiver(peer, "ada"), Receiver(peer, "bo")
    await subscribed(ada, mine)
    await subscribed(bo, theirs, kinds=["like"])
    await ada.put("/api/notifications/preferences", json={"kinds": {"mention": {"push": False}}})
    await ada.post("/api/users/cy/block")

    await tweet(bo, "hello @ada")
    await tweet(cy, "hello @ada")
    await tweet(ada, "hello @bo")
    await bo.post(f"/api/tweets/{await tweet(ada, 'words')}/like")
    await ada.post(f"/api/tweets/{await tweet(bo, 'words')}/like")
    await home.wait_idle()

    assert mine.titles == ["bo liked your tweet"]
    assert theirs.titles == ["ada liked your tweet"]
    assert await told(ada) == [("like", "bo"), ("mention", "bo")]


async def test_what_was_read_or_taken_back_before_it_could_be_sent_is_not_sent(beside, people, clock):
    """P09."""
    home, peer = beside
    ada, bo, _ = people
    mine = Receiver(peer, "ada")
    mine.reply = Reply(status=503)
    await subscribed(ada, mine)
    gone = await tweet(bo, "@ada one")
    await tweet(bo, "@ada two")
    await home.wait_idle()
    assert len(mine.requests) == 1

    await bo.delete(f"/api/tweets/{gone}")
    await ada.put("/api/notifications/read-all")
    mine.reply = Reply(status=201)
    await tweet(bo, "@ada three")
    clock.advance(seconds=60)
    await home.wait_idle()

    assert [one["body"] for one in mine.told[1:]] == ["@ada three"]
    assert await home.count(MESSAGES) == 0


async def test_likes_that_follow_the_first_are_gathered(beside, people, clock):
    home, peer = beside
    ada, bo, _ = people
    mine = Receiver(peer, "ada")
    await subscribed(ada, mine)
    liked = await tweet(ada, "words")

    await bo.post(f"/api/tweets/{liked}/like")
    await home.wait_idle()
    for name in ("cy", "di", "ed"):
        await (await home.client_of(name)).post(f"/api/tweets/{liked}/like")
    await home.wait_idle()
    assert mine.titles == ["bo liked your tweet"]

    clock.advance(seconds=300)
    await home.wait_idle()

    assert mine.titles == ["bo liked your tweet", "ed and 3 others liked your tweet"]
    assert len({request.header("topic") for request in mine.requests}) == 1


async def test_a_flood_is_told_a_few_a_minute_and_the_oldest_of_it_is_dropped(tmp_path, clock):
    """D07."""
    async with near(tmp_path, clock, push_per_minute=3, push_queue_max=5) as (home, peer):
        ada, bo = [await home.client_of(name) for name in ("ada", "bo")]
        mine = Receiver(peer, "ada")
        mine.reply = Reply(status=503)
        await subscribed(ada, mine)
        await tweet(bo, "@ada first")
        await home.wait_idle()
        mine.requests.clear()
        mine.reply = Reply(status=201)
        for number in range(12):
            await tweet(bo, f"@ada {number}")
        await home.wait_idle()
        assert await home.count(MESSAGES) == 5

        rounds = []
        for _ in range(3):
            clock.advance(seconds=60)
            await home.wait_idle()
            rounds.append([one["body"] for one in mine.told])

    assert rounds[0] == ["@ada 7", "@ada 8", "@ada 9"]
    assert rounds[1] == rounds[2] == ["@ada 7", "@ada 8", "@ada 9", "@ada 10", "@ada 11"]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_subscription_that_is_gone_is_dropped(beside, people, status):
    home, peer = beside
    ada, bo, _ = people
    mine = Receiver(peer, "ada")
    mine.reply = Reply(status=status)
    await subscribed(ada, mine)

    await tweet(bo, "@ada one")
    await tweet(bo, "@ada two")
    await home.wait_idle()

    assert len(mine.requests) == 1
    assert await home.count(SUBSCRIPTIONS) == await home.count(MESSAGES) == 0
    assert [event.on for event in await home.events_of(PushChanged)] == [True, False]
    assert (await ada.get("/api/push/subscriptions")).json() == {"subscriptions": []}


async def test_what_is_not_taken_is_tried_again_later_as_late_as_was_asked(beside, people, clock):
    home, peer = beside
    ada, bo, _ = people
    mine = Receiver(peer, "ada")
    mine.reply = Reply(status=429, headers=(("Retry-After", "120"),))
    await subscribed(ada, mine)
    await tweet(bo, "@ada one")
    await home.wait_idle()
    mine.reply = Reply(status=201)

    clock.advance(seconds=100)
    await tweet(bo, "@ada two")
    await home.wait_idle()
    assert len(mine.requests) == 1

    clock.advance(seconds=30)
    await home.wait_idle()
    assert [one["body"] for one in mine.told[1:]] == ["@ada one", "@ada two"]


async def test_what_nobody_takes_for_a_day_is_told_no_more(beside, people, clock):
    home, peer = beside
    ada, bo, _ = people
    mine = Receiver(peer, "ada")
    mine.reply = Reply(status=500)
    await subscribed(ada, mine)
    await tweet(bo, "@ada one")
    await home.wait_idle()

    clock.advance(seconds=86_401)
    await home.wait_idle()

    assert len(mine.requests) == 1
    assert await home.count(MESSAGES) == 0


async def test_a_batch_that_is_handled_again_after_a_crash_tells_nothing_twice(beside, people):
    home, peer = beside
    ada, bo, _ = people
    mine = Receiver(peer, "ada")
    await subscribed(ada, mine)
    await tweet(bo, "hello @ada")
    await home.wait_idle()
    runner = next(runner for runner in home.node.work.runners if runner.name == "push")
    assert isinstance(runner.consumer, Pushing)

    async def everything(reader):
        return await event_log.after(reader, 0, 1_000)

    batch = [logged for logged in await home.database.read(everything) if runner.consumer.wants(logged.event)]
    await runner.consumer.handle(batch)
    await home.wait_idle()

    assert len(batch) == 1
    assert mine.titles == ["bo named you"]


async def test_what_was_not_taken_before_the_node_ended_is_told_after_its_start(tmp_path, clock):
    async with fake_peer() as peer:
        told_to = {"allow_peers": (pair_of(peer),)}
        mine = Receiver(peer, "ada")
        mine.reply = Reply(status=503)
        async with at_home(tmp_path / "node", clock, **told_to) as home:
            ada, bo = [await home.client_of(name) for name in ("ada", "bo")]
            await subscribed(ada, mine)
            await tweet(bo, "hello @ada")
            await home.wait_idle()
        mine.reply = Reply(status=201)
        clock.advance(seconds=60)

        async with at_home(tmp_path / "node", clock, **told_to) as home:
            await home.wait_idle()
            await tweet(await home.client_of("bo"), "again @ada")
            await home.wait_idle()

    assert [one["body"] for one in mine.told] == ["hello @ada", "hello @ada", "again @ada"]
    assert mine.requests[0].header("topic") == mine.requests[1].header("topic")


async def test_a_policy_says_of_whom_an_app_wants_to_hear(beside, people):
    home, peer = beside
    ada, bo, cy = people
    await ada.post("/api/users/bo/follow")
    await cy.post("/api/users/ada/follow")
    await home.wait_idle()
    receivers = {policy: Receiver(peer, policy) for policy in ("all", "followed", "follower", "none")}
    for policy, receiver in receivers.items():
        await subscribed(await home.client_of("ada"), receiver, policy=policy)

    await tweet(bo, "hello @ada")
    await tweet(cy, "hello @ada")
    await home.wait_idle()

    assert {policy: receiver.titles for policy, receiver in receivers.items()} == {
        "all": ["bo named you", "cy named you"],
        "followed": ["bo named you"],
        "follower": ["cy named you"],
        "none": [],
    }
