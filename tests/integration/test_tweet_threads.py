"""Threads posted at once: all or nothing, each answering the one before, one key for the whole."""

import pytest

from nodeapp.model.events import TweetCreated
from nodeapp.model.limits import Limits
from nodeapp.model.tweets import Draft, Idempotency
from tests.builders import Home, at_home

pytestmark = pytest.mark.anyio


def thread(*words: str) -> dict[str, object]:
    return {"thread": [{"content": word} for word in words]}


async def test_each_tweet_of_a_thread_answers_the_one_before(node: Home):
    ada = await node.client_of("ada")

    answer = await ada.post("/api/tweets", json=thread("one", "two #tea", "three"))

    assert answer.status_code == 201
    first, second, third = answer.json()["tweets"]
    assert [tweet["content"] for tweet in (first, second, third)] == ["one", "two #tea", "three"]
    assert (first["reply_to_id"], second["reply_to_id"], third["reply_to_id"]) == (None, first["id"], second["id"])
    assert second["hashtags"] == ["tea"]
    shown = (await ada.get(f"/api/tweets/{first['id']}/thread")).json()
    assert [tweet["id"] for tweet in shown["descendants"]] == [second["id"], third["id"]]
    assert shown["tweet"]["reply_count"] == 1


async def test_the_log_tells_of_a_thread_in_its_order(node: Home):
    ada = await node.client_of("ada")

    tweets = (await ada.post("/api/tweets", json=thread("one", "two", "three"))).json()["tweets"]

    assert [str(event.subject_id) for event in await node.events_of(TweetCreated)] == [one["id"] for one in tweets]


async def test_a_thread_may_begin_as_an_answer_and_goes_as_far_as_that(node: Home):
    bo, ada = await node.account("bo"), await node.client_of("ada")
    parent = (await node.tweets.post(bo, Draft(content="well?", visibility="unlisted"))).tweet.id

    body = {"thread": [{"content": "one", "reply_to_id": str(parent)}, {"content": "two"}]}
    first, second = (await ada.post("/api/tweets", json=body)).json()["tweets"]

    assert first["reply_to_id"] == str(parent)
    assert (first["visibility"], second["visibility"]) == ("unlisted", "unlisted")


async def test_one_wrong_tweet_and_nothing_is_posted(node: Home):
    ada = await node.client_of("ada")

    answer = await ada.post("/api/tweets", json=thread("one", "x" * 281, "three", ""))

    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("thread.1.content", "too_long"),
        ("thread.3.content", "missing"),
    ]
    assert await node.count("select count(*) from tweets") == 0


async def test_what_only_the_database_knows_to_be_wrong_undoes_the_whole_thread(node: Home):
    ada = await node.client_of("ada")

    body = {"thread": [{"content": "one"}, {"content": "two", "quote_id": "123"}]}
    answer = await ada.post("/api/tweets", json=body)

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["thread.1.quote_id"]
    assert await node.count("select count(*) from tweets") == 0
    assert await node.count("select count(*) from events where name = 'tweet_created'") == 0
    assert await node.count("select tweet_count from accounts where username = 'ada'") == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"thread": []}, "thread"),
        ({"thread": [{"content": "x"}] * 26}, "thread"),
        ({"thread": [{"content": "x"}, {"content": "y", "reply_to_id": "5"}]}, "thread.1.reply_to_id"),
        ({"thread": [{"content": "x", "reply_to_id": "abc"}]}, "thread.0.reply_to_id"),
    ],
)
async def test_a_thread_that_cannot_be_is_refused_by_field(node: Home, body: dict[str, object], field: str):
    ada = await node.client_of("ada")

    answer = await ada.post("/api/tweets", json=body)

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_thread_sent_again_is_posted_once(node: Home):
    ada = await node.client_of("ada")
    key = {"Idempotency-Key": "again"}

    first = await ada.post("/api/tweets", json=thread("one", "two"), headers=key)
    again = await ada.post("/api/tweets", json=thread("one", "two"), headers=key)

    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert await node.count("select count(*) from tweets") == 2


async def test_a_thread_whose_answer_was_lost_is_given_again(node: Home):
    """The key was claimed with the tweets, and then the node was killed before the answer was kept."""
    ada = await node.account("ada")
    key = Idempotency("k", b"f")

    first = await node.tweets.post_thread(ada, [Draft(content="one", idempotency=key), Draft(content="two")])
    node.clock.advance(seconds=1)
    await node.tweets.post(ada, Draft(content="later", reply_to_id=first[1].tweet.id))
    again = await node.tweets.post_thread(ada, [Draft(content="one", idempotency=key), Draft(content="two")])

    assert [view.tweet.id for view in again] == [view.tweet.id for view in first]


async def test_a_thread_counts_as_many_tweets_as_it_has(tmp_path, clock):
    async with at_home(tmp_path / "node", clock, limits=Limits(tweets_per_hour=4), rate_limits=True) as node:
        ada = await node.client_of("ada")

        assert (await ada.post("/api/tweets", json=thread("1", "2", "3"))).status_code == 201
        assert (await ada.post("/api/tweets", json=thread("4", "5"))).status_code == 429
        assert (await ada.post("/api/tweets", json={"content": "4"})).status_code == 201
        assert (await ada.post("/api/tweets", json={"content": "5"})).status_code == 429


async def test_nobody_posts_a_thread(node: Home):
    assert (await node.client.post("/api/tweets", json=thread("one"))).status_code == 401
