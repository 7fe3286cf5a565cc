"""Accounts that end: what other nodes are told, and what is left of a copy here."""

import pytest

from nodeapp.model.tweets import Draft
from tests.builders import PASSWORD, Home

pytestmark = pytest.mark.anyio

KNOWS = {"password": PASSWORD}
PATIENCE_SECONDS = 30
"""For the first request of a node, which puts its routes together, and asks another that has to do the same."""


async def test_a_node_that_is_told_of_an_end_erases_its_copy(nodes: tuple[Home, Home]) -> None:
    one, other = nodes
    await one.account("owner")
    ada, bo = await one.account("ada"), await other.account("bo")
    ada_here = await one.client_of("ada")
    bo_there = await other.client_of("bo")
    handle = f"ada@{one.origin.host}"
    await bo_there.post(f"/api/users/{handle}/follow", timeout=PATIENCE_SECONDS)
    await _calm(one, other)
    await one.tweets.post(ada, Draft(content="a word from ada"))
    await other.tweets.post(bo, Draft(content="a word from bo"))
    await _calm(one, other)
    read = (await bo_there.get("/api/timeline/home")).json()["tweets"]
    assert {tweet["content"] for tweet in read} == {"a word from ada", "a word from bo"}
    looked_up = (await ada_here.get(f"/api/users/bo@{other.origin.host}", timeout=PATIENCE_SECONDS)).json()
    await ada_here.post(f"/api/users/{looked_up['id']}/follow", timeout=PATIENCE_SECONDS)
    await _calm(one, other)
    await other.tweets.post(bo, Draft(content="another word from bo"))
    await _calm(one, other)
    (liked,) = [
        tweet for tweet in (await ada_here.get("/api/timeline/home")).json()["tweets"] if "another" in tweet["content"]
    ]
    await ada_here.post(f"/api/tweets/{liked['id']}/like")
    await _calm(one, other)

    assert (await ada_here.request("DELETE", "/api/account", json=KNOWS)).status_code == 204
    await _calm(one, other)

    left = (await bo_there.get("/api/timeline/home")).json()["tweets"]
    assert {tweet["content"] for tweet in left} == {"another word from bo", "a word from bo"}
    assert [tweet["like_count"] for tweet in left] == [0, 0]
    assert (await bo_there.get(f"/api/users/{handle}")).status_code == 404
    assert (await bo_there.get("/api/users/bo")).json()["follower_count"] == 0
    assert await other.count("select count(*) from tweets where content like '%from ada%'") == 0
    assert await other.count("select count(*) from accounts where username = 'ada' and display_name <> ''") == 0
    assert await _last_letters(one) == 1


async def test_who_is_only_away_is_not_there_for_others_and_nobody_is_told(nodes: tuple[Home, Home]) -> None:
    one, other = nodes
    await one.account("owner")
    ada = await one.account("ada")
    bo_there = await other.client_of("bo")
    await bo_there.post(f"/api/users/ada@{one.origin.host}/follow", timeout=PATIENCE_SECONDS)
    await _calm(one, other)
    letters = await one.count("select count(*) from letters")

    assert (await (await one.client_of("ada")).post("/api/account/deactivate", json=KNOWS)).status_code == 204
    await _calm(one, other)
    document = await one.client.get(f"/ap/users/{ada.id}", headers={"Accept": "application/activity+json"})
    found = await one.client.get(f"/.well-known/webfinger?resource=acct:ada@{one.origin.host}")

    assert (document.status_code, found.status_code) == (404, 404)
    assert await one.count("select count(*) from letters") == letters
    assert await other.count("select count(*) from accounts where username = 'ada' and state = 'active'") == 1


async def _last_letters(node: Home) -> int:
    """How many were written from the one on that tells of an end: of all that went with it nothing is said."""
    return await node.count(
        """
        select count(*) from letters
        where id >= (select max(id) from letters where cast(body as text) like '%"Delete"%')
        """
    )


async def _calm(*nodes: Home) -> None:
    for _ in range(2):
        for node in nodes:
            await node.wait_idle()
