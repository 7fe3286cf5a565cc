"""Edits, pins and who reacted, as clients of Mastodon ask for them."""

import pytest

from tests.builders import Caller, Home

pytestmark = pytest.mark.anyio


async def posted(caller: Caller, status: str = "hello", **more: object) -> str:
    answer = await caller.post("/api/v1/statuses", json={"status": status, **more})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


async def test_a_client_edits_a_status_from_its_source(node: Home):
    ada = await node.client_of("ada")
    status_id = await posted(ada, "tea & toast", spoiler_text="food", language="en")
    source = (await ada.get(f"/api/v1/statuses/{status_id}/source")).json()

    body = {"status": source["text"] + "!", "spoiler_text": source["spoiler_text"]}
    edited = (await ada.put(f"/api/v1/statuses/{status_id}", json=body)).json()
    history = (await ada.get(f"/api/v1/statuses/{status_id}/history")).json()

    assert source == {"id": status_id, "text": "tea & toast", "spoiler_text": "food"}
    assert edited["content"] == "<p>tea &amp; toast!</p>"
    assert (edited["spoiler_text"], edited["language"]) == ("food", "en")
    assert edited["edited_at"] is not None
    assert [version["content"] for version in history] == ["<p>tea &amp; toast</p>", "<p>tea &amp; toast!</p>"]
    assert history[0]["created_at"] == edited["created_at"]
    assert history[1]["created_at"] == edited["edited_at"]
    assert history[0]["account"]["username"] == "ada"


async def test_what_a_form_leaves_out_is_empty_afterwards(node: Home):
    ada = await node.client_of("ada")
    poll = {"options": ["a", "b"], "expires_in": 3600}
    status_id = await posted(ada, "hello", spoiler_text="careful", poll=poll)

    edited = (await ada.put(f"/api/v1/statuses/{status_id}", data={"status": "hello"})).json()

    assert (edited["spoiler_text"], edited["sensitive"], edited["poll"]) == ("", False, None)
    history = (await ada.get(f"/api/v1/statuses/{status_id}/history")).json()
    assert history[0]["poll"] == {"options": [{"title": "a"}, {"title": "b"}]}


async def test_an_edit_by_somebody_else_is_refused(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    status_id = await posted(ada)

    assert (await bo.put(f"/api/v1/statuses/{status_id}", json={"status": "x"})).status_code == 403
    assert (await ada.put(f"/api/v1/statuses/{status_id}", json={"status": "x" * 281})).status_code == 422
    assert (await ada.put("/api/v1/statuses/12345", json={"status": "x"})).status_code == 404
    assert (await node.client.get(f"/api/v1/statuses/{status_id}/source")).status_code == 401


async def test_pinned_statuses_are_asked_for_with_the_account(node: Home):
    ada = await node.client_of("ada")
    first, second = await posted(ada, "one"), await posted(ada, "two")
    user = (await ada.get("/api/v1/accounts/verify_credentials")).json()["id"]

    pinned = (await ada.post(f"/api/v1/statuses/{first}/pin")).json()
    listed = (await node.client.get(f"/api/v1/accounts/{user}/statuses?pinned=true")).json()
    unpinned = (await ada.post(f"/api/v1/statuses/{first}/unpin")).json()
    after = (await node.client.get(f"/api/v1/accounts/{user}/statuses?pinned=true")).json()

    assert (pinned["pinned"], unpinned["pinned"]) == (True, False)
    assert [status["id"] for status in listed] == [first]
    assert after == []
    assert (await ada.get(f"/api/v1/statuses/{second}")).json()["pinned"] is False


async def test_who_favourited_and_boosted_in_pages(node: Home):
    ada = await node.client_of("ada")
    status_id = await posted(ada)
    for name in ("bo", "cy", "di"):
        caller = await node.client_of(name)
        node.clock.advance(seconds=1)
        await caller.post(f"/api/v1/statuses/{status_id}/favourite")
        await caller.post(f"/api/v1/statuses/{status_id}/reblog")

    for what in ("favourited_by", "reblogged_by"):
        first = await ada.get(f"/api/v1/statuses/{status_id}/{what}?limit=2")
        assert [person["username"] for person in first.json()] == ["di", "cy"]
        following = first.links["next"]["url"]
        rest = await ada.get(following.removeprefix(node.origin.url))
        assert [person["username"] for person in rest.json()] == ["bo"]
        assert "Link" not in rest.headers
