"""Lists of people and followed hashtags, as clients of Mastodon ask for them."""

import pytest

from tests.builders import Caller, Home

pytestmark = pytest.mark.anyio


async def posted(caller: Caller, status: str = "hello", **more: object) -> str:
    answer = await caller.post("/api/v1/statuses", json={"status": status, **more})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


async def test_a_list_is_made_changed_and_thrown_away(node: Home):
    ada = await node.client_of("ada")

    made = (await ada.post("/api/v1/lists", data={"title": "Tea"})).json()
    one = f"/api/v1/lists/{made['id']}"
    changed = (await ada.put(one, json={"replies_policy": "none", "exclusive": "true"})).json()

    assert made == {"id": made["id"], "title": "Tea", "replies_policy": "list", "exclusive": False}
    assert changed == {**made, "replies_policy": "none", "exclusive": True}
    assert (await ada.get(one)).json() == changed
    assert (await ada.get("/api/v1/lists")).json() == [changed]
    assert (await ada.delete(one)).json() == {}
    assert (await ada.get(one)).status_code == 404


@pytest.mark.parametrize("body", [{}, {"title": " "}, {"title": "x" * 101}, {"title": "Tea", "replies_policy": "some"}])
async def test_a_list_that_cannot_be_names_its_field(node: Home, body: dict[str, str]):
    ada = await node.client_of("ada")

    refused = await ada.post("/api/v1/lists", json=body)

    assert refused.status_code == 422
    assert set(refused.json()["details"]) <= {"title", "replies_policy"}
    assert (await ada.get("/api/v1/lists")).json() == []


async def test_members_come_and_go_all_or_none(node: Home):
    ada, bo, cy = await node.client_of("ada"), await node.account("bo"), await node.account("cy")
    list_id = (await ada.post("/api/v1/lists", json={"title": "Tea"})).json()["id"]
    members = f"/api/v1/lists/{list_id}/accounts"

    refused = await ada.post(members, json={"account_ids": [str(bo.id), "12"]})
    empty = (await ada.get(members)).json()
    added = await ada.post(members, data={"account_ids[]": [str(bo.id), str(cy.id)]})
    first = await ada.get(f"{members}?limit=1")
    rest = await ada.get(first.links["next"]["url"].removeprefix(node.origin.url))
    status_id = await posted(await node.client_of("cy"))

    assert (refused.status_code, empty) == (404, [])
    assert (added.status_code, added.json()) == (200, {})
    assert [person["username"] for person in (*first.json(), *rest.json())] == ["cy", "bo"]
    assert [one["title"] for one in (await ada.get(f"/api/v1/accounts/{bo.id}/lists")).json()] == ["Tea"]
    assert [one["id"] for one in (await ada.get(f"/api/v1/timelines/list/{list_id}")).json()] == [status_id]
    assert (await ada.request("DELETE", members, json={"account_ids": [str(cy.id)]})).json() == {}
    assert (await ada.get(f"/api/v1/timelines/list/{list_id}")).json() == []
    assert (await ada.post(members, json={"account_ids": ["1"] * 101})).status_code == 422


async def test_p07_anothers_list_is_not_there(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    list_id = (await ada.post("/api/v1/lists", json={"title": "Tea"})).json()["id"]
    someone = {"account_ids": [str((await node.account("ada")).id)]}

    for method, path in (
        ("GET", f"/api/v1/lists/{list_id}"),
        ("DELETE", f"/api/v1/lists/{list_id}"),
        ("GET", f"/api/v1/lists/{list_id}/accounts"),
        ("GET", f"/api/v1/timelines/list/{list_id}"),
    ):
        assert (await bo.request(method, path)).status_code == 404
    assert (await bo.put(f"/api/v1/lists/{list_id}", json={"title": "Mine"})).status_code == 404
    assert (await bo.post(f"/api/v1/lists/{list_id}/accounts", json=someone)).status_code == 404
    assert (await node.client.get("/api/v1/lists")).status_code == 401


async def test_hashtags_are_followed_and_read(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tea, both = await posted(bo, "a #Tea"), await posted(bo, "#tea with #milk")

    followed = (await ada.post("/api/v1/tags/Tea/follow")).json()
    home = [one["id"] for one in (await ada.get("/api/v1/timelines/home")).json()]
    listed = (await ada.get("/api/v1/followed_tags")).json()
    unfollowed = (await ada.post("/api/v1/tags/tea/unfollow")).json()

    assert {"name": "tea", "url": f"{node.origin.url}/tags/tea", "following": True}.items() <= followed.items()
    assert listed == [followed]
    assert home == [both, tea]
    assert not unfollowed["following"]
    assert not (await node.client.get("/api/v1/tags/tea")).json()["following"]
    assert (await ada.get("/api/v1/followed_tags")).json() == []
    assert (await ada.post("/api/v1/tags/a b/follow")).status_code == 422

    async def found(query: str) -> list[str]:
        answer = await node.client.get(f"/api/v1/timelines/tag/TEA?{query}")
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()]

    assert await found("") == await found("local=true") == [both, tea]
    assert await found("all[]=Milk") == await found("limit=1") == [both]
    assert await found("none[]=%23milk") == [tea]
    assert await found("remote=true") == await found("only_media=true") == []
    assert (await node.client.get("/api/v1/timelines/tag/tea?any[]=milk")).status_code == 422


async def test_a_sieved_list_goes_on_where_it_ended(node: Home):
    bo = await node.client_of("bo")
    wanted = []
    for number in range(6):
        await posted(bo, f"#tea {number}")
        wanted.insert(0, await posted(bo, f"#tea #milk {number}"))

    found, path = [], "/api/v1/timelines/tag/tea?all[]=milk&limit=4"
    while path:
        answer = await node.client.get(path)
        found.append([one["id"] for one in answer.json()])
        path = answer.links.get("next", {}).get("url", "").removeprefix(node.origin.url)

    assert found[:2] == [wanted[:4], wanted[4:]]
    assert not any(found[2:])
