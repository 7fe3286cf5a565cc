"""Strangers: what they tell is told, held back or dropped, as the receiver wants it, and nobody floods anybody."""

import pytest

from nodeapp.model.events import NotificationAdded
from nodeapp.model.limits import Limits
from tests.builders import Home, at_home
from tests.integration.notified import counts_are_right, told, tweet, unread

pytestmark = pytest.mark.anyio


@pytest.fixture
async def people(node: Home):
    yield [await node.client_of(name) for name in ("ada", "bo", "cy")]
    await node.wait_idle()
    await counts_are_right(node.database)


async def chooses(caller, **strangers):
    answer = await caller.put("/api/notifications/preferences", json={"strangers": strangers})
    assert answer.status_code == 200, answer.text
    return answer.json()["strangers"]


async def requests(caller):
    return (await caller.get("/api/notifications/requests")).json()["requests"]


async def test_what_a_stranger_tells_waits_until_they_are_let_in(node, people):
    ada, bo, cy = people
    mine = await tweet(ada, "tea?")
    assert (await chooses(ada, not_following="filter"))["not_followers"] == "accept"
    await ada.post("/api/users/cy/follow")
    await bo.post(f"/api/tweets/{mine}/like")
    await tweet(bo, "one @ada")
    await tweet(bo, "two @ada")
    await cy.post(f"/api/tweets/{mine}/like")
    await node.wait_idle()

    assert await told(ada) == [("like", "cy")]
    assert [event.actor_id for event in await node.events_of(NotificationAdded) if event.kind != "follow"] == [
        (await node.account("cy")).id
    ]
    [waiting] = await requests(ada)
    assert (waiting["user"]["username"], waiting["count"]) == ("bo", 3)
    assert waiting["last_tweet"]["content"] == "two @ada"
    assert await requests(bo) == []
    for path in ("accept", "dismiss"):
        assert (await bo.post(f"/api/notifications/requests/{waiting['id']}/{path}")).status_code == 404

    assert (await ada.post(f"/api/notifications/requests/{waiting['id']}/accept")).status_code == 204
    assert (await ada.post(f"/api/notifications/requests/{waiting['id']}/accept")).status_code == 404
    assert await requests(ada) == []
    assert await told(ada) == [("like", "cy"), ("mention", "bo"), ("mention", "bo"), ("like", "bo")]
    assert await unread(ada) == 4
    await tweet(bo, "three @ada")
    await node.wait_idle()
    assert (await told(ada))[0] == ("mention", "bo")
    assert await requests(ada) == []


async def test_whoever_is_turned_away_asks_again_when_they_speak_again(node, people):
    ada, bo, _ = people
    await chooses(ada, not_following="filter")
    await tweet(bo, "one @ada")
    await node.wait_idle()
    await ada.post(f"/api/notifications/requests/{(await requests(ada))[0]['id']}/dismiss")
    assert await requests(ada) == []

    await tweet(bo, "two @ada")
    await node.wait_idle()

    assert [(one["count"], one["last_tweet"]["content"]) for one in await requests(ada)] == [(1, "two @ada")]
    assert await told(ada) == []


async def test_what_is_taken_back_waits_no_longer(node, people):
    ada, bo, cy = people
    mine = await tweet(ada, "tea?")
    await chooses(ada, not_following="filter")
    await bo.post(f"/api/tweets/{mine}/like")
    said = await tweet(cy, "hello @ada")
    await tweet(cy, "again @ada")
    await node.wait_idle()
    await bo.delete(f"/api/tweets/{mine}/like")
    await cy.delete(f"/api/tweets/{said}")
    await node.wait_idle()
    assert [(one["user"]["username"], one["count"]) for one in await requests(ada)] == [("cy", 1)]

    await ada.post("/api/users/cy/block")
    assert await requests(ada) == []
    await node.wait_idle()
    assert await node.count("select count(*) from notification_requests") == 0


async def test_what_is_dropped_is_told_nobody_and_the_strictest_answer_counts(node, people):
    ada, bo, _ = people
    await chooses(ada, not_following="filter", new_accounts="drop")
    await tweet(bo, "one @ada")
    await node.wait_idle()

    assert await told(ada) == await requests(ada) == []


async def test_messages_of_strangers_can_be_held_back_alone(node, people):
    ada, bo, _ = people
    await chooses(ada, private_mentions="filter")
    await tweet(bo, "psst @ada", visibility="direct")
    await tweet(bo, "hello @ada")
    await node.wait_idle()

    assert await told(ada) == [("mention", "bo")]
    assert [one["count"] for one in await requests(ada)] == [1]


async def test_what_waits_for_an_answer_is_never_held_back(node, people):
    ada, bo, _ = people
    await chooses(ada, not_following="drop")
    await ada.put("/api/users/ada", json={"locked": True})
    await bo.post("/api/users/ada/follow")
    await node.wait_idle()

    assert await told(ada) == [("follow_request", "bo")]


async def test_a_flood_by_new_accounts_is_held_back(tmp_path, clock):
    """D07: so many of them are told in an hour, the rest waits by sender, and that is bounded, too."""
    limits = Limits(notification_newcomers_per_hour=5, notification_requests_max=3, notifications_held_per_request=4)
    async with at_home(tmp_path / "node", clock, limits=limits) as node:
        ada, friend, *strangers = [
            await node.client_of(name) for name in ("ada", "friend", *(f"new{number}" for number in range(6)))
        ]
        await ada.post("/api/users/friend/follow")
        for number in range(10):
            for stranger in strangers:
                await tweet(stranger, f"buy {number} @ada")
        await tweet(friend, "are you well @ada")
        await node.wait_idle()

        heard = await told(ada)
        assert heard[0] == ("mention", "friend")
        assert len(heard) == 6
        assert [one["count"] for one in await requests(ada)] == [4, 4, 4]
        pushed = [one for one in await node.events_of(NotificationAdded) if one.kind == "mention"]
        assert len(pushed) == 6

        clock.advance(seconds=3_600)
        await tweet(strangers[0], "still there @ada")
        await node.wait_idle()
        assert len(await told(ada)) == 7
        await counts_are_right(node.database)
