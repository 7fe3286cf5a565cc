"""Conditional reads: who has an answer already is told so, and nothing more."""

import pytest

from tests.memories import MODE

pytestmark = pytest.mark.anyio


@pytest.mark.skipif(MODE == "dropping", reason="what was forgotten is stamped anew, and costs an answer")
async def test_what_has_not_changed_is_not_sent_again(node):
    ada = await node.client_of("ada")
    await ada.post("/api/tweets", json={"content": "hello"})
    first = await ada.get("/api/timeline/home")

    again = await ada.get("/api/timeline/home", headers={"If-None-Match": f'"other", {first.headers["etag"]}'})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "content-length" not in again.headers


async def test_what_has_changed_is_sent(node):
    ada = await node.client_of("ada")
    first = await ada.get("/api/timeline/home")
    await ada.post("/api/tweets", json={"content": "hello"})

    again = await ada.get("/api/timeline/home", headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 200
    assert [tweet["content"] for tweet in again.json()["tweets"]] == ["hello"]


async def test_what_is_not_there_has_no_etag(node):
    answer = await node.client.get("/api/tweets/1", headers={"If-None-Match": "*"})

    assert answer.status_code == 404
    assert "etag" not in answer.headers
