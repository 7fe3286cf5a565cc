"""Pins: a few of one's own tweets above all others on the profile."""

import pytest

from nodeapp.model.events import PinChanged
from tests.builders import Caller, Home

pytestmark = pytest.mark.anyio


async def posted(caller: Caller, content: str = "hello", **more: object) -> str:
    answer = await caller.post("/api/tweets", json={"content": content, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def pinned(caller: Caller, user: str = "ada") -> list[str]:
    return [one["id"] for one in (await caller.get(f"/api/users/{user}/pinned")).json()["tweets"]]


async def test_the_newest_pin_stands_first(node: Home):
    ada = await node.client_of("ada")
    ids = []
    for number in range(3):
        ids.append(await posted(ada, f"{number}"))
        node.clock.advance(seconds=1)

    for tweet_id in (ids[2], ids[0]):
        node.clock.advance(seconds=1)
        answer = await ada.post(f"/api/tweets/{tweet_id}/pin")
        assert (answer.status_code, answer.json()["is_pinned"]) == (200, True)
    await ada.post(f"/api/tweets/{ids[2]}/pin")

    assert await pinned(ada) == [ids[0], ids[2]]
    assert [event.on for event in await node.events_of(PinChanged)] == [True, True]


async def test_unpinned_and_deleted_tweets_are_off_the_profile(node: Home):
    ada = await node.client_of("ada")
    first, second = await posted(ada, "one"), await posted(ada, "two")
    for tweet_id in (first, second):
        await ada.post(f"/api/tweets/{tweet_id}/pin")

    off = await ada.delete(f"/api/tweets/{first}/pin")
    again = await ada.delete(f"/api/tweets/{first}/pin")
    await ada.delete(f"/api/tweets/{second}")
    await ada.post(f"/api/tweets/{second}/undelete")

    assert off.json()["is_pinned"] is again.json()["is_pinned"] is False
    assert await pinned(ada) == []


async def test_there_is_room_for_five(node: Home):
    ada = await node.client_of("ada")
    ids = [await posted(ada, f"{number}") for number in range(6)]
    for tweet_id in ids[:5]:
        assert (await ada.post(f"/api/tweets/{tweet_id}/pin")).status_code == 200

    refused = await ada.post(f"/api/tweets/{ids[5]}/pin")
    await ada.delete(f"/api/tweets/{ids[0]}/pin")
    taken = await ada.post(f"/api/tweets/{ids[5]}/pin")

    assert refused.status_code == 409
    assert "5" in refused.json()["detail"]
    assert taken.status_code == 200


async def test_only_ones_own_are_pinned_and_nothing_direct(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    theirs = await posted(bo, "theirs")
    hidden = await posted(bo, "for few", visibility="followers")
    direct = await posted(ada, "@bo only", visibility="direct")
    shared = (await ada.post(f"/api/v1/statuses/{theirs}/reblog")).json()["id"]

    assert (await ada.post(f"/api/tweets/{theirs}/pin")).status_code == 403
    assert (await ada.post(f"/api/tweets/{shared}/pin")).status_code == 403
    assert (await ada.post(f"/api/tweets/{hidden}/pin")).status_code == 404
    assert (await ada.post(f"/api/tweets/{direct}/pin")).status_code == 400
    assert (await ada.post("/api/tweets/12345/pin")).status_code == 404
    assert (await node.client.post(f"/api/tweets/{theirs}/pin")).status_code == 401


async def test_a_narrow_pin_is_seen_by_who_may_see_the_tweet(node: Home):
    ada, bo, cy = await node.client_of("ada"), await node.client_of("bo"), await node.client_of("cy")
    await bo.post("/api/users/ada/follow")
    tweet_id = await posted(ada, "for few", visibility="followers")
    await ada.post(f"/api/tweets/{tweet_id}/pin")
    user = (await ada.get("/api/users/ada")).json()["id"]

    assert await pinned(bo) == [tweet_id]
    assert await pinned(cy) == []
    featured = (await node.client.get(f"/ap/users/{user}/featured")).json()
    assert (featured["totalItems"], featured["orderedItems"]) == (0, [])


async def test_featured_has_what_is_pinned_and_the_actor_names_it(node: Home):
    ada = await node.client_of("ada")
    tweet_id = await posted(ada, "look")
    await ada.post(f"/api/tweets/{tweet_id}/pin")
    user = (await ada.get("/api/users/ada")).json()["id"]

    actor = (await node.client.get(f"/ap/users/{user}")).json()
    featured = (await node.client.get(f"/ap/users/{user}/featured")).json()

    assert actor["featured"] == featured["id"]
    assert featured["type"] == "OrderedCollection"
    assert [item["id"].rpartition("/")[2] for item in featured["orderedItems"]] == [tweet_id]
