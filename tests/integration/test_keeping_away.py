"""Private notes, removed followers, requests answered at once, blocked lists, badges."""

import pytest

from nodeapp.model.accounts import Profile
from nodeapp.model.events import AccountVerified, FollowRemoved
from nodeapp.model.limits import Limits
from tests.builders import Home, at_home

pytestmark = pytest.mark.anyio


@pytest.fixture
async def people(node: Home):
    """Ada runs the node: she came first."""
    return [await node.client_of(name) for name in ("ada", "bo", "cy")]


async def test_a_note_is_for_whoever_wrote_it(node, people):
    ada, bo, _ = people

    assert (await ada.put("/api/users/bo/note", json={"content": " met at tea \n"})).json()["note"] == "met at tea"
    assert (await ada.get("/api/users/bo")).json()["relationship"]["note"] == "met at tea"
    assert (await bo.get("/api/users/ada")).json()["relationship"]["note"] == ""
    assert "met at tea" not in (await node.client.get("/api/users/bo")).text
    assert "met at tea" not in (await bo.get("/api/users/bo")).text

    assert (await ada.put("/api/users/bo/note", json={"content": ""})).json()["note"] == ""


async def test_a_note_has_bounds(node, people, tmp_path, clock):
    ada = people[0]

    long = await ada.put("/api/users/bo/note", json={"content": "x" * 2_001})
    missing = await ada.put("/api/users/bo/note", json={})

    assert (long.status_code, long.json()["errors"][0]["limit"]) == (400, 2_000)
    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (400, "content")
    assert (await ada.put("/api/users/nobody/note", json={"content": "x"})).status_code == 404
    assert (await node.client.put("/api/users/bo/note", json={"content": "x"})).status_code == 401
    async with at_home(tmp_path / "small", clock, limits=Limits(notes_max=1)) as small:
        caller = await small.client_of("ada")
        await small.account("bo")
        for content in ("one", "again"):
            assert (await caller.put("/api/users/ada/note", json={"content": content})).status_code == 200
        assert (await caller.put("/api/users/bo/note", json={"content": "x"})).json()["errors"][0]["code"] == "too_many"


async def test_a_follower_can_be_removed_and_may_come_back(node, people):
    ada, bo, _ = people
    await bo.post("/api/users/ada/follow")

    for _ in range(2):
        assert not (await ada.delete("/api/users/bo/follower")).json()["followed_by"]

    assert len(await node.events_of(FollowRemoved)) == 1
    assert (await ada.get("/api/users/ada/followers")).json()["users"] == []
    assert (await bo.post("/api/users/ada/follow")).json()["following"]
    assert (await ada.delete("/api/users/nobody/follower")).status_code == 404


async def asking(node, count):
    """So many people who asked Ada, who is locked."""
    ada = await node.account("ada")
    await node.accounts.edit(ada, Profile(locked=True))
    fans = [await node.account(f"fan{number}") for number in range(count)]
    for fan in fans:
        await node.graph.follow(fan, ada.id)
    return fans


async def test_many_requests_are_answered_at_once_by_name(node, people):
    ada = people[0]
    fans = await asking(node, 4)
    ids = [str(fans[0].id), fans[1].id, str(fans[1].id), "12"]

    assert (await ada.post("/api/follow-requests/accept", json={"ids": ids})).json() == {"done": 2}
    assert (await ada.post("/api/follow-requests/reject", json={"ids": [str(fans[2].id)]})).json() == {"done": 1}
    assert (await ada.post("/api/follow-requests/accept", json={"ids": ids})).json() == {"done": 0}

    followers = (await ada.get("/api/users/ada/followers")).json()["users"]
    assert [user["username"] for user in followers] == ["fan1", "fan0"]
    assert [user["username"] for user in (await ada.get("/api/follow-requests")).json()["users"]] == ["fan3"]
    assert (await ada.get("/api/users/ada")).json()["follower_count"] == 2


@pytest.mark.parametrize(("verb", "followers"), [("accept", 3), ("reject", 0)])
async def test_all_requests_are_answered_at_once(node, people, verb, followers):
    ada = people[0]
    await asking(node, 3)

    assert (await ada.post(f"/api/follow-requests/{verb}", json={"all": True})).json() == {"done": 3}

    assert (await ada.get("/api/follow-requests")).json()["users"] == []
    assert (await ada.get("/api/users/ada")).json()["follower_count"] == followers


async def test_nobody_answers_anothers_requests(node, people):
    fans = await asking(node, 1)

    assert (await people[1].post("/api/follow-requests/accept", json={"all": True})).json() == {"done": 0}
    assert (await people[1].post("/api/follow-requests/accept", json={"ids": [str(fans[0].id)]})).json() == {"done": 0}
    assert (await node.client.post("/api/follow-requests/accept", json={"all": True})).status_code == 401


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, "missing"),
        ({"ids": ["1"], "all": True}, "missing"),
        ({"ids": ["bo"]}, "invalid"),
        ({"ids": [1] * 501}, "too_many"),
    ],
)
async def test_whose_requests_are_meant_must_be_clear(people, told, code):
    answer = await people[0].post("/api/follow-requests/accept", json=told)

    assert answer.status_code == 400
    assert (answer.json()["errors"][0]["field"], answer.json()["errors"][0]["code"]) == ("ids", code)


async def test_those_blocked_are_listed_for_whoever_blocked_them(node, people):
    ada, bo, _ = people
    for name in ("bo", "cy"):
        await ada.post(f"/api/users/{name}/block")

    first = (await ada.get("/api/blocks?limit=1")).json()
    rest = (await ada.get(f"/api/blocks?limit=1&cursor={first['pagination']['cursor']}")).json()

    assert [user["username"] for user in first["users"] + rest["users"]] == ["cy", "bo"]
    assert (await bo.get("/api/blocks")).json()["users"] == []
    assert (await node.client.get("/api/blocks")).status_code == 401


async def test_those_who_run_the_node_give_badges(node, people):
    ada, bo, _ = people

    assert (await ada.post("/api/admin/users/bo/verify")).json()["verified"]
    assert (await ada.post("/api/admin/users/bo/verify")).json()["verified"]
    assert (await node.client.get("/api/users/bo")).json()["verified"]
    assert len(await node.events_of(AccountVerified)) == 1

    assert not (await ada.delete("/api/admin/users/bo/verify")).json()["verified"]
    assert not (await bo.get("/api/users/bo")).json()["verified"]


async def test_nobody_else_gives_badges(node, people):
    for path in ("/api/admin/users/bo/verify", "/api/admin/users/nobody/verify"):
        assert (await people[1].post(path)).status_code == 403
        assert (await people[1].delete(path)).status_code == 403
    assert (await node.client.post("/api/admin/users/bo/verify")).status_code == 401
    assert (await people[0].post("/api/admin/users/nobody/verify")).status_code == 404


async def test_badges_from_the_command_line(node, people):
    commands = node.node.commands

    assert await commands.run("account-verify", {"name": "@bo"}) == {"name": "@bo"}
    assert (await node.client.get("/api/users/bo")).json()["verified"]
    assert await commands.run("account-verify", {"name": "bo", "remove": "yes"}) == {"name": "@bo"}
    assert not (await node.client.get("/api/users/bo")).json()["verified"]
