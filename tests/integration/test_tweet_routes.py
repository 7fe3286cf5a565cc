"""Posting over HTTP: what a body may ask, and how a refusal reads."""

import pytest

from nodeapp.model.events import TweetCreated

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("media_ids", ["1"]),
        ("media_urls", ["https://tea.example/a.png"]),
        ("scheduled_at", "2030-01-01T00:00:00Z"),
    ],
)
async def test_what_this_node_cannot_do_yet_is_refused_by_name_and_posts_nothing(node, field, value):
    ada = await node.client_of("ada")

    answer = await ada.post("/api/tweets", json={"content": "hello", field: value})

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert await node.events_of(TweetCreated) == []


async def test_empty_wishes_ask_for_nothing(node):
    ada = await node.client_of("ada")
    wishes = {"media_ids": [], "media_urls": [], "poll": None, "scheduled_at": None, "shoe_size": 43}

    answer = await ada.post("/api/tweets", json={"content": "hello", **wishes})

    assert answer.status_code == 201


async def test_w26_a_body_cannot_name_the_author_the_time_or_the_id(node):
    ada = await node.client_of("ada")
    await node.account("bo")
    claims = {"author_id": "1", "account_id": "1", "id": "7", "created_at": "2001-01-01T00:00:00Z", "like_count": 99}

    tweet = (await ada.post("/api/tweets", json={"content": "mine", **claims})).json()

    assert tweet["user"]["username"] == "ada"
    assert tweet["id"] != "7"
    assert tweet["created_at"].startswith("2026-01-31")
    assert tweet["like_count"] == 0


async def test_ids_may_be_numbers_or_strings(node):
    ada = await node.client_of("ada")
    first = (await ada.post("/api/tweets", json={"content": "one"})).json()

    for given in (first["id"], int(first["id"])):
        answer = await ada.post("/api/tweets", json={"content": "two", "reply_to_id": given})
        assert answer.json()["reply_to_id"] == first["id"]
