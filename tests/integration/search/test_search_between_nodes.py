"""Search over what other nodes told: found where it came, by those who may, as long as its author wants that."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nodeapp.model.accounts import Profile
from nodeapp.model.tweets import Draft
from tests.builders import Caller, Home, side_by_side

pytestmark = pytest.mark.anyio


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[tuple[Home, Home]]:
    async with side_by_side(tmp_path, search=True) as both:
        yield both


async def settle(*homes: Home) -> None:
    for _ in range(2):
        for home in homes:
            await home.wait_idle()


async def found(caller: Caller, q: str) -> list[str]:
    answer = (await caller.get("/api/search/tweets", params={"q": q})).json()
    return [tweet["content"] for tweet in answer["tweets"]]


async def test_tweets_from_elsewhere_are_found_as_their_author_allows(nodes: tuple[Home, Home]) -> None:
    here, there = nodes
    ada, shy = await there.account("ada"), await there.account("shy")
    await there.accounts.edit(shy, Profile(indexable=False))
    reader, other = await here.client_of("bo"), await here.client_of("cy")
    for name in ("ada", "shy"):
        assert (await reader.post(f"/api/users/@{name}@{there.origin.host}/follow")).status_code == 200
    await settle(here, there)
    for author, content, visibility in (
        (ada, "lanterns for all", "public"),
        (ada, "lanterns for followers", "followers"),
        (shy, "lanterns of the shy", "public"),
    ):
        await there.tweets.post(author, Draft(content=content, visibility=visibility))
    await settle(there, here)

    assert await found(reader, "lantern") == await found(other, "lantern") == ["lanterns for all"]
    assert await found(other, f"from:ada@{there.origin.host} lantern") == ["lanterns for all"]
    people = (await other.get("/api/search/users", params={"q": "ada"})).json()["users"]
    assert [user["handle"] for user in people] == [f"@ada@{there.origin.host}"]

    await there.accounts.edit(ada, Profile(indexable=False, discoverable=False))
    await settle(there, here)
    assert await found(other, "lantern") == []
    assert (await other.get("/api/search/users", params={"q": "ada"})).json()["users"] == []
