"""What authors are told of how they are read: exact numbers, each reader once, told to nobody else."""

import pytest

from nodeapp.model.errors import Unavailable
from nodeapp.model.limits import Limits
from tests.builders import PASSWORD, at_home

pytestmark = pytest.mark.anyio

DAY_SECONDS = 86_400


async def written(node):
    """What was shown is in the database, and what was done has been counted."""
    await node.services.impressions.flush()
    await node.wait_idle()


async def post(who, content, **more):
    answer = await who.post("/api/tweets", json={"content": content, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def numbers(who, tweet_id):
    report = (await who.get(f"/api/analytics/tweets/{tweet_id}")).json()
    return {name: report[name] for name in ("impressions", "engagements", "likes", "retweets", "replies", "quotes")}


async def today(who):
    return (await who.get("/api/analytics?days=1")).json()["days"][0]


async def test_a_tweet_is_counted_once_for_each_reader_wherever_it_is_read(node):
    ada, bo, cy = [await node.client_of(name) for name in ("ada", "bo", "cy")]
    await bo.post("/api/users/ada/follow")
    first, second = await post(ada, "one #tea"), await post(ada, "two")
    await node.wait_idle()

    for path in ("/api/timeline/home", "/api/v1/timelines/home", "/api/timeline/public", f"/api/tweets/{first}"):
        for _ in range(3):
            await bo.get(path)
        await written(node)
    await bo.get("/api/timeline/home?limit=1")
    await cy.get(f"/api/v1/statuses/{first}")
    await node.client.get("/api/timeline/public")
    for path in ("/api/timeline/home", "/api/timeline/public", f"/api/tweets/{first}"):
        await ada.get(path)
    await written(node)

    assert (await numbers(ada, first))["impressions"] == 2
    assert (await numbers(ada, second))["impressions"] == 1
    assert (await today(ada))["impressions"] == 3
    page = (await ada.get("/api/analytics/tweets?limit=1")).json()
    assert [row["tweet"]["id"] for row in page["tweets"]] == [first]
    rest = (await ada.get(f"/api/analytics/tweets?limit=1&cursor={page['pagination']['cursor']}")).json()
    assert [(row["tweet"]["id"], row["impressions"]) for row in rest["tweets"]] == [(second, 1)]
    assert rest["pagination"]["has_more"] is False


async def test_every_list_counts(node):
    ada = await node.client_of("ada")
    tweet_id = await post(ada, "#tea")
    await ada.post(f"/api/tweets/{tweet_id}/pin")
    author = (await ada.get("/api/users/ada")).json()["id"]
    paths = (
        "/api/timeline/hashtag/tea",
        "/api/timeline/user/ada",
        "/api/timeline/local",
        "/api/users/ada/tweets",
        "/api/users/ada/pinned",
        f"/api/tweets/{tweet_id}/thread",
        f"/api/v1/accounts/{author}/statuses",
    )

    for number, path in enumerate(paths, start=1):
        reader = await node.client_of(f"reader{number}")
        assert (await reader.get(path)).status_code == 200
        await written(node)
        assert (await numbers(ada, tweet_id))["impressions"] == number, path


async def test_a_retweet_is_an_impression_of_the_original_and_direct_words_are_not_counted(node):
    ada, bo, cy = [await node.client_of(name) for name in ("ada", "bo", "cy")]
    await cy.post("/api/users/bo/follow")
    tweet_id = await post(ada, "worth sharing")
    whispered = await post(ada, "@cy a secret", visibility="direct")
    await bo.post(f"/api/tweets/{tweet_id}/retweet")
    await node.wait_idle()

    shown = (await cy.get("/api/timeline/home")).json()["tweets"]
    assert [tweet["id"] for tweet in shown] == [tweet_id]
    assert (await cy.get(f"/api/tweets/{whispered}")).status_code == 200
    await written(node)

    assert await numbers(ada, tweet_id) == {
        "impressions": 1,
        "engagements": 1,
        "likes": 0,
        "retweets": 1,
        "replies": 0,
        "quotes": 0,
    }
    assert (await numbers(ada, whispered))["impressions"] == 0


async def test_who_does_not_want_to_be_counted_is_not_and_may_be_again(node):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet_id = await post(ada, "hello")
    assert (await bo.get("/api/analytics/settings")).json() == {"counted": True}
    await bo.get("/api/timeline/public")
    assert (await bo.put("/api/analytics/settings", json={"counted": False})).json() == {"counted": False}
    await bo.get("/api/users/ada")
    await written(node)

    assert (await numbers(ada, tweet_id))["impressions"] == 0
    assert (await today(ada))["profile_views"] == 0

    await bo.put("/api/analytics/settings", json={"counted": True})
    await bo.get("/api/timeline/public")
    await bo.get("/api/users/ada")
    await written(node)

    assert (await numbers(ada, tweet_id))["impressions"] == 1
    assert (await today(ada))["profile_views"] == 1


async def test_a_profile_is_looked_at_once_a_day_by_each(node, clock):
    ada, bo, cy = [await node.client_of(name) for name in ("ada", "bo", "cy")]
    author = (await ada.get("/api/users/ada")).json()["id"]
    for _ in range(2):
        for path in ("/api/users/ada", f"/api/v1/accounts/{author}", f"/api/users/{author}"):
            await bo.get(path)
        await ada.get(path)
        await written(node)
    await cy.get(f"/api/v1/accounts/{author}")
    await written(node)
    clock.advance(seconds=DAY_SECONDS)
    bo = await node.client_of("bo")
    ada = await node.client_of("ada")
    await bo.get("/api/users/ada")
    await written(node)

    days = (await ada.get("/api/analytics?days=2")).json()["days"]
    assert [day["profile_views"] for day in days] == [2, 1]
    assert [day["day"] for day in days] == ["2026-01-31", "2026-02-01"]
    await node.services.impressions.forget()
    assert await node.count("select count(*) from profile_seen") == 2
    clock.advance(seconds=2 * DAY_SECONDS)
    await node.services.impressions.forget()
    assert await node.count("select count(*) from profile_seen") == 0


async def test_what_others_did_is_counted_on_its_day_and_taken_back_from_it(node, clock):
    ada, bo, cy = [await node.client_of(name) for name in ("ada", "bo", "cy")]
    tweet_id = await post(ada, "hello")
    await ada.post(f"/api/tweets/{tweet_id}/like")
    await ada.post(f"/api/tweets/{tweet_id}/reply", json={"content": "and more"})
    for who in (bo, cy):
        await who.post(f"/api/tweets/{tweet_id}/like")
    await bo.post(f"/api/tweets/{tweet_id}/reply", json={"content": "hi"})
    await bo.post(f"/api/tweets/{tweet_id}/reply", json={"content": "for you", "visibility": "followers"})
    quote = await post(cy, "look", quote_id=tweet_id)
    clock.advance(seconds=DAY_SECONDS)
    ada, bo, cy = [await node.client_of(name) for name in ("ada", "bo", "cy")]
    await bo.post(f"/api/tweets/{tweet_id}/retweet")
    await bo.post(f"/api/tweets/{tweet_id}/bookmark")
    await node.wait_idle()

    report = (await ada.get(f"/api/analytics/tweets/{tweet_id}")).json()
    assert [(day["day"], day["likes"], day["retweets"], day["replies"], day["quotes"]) for day in report["days"]] == [
        ("2026-01-31", 2, 0, 1, 1),
        ("2026-02-01", 0, 1, 0, 0),
    ]
    assert report["engagements"] == 5

    await cy.delete(f"/api/tweets/{tweet_id}/like")
    await cy.delete(f"/api/tweets/{quote}")
    await node.wait_idle()
    days = (await ada.get("/api/analytics?days=2")).json()["days"]
    assert [day["engagements"] for day in days] == [2, 1]
    await cy.post(f"/api/tweets/{quote}/undelete")
    await node.wait_idle()
    assert (await numbers(ada, tweet_id))["quotes"] == 1

    await ada.delete(f"/api/tweets/{tweet_id}")
    await node.wait_idle()
    assert (await ada.get("/api/analytics?days=2")).json()["totals"]["engagements"] == 0
    assert (await ada.get("/api/analytics/tweets?sort=engagements")).json()["tweets"] == []
    await ada.post(f"/api/tweets/{tweet_id}/undelete")
    await node.wait_idle()
    assert (await ada.get("/api/analytics?days=2")).json()["totals"]["engagements"] == 4


async def test_followers_are_counted_back_from_how_many_there_are(node, clock):
    ada = await node.client_of("ada")
    for name in ("bo", "cy", "di"):
        await (await node.client_of(name)).post("/api/users/ada/follow")
    await node.wait_idle()
    clock.advance(seconds=DAY_SECONDS)
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    await bo.delete("/api/users/ada/follow")
    await node.wait_idle()

    overview = (await ada.get("/api/analytics?days=2")).json()

    assert [(day["follower_gain"], day["follower_count"]) for day in overview["days"]] == [(3, 3), (-1, 2)]
    assert (overview["totals"]["follower_gain"], overview["totals"]["follower_count"]) == (2, 2)
    assert (overview["before"]["follower_gain"], overview["before"]["follower_count"]) == (0, 0)


async def test_asking_to_follow_is_not_following(node):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    await ada.put("/api/users/ada", json={"locked": True})
    await bo.post("/api/users/ada/follow")
    await bo.delete("/api/users/ada/follow")
    await node.wait_idle()

    assert (await today(ada))["follower_gain"] == 0
    assert await node.count("select coalesce(sum(followers_come + followers_gone), 0) from account_days") == 0


async def test_p11_nobody_is_told_the_numbers_of_others(node):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet_id = await post(ada, "hello")

    hidden, absent = [await bo.get(f"/api/analytics/tweets/{one}") for one in (tweet_id, int(tweet_id) + 1)]
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert (await bo.get("/api/analytics/tweets?sort=latest")).json()["tweets"] == []
    for path in ("", "/tweets", f"/tweets/{tweet_id}", "/settings"):
        assert (await node.client.get(f"/api/analytics{path}")).status_code == 401


async def test_questions_have_bounds(node):
    ada = await node.client_of("ada")

    for query, field in (("?days=0", "days"), ("?days=366", "days"), ("/tweets?sort=best", "sort")):
        answer = await ada.get(f"/api/analytics{query}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert (await ada.get("/api/analytics/tweets?cursor=1")).json()["errors"][0]["field"] == "cursor"
    assert len((await ada.get("/api/analytics?days=365")).json()["days"]) == 365
    assert len((await ada.get("/api/analytics")).json()["days"]) == 28


async def test_a_tweet_that_is_too_old_is_not_counted_any_more(node, clock):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet_id = await post(ada, "hello")
    await bo.get("/api/timeline/public")
    await written(node)
    clock.advance(seconds=(node.limits.impressions_days + 1) * DAY_SECONDS)
    cy = await node.client_of("cy")
    await cy.get("/api/timeline/public")
    await written(node)
    await node.services.impressions.forget()

    assert (await numbers(await node.client_of("ada"), tweet_id))["impressions"] == 1
    assert await node.count("select count(*) from tweet_seen") == 0


async def test_what_could_not_be_written_waits(node, monkeypatch):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet_id = await post(ada, "hello")
    await bo.get("/api/timeline/public")
    await bo.get("/api/users/ada")

    async def full(work):
        raise Unavailable("There is no room.")

    with monkeypatch.context() as patch:
        patch.setattr(type(node.database), "write", lambda self, work: full(work))
        with pytest.raises(Unavailable):
            await node.services.impressions.flush()
    await written(node)

    assert (await numbers(ada, tweet_id))["impressions"] == 1
    assert (await today(ada))["profile_views"] == 1


async def test_reading_the_same_again_writes_nothing(node, monkeypatch):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    first, _ = await post(ada, "hello"), await post(ada, "again")
    await bo.get("/api/timeline/public")
    await bo.get("/api/users/ada")
    await written(node)
    monkeypatch.setattr(type(node.database), "write", None)

    await bo.get("/api/timeline/local")
    assert node.services.impressions.served.take() == ([], set())
    await bo.get(f"/api/tweets/{first}")
    await bo.get("/api/timeline/public?limit=1")
    await bo.get("/api/users/ada")
    await node.services.impressions.flush()


async def test_what_waits_is_bounded_and_what_is_dropped_may_be_counted_later(tmp_path, clock):
    async with at_home(tmp_path / "node", clock, limits=Limits(served_waiting_max=1)) as node:
        ada, bo = await node.client_of("ada"), await node.client_of("bo")
        first, second = await post(ada, "one"), await post(ada, "two")
        await bo.get(f"/api/tweets/{first}")
        await bo.get(f"/api/tweets/{second}")
        assert node.services.impressions.served.take_dropped() == 1
        await written(node)
        assert (await numbers(ada, second))["impressions"] == 0

        await bo.get(f"/api/tweets/{second}")
        await written(node)

        assert (await numbers(ada, second))["impressions"] == 1


async def test_a_node_that_ends_writes_down_what_waits(tmp_path, clock):
    async with at_home(tmp_path / "node", clock) as node:
        ada, bo = await node.client_of("ada"), await node.client_of("bo")
        tweet_id = await post(ada, "hello")
        await bo.get("/api/timeline/public")
    async with at_home(tmp_path / "node", clock) as node:
        assert (await numbers(await node.client_of("ada"), tweet_id))["impressions"] == 1


async def test_whoever_is_gone_is_in_no_set_and_has_no_numbers(node):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet_id = await post(ada, "hello")
    await bo.get("/api/timeline/public")
    await bo.post(f"/api/tweets/{tweet_id}/like")
    await written(node)
    assert await node.count("select count(*) from readers") == 1

    for who in (bo, ada):
        answer = await who.request("DELETE", "/api/account", json={"password": PASSWORD})
        assert answer.status_code == 204
    await node.wait_idle()

    assert await node.count("select count(*) from readers") == 0
    assert await node.count("select count(*) from account_days") == 0
    assert await node.count("select count(*) from tweet_days") == 0
    assert await node.count("select count(*) from tweet_numbers") == 0
    assert await node.count("select count(*) from tweet_seen") == 0
