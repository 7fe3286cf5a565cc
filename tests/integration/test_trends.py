"""Trends from the outside: what is counted, what never is, and why it is there."""

import pytest

from nodeapp.model.ids import first_id_at
from tests.builders import at_home

pytestmark = pytest.mark.anyio


async def tweet(caller, content, **more):
    answer = await caller.post("/api/tweets", json={"content": content, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def later(node, seconds=61):
    """Everything is counted, and nothing is kept from before."""
    await node.wait_idle()
    node.clock.advance(seconds=seconds)


async def trending(caller, query=""):
    answer = await caller.get(f"/api/trends{query}")
    assert answer.status_code == 200, answer.text
    return {entry["tag"]: entry for entry in answer.json()["hashtags"]}


@pytest.fixture
async def people(node):
    return [await node.client_of(name) for name in ("ada", "bo", "cy", "dee")]


async def test_a_hashtag_trends_by_the_people_who_wrote_with_it_and_says_why(node, people):
    for person in people[:3]:
        await tweet(person, "a cup of #Tea")
    await tweet(people[0], "one more #tea")
    await tweet(people[3], "#cake")
    await later(node)

    answer = (await node.client.get("/api/trends")).json()

    assert [(entry["tag"], entry["rank"]) for entry in answer["hashtags"]] == [("tea", 1), ("cake", 2)]
    tea = answer["hashtags"][0]
    assert (tea["tweet_count"], tea["people_count"], tea["velocity"], tea["category"]) == (4, 3, 0, "food")
    assert tea["score"] == pytest.approx(3 * 0.95)
    assert tea["explain"] == {
        "sentence": "3 people wrote 4 tweets with it in the last hour; there was nothing in the hour before.",
        "parts": {"mentions": 3, "previous_mentions": 0, "velocity": 0, "weighted_mentions": 2.85},
    }
    assert tea["history"][0] == {"day": "2026-01-31", "tweet_count": 4, "people_count": 3}
    assert [day["tweet_count"] for day in tea["history"]] == [4, 0, 0, 0, 0, 0, 0]
    assert (answer["formula"], answer["partial"]) == ("rising", False)
    assert (await node.client.get("/api/trending/hashtags")).json() == answer


async def test_one_person_counts_once_a_minute_however_much_they_write(node, people):
    for _ in range(5):
        await tweet(people[0], "#mine")
    for person in people[1:3]:
        await tweet(person, "#ours")
    await later(node)

    found = await trending(node.client)

    assert list(found) == ["ours", "mine"]
    assert found["mine"]["explain"]["parts"]["mentions"] == 1
    assert (found["mine"]["tweet_count"], found["mine"]["people_count"]) == (5, 1)


async def test_what_is_not_public_is_not_counted_nor_told_p11_p12(node, people):
    """P11, P12."""
    for visibility in ("unlisted", "followers", "direct"):
        await tweet(people[0], f"#secret{visibility} @bo", visibility=visibility)
        await tweet(people[0], f"http://secret.example/{visibility} @bo", visibility=visibility)
    await tweet(people[0], "#open")
    await later(node)

    for caller in (node.client, *people):
        assert list(await trending(caller)) == ["open"]
        assert (await caller.get("/api/trending/links")).json()["links"] == []
        page = (await caller.get("/api/hashtags/secretfollowers")).json()
        assert (page["tweet_count"], page["people_count"], page["related"]) == (0, 0, [])


async def test_what_was_deleted_or_edited_away_counts_no_more_and_again_when_it_is_back_p09(node, people):
    """P09."""
    gone = await tweet(people[0], "#gone http://gone.example")
    edited = await tweet(people[1], "#before http://before.example")
    await people[0].delete(f"/api/tweets/{gone['id']}")
    await people[1].put(f"/api/tweets/{edited['id']}", json={"content": "#after http://after.example"})
    await later(node)

    assert list(await trending(node.client)) == ["after"]
    assert [link["url"] for link in (await node.client.get("/api/trending/links")).json()["links"]] == [
        "http://after.example/"
    ]

    assert (await people[0].post(f"/api/tweets/{gone['id']}/undelete")).status_code == 200
    await later(node)
    assert set(await trending(node.client)) == {"after", "gone"}


async def test_bots_and_silenced_people_do_not_count_whenever_they_became_so(node, people):
    await tweet(people[0], "#bot")
    await tweet(people[1], "#silenced")
    await tweet(people[2], "#person")
    me = (await people[0].get("/api/auth/session")).json()["user"]["id"]
    await people[0].put(f"/api/users/{me}", json={"bot": True})

    async def silence(tx):
        await tx.run("update accounts set state = 'silenced' where username_key = 'bo'")

    await node.database.write(silence)
    await later(node)

    assert list(await trending(node.client)) == ["person"]


async def test_a_hashtag_that_falls_is_dropped_and_one_that_rises_goes_first(node, people):
    for person in people:
        await tweet(person, "#falling")
    await tweet(people[0], "#rising")
    await later(node, seconds=3_600)
    await tweet(people[0], "#falling")
    for person in people[:2]:
        await tweet(person, "#rising")
    await later(node)
    assert list(await trending(node.client)) == ["rising", "falling"]

    await later(node, seconds=900)
    found = await trending(node.client)

    assert list(found) == ["rising"]
    assert found["rising"]["velocity"] == 1
    assert found["rising"]["explain"]["sentence"].endswith("that is 100 % more than in the hour before.")

    by_mentions = await trending(node.client, "?formula=mentions")
    assert list(by_mentions) == ["rising", "falling"]
    assert by_mentions["rising"]["score"] == pytest.approx(2 * 1000 + 500 - 10 * 4561 / 3600, abs=0.01)


async def test_a_hashtag_is_forgotten_after_an_hour(node, people):
    await tweet(people[0], "#brief")
    await later(node)
    assert list(await trending(node.client)) == ["brief"]

    node.clock.advance(seconds=3_600)

    assert await trending(node.client) == {}


async def test_a_region_is_that_of_profiles_and_a_category_that_of_words(node, people):
    places = ("Kreuzberg, Berlin", "BERLIN, Germany", "Paris", "")
    for person, place in zip(people, places, strict=True):
        me = (await person.get("/api/auth/session")).json()["user"]["id"]
        await person.put(f"/api/users/{me}", json={"location": place})
    for person, words in zip(people, ("#tea", "#rust", "#jazz", "#tea"), strict=True):
        sent = await tweet(person, f"{words} http://{words[1:]}.example")
        await people[0].post(f"/api/tweets/{sent['id']}/like")
    await later(node)

    assert set(await trending(node.client, "/Berlin")) == {"tea", "rust"}
    assert set(await trending(node.client, "?region=germany")) == {"rust"}
    assert (await trending(node.client, "/berlin"))["tea"]["people_count"] == 1
    assert await trending(node.client, "/nowhere") == {}
    assert list(await trending(node.client, "?category=music")) == ["jazz"]
    assert set(await trending(node.client, "?region=berlin&category=food")) == {"tea"}

    topics = (await node.client.get("/api/trending/topics")).json()["topics"]
    assert [(topic["topic"], topic["hashtags"]) for topic in topics] == [
        ("food", ["tea"]),
        ("music", ["jazz"]),
        ("technology", ["rust"]),
    ]
    tweets = (await node.client.get("/api/trending/tweets?region=paris")).json()["tweets"]
    assert [entry["tweet"]["hashtags"] for entry in tweets] == [["jazz"]]
    links = (await node.client.get("/api/trending/links?category=technology")).json()["links"]
    assert [entry["url"] for entry in links] == ["http://rust.example/"]


@pytest.mark.parametrize("path", ["/api/trends", "/api/trending/topics", "/api/trending/tweets", "/api/explore"])
async def test_what_cannot_be_asked_for_is_named(node, path):
    for field, value in (("formula", "magic"), ("category", "nothing"), ("region", "x" * 101), ("region", "!!!")):
        answer = await node.client.get(path, params={field: value})

        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == field


async def test_tweets_trend_by_what_people_did_with_them_and_fade(node, people):
    old = await tweet(people[0], "old")
    for person in people[1:]:
        await person.post(f"/api/tweets/{old['id']}/like")
    node.clock.advance(seconds=10 * 3_600)
    new = await tweet(people[1], "new")
    await people[0].post(f"/api/tweets/{new['id']}/like")
    await people[2].post(f"/api/tweets/{new['id']}/retweet")
    await tweet(people[3], "nobody minds")
    await later(node)

    entries = (await node.client.get("/api/trending/tweets")).json()["tweets"]

    assert [(entry["tweet"]["content"], entry["rank"]) for entry in entries] == [("new", 1), ("old", 2)]
    assert entries[0]["explain"]["sentence"] == "1 like and 1 retweet in 1 minute."
    assert entries[1]["explain"] == {
        "sentence": "3 likes in 10 hours.",
        "parts": {"likes": 3, "retweets": 0, "replies": 0, "quotes": 0, "age_hours": 10.02},
    }

    node.clock.advance(seconds=48 * 3_600)
    assert (await node.client.get("/api/trending/tweets")).json()["tweets"] == []


async def test_links_are_counted_by_people_under_one_address(node, people):
    await tweet(people[0], "HTTPS://News.example:443/a?utm_source=x#top")
    await tweet(people[0], "again https://news.example/a")
    await tweet(people[1], "https://news.example/a")
    await tweet(people[2], f"https://other.example/b and {node.origin.url}/@ada")
    await later(node)

    links = (await node.client.get("/api/trending/links")).json()["links"]

    assert [(link["url"], link["people_count"], link["tweet_count"]) for link in links] == [
        ("https://news.example/a", 2, 3),
        ("https://other.example/b", 1, 1),
    ]
    assert links[0]["explain"]["sentence"].startswith("Shared by 2 people in 3 tweets")


async def test_what_a_viewer_may_not_see_trends_for_others_only_p03(node, people):
    """P03: nothing by who blocked the viewer, or whom the viewer muted, and no hashtag or link that only they wrote."""
    ada, bo, cy, _ = people
    sent = await tweet(bo, "#bos https://bo.example")
    await cy.post(f"/api/tweets/{sent['id']}/like")
    await bo.post("/api/users/ada/block")
    await cy.post("/api/users/bo/mute")
    await later(node)

    for hidden_from in (ada, cy):
        found = (await hidden_from.get("/api/explore")).json()
        assert (found["trends"], found["tweets"], found["links"]) == ([], [], [])
    found = (await node.client.get("/api/explore")).json()
    assert [len(found[part]) for part in ("trends", "tweets", "links", "users")] == [1, 1, 1, 0]


async def test_a_hashtags_page_tells_its_week_and_what_goes_with_it(node, people):
    await tweet(people[0], "#tea #cake")
    await later(node, seconds=86_400)
    await tweet(people[1], "#tea #cake")
    await tweet(people[1], "#tea #milk")
    await tweet(people[0], "#tea")
    await later(node)

    page = (await people[0].get("/api/hashtags/TEA")).json()

    assert (page["tag"], page["following"], page["tweet_count"], page["people_count"]) == ("tea", False, 4, 2)
    assert page["related"] == ["cake", "milk"]
    assert [(day["day"], day["tweet_count"], day["people_count"]) for day in page["history"][:3]] == [
        ("2026-02-01", 3, 2),
        ("2026-01-31", 1, 1),
        ("2026-01-30", 0, 0),
    ]


async def test_answers_are_kept_for_a_minute(node, people):
    await tweet(people[0], "#first")
    await later(node)
    first = (await node.client.get("/api/trends")).json()
    await tweet(people[0], "#second")
    await node.wait_idle()
    node.clock.advance(seconds=5)

    assert (await node.client.get("/api/trends")).json()["as_of"] == first["as_of"]
    node.clock.advance(seconds=60)
    assert set(await trending(node.client)) == {"first", "second"}


async def test_mastodons_clients_find_the_same(node, people):
    sent = await tweet(people[0], "#tea https://tea.example/pot")
    await people[1].post(f"/api/tweets/{sent['id']}/like")
    await people[1].post("/api/hashtags/tea/follow")
    await later(node)

    tags = (await people[1].get("/api/v1/trends/tags")).json()
    assert [(tag["name"], tag["following"], tag["history"][0]["uses"]) for tag in tags] == [("tea", True, "1")]
    assert tags[0]["history"][0] == {"day": "1769817600", "accounts": "1", "uses": "1"}
    assert (await people[1].get("/api/v1/trends")).json() == tags
    assert (await people[1].get("/api/v1/tags/tea")).json()["history"] == tags[0]["history"]
    assert [status["id"] for status in (await node.client.get("/api/v1/trends/statuses")).json()] == [sent["id"]]
    links = (await node.client.get("/api/v1/trends/links")).json()
    assert [(link["url"], link["provider_name"]) for link in links] == [("https://tea.example/pot", "tea.example")]
    assert (await node.client.get("/api/v1/trends/tags?offset=1")).json() == []


async def test_uses_are_kept_for_ninety_days_and_no_longer(tmp_path, clock):
    async with at_home(tmp_path / "kept", clock) as node:
        await tweet(await node.client_of("ada"), "#tea https://tea.example")
        await node.wait_idle()
        assert await node.count("select count(*) from hashtag_uses") == 1

        clock.advance(seconds=89 * 86_400)
        await node.services.tallies.forget()
        assert await node.count("select count(*) from hashtag_uses") == 1
        assert await node.count("select count(*) from shared_links") == 0
        clock.advance(seconds=2 * 86_400)
        await node.services.tallies.forget()
        assert await node.count("select count(*) from hashtag_uses") == 0
        assert first_id_at(clock()) > 0


async def test_a_hashtags_page_tells_nothing_of_few_people_to_whom_they_keep_away_p11_p12(node, people):
    """P11, P12: alone with a hashtag one is not counted for somebody one has blocked."""
    ada, bo, cy, dee = people
    await tweet(ada, "#attic #ladder")
    for person in (ada, cy, dee):
        await tweet(person, "#cake")
    await tweet(ada, "#cake #attic")
    blocked = (await bo.get("/api/auth/session")).json()["user"]["id"]
    assert (await ada.post(f"/api/users/{blocked}/block")).status_code == 200
    await later(node)

    async def page(caller, tag):
        facts = (await caller.get(f"/api/hashtags/{tag}")).json()
        return facts["tweet_count"], facts["people_count"], facts["related"], facts["history"][0]["tweet_count"]

    assert await page(cy, "attic") == await page(node.client, "attic") == (2, 1, ["cake", "ladder"], 2)
    assert await page(bo, "attic") == (0, 0, [], 0)
    assert await page(cy, "cake") == (4, 3, ["attic"], 4)
    assert await page(bo, "cake") == (4, 3, [], 4)
    assert (await bo.get("/api/v1/tags/attic")).json()["history"][0]["uses"] == "0"
    assert (await cy.get("/api/v1/tags/attic")).json()["history"][0]["uses"] == "2"
