"""The short forms under /api/v1: the native API by other paths, with its shapes and its errors."""

import pytest

pytestmark = pytest.mark.anyio


async def test_they_are_the_same_tweets(node):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    await bo.post("/api/users/ada/follow")

    posted = await ada.post("/api/v1/tweet", json={"content": "hello #tea"})
    tweet_id = posted.json()["id"]
    await node.wait_idle()

    assert posted.status_code == 201
    assert (await bo.get(f"/api/v1/tweet/{tweet_id}")).json() == (await bo.get(f"/api/tweets/{tweet_id}")).json()
    liked = await bo.post(f"/api/v1/tweet/{tweet_id}/like")
    assert (liked.status_code, liked.json()["is_liked"], liked.json()["like_count"]) == (200, True, 1)
    for path in ("/api/v1/feed", "/api/v1/feed?limit=3", "/api/v1/feed?user_id=bo"):
        assert [tweet["id"] for tweet in (await bo.get(path)).json()["tweets"]] == [tweet_id]
    assert (await bo.get("/api/v1/feed")).json() == (await bo.get("/api/timeline/home")).json()


async def test_nobody_reads_the_feed_of_another(node):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    del ada

    refused = await bo.get("/api/v1/feed?user_id=ada")

    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    assert (await node.client.get("/api/v1/feed")).status_code == 401


async def test_trends_and_search_answer_as_their_long_forms(node):
    ada = await node.client_of("ada")

    short = (await ada.get("/api/v1/trending?region=Ghent")).json()
    assert short.keys() == (await ada.get("/api/trends/Ghent")).json().keys()
    for kind in ("tweets", "users", "hashtags"):
        found = (await ada.get(f"/api/v1/search?q=ada&type={kind}")).json()
        assert found == (await ada.get(f"/api/search/{kind}?q=ada")).json()
    assert (await ada.get("/api/v1/search?q=ada")).json().keys() >= {"tweets", "pagination"}


async def test_their_errors_are_those_of_the_native_api(node):
    ada = await node.client_of("ada")

    for answer, status, field in (
        (await ada.post("/api/v1/tweet", json={"content": ""}), 400, "content"),
        (await ada.get("/api/v1/search?q=x&type=cats"), 400, "type"),
        (await ada.get("/api/v1/feed?cursor=x"), 400, "cursor"),
    ):
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)
    assert (await ada.get("/api/v1/tweet/1")).headers["content-type"] == "application/problem+json"
    assert "error" in (await ada.get("/api/v1/statuses/1")).json()
