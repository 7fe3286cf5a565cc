"""Lists of people: whose they are, who is in them, which answers stand there, and what an exclusive one takes away."""

import pytest

from nodeapp.model.limits import Limits
from tests.builders import Home, at_home
from tests.integration.test_mutes import home, tweet

pytestmark = pytest.mark.anyio


@pytest.fixture
async def people(node: Home):
    return [await node.client_of(name) for name in ("ada", "bo", "cy", "di")]


async def made(caller, *members, **told):
    answer = await caller.post("/api/lists", json={"title": "Tea", **told})
    assert answer.status_code == 201, answer.text
    found = answer.json()
    for member in members:
        assert (await caller.post(f"/api/lists/{found['id']}/members/{member}")).status_code == 204
    return found


async def test_a_list_is_made_changed_read_and_thrown_away(people):
    ada = people[0]

    found = await made(ada)
    assert found == {
        "id": found["id"],
        "title": "Tea",
        "exclusive": False,
        "replies": "followed",
        "member_count": 0,
        "created_at": "2026-01-31T12:00:00.000Z",
    }
    changed = (await ada.put(f"/api/lists/{found['id']}", json={"replies": "none", "exclusive": True})).json()
    assert changed == {**found, "replies": "none", "exclusive": True}
    assert (await ada.get(f"/api/lists/{found['id']}")).json() == changed
    assert (await ada.get("/api/lists")).json() == {"lists": [changed]}

    assert (await ada.delete(f"/api/lists/{found['id']}")).status_code == 204
    assert (await ada.get(f"/api/lists/{found['id']}")).status_code == 404
    assert (await ada.get("/api/lists")).json() == {"lists": []}


async def test_members_need_not_be_followed_and_come_and_go_repeatably(people):
    ada, bo = people[0], people[1]
    found = await made(ada, "bo", "cy", "bo")
    await tweet(bo, "from bo")

    members = (await ada.get(f"/api/lists/{found['id']}/members")).json()
    assert [user["username"] for user in members["users"]] == ["cy", "bo"]
    assert (await ada.get(f"/api/lists/{found['id']}")).json()["member_count"] == 2
    assert await home(ada, f"/api/timeline/list/{found['id']}") == ["from bo"]
    assert await home(ada) == []
    assert [one["id"] for one in (await ada.get("/api/users/bo/lists")).json()["lists"]] == [found["id"]]
    assert (await bo.get("/api/users/bo/lists")).json() == {"lists": []}

    for _ in range(2):
        assert (await ada.delete(f"/api/lists/{found['id']}/members/bo")).status_code == 204
    assert await home(ada, f"/api/timeline/list/{found['id']}") == []


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ("none", ["to ada", "to herself", "root"]),
        ("followed", ["to ada", "to cy", "to herself", "root"]),
        ("members", ["to ada", "to di", "to herself", "root"]),
    ],
)
async def test_which_answers_stand_in_a_list_is_its_own_rule(people, replies, expected):
    """Bo and Di are in it, Cy is followed; those to oneself and to the list's owner always stand."""
    ada, bo, cy, di = people
    await ada.post("/api/users/cy/follow")
    found = await made(ada, "bo", "di", replies=replies)
    others = {name: await tweet(caller, f"by {name}") for name, caller in (("cy", cy), ("di", di), ("ada", ada))}
    await ada.delete(f"/api/lists/{found['id']}/members/di")
    root = await tweet(bo, "root")
    await tweet(bo, "to herself", reply_to_id=root["id"])
    for name in ("cy", "di", "ada"):
        await tweet(bo, f"to {name}", reply_to_id=others[name]["id"])
    await ada.post(f"/api/lists/{found['id']}/members/di")

    shown = await home(ada, f"/api/timeline/list/{found['id']}")

    assert [content for content in shown if content != "by di"] == expected


async def test_a_list_shows_only_what_its_owner_may_see(people):
    ada, bo, cy, _ = people
    found = await made(ada, "bo", "cy")
    await tweet(bo, "to followers", visibility="followers")
    await tweet(bo, "@ada direct", visibility="direct")
    await tweet(bo, "public")
    await tweet(cy, "from cy")
    await ada.post("/api/users/cy/mute")

    assert await home(ada, f"/api/timeline/list/{found['id']}") == ["public"]

    await bo.post("/api/users/ada/block")
    assert await home(ada, f"/api/timeline/list/{found['id']}") == []


async def test_a_list_pages_by_cursor_and_fills_up_again(people):
    ada, bo, cy, _ = people
    found = await made(ada, "bo", "cy")
    for number in range(4):
        await tweet(bo, f"bo {number}")
        await tweet(cy, f"cy {number}")
    await ada.post("/api/users/cy/mute")

    path, seen = f"/api/timeline/list/{found['id']}?limit=3", []
    for _ in range(4):
        page = (await ada.get(path)).json()
        seen += [one["content"] for one in page["tweets"]]
        if not page["pagination"]["has_more"]:
            break
        path = f"/api/timeline/list/{found['id']}?limit=3&cursor={page['pagination']['cursor']}"

    assert seen == ["bo 3", "bo 2", "bo 1", "bo 0"]


async def test_who_is_in_an_exclusive_list_is_not_read_at_home(node, people):
    ada, bo, cy, di = people
    for name in ("bo", "cy"):
        await ada.post(f"/api/users/{name}/follow")
    one = await tweet(bo, "from bo")
    await tweet(cy, "from cy")
    await bo.post(f"/api/tweets/{(await tweet(di, 'from di'))['id']}/retweet")
    await node.wait_idle()
    assert await home(ada) == ["from di", "from cy", "from bo"]

    found = await made(ada, "bo", "ada", exclusive=True)
    await tweet(ada, "own")

    assert await home(ada) == ["own", "from cy"]
    await cy.post(f"/api/tweets/{one['id']}/retweet")
    await node.wait_idle()
    assert await home(ada) == ["from bo", "own", "from cy"]
    assert await home(ada, f"/api/timeline/list/{found['id']}") == ["own", "from di", "from bo"]

    await ada.put(f"/api/lists/{found['id']}", json={"exclusive": False})
    assert "from di" in await home(ada)
    await ada.put(f"/api/lists/{found['id']}", json={"exclusive": True})
    assert "from di" not in await home(ada)
    await ada.delete(f"/api/lists/{found['id']}")
    assert "from di" in await home(ada)


async def test_p07_anothers_list_is_not_there_and_stays_as_it_is(node, people):
    ada, bo = people[0], people[1]
    found = await made(ada, "cy")
    path = f"/api/lists/{found['id']}"

    for answer in (
        await bo.get(path),
        await bo.put(path, json={"title": "Mine"}),
        await bo.put(path, json={"title": ""}),
        await bo.delete(path),
        await bo.get(f"{path}/members"),
        await bo.post(f"{path}/members/bo"),
        await bo.delete(f"{path}/members/cy"),
        await bo.get(f"/api/timeline/list/{found['id']}"),
        await bo.get("/api/lists/12"),
        await bo.get("/api/lists/none"),
        await bo.get("/api/timeline/list/none"),
    ):
        assert answer.status_code == 404, answer.text
        assert answer.json()["detail"] == "There is no such list."
    for read in ("/api/lists", path, f"/api/timeline/list/{found['id']}"):
        assert (await node.client.get(read)).status_code == 401

    assert (await ada.get(f"/api/lists/{found['id']}")).json() == {**found, "member_count": 1}


@pytest.mark.parametrize(
    ("told", "field", "code"),
    [
        ({}, "title", "missing"),
        ({"title": " \n "}, "title", "missing"),
        ({"title": "x" * 101}, "title", "too_long"),
        ({"title": "Tea", "replies": "some"}, "replies", "invalid"),
    ],
)
async def test_what_is_wrong_with_a_list_is_named(people, told, field, code):
    answer = await people[0].post("/api/lists", json=told)

    assert answer.status_code == 400
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(field, code)]
    assert (await people[0].get("/api/lists")).json() == {"lists": []}


async def test_there_is_a_bound_on_lists_and_on_members(tmp_path, clock):
    limits = Limits(lists_max=1, list_members_max=1)
    async with at_home(tmp_path / "small", clock, limits=limits) as small:
        ada = await small.client_of("ada")
        await small.account("bo")
        found = await made(ada, "ada")

        more = await ada.post("/api/lists", json={"title": "More"})
        full = await ada.post(f"/api/lists/{found['id']}/members/bo")

        assert (more.status_code, more.json()["errors"][0]["limit"]) == (400, 1)
        assert (full.status_code, full.json()["errors"][0]["code"]) == (400, "too_many")
        assert (await ada.post(f"/api/lists/{found['id']}/members/ada")).status_code == 204


async def test_whom_one_blocked_is_not_put_into_a_list(people):
    ada = people[0]
    found = await made(ada)
    await ada.post("/api/users/bo/block")

    assert (await ada.post(f"/api/lists/{found['id']}/members/bo")).status_code == 403
    assert (await ada.post(f"/api/lists/{found['id']}/members/nobody")).status_code == 404
