"""Following a hashtag: public tweets with it stand at home, from memory and from the database alike."""

import pytest

from nodeapp.model.limits import Limits
from tests.builders import Home, at_home
from tests.integration.test_mutes import home, tweet

pytestmark = pytest.mark.anyio


@pytest.fixture
async def people(node: Home):
    return [await node.client_of(name) for name in ("ada", "bo", "cy")]


async def test_public_tweets_with_a_followed_hashtag_stand_at_home_once(node, people):
    ada, bo, _ = people
    await tweet(bo, "before #tea #cake")
    assert (await ada.post("/api/hashtags/Tea/follow")).json() == {"tag": "tea", "following": True}
    await ada.post("/api/hashtags/cake/follow")
    assert await home(ada) == ["before #tea #cake"]

    root = await tweet(bo, "after #TEA #cake")
    await tweet(bo, "unlisted #tea", visibility="unlisted")
    await tweet(bo, "to followers #tea", visibility="followers")
    await tweet(bo, "an answer #tea", reply_to_id=root["id"])
    await tweet(bo, "no tea")
    await node.wait_idle()
    assert await home(ada) == ["after #TEA #cake", "before #tea #cake"]

    await ada.post("/api/users/bo/follow")
    assert await home(ada) == [
        "no tea",
        "an answer #tea",
        "to followers #tea",
        "unlisted #tea",
        "after #TEA #cake",
        "before #tea #cake",
    ]


async def test_it_ends_repeatably_and_what_came_by_it_goes(node, people):
    ada, bo, _ = people
    await ada.post("/api/hashtags/tea/follow")
    await tweet(bo, "#tea")
    await node.wait_idle()
    assert await home(ada) == ["#tea"]

    for _ in range(2):
        assert (await ada.delete("/api/hashtags/tea/follow")).json() == {"tag": "tea", "following": False}

    assert await home(ada) == []


async def test_those_muted_or_blocked_do_not_come_by_a_hashtag_either(node, people):
    ada, bo, cy = people
    await ada.post("/api/hashtags/tea/follow")
    await tweet(bo, "bo #tea")
    await tweet(cy, "cy #tea")
    await node.wait_idle()

    await ada.post("/api/users/bo/mute")
    await cy.post("/api/users/ada/block")

    assert await home(ada) == []


async def test_a_tweet_that_was_deleted_goes(node, people):
    ada, bo, _ = people
    await ada.post("/api/hashtags/tea/follow")
    found = await tweet(bo, "#tea")
    await node.wait_idle()
    assert await home(ada) == ["#tea"]

    await bo.delete(f"/api/tweets/{found['id']}")

    assert await home(ada) == []


async def test_followed_hashtags_are_listed_and_told_to_nobody_else(node, people):
    ada, bo, _ = people
    for tag in ("one", "two", "three"):
        await ada.post(f"/api/hashtags/{tag}/follow")
    await ada.post("/api/hashtags/one/follow")

    first = (await ada.get("/api/hashtags/followed?limit=2")).json()
    rest = (await ada.get(f"/api/hashtags/followed?limit=2&cursor={first['pagination']['cursor']}")).json()

    assert [one["tag"] for one in first["hashtags"] + rest["hashtags"]] == ["three", "two", "one"]
    assert (first["pagination"]["has_more"], rest["pagination"]["has_more"]) == (True, False)
    for caller, spelled, following in ((ada, "ONE", True), (bo, "one", False), (node.client, "one", False)):
        found = (await caller.get(f"/api/hashtags/{spelled}")).json()
        assert (found["tag"], found["following"]) == ("one", following)
    assert (await node.client.get("/api/hashtags/followed")).status_code == 401
    assert (await node.client.post("/api/hashtags/one/follow")).status_code == 401


@pytest.mark.parametrize(("tag", "code"), [("x" * 101, "too_long"), ("two%20words", "invalid"), ("%23", "too_long")])
async def test_what_no_tweet_can_have_is_not_followed(people, tag, code):
    answer = await people[0].post(f"/api/hashtags/{tag}/follow")

    assert answer.status_code == 400
    assert (answer.json()["errors"][0]["field"], answer.json()["errors"][0]["code"]) == ("tag", code)


async def test_there_is_a_bound_on_followed_hashtags(tmp_path, clock):
    async with at_home(tmp_path / "small", clock, limits=Limits(followed_hashtags_max=1)) as small:
        ada = await small.client_of("ada")
        await ada.post("/api/hashtags/tea/follow")

        assert (await ada.post("/api/hashtags/tea/follow")).status_code == 200
        assert (await ada.post("/api/hashtags/cake/follow")).json()["errors"][0]["limit"] == 1


async def test_a_restart_finds_homes_with_hashtags_as_they_were(tmp_path, clock):
    for visit in range(2):
        async with at_home(tmp_path / "again", clock) as node:
            ada, bo = await node.client_of("ada"), await node.client_of("bo")
            if visit == 0:
                await ada.post("/api/users/bo/follow")
                await tweet(bo, "plain")
                assert await home(ada) == ["plain"]
                await ada.post("/api/hashtags/tea/follow")
                await tweet(await node.client_of("cy"), "#tea")
            await node.wait_idle()
            assert await home(ada) == ["#tea", "plain"]
            await node.check_memory()
