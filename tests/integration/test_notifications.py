"""Notifications: who is told of what, once, as one, and no longer when it is not so any more."""

import pytest

from tests.builders import Home
from tests.integration.notified import counts_are_right, listed, told, tweet, unread

pytestmark = pytest.mark.anyio

NAMES = ("ada", "bo", "cy", "di")


@pytest.fixture
async def people(node: Home):
    yield [await node.client_of(name) for name in NAMES]
    await node.wait_idle()
    await counts_are_right(node.database)


async def test_every_kind_is_told_to_whom_it_concerns_and_to_nobody_else(node, people, clock):
    ada, bo, cy, _ = people
    mine = await tweet(ada, "tea?")
    await bo.post(f"/api/tweets/{mine}/like")
    await bo.post(f"/api/tweets/{mine}/retweet")
    await bo.post(f"/api/tweets/{mine}/reply", json={"content": "yes"})
    await bo.post(f"/api/tweets/{mine}/quote", json={"content": "look"})
    await tweet(bo, "hello @ada")
    await tweet(bo, "psst @ada", visibility="direct")
    await bo.post("/api/users/ada/follow")
    await ada.put("/api/users/ada", json={"locked": True})
    await cy.post("/api/users/ada/follow")
    await node.wait_idle()

    assert await told(ada) == [
        ("follow_request", "cy"),
        ("follow", "bo"),
        ("direct", "bo"),
        ("mention", "bo"),
        ("quote", "bo"),
        ("reply", "bo"),
        ("retweet", "bo"),
        ("like", "bo"),
    ]
    assert await told(bo) == []
    assert await told(cy) == []
    assert await unread(ada) == 8


async def test_a_bell_rings_for_new_tweets_but_not_for_answers_messages_or_what_was_before(node, people):
    ada, bo, *_ = people
    await tweet(bo, "before")
    theirs = await tweet(ada, "something of ada's")
    await ada.post("/api/users/bo/follow")
    await ada.put("/api/users/bo/follow", json={"bell": True})

    rung = await tweet(bo, "news")
    await tweet(bo, "psst", visibility="direct")
    await tweet(bo, "a thread", reply_to_id=rung)
    await bo.post(f"/api/tweets/{theirs}/reply", json={"content": "an answer"})
    await tweet(bo, "to followers", visibility="followers")
    await tweet(bo, "news for @ada")
    await node.wait_idle()

    assert await told(ada) == [
        ("mention", "bo"),
        ("bell", "bo"),
        ("reply", "bo"),
        ("bell", "bo"),
        ("bell", "bo"),
    ]

    await ada.delete("/api/users/bo/follow")
    await node.wait_idle()

    assert [kind for kind, *_ in await told(ada)] == ["mention", "reply"]


async def test_the_end_of_a_poll_is_told_to_its_author_and_whoever_voted(node, people, clock):
    ada, bo, cy, _ = people
    asks = await tweet(ada, "tea?", poll={"options": ["yes", "no"], "expires_in": 300})
    await bo.post(f"/api/polls/{asks}/votes", json={"choices": [0]})
    await node.wait_idle()
    assert await told(ada) == await told(bo) == []

    clock.advance(seconds=301)
    await node.wait_idle()

    assert await told(ada) == await told(bo) == [("poll_ended", "ada")]
    assert await told(cy) == []


async def test_an_edit_is_told_to_those_who_did_something_with_it_and_replaces_the_one_before(node, people, clock):
    ada, bo, cy, di = people
    mine = await tweet(ada, "tee")
    await bo.post(f"/api/tweets/{mine}/retweet")
    await cy.post(f"/api/tweets/{mine}/like")
    await di.post(f"/api/tweets/{mine}/bookmark")
    for words in ("tea", "teas"):
        clock.advance(seconds=1)
        await ada.put(f"/api/tweets/{mine}", json={"content": words})
        await node.wait_idle()

    assert await told(bo) == await told(cy) == [("edited", "ada")]
    assert (await listed(bo))["notifications"][0]["tweet"]["content"] == "teas"
    assert await told(di) == []


async def test_likes_of_one_tweet_are_one_group_for_some_hours(node, people, clock):
    ada, *others = people
    mine, other = await tweet(ada, "one"), await tweet(ada, "two")
    for caller in others:
        await caller.post(f"/api/tweets/{mine}/like")
        await node.wait_idle()
    await others[0].post(f"/api/tweets/{other}/like")
    await node.wait_idle()

    one, three = (await listed(ada))["notifications"]
    assert ([user["username"] for user in one["users"]], one["user_count"]) == (["bo"], 1)
    assert ([user["username"] for user in three["users"]], three["user_count"]) == (["di", "cy", "bo"], 3)
    assert await unread(ada) == 2
    assert await unread(ada, "?grouped=false") == 4
    assert len(await told(ada, "?grouped=false")) == 4

    clock.advance(seconds=13 * 3_600)
    late = await node.client_of("el")
    await late.post(f"/api/tweets/{mine}/like")
    await node.wait_idle()

    assert await told(ada) == [("like", "el"), ("like", "bo"), ("like", "di", "cy", "bo")]


async def test_what_is_taken_back_is_told_no_longer(node, people):
    ada, bo, cy, _ = people
    mine = await tweet(ada, "tea?")
    for caller in (bo, cy):
        await caller.post(f"/api/tweets/{mine}/like")
        await caller.post("/api/users/ada/follow")
    await bo.post(f"/api/tweets/{mine}/retweet")
    answer = (await bo.post(f"/api/tweets/{mine}/reply", json={"content": "yes"})).json()["id"]
    await node.wait_idle()
    await ada.put("/api/notifications/read-all")

    await bo.delete(f"/api/tweets/{mine}/like")
    await bo.delete("/api/users/ada/follow")
    await bo.delete(f"/api/tweets/{mine}/retweet")
    await bo.delete(f"/api/tweets/{answer}")
    await node.wait_idle()

    assert await told(ada) == [("follow", "cy"), ("like", "cy")]
    await ada.delete(f"/api/tweets/{mine}")
    await node.wait_idle()
    assert await told(ada) == [("follow", "cy")]


async def test_a_tweet_that_comes_back_speaks_again(node, people):
    ada, bo, *_ = people
    said = await tweet(bo, "hello @ada")
    await node.wait_idle()
    await bo.delete(f"/api/tweets/{said}")
    await node.wait_idle()
    assert await told(ada) == []

    await bo.post(f"/api/tweets/{said}/undelete")
    await node.wait_idle()

    assert await told(ada) == [("mention", "bo")]


async def test_a_request_that_is_answered_is_gone_and_the_follower_known(node, people):
    ada, bo, cy, _ = people
    await ada.put("/api/users/ada", json={"locked": True})
    for caller in (bo, cy):
        await caller.post("/api/users/ada/follow")
    await node.wait_idle()
    assert await told(ada) == [("follow_request", "cy", "bo")]
    await ada.put("/api/notifications/read-all")

    await ada.post("/api/follow-requests/bo/accept")
    await ada.post("/api/follow-requests/cy/reject")
    await node.wait_idle()

    assert await told(ada) == [("follow", "bo")]
    assert await unread(ada) == 0


async def test_who_asks_to_quote_is_told_until_there_is_an_answer(node, people):
    ada, bo, *_ = people
    mine = await tweet(ada, "mine", quote_policy="followers")
    await bo.post(f"/api/tweets/{mine}/quote", json={"content": "look"})
    await node.wait_idle()
    assert await told(ada) == [("quote_request", "bo")]

    request = (await ada.get("/api/quote-requests")).json()["requests"][0]["id"]
    await ada.post(f"/api/quote-requests/{request}/accept")
    await node.wait_idle()
    assert await told(ada) == [("quote", "bo")]

    await ada.post(f"/api/quote-requests/{request}/reject")
    await node.wait_idle()
    assert await told(ada) == []


async def test_nobody_is_told_of_what_they_keep_away(node, people):
    """P01: nor does what was told before stay."""
    ada, bo, cy, di = people
    mine = await tweet(ada, "tea?")
    other = await tweet(ada, "milk?")
    for caller in (bo, cy, di):
        await caller.post(f"/api/tweets/{mine}/like")
    await node.wait_idle()

    await ada.post("/api/users/bo/block")
    await ada.post("/api/users/cy/mute", json={"notifications": True})
    await ada.post("/api/users/di/mute", json={"notifications": False})
    # At once, before anything follows from it.
    assert await told(ada) == [("like", "di")]
    await ada.post(f"/api/tweets/{other}/mute")
    for caller in (bo, cy, di):
        await caller.post(f"/api/tweets/{other}/like")
        await caller.post(f"/api/tweets/{other}/reply", json={"content": "well"})
        await tweet(caller, "hello @ada")
    await node.wait_idle()

    assert await told(ada) == [("mention", "di"), ("like", "di")]
    assert await unread(ada) == 2


async def test_what_is_hidden_or_gone_disappears_without_a_trace(node, people):
    """P01, P05: also before anything has followed from it."""
    ada, bo, *_ = people
    await ada.post("/api/users/bo/follow")
    await ada.put("/api/users/bo/follow", json={"bell": True})
    secret = await tweet(bo, "to followers", visibility="followers")
    await tweet(bo, "to all")
    await node.wait_idle()
    ids = [one["id"] for one in (await listed(ada))["notifications"]]
    assert len(ids) == 2

    async def work(tx):
        await tx.run("delete from follows")
        return await tx.run("update tweets set content = 'gone', deleted_at_ms = 1 where content = 'to all'")

    assert await node.database.write(work) == 1
    answer = await ada.get("/api/notifications")

    assert answer.json()["notifications"] == []
    assert secret not in answer.text
    me = await node.account("ada")
    assert await node.services.notifications.views(me, [int(one) for one in ids]) == []


async def test_what_was_told_as_a_follower_goes_when_one_is_a_follower_no_longer_p03_p11(node, people, clock):
    """P03, P11: also from the number of what is unread, which would tell of tweets that cannot be seen any more."""
    ada, bo, cy, _ = people
    for follower in (bo, cy):
        await follower.post("/api/users/ada/follow")
    mine = await tweet(ada, "for friends, @cy", visibility="followers")
    for follower in (bo, cy):
        await follower.post(f"/api/tweets/{mine}/like")
    await ada.put(f"/api/tweets/{mine}", json={"content": "for good friends, @cy"})
    await node.wait_idle()
    assert (await told(bo), await unread(bo)) == ([("edited", "ada")], 1)

    for name in ("bo", "cy"):
        assert (await ada.delete(f"/api/users/{name}/follower")).status_code == 200
    await node.wait_idle()

    assert (await told(bo), await unread(bo), await unread(bo, "?grouped=false")) == ([], 0, 0)
    assert (await told(cy), await unread(cy)) == ([("edited", "ada"), ("mention", "ada")], 2)
