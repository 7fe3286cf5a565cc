"""People and hashtags by search, in both APIs."""

import pytest

from nodeapp.model.accounts import Profile
from nodeapp.model.tweets import Draft
from tests.builders import Caller, Home
from tests.integration.search.people import id_of

pytestmark = pytest.mark.anyio


async def handles(caller: Caller, q: str) -> list[str]:
    answer = await caller.get("/api/search/users", params={"q": q})
    assert answer.status_code == 200, answer.text
    assert answer.json() == (await caller.get("/api/users/search", params={"q": q})).json()
    return [user["username"] for user in answer.json()["users"]]


async def test_people_are_found_by_name_bio_beginning_and_in_spite_of_a_typo(node: Home) -> None:
    for name, display_name, bio in (
        ("ada", "Ada Löve", "Mathematics and tea"),
        ("adam", "Somebody", ""),
        ("bo", "Bo Adams", "gardener"),
        ("shy", "Ada too", ""),
    ):
        viewer = await node.account(name)
        discoverable = name != "shy"
        await node.accounts.edit(viewer, Profile(display_name=display_name, bio=bio, discoverable=discoverable))
    await node.wait_idle()
    me = await node.client_of("cy")

    assert await handles(me, "ada") == ["ada", "adam", "bo"]
    assert await handles(me, "LOVE") == ["ada"]
    assert await handles(me, "mathematics") == ["ada"]
    assert await handles(me, "somebdoy") == ["adam"]
    assert await handles(me, "@shy") == await handles(me, "nobody") == []
    cy, bo = await node.account("cy"), await node.account("bo")
    await node.graph.follow(cy, id_of(bo))
    mastodon = (await me.get("/api/v1/accounts/search", params={"q": "ada", "following": "true"})).json()
    assert [account["acct"] for account in mastodon] == ["bo"]
    await node.graph.block(bo, id_of(cy))
    assert await handles(me, "gardener") == []
    assert (await me.get("/api/search/users", params={"q": ""})).status_code == 400


async def test_p12_hashtags_are_counted_only_where_the_viewer_may_find_them(node: Home) -> None:
    ada, bo = await node.account("ada"), await node.account("bo")
    for author, content, visibility in (
        (ada, "#tea #teatime", "public"),
        (ada, "more #tea", "public"),
        (bo, "#tea #Teapot", "public"),
        (bo, "#teasecret", "followers"),
        (bo, "#teaunlisted", "unlisted"),
    ):
        await node.tweets.post(author, Draft(content=content, visibility=visibility))
    await node.hashtags.follow(await node.account("cy"), "tea")
    await node.wait_idle()
    me, anonymous = await node.client_of("cy"), Caller(node.client, {})

    async def tags(caller: Caller, q: str) -> list[tuple[str, int, int, bool]]:
        answer = (await caller.get("/api/search/hashtags", params={"q": q})).json()
        assert answer["partial"] is False
        names = ("tag", "tweet_count", "people_count", "following")
        return [tuple(tag[name] for name in names) for tag in answer["hashtags"]]

    assert await tags(me, "#Tea") == [("tea", 3, 2, True), ("teapot", 1, 1, False), ("teatime", 1, 1, False)]
    assert await tags(anonymous, "teas") == await tags(anonymous, "teau") == []
    await node.graph.block(bo, id_of(await node.account("cy")))
    assert await tags(me, "tea") == [("tea", 2, 1, True), ("teatime", 1, 1, False)]
    assert await tags(anonymous, "teap") == [("teapot", 1, 1, False)]


async def test_mastodon_clients_find_people_statuses_and_hashtags_at_once(node: Home) -> None:
    ada = await node.account("ada")
    view = await node.tweets.post(ada, Draft(content="ada drinks #adatea"))
    await node.wait_idle()
    me = await node.client_of("bo")

    everything = (await me.get("/api/v2/search", params={"q": "ada"})).json()
    tags = (await me.get("/api/v2/search", params={"q": "#adat", "type": "hashtags"})).json()
    address = (await me.get("/api/v2/search", params={"q": f"{node.origin.url}/@ada/{view.tweet.id}"})).json()
    by = {"q": "drinks", "type": "statuses", "account_id": str(ada.id)}
    nobody = {**by, "account_id": "1"}

    assert [account["acct"] for account in everything["accounts"]] == ["ada"]
    assert [status["id"] for status in everything["statuses"]] == [str(view.tweet.id)]
    assert [tag["name"] for tag in tags["hashtags"]] == ["adatea"]
    assert [status["id"] for status in address["statuses"]] == [str(view.tweet.id)]
    assert len((await me.get("/api/v2/search", params=by)).json()["statuses"]) == 1
    assert (await me.get("/api/v2/search", params=nobody)).json()["statuses"] == []
    assert (await me.get("/api/v2/search", params={"q": "a*", "type": "statuses"})).status_code == 422
    assert (await me.get("/api/v2/search", params={"q": "a*"})).status_code == 200
