"""Lists of people, whole peers kept away, shelves and conversations, as clients of Mastodon ask for them."""

import pytest

from tests.builders import Caller, Home

pytestmark = pytest.mark.anyio


async def posted(caller: Caller, status: str = "hello", **more: object) -> str:
    answer = await caller.post("/api/v1/statuses", json={"status": status, **more})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


async def names(caller: Caller, path: str) -> list[str]:
    answer = await caller.get(path)
    assert answer.status_code == 200, answer.text
    return [person["username"] for person in answer.json()]


async def test_who_is_followed_muted_and_blocked(node: Home):
    ada, others = await node.client_of("ada"), [await node.account(name) for name in ("bo", "cy", "di")]
    me = (await node.account("ada")).id
    for person in others:
        await ada.post(f"/api/v1/accounts/{person.id}/follow")
    await ada.post(f"/api/v1/accounts/{others[0].id}/mute")
    await ada.post(f"/api/v1/accounts/{others[2].id}/block")

    first = await ada.get(f"/api/v1/accounts/{me}/following?limit=1")
    after = first.links["next"]["url"].removeprefix(node.origin.url)

    assert [person["username"] for person in first.json()] + await names(ada, after) == ["cy", "bo"]
    assert await names(ada, f"/api/v1/accounts/{others[0].id}/followers") == ["ada"]
    assert await names(ada, "/api/v1/mutes") == ["bo"]
    assert await names(ada, "/api/v1/blocks") == ["di"]
    several = "&".join(f"id[]={some}" for some in (others[1].id, 12, others[0].id))
    assert await names(ada, f"/api/v1/accounts?{several}") == ["cy", "bo"]
    for path in ("/api/v1/mutes", "/api/v1/blocks", "/api/v1/follow_requests", "/api/v1/domain_blocks"):
        assert (await node.client.get(path)).status_code == 401


async def test_requests_are_let_in_and_turned_down(node: Home):
    ada, asking = await node.client_of("ada"), [await node.account(name) for name in ("bo", "cy")]
    await ada.request("PATCH", "/api/v1/accounts/update_credentials", json={"locked": True})
    for name in ("bo", "cy"):
        await (await node.client_of(name)).post(f"/api/v1/accounts/{(await node.account('ada')).id}/follow")

    listed = await names(ada, "/api/v1/follow_requests")
    let_in = (await ada.post(f"/api/v1/follow_requests/{asking[0].id}/authorize")).json()
    turned_down = (await ada.post(f"/api/v1/follow_requests/{asking[1].id}/reject")).json()

    assert listed == ["cy", "bo"]
    assert (let_in["followed_by"], turned_down["followed_by"]) == (True, False)
    assert await names(ada, "/api/v1/follow_requests") == []
    assert (await ada.post(f"/api/v1/follow_requests/{asking[1].id}/authorize")).status_code == 404


async def test_a_follow_says_what_is_wanted_of_it(node: Home):
    ada, bo = await node.client_of("ada"), await node.account("bo")
    follow = f"/api/v1/accounts/{bo.id}/follow"

    plain = (await ada.post(follow)).json()
    quiet = (await ada.post(follow, data={"reblogs": "false", "notify": "true"})).json()
    same = (await ada.post(follow)).json()

    wanted = [(one["showing_reblogs"], one["notifying"]) for one in (plain, quiet, same)]
    assert wanted == [(True, False), (False, True), (False, True)]
    refused = await ada.post(follow, json={"languages": ["de"]})
    assert (refused.status_code, list(refused.json()["details"])) == (422, ["languages"])


async def test_whole_peers_are_kept_away(node: Home):
    ada = await node.client_of("ada")

    for domain in ("tea.example", "Milk.example"):
        assert (await ada.post("/api/v1/domain_blocks", data={"domain": domain})).json() == {}
    blocked = (await ada.get("/api/v1/domain_blocks")).json()
    assert (await ada.delete("/api/v1/domain_blocks?domain=tea.example")).json() == {}
    refused = await ada.post("/api/v1/domain_blocks", json={"domain": "no host"})

    assert blocked == ["milk.example", "tea.example"]
    assert (await ada.get("/api/v1/domain_blocks")).json() == ["milk.example"]
    assert (refused.status_code, list(refused.json()["details"])) == (422, ["domain"])


async def test_what_was_put_aside_is_listed_in_pages(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    ids = [await posted(bo, f"number {number}") for number in range(3)]
    for status_id in (ids[2], ids[0], ids[1]):
        node.clock.advance(seconds=1)
        for verb in ("favourite", "bookmark"):
            await ada.post(f"/api/v1/statuses/{status_id}/{verb}")

    for shelf in ("favourites", "bookmarks"):
        first = await ada.get(f"/api/v1/{shelf}?limit=2")
        rest = await ada.get(first.links["next"]["url"].removeprefix(node.origin.url))
        assert [one["id"] for one in (*first.json(), *rest.json())] == [ids[1], ids[0], ids[2]]
        assert "next" not in rest.links
        assert (await node.client.get(f"/api/v1/{shelf}")).status_code == 401


async def test_a_conversation_is_read_and_muted(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    first = await posted(bo, "one")
    second = await posted(bo, "two", in_reply_to_id=first)
    third = await posted(ada, "three", in_reply_to_id=second)

    context = (await node.client.get(f"/api/v1/statuses/{second}/context")).json()
    muted = (await bo.post(f"/api/v1/statuses/{third}/mute")).json()
    home = (await bo.get("/api/v1/timelines/home")).json()
    again = (await bo.get(f"/api/v1/statuses/{third}/context")).json()["ancestors"]
    unmuted = (await bo.post(f"/api/v1/statuses/{third}/unmute")).json()

    assert {way: [one["id"] for one in context[way]] for way in context} == {
        "ancestors": [first],
        "descendants": [third],
    }
    assert (muted["id"], muted["muted"], unmuted["muted"]) == (third, True, False)
    assert [one["muted"] for one in again] == [True, True]
    assert [one["id"] for one in home] == [second, first]


async def test_quotes_of_a_status_are_listed(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    status_id = await posted(ada)
    quoting = await posted(bo, "look", quoted_status_id=status_id)
    await posted(bo, "between us", quoted_status_id=status_id, visibility="direct")

    listed = (await node.client.get(f"/api/v1/statuses/{status_id}/quotes")).json()

    assert [one["id"] for one in listed] == [quoting]


async def test_what_is_the_same_for_everybody(node: Home):
    ada = await node.client_of("ada")

    assert (await ada.get("/api/v1/preferences")).json()["posting:default:visibility"] == "public"
    assert (await node.client.get("/api/v1/preferences")).status_code == 401
    assert (await node.client.get("/api/v1/custom_emojis")).json() == []
    assert (await node.client.get("/api/v1/instance/rules")).json() == []
