"""Whom to follow and what to like, from the outside: each with its reason, and never who must not be suggested."""

import pytest

from nodeapp.model.limits import Limits
from tests.builders import at_home

pytestmark = pytest.mark.anyio


async def tweet(caller, content, **more):
    return (await caller.post("/api/tweets", json={"content": content, **more})).json()


async def suggested(caller, query=""):
    answer = await caller.get(f"/api/recommendations/users{query}")
    assert answer.status_code == 200, answer.text
    return {entry["user"]["username"]: entry["reason"] for entry in answer.json()["users"]}


async def later(node):
    """Everything is counted, and nothing is kept from before."""
    await node.wait_idle()
    node.clock.advance(seconds=301)


@pytest.fixture
async def people(node):
    return {name: await node.client_of(name) for name in ("ada", "bo", "cy", "dee", "eve")}


async def follow(people, *edges):
    for edge in edges:
        follower, followee = edge.split(" -> ")
        assert (await people[follower].post(f"/api/users/{followee}/follow")).status_code == 200


async def test_friends_of_friends_are_suggested_and_it_is_said_by_whom(node, people):
    await follow(people, "ada -> bo", "ada -> cy", "bo -> dee", "cy -> dee", "bo -> eve", "bo -> ada")

    found = await suggested(people["ada"])

    assert list(found) == ["dee", "eve"]
    assert (found["dee"]["kind"], found["dee"]["sentence"]) == ("friends", "Followed by 2 people you follow.")
    assert {person["username"] for person in found["dee"]["people"]} == {"bo", "cy"}
    assert found["dee"]["parts"] == {"friends": 6}
    assert found["eve"]["sentence"] == "Followed by 1 person you follow."
    assert list(await suggested(people["ada"], "?limit=1")) == ["dee"]
    assert list(await suggested(people["ada"], "?limit=1&offset=1")) == ["eve"]


async def test_shared_hashtags_and_likes_count_and_reasons_add_up(node, people):
    await tweet(people["ada"], "#tea")
    await people["ada"].post("/api/hashtags/cake/follow")
    liked = await tweet(people["bo"], "something")
    await tweet(people["cy"], "#tea #cake")
    await tweet(people["eve"], "to some #tea #cake", visibility="unlisted")
    for who in ("ada", "dee"):
        await people[who].post(f"/api/tweets/{liked['id']}/like")
    await later(node)

    found = await suggested(people["ada"])

    assert (found["cy"]["kind"], found["cy"]["sentence"]) == ("hashtags", "Writes about #cake and #tea, as you do.")
    assert found["cy"]["parts"] == {"hashtags": 4, "writing": 0.05}
    assert (found["dee"]["kind"], found["dee"]["sentence"]) == ("likes", "Likes 1 tweet that you like.")
    assert found["bo"]["kind"] == "writing"
    assert "eve" not in found


async def test_likes_of_what_not_everybody_may_see_tell_nothing_p11(node, people):
    """P11."""
    await follow(people, "ada -> bo", "dee -> bo")
    private = await tweet(people["bo"], "for friends", visibility="followers")
    for who in ("ada", "dee"):
        assert (await people[who].post(f"/api/tweets/{private['id']}/like")).status_code == 200
    await later(node)

    assert "dee" not in await suggested(people["ada"])


async def of_dee(node, change):
    async def work(tx):
        await tx.run(f"update accounts set {change} where username_key = 'dee'")  # noqa: S608 (of this test)

    await node.database.write(work)


async def far_away(node, people):
    await of_dee(node, "host = 'far.example'")
    await people["ada"].post("/api/peer-blocks/far.example")


REASONS = {
    "blocked by me": lambda node, people: people["ada"].post("/api/users/dee/block"),
    "who blocked me": lambda node, people: people["dee"].post("/api/users/ada/block"),
    "muted": lambda node, people: people["ada"].post("/api/users/dee/mute"),
    "followed": lambda node, people: people["ada"].post("/api/users/dee/follow"),
    "private": lambda node, people: people["dee"].put("/api/users/dee", json={"locked": True}),
    "a bot": lambda node, people: people["dee"].put("/api/users/dee", json={"bot": True}),
    "not to be found": lambda node, people: people["dee"].put("/api/users/dee", json={"discoverable": False}),
    "moved": lambda node, people: of_dee(node, "state = 'moved'"),
    "silenced": lambda node, people: of_dee(node, "state = 'silenced'"),
    "deactivated": lambda node, people: of_dee(node, "state = 'deactivated'"),
    "of a blocked peer": far_away,
}


@pytest.mark.parametrize("reason", REASONS)
async def test_nobody_is_suggested_who_must_not_be_at_once(node, people, reason):
    await follow(people, "ada -> bo", "bo -> dee", "bo -> eve")
    assert set(await suggested(people["ada"])) == {"dee", "eve"}

    answer = await REASONS[reason](node, people)

    assert answer is None or answer.status_code == 200
    assert set(await suggested(people["ada"])) == {"eve"}


async def test_who_was_dismissed_is_not_suggested_again(tmp_path, clock):
    async with at_home(tmp_path / "small", clock, limits=Limits(dismissals_max=1)) as node:
        people = {name: await node.client_of(name) for name in ("ada", "bo", "dee", "eve")}
        await follow(people, "ada -> bo", "bo -> dee", "bo -> eve")

        for _ in range(2):
            assert (await people["ada"].delete("/api/recommendations/users/dee")).status_code == 204
        assert set(await suggested(people["ada"])) == {"eve"}
        assert set(await suggested(people["bo"])) == set()

        clock.advance(seconds=1)
        await people["ada"].delete("/api/recommendations/users/eve")
        assert set(await suggested(people["ada"])) == {"dee"}
        assert (await people["ada"].delete("/api/recommendations/users/nobody")).status_code == 404
        assert (await node.client.delete("/api/recommendations/users/dee")).status_code == 401
        assert (await node.client.get("/api/recommendations/users")).status_code == 401


async def test_tweets_one_may_like_come_with_a_reason_and_without_what_one_knows(node, people):
    liked = await tweet(people["bo"], "we both like this")
    theirs = await tweet(people["cy"], "dee likes this")
    await tweet(people["ada"], "#tea")
    tagged = await tweet(people["eve"], "more #tea")
    popular = await tweet(people["eve"], "popular")
    private = await tweet(people["eve"], "private", visibility="unlisted")
    for who, what in (("ada", liked), ("dee", liked), ("dee", theirs), ("bo", popular), ("dee", private)):
        await people[who].post(f"/api/tweets/{what['id']}/like")
    await people["bo"].post(f"/api/tweets/{popular['id']}/like")
    await later(node)

    found = (await people["ada"].get("/api/recommendations/tweets")).json()["tweets"]

    assert {entry["tweet"]["id"]: entry["reason"]["kind"] for entry in found} == {
        theirs["id"]: "likes",
        tagged["id"]: "hashtags",
        popular["id"]: "trending",
    }
    assert [entry["reason"]["sentence"] for entry in sorted(found, key=lambda entry: entry["reason"]["kind"])] == [
        "About #tea, which you write about or follow.",
        "Liked by 1 person who likes what you like.",
        "Popular lately: 1 reaction.",
    ]

    await people["ada"].post(f"/api/tweets/{theirs['id']}/like")
    await people["eve"].post("/api/users/ada/block")
    assert (await people["ada"].get("/api/recommendations/tweets")).json() == {"tweets": []}
    assert (await node.client.get("/api/recommendations/tweets")).status_code == 401


async def test_explore_has_all_of_it_in_one_answer(node, people):
    await follow(people, "ada -> bo", "bo -> dee")
    sent = await tweet(people["dee"], "#tea https://tea.example")
    await people["bo"].post(f"/api/tweets/{sent['id']}/like")
    await later(node)

    found = (await people["ada"].get("/api/explore")).json()

    assert [entry["tag"] for entry in found["trends"]] == ["tea"]
    assert [entry["tweet"]["id"] for entry in found["tweets"]] == [sent["id"]]
    assert [entry["url"] for entry in found["links"]] == ["https://tea.example/"]
    assert [entry["user"]["username"] for entry in found["users"]] == ["dee"]
    assert found["partial"] is False


async def test_mastodons_clients_are_given_the_same_people(node, people):
    await follow(people, "ada -> bo", "bo -> dee")
    ada = people["ada"]

    found = (await ada.get("/api/v2/suggestions")).json()

    assert [(one["account"]["username"], one["source"], one["sources"]) for one in found] == [
        ("dee", "past_interactions", ["friends_of_friends"])
    ]
    assert [one["username"] for one in (await ada.get("/api/v1/suggestions")).json()] == ["dee"]
    answer = await ada.delete(f"/api/v1/suggestions/{found[0]['account']['id']}")
    assert (answer.status_code, answer.json()) == (200, {})
    assert (await ada.get("/api/v2/suggestions")).json() == []
    assert (await node.client.get("/api/v2/suggestions")).status_code in (401, 403)
