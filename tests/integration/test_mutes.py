"""Mutes: of people for a time or for good, of threads, of somebody's retweets; nobody is told, and home follows."""

import pytest

from nodeapp.jobs.end_mutes import EndMutes
from tests.builders import Home

pytestmark = pytest.mark.anyio

HOUR = 3_600


async def home(caller, path="/api/timeline/home"):
    answer = await caller.get(path)
    assert answer.status_code == 200, answer.text
    return [tweet["content"] for tweet in answer.json()["tweets"]]


async def tweet(caller, content, **more):
    answer = await caller.post("/api/tweets", json={"content": content, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
async def people(node: Home):
    """Ada follows Bo and Cy, who follow nobody."""
    callers = [await node.client_of(name) for name in ("ada", "bo", "cy")]
    for name in ("bo", "cy"):
        assert (await callers[0].post(f"/api/users/{name}/follow")).status_code == 200
    return callers


async def test_whoever_is_muted_is_left_out_of_lists_but_not_of_their_own_page(node, people):
    ada, bo, cy = people
    one = await tweet(bo, "from bo")
    await cy.post(f"/api/tweets/{one['id']}/retweet")
    await tweet(cy, "quoting", quote_id=one["id"])
    await node.wait_idle()

    standing = (await ada.post("/api/users/bo/mute")).json()

    assert (standing["muting"], standing["muting_notifications"], standing["muting_until"]) == (True, True, None)
    assert standing["following"]
    assert await home(ada) == ["quoting"]
    assert (await ada.get("/api/timeline/home")).json()["tweets"][0]["quote"] is None
    assert await home(ada, "/api/timeline/public") == ["quoting"]
    assert await home(ada, "/api/users/bo/tweets") == ["from bo"]
    assert (await ada.get(f"/api/tweets/{one['id']}")).status_code == 200

    assert not (await ada.delete("/api/users/bo/mute")).json()["muting"]
    assert not (await ada.delete("/api/users/bo/mute")).json()["muting"]
    assert sorted(await home(ada)) == ["from bo", "from bo", "quoting"]


async def test_muting_again_says_anew_how_and_how_long(node, people):
    ada, _, _ = people
    first = (await ada.post("/api/users/bo/mute", json={"duration_seconds": HOUR, "notifications": False})).json()
    again = (await ada.post("/api/users/bo/mute", json={})).json()

    assert (first["muting_notifications"], first["muting_until"]) == (False, "2026-01-31T13:00:00.000Z")
    assert (again["muting_notifications"], again["muting_until"]) == (True, None)
    users = (await ada.get("/api/mutes")).json()["users"]
    assert [user["username"] for user in users] == ["bo"]
    assert users[0]["relationship"]["muting"]


async def test_a_timed_mute_ends_by_itself(node, people, clock):
    ada, bo, _ = people
    await tweet(bo, "from bo")
    await node.wait_idle()
    await ada.post("/api/users/bo/mute", json={"duration_seconds": HOUR})
    job = EndMutes(node.database, clock)

    await job.run()
    assert await home(ada) == []
    assert job.every_seconds <= 2
    clock.advance(seconds=HOUR - 0.5)
    await job.run()
    assert await home(ada) == []
    assert job.every_seconds <= 0.5
    clock.advance(seconds=0.5)
    await job.run()

    assert await home(ada) == ["from bo"]
    assert not (await ada.get("/api/users/bo")).json()["relationship"]["muting"]
    assert (await ada.get("/api/mutes")).json()["users"] == []


@pytest.mark.parametrize("seconds", [0, -1, 31_622_401])
async def test_a_mute_that_ends_has_bounds(people, seconds):
    answer = await people[0].post("/api/users/bo/mute", json={"duration_seconds": seconds})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "duration_seconds"


async def test_nobody_mutes_themselves_nor_somebody_unknown(people):
    ada = people[0]

    assert (await ada.post("/api/users/ada/mute")).json()["errors"][0]["code"] == "self"
    assert (await ada.post("/api/users/nobody/mute")).status_code == 404
    assert (await ada.delete("/api/users/nobody/mute")).status_code == 404


async def test_mutes_of_others_are_nobodys_business(node, people):
    ada, bo, _ = people
    await ada.post("/api/users/bo/mute")

    assert (await bo.get("/api/mutes")).json()["users"] == []
    assert "muting" not in (await node.client.get("/api/users/bo")).text.replace('"muting":null', "")
    assert (await node.client.get("/api/mutes")).status_code == 401
    assert (await node.client.post("/api/users/bo/mute")).status_code == 401


async def test_a_muted_thread_is_not_at_home_but_everywhere_else(node, people):
    ada, bo, cy = people
    root = await tweet(bo, "root")
    answer = await tweet(cy, "answer", reply_to_id=root["id"])
    await tweet(bo, "another")
    await cy.post(f"/api/tweets/{root['id']}/retweet")
    own = await tweet(ada, "my answer", reply_to_id=answer["id"])
    await node.wait_idle()

    muted = await ada.post(f"/api/tweets/{answer['id']}/mute")
    again = await ada.post(f"/api/tweets/{root['id']}/mute")

    assert muted.json()["id"] == answer["id"]
    assert again.status_code == 200
    assert await home(ada) == ["my answer", "another"]
    assert "root" in await home(ada, "/api/timeline/public")
    thread = (await ada.get(f"/api/tweets/{own['id']}/thread")).json()
    assert thread["muted"]
    assert [one["content"] for one in thread["ancestors"]] == ["root", "answer"]
    assert not (await bo.get(f"/api/tweets/{own['id']}/thread")).json()["muted"]

    await ada.delete(f"/api/tweets/{own['id']}/mute")
    assert not (await ada.get(f"/api/tweets/{own['id']}/thread")).json()["muted"]
    assert "root" in await home(ada)


async def test_a_hidden_thread_cannot_be_muted(node, people):
    ada, bo, _ = people
    hidden = await tweet(bo, "to myself", visibility="direct")

    assert (await ada.post(f"/api/tweets/{hidden['id']}/mute")).status_code == 404
    assert (await ada.delete(f"/api/tweets/{hidden['id']}/mute")).status_code == 404


async def test_somebodys_retweets_can_be_off_and_their_tweets_on(node, people):
    ada, bo, cy = people
    stranger = await node.client_of("di")
    shared = await tweet(stranger, "shared")
    await bo.post(f"/api/tweets/{shared['id']}/retweet")
    await tweet(bo, "own")
    await node.wait_idle()

    standing = (await ada.put("/api/users/bo/follow", json={"retweets": False, "bell": True})).json()

    assert (standing["following"], standing["retweets"], standing["bell"]) == (True, False, True)
    assert await home(ada) == ["own"]
    assert await home(ada, "/api/users/bo/tweets") == ["own", "shared"]
    await cy.post(f"/api/tweets/{shared['id']}/retweet")
    await node.wait_idle()
    assert await home(ada) == ["shared", "own"]

    only = (await ada.put("/api/users/bo/follow", json={"retweets": True})).json()
    assert (only["retweets"], only["bell"]) == (True, True)
    assert (await ada.put("/api/users/di/follow", json={"bell": True})).status_code == 404


async def test_a_silenced_retweet_above_does_not_take_the_place_of_another(node, people):
    """On the page below as on one long page: what is not shown does not count as shown."""
    ada, bo, cy = people
    stranger = await node.client_of("di")
    shared = await tweet(stranger, "shared")
    await cy.post(f"/api/tweets/{shared['id']}/retweet")
    await tweet(cy, "between")
    await bo.post(f"/api/tweets/{shared['id']}/retweet")
    await node.wait_idle()
    await ada.put("/api/users/bo/follow", json={"retweets": False})

    whole = (await ada.get("/api/timeline/home")).json()
    first = (await ada.get("/api/timeline/home?limit=1")).json()
    rest = (await ada.get(f"/api/timeline/home?cursor={first['pagination']['cursor']}")).json()

    assert [one["content"] for one in whole["tweets"]] == ["between", "shared"]
    assert [one["content"] for one in first["tweets"] + rest["tweets"]] == ["between", "shared"]
