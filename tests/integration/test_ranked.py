"""Home in another order: explained, the same from page to page, and through the same eyes."""

from dataclasses import replace
from itertools import pairwise

import pytest

from nodeapp.model.limits import Limits
from nodeapp.model.ranking import Score
from nodeapp.web.fast import reads
from tests.builders import at_home

pytestmark = pytest.mark.anyio

HOME = "/api/timeline/home?mode=ranked"


async def post(who, content, **more):
    return (await who.post("/api/tweets", json={"content": content, **more})).json()["id"]


async def walk(who, limit):
    """Every page of home, in order."""
    pages, cursor = [], ""
    while True:
        page = (await who.get(f"{HOME}&limit={limit}{cursor}")).json()
        pages.append(page["tweets"])
        if not page["pagination"]["has_more"]:
            return pages
        cursor = f"&cursor={page['pagination']['cursor']}"


@pytest.fixture
async def crowd(node, clock):
    """Ada follows three people, who wrote one after the other, and likes what bo writes."""
    ada = await node.client_of("ada")
    ids = {}
    for name in ("bo", "cy", "di"):
        await node.account(name)
        await ada.post(f"/api/users/{name}/follow")
    await node.wait_idle()
    for number in range(4):
        for name in ("bo", "cy", "di"):
            ids[name, number] = await post(await node.client_of(name), f"{name} {number}")
            clock.advance(seconds=600)
    await ada.post(f"/api/tweets/{ids['bo', 0]}/like")
    await ada.post(f"/api/tweets/{ids['bo', 1]}/reply", json={"content": "yes"})
    await node.wait_idle()
    return ids


async def test_each_place_is_explained(node, crowd):
    ada = await node.client_of("ada")

    page = (await ada.get(HOME)).json()

    assert {tweet["id"] for tweet in page["tweets"]} >= set(crowd.values())
    assert page["tweets"][0]["id"] == crowd["bo", 1]
    assert page["tweets"][0]["why"]["parts"]["engagement"] > 0
    first = next(tweet for tweet in page["tweets"] if tweet["id"] == crowd["bo", 3])
    assert first["why"]["parts"].keys() == {"affinity", "recency", "engagement", "diversity"}
    assert first["why"]["parts"]["affinity"] == 0.5
    assert first["why"]["sentence"] == "It came 30 minutes ago and you often like, share or answer what @bo writes."
    scores = [tweet["why"]["score"] for tweet in page["tweets"]]
    assert scores[0] == max(scores)
    authors = [tweet["user"]["username"] for tweet in page["tweets"]]
    assert all(one != other for one, other in pairwise(authors) if one != authors[-1])
    assert page["pagination"] == {"limit": 20, "offset": None, "cursor": None, "newest": None, "has_more": False}


async def test_pages_neither_repeat_nor_skip_whatever_happens_meanwhile(node, clock, crowd):
    ada = await node.client_of("ada")
    whole = [tweet["id"] for tweet in (await ada.get(HOME)).json()["tweets"]]

    page = (await ada.get(f"{HOME}&limit=5")).json()
    seen = [tweet["id"] for tweet in page["tweets"]]
    gone = whole[7]
    while page["pagination"]["has_more"]:
        clock.advance(seconds=5_000)
        ada = await node.client_of("ada")
        await post(await node.client_of("cy"), "news")
        for tweet_id in crowd.values():
            await ada.post(f"/api/tweets/{tweet_id}/like")
        writer = next((name for (name, _), one in crowd.items() if one == gone), "ada")
        await (await node.client_of(writer)).delete(f"/api/tweets/{gone}")
        page = (await ada.get(f"{HOME}&limit=5&cursor={page['pagination']['cursor']}")).json()
        seen += [tweet["id"] for tweet in page["tweets"]]

    assert seen == [tweet_id for tweet_id in whole if tweet_id != gone]


async def test_after_the_newest_come_those_before_them(tmp_path, clock):
    limits = Limits(ranked_candidates_max=4)
    async with at_home(tmp_path / "node", clock, limits=limits) as node:
        ada = await node.client_of("ada")
        ids = []
        for number in range(10):
            ids.append(await post(ada, str(number)))
            clock.advance(seconds=60)
        pages = await walk(ada, 3)

        found = [tweet["id"] for page in pages for tweet in page]
        assert sorted(found) == sorted(ids)
        assert [len(page) for page in pages] == [3, 1, 3, 1, 2]
        assert max(map(int, found[4:8])) < min(map(int, found[:4]))


async def test_p06_what_the_reader_may_not_see_is_not_there(node, clock, crowd):
    ada = await node.client_of("ada")
    bo = await node.client_of("bo")
    await post(bo, "@cy a secret", visibility="direct")
    await ada.post("/api/users/cy/mute")
    first = (await ada.get(f"{HOME}&limit=3")).json()
    await ada.post("/api/users/di/block")

    rest = (await ada.get(f"{HOME}&limit=50&cursor={first['pagination']['cursor']}")).json()

    assert "cy" not in {tweet["user"]["username"] for tweet in first["tweets"]}
    assert {tweet["user"]["username"] for tweet in rest["tweets"]} <= {"ada", "bo"}
    assert "secret" not in str(first) + str(rest)
    assert (await node.client.get(HOME)).status_code == 401


async def test_an_original_stands_there_once(node, crowd):
    for name in ("cy", "di"):
        await (await node.client_of(name)).post(f"/api/tweets/{crowd['bo', 0]}/retweet")
    await node.wait_idle()

    page = (await (await node.client_of("ada")).get(f"{HOME}&limit=100")).json()

    assert [tweet["id"] for tweet in page["tweets"]].count(crowd["bo", 0]) == 1


async def test_somebody_else_may_score(node, crowd, monkeypatch):
    class Alphabet:
        async def scores(self, reader_id, candidates, closeness, now_ms):
            return {
                one.entry_id: Score(score=1 / ord(one.handle[1]), parts={"letter": 1.0}, sentence="By letter.")
                for one in candidates
                if one.handle != "@ada"
            }

    ranked = replace(node.services.ranked, ranking=Alphabet(), _orders=type(node.services.ranked._orders)())
    page = await ranked.page(await node.account("ada"), 100, None)

    assert page.items[0].author.username == "bo"
    assert page.items[-1].author.username == "ada"
    assert page.scores[page.items[0].entry_id].sentence == "By letter."


async def test_wrong_questions_are_named(node):
    ada = await node.client_of("ada")

    for query, field in (("mode=best", "mode"), ("mode=ranked&cursor=7", "cursor")):
        answer = await ada.get(f"/api/timeline/home?{query}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert (await ada.get(HOME)).json()["tweets"] == []
    latest = await ada.get("/api/timeline/home?mode=latest")
    assert latest.json() == (await ada.get("/api/timeline/home")).json()
    assert b"mode" not in reads._NATIVE_PARTS


async def test_what_was_ranked_counts_as_shown_and_the_rest_does_not(node, crowd):
    ada = await node.client_of("ada")
    shown = (await ada.get(f"{HOME}&limit=2")).json()["tweets"]
    await node.services.impressions.flush()

    others = [tweet for tweet in shown if tweet["user"]["username"] != "ada"]
    assert await node.count("select count(*) from tweet_seen") == len(others) > 0
