"""Deleted, and had back: only what never left this node, only for a while, and as it was."""

import pytest

from nodeapp.jobs.retention import Retention
from nodeapp.model.events import TweetRestored
from nodeapp.model.tweets import Draft
from tests.builders import Caller, Home

pytestmark = pytest.mark.anyio

DAY = 86_400


async def posted(caller: Caller, content: str = "hello", **more: object) -> str:
    answer = await caller.post("/api/tweets", json={"content": content, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def retention(node: Home) -> None:
    await Retention(node.database, node.clock, node.limits, ()).run()


async def test_a_deleted_tweet_comes_back_as_it_was(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    await bo.post("/api/users/ada/follow")
    parent = await posted(ada, "what?")
    poll = {"options": ["tea", "coffee"], "expires_in": 3600}
    tweet_id = await posted(ada, "@bo #tea", poll=poll, reply_to_id=parent, content_warning="hot", language="en")
    await bo.post(f"/api/tweets/{tweet_id}/like")
    await bo.post(f"/api/tweets/{tweet_id}/bookmark")
    await bo.post(f"/api/polls/{tweet_id}/votes", json={"choices": [1]})
    await posted(bo, "yes", reply_to_id=tweet_id)
    await ada.put(f"/api/tweets/{tweet_id}", json={"content": "@bo #tea!"})
    before = (await bo.get(f"/api/tweets/{tweet_id}")).json()
    past = (await bo.get(f"/api/tweets/{tweet_id}/history")).json()

    deleted = await ada.delete(f"/api/tweets/{tweet_id}")
    gone = await bo.get(f"/api/tweets/{tweet_id}")
    counted = (await bo.get(f"/api/tweets/{parent}")).json()["reply_count"]
    answer = await ada.post(f"/api/tweets/{tweet_id}/undelete")

    assert deleted.status_code == 204
    assert deleted.headers["undelete-until"] == "2026-03-02T12:00:00.000Z"
    assert gone.status_code == 404
    assert counted == 0
    assert answer.status_code == 200
    assert (await bo.get(f"/api/tweets/{tweet_id}")).json() == before
    assert (await bo.get(f"/api/tweets/{tweet_id}/history")).json() == past
    assert (await bo.get(f"/api/tweets/{parent}")).json()["reply_count"] == 1
    assert [event.subject_id for event in await node.events_of(TweetRestored)] == [int(tweet_id)]


async def test_while_it_is_deleted_a_tweet_is_nowhere_and_afterwards_where_it_was(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    await bo.post("/api/users/ada/follow")
    ids = [await posted(ada, f"#tea {number}") for number in range(3)]
    await node.wait_idle()
    surfaces = (
        "/api/timeline/home",
        "/api/timeline/public",
        "/api/timeline/local",
        "/api/users/ada/tweets",
        "/api/timeline/hashtag/tea",
        "/api/v1/timelines/home",
    )
    before = {path: (await bo.get(path)).json() for path in surfaces}

    await ada.delete(f"/api/tweets/{ids[1]}")
    hidden = {path: (await bo.get(path)).text for path in surfaces}
    await ada.post(f"/api/tweets/{ids[1]}/undelete")

    assert all(ids[1] not in text for text in hidden.values())
    assert {path: (await bo.get(path)).json() for path in surfaces} == before
    await node.wait_idle()
    assert {path: (await bo.get(path)).json() for path in surfaces} == before


async def test_lists_read_while_it_was_deleted_show_it_again(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    await bo.post("/api/users/ada/follow")
    ids = [await posted(ada, f"{number}") for number in range(2)]
    await ada.delete(f"/api/tweets/{ids[0]}")
    await node.wait_idle()
    surfaces = ("/api/timeline/home", "/api/timeline/public", "/api/timeline/local", "/api/users/ada/tweets")
    for caller in (ada, bo):
        for path in surfaces:
            assert len((await caller.get(path)).json()["tweets"]) == 1

    await ada.post(f"/api/tweets/{ids[0]}/undelete")

    for caller in (ada, bo):
        for path in surfaces:
            assert [one["id"] for one in (await caller.get(path)).json()["tweets"]] == ids[::-1]


async def test_undeleting_again_changes_nothing(node: Home):
    ada = await node.client_of("ada")
    tweet_id = await posted(ada)

    never_gone = await ada.post(f"/api/tweets/{tweet_id}/undelete")
    await ada.delete(f"/api/tweets/{tweet_id}")
    first = await ada.post(f"/api/tweets/{tweet_id}/undelete")
    again = await ada.post(f"/api/tweets/{tweet_id}/undelete")

    assert never_gone.json() == first.json() == again.json()
    assert len(await node.events_of(TweetRestored)) == 1
    assert (await ada.get("/api/users/ada")).json()["tweet_count"] == 1


async def test_what_another_node_has_read_is_erased_for_good(node: Home):
    ada = await node.client_of("ada")
    paths = (
        "/ap/tweets/{}",
        "/ap/tweets/{}/activity",
        "/ap/users/{user}/outbox?page=true",
        "/ap/users/{user}/featured",
    )
    user = (await ada.get("/api/users/ada")).json()["id"]
    for path in paths:
        tweet_id = await posted(ada, "a secret")
        await ada.post(f"/api/tweets/{tweet_id}/pin")
        assert (await node.client.get(path.format(tweet_id, user=user))).status_code == 200

        deleted = await ada.delete(f"/api/tweets/{tweet_id}")

        assert (deleted.status_code, "undelete-until" in deleted.headers) == (204, False)
        answer = await ada.post(f"/api/tweets/{tweet_id}/undelete")
        assert answer.status_code == 409
        assert answer.headers["content-type"] == "application/problem+json"
    assert await node.count("select count(*) from kept_tweets") == 0
    assert await node.count("select count(*) from tweets where content <> ''") == 0


async def test_only_its_author_has_a_tweet_back(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet_id = await posted(ada)
    await ada.delete(f"/api/tweets/{tweet_id}")

    assert (await bo.post(f"/api/tweets/{tweet_id}/undelete")).status_code == 404
    assert (await ada.post("/api/tweets/12345/undelete")).status_code == 404
    assert (await node.client.post(f"/api/tweets/{tweet_id}/undelete")).status_code == 401


async def test_after_thirty_days_the_words_are_gone_and_then_what_hung_on_them(node: Home):
    ada, bo = await node.account("ada"), await node.account("bo")
    tweet_id = (await node.tweets.post(ada, Draft(content="a secret"))).tweet.id
    await node.engagement.like(bo, tweet_id)
    await node.engagement.bookmark(bo, tweet_id)
    await node.tweets.delete(ada, tweet_id)

    node.clock.advance(seconds=30 * DAY - 60)
    await retention(node)
    assert await node.count("select count(*) from kept_tweets") == 1
    assert await node.count("select count(*) from likes") == 1
    node.clock.advance(seconds=120)
    late = await (await node.client_of("ada")).post(f"/api/tweets/{tweet_id}/undelete")
    await retention(node)

    assert late.status_code == 409
    for table in ("kept_tweets", "likes", "bookmarks", "leftovers"):
        assert await node.count(f"select count(*) from {table}") == 0  # noqa: S608
    assert await node.count("select count(*) from tweets where deleted_at_ms is not null") == 1
    await node.check_memory()


async def test_what_hung_on_an_erased_tweet_goes_after_a_week_and_the_tombstone_stays(node: Home):
    ada, bo = await node.account("ada"), await node.account("bo")
    tweet_id = (await node.tweets.post(ada, Draft(content="seen"))).tweet.id
    await node.engagement.like(bo, tweet_id)
    await node.client.get(f"/ap/tweets/{tweet_id}")
    await node.tweets.delete(ada, tweet_id)

    node.clock.advance(seconds=6 * DAY)
    await retention(node)
    assert await node.count("select count(*) from likes") == 1
    node.clock.advance(seconds=2 * DAY)
    await retention(node)

    assert await node.count("select count(*) from likes") == 0
    assert (await node.client.get(f"/ap/tweets/{tweet_id}")).status_code == 410
