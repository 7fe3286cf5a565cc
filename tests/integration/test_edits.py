"""Edits: other words for a tweet that is there, what it was, and who may."""

import httpx
import pytest

from nodeapp.model.edits import Edit
from nodeapp.model.events import TweetEdited
from nodeapp.model.limits import Limits
from nodeapp.model.tweets import Draft
from tests.builders import Caller, FakeClock, Home, at_home
from tests.files import picture

pytestmark = pytest.mark.anyio


async def posted(caller: Caller, content: str = "hello", **more: object) -> str:
    answer = await caller.post("/api/tweets", json={"content": content, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def versions(caller: Caller, tweet_id: str) -> list[dict[str, object]]:
    answer = await caller.get(f"/api/tweets/{tweet_id}/history")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()["versions"]
    return found


async def test_an_edit_changes_the_words_and_keeps_what_they_were(node: Home):
    ada = await node.client_of("ada")
    tweet_id = await posted(ada, "tea at noon #tea", language="en")
    node.clock.advance(seconds=60)

    body = {"content": "tea at five #biscuits", "content_warning": "crumbs", "language": "en-GB"}
    edited = (await ada.put(f"/api/tweets/{tweet_id}", json=body)).json()

    assert edited["content"] == "tea at five #biscuits"
    assert (edited["content_warning"], edited["sensitive"], edited["language"]) == ("crumbs", True, "en-GB")
    assert edited["hashtags"] == ["biscuits"]
    assert edited["edited_at"] == "2026-01-31T12:01:00.000Z"
    first, present = await versions(ada, tweet_id)
    assert (first["number"], first["content"], first["content_warning"], first["language"]) == (
        1,
        "tea at noon #tea",
        "",
        "en",
    )
    assert first["diff"] == [["=", "tea at noon #tea"]]
    assert (present["number"], present["content"], present["at"]) == (2, edited["content"], edited["edited_at"])
    assert present["diff"] == [
        ["=", "tea at "],
        ["-", "noon"],
        ["+", "five"],
        ["=", " #"],
        ["-", "tea"],
        ["+", "biscuits"],
    ]
    assert [event.subject_id for event in await node.events_of(TweetEdited)] == [int(tweet_id)]


async def test_old_hashtags_lead_to_an_edited_tweet_no_longer_and_new_ones_do(node: Home):
    ada = await node.client_of("ada")
    tweet_id = await posted(ada, "#tea")

    await ada.put(f"/api/tweets/{tweet_id}", json={"content": "#coffee"})

    assert (await ada.get("/api/timeline/hashtag/tea")).json()["tweets"] == []
    assert [one["id"] for one in (await ada.get("/api/timeline/hashtag/coffee")).json()["tweets"]] == [tweet_id]


async def test_a_tweet_shows_its_edit_at_once_wherever_it_stands(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    await bo.post("/api/users/ada/follow")
    tweet_id = await posted(ada, "before")
    await node.wait_idle()
    for path in ("/api/timeline/home", "/api/timeline/public", "/api/users/ada/tweets", "/api/v1/timelines/home"):
        assert "before" in (await bo.get(path)).text

    await ada.put(f"/api/tweets/{tweet_id}", json={"content": "afterwards"})

    for path in ("/api/timeline/home", "/api/timeline/public", "/api/users/ada/tweets", "/api/v1/timelines/home"):
        shown = (await bo.get(path)).text
        assert "afterwards" in shown
        assert "before" not in shown


async def test_an_edit_that_changes_nothing_keeps_nothing_and_tells_nobody(node: Home):
    ada = await node.client_of("ada")
    tweet_id = await posted(ada, "same", poll={"options": ["a", "b"], "expires_in": 3600})

    for body in ({}, {"content": "same"}, {"poll": {"options": ["a", "b"], "expires_in": 7200}}, {"media_ids": []}):
        answer = await ada.put(f"/api/tweets/{tweet_id}", json=body)
        assert answer.status_code == 200, answer.text
        assert answer.json()["edited_at"] is None

    assert len(await versions(ada, tweet_id)) == 1
    assert await node.events_of(TweetEdited) == []


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"content": "x" * 281}, "content", "too_long"),
        ({"content": " "}, "content", "missing"),
        ({"language": "not a language"}, "language", "invalid"),
        ({"content_warning": "x" * 201}, "content_warning", "too_long"),
        ({"poll": {"options": ["one"], "expires_in": 3600}}, "poll.options", "too_few"),
        ({"media_ids": ["7"]}, "media_ids", "not_found"),
        ({"media_ids": ["seven"]}, "media_ids", "invalid"),
        ({"media": [{"id": "7", "alt": "x"}]}, "media", "not_found"),
    ],
)
async def test_an_edit_obeys_the_rules_of_drafts(node: Home, body: dict[str, object], field: str, code: str):
    ada = await node.client_of("ada")
    tweet_id = await posted(ada, "hello")

    answer = await ada.put(f"/api/tweets/{tweet_id}", json=body)

    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert (await ada.get(f"/api/tweets/{tweet_id}")).json()["edited_at"] is None


async def test_only_its_author_edits_a_tweet_and_only_while_it_is_there(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    mine = await posted(ada, "mine")
    narrow = await posted(ada, "for few", visibility="followers")
    gone = await posted(ada, "gone")
    await ada.delete(f"/api/tweets/{gone}")
    shared = (await bo.post(f"/api/v1/statuses/{mine}/reblog")).json()["id"]
    body = {"content": "changed"}

    assert (await bo.put(f"/api/tweets/{mine}", json=body)).status_code == 403
    assert (await bo.put(f"/api/tweets/{narrow}", json=body)).status_code == 404
    assert (await ada.put(f"/api/tweets/{gone}", json=body)).status_code == 404
    assert (await bo.put(f"/api/tweets/{shared}", json=body)).status_code == 404
    assert (await ada.put("/api/tweets/12345", json=body)).status_code == 404
    assert (await node.client.put(f"/api/tweets/{mine}", json=body)).status_code == 401
    assert (await ada.get(f"/api/tweets/{mine}")).json()["content"] == "mine"


async def test_another_question_starts_anew_and_the_old_one_is_in_the_history(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet_id = await posted(ada, "?", poll={"options": ["tea", "coffee"], "expires_in": 3600})
    await bo.post(f"/api/polls/{tweet_id}/votes", json={"choices": [0]})

    edit = {"poll": {"options": ["tea", "water"], "expires_in": 3600}}
    edited = (await ada.put(f"/api/tweets/{tweet_id}", json=edit)).json()

    assert [option["title"] for option in edited["poll"]["options"]] == ["tea", "water"]
    assert edited["poll"]["voter_count"] == 0
    assert [version["poll_options"] for version in await versions(ada, tweet_id)] == [
        ["tea", "coffee"],
        ["tea", "water"],
    ]
    assert (await bo.get(f"/api/polls/{tweet_id}")).json()["voted"] is False


async def test_a_poll_that_takes_several_answers_from_now_on_starts_anew_and_everybody_is_told(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet_id = await posted(ada, "?", poll={"options": ["tea", "coffee"], "expires_in": 3600})
    await bo.post(f"/api/polls/{tweet_id}/votes", json={"choices": [0]})

    edit = {"poll": {"options": ["tea", "coffee"], "expires_in": 3600, "multiple": True}}
    edited = (await ada.put(f"/api/tweets/{tweet_id}", json=edit)).json()

    assert (edited["poll"]["multiple"], edited["poll"]["voter_count"]) == (True, 0)
    assert edited["edited_at"] is not None
    assert len(await node.events_of(TweetEdited)) == 1


async def test_words_change_around_a_poll_and_its_votes_stay(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    tweet_id = await posted(ada, "", poll={"options": ["tea", "coffee"], "expires_in": 3600})
    await bo.post(f"/api/polls/{tweet_id}/votes", json={"choices": [0]})

    edited = (await ada.put(f"/api/tweets/{tweet_id}", json={"content": "which?"})).json()
    emptied = (await ada.put(f"/api/tweets/{tweet_id}", json={"content": ""})).json()
    alone = await ada.put(f"/api/tweets/{tweet_id}", json={"poll": None})
    dropped = (await ada.put(f"/api/tweets/{tweet_id}", json={"content": "x", "poll": None})).json()

    assert edited["poll"]["voter_count"] == emptied["poll"]["voter_count"] == 1
    assert alone.status_code == 400
    assert dropped["poll"] is None


async def test_p02_whom_an_edit_of_a_narrow_tweet_names_sees_nothing_of_it(node: Home):
    ada, bo, cy = await node.client_of("ada"), await node.client_of("bo"), await node.client_of("cy")
    for visibility in ("followers", "direct"):
        tweet_id = await posted(ada, "@bo listen", visibility=visibility)

        edited = (
            await ada.put(f"/api/tweets/{tweet_id}", json={"content": "@cy listen", "visibility": "public"})
        ).json()

        assert edited["visibility"] == visibility
        assert [one["handle"] for one in edited["mentions"]] == ["@bo"]
        for path in (f"/api/tweets/{tweet_id}", f"/api/tweets/{tweet_id}/history"):
            assert (await cy.get(path)).status_code == 404
            assert (await bo.get(path)).status_code == 200
    assert (await cy.get("/api/timeline/mentions")).json()["tweets"] == []


async def test_whom_an_edit_of_an_open_tweet_names_is_told_and_who_is_not_named_is_not(node: Home):
    ada, bo, cy = await node.client_of("ada"), await node.client_of("bo"), await node.client_of("cy")
    tweet_id = await posted(ada, "@bo listen")

    edited = (await ada.put(f"/api/tweets/{tweet_id}", json={"content": "@cy listen"})).json()

    assert [one["handle"] for one in edited["mentions"]] == ["@cy"]
    assert (await bo.get("/api/timeline/mentions")).json()["tweets"] == []
    assert [one["id"] for one in (await cy.get("/api/timeline/mentions")).json()["tweets"]] == [tweet_id]


async def test_p09_history_goes_with_the_tweet(node: Home):
    ada = await node.client_of("ada")
    tweet_id = await posted(ada, "a secret")
    await ada.put(f"/api/tweets/{tweet_id}", json={"content": "nothing"})
    await node.client.get(f"/ap/tweets/{tweet_id}")

    await ada.delete(f"/api/tweets/{tweet_id}")

    assert (await ada.get(f"/api/tweets/{tweet_id}/history")).status_code == 404
    assert await node.count("select count(*) from tweet_versions") == 0


async def test_of_too_many_versions_the_first_stays_and_the_oldest_others_go(tmp_path, clock: FakeClock):
    async with at_home(tmp_path / "node", clock, limits=Limits(tweet_versions_max=3)) as node:
        ada = await node.account("ada")
        tweet_id = (await node.tweets.post(ada, Draft(content="0"))).tweet.id
        for number in range(1, 7):
            clock.advance(seconds=1)
            await node.tweets.edit(ada, tweet_id, Edit(content=f"{number}"))

        _, past = await node.tweets.history(ada, tweet_id)

        assert [(one.version.number, one.version.content) for one in past] == [
            (1, "0"),
            (5, "4"),
            (6, "5"),
            (7, "6"),
        ]


async def test_an_edit_in_the_same_moment_is_still_later(node: Home):
    ada = await node.account("ada")
    tweet = (await node.tweets.post(ada, Draft(content="one"))).tweet

    edited = (await node.tweets.edit(ada, tweet.id, Edit(content="two"))).tweet

    assert edited.edited_at_ms == tweet.created_at_ms + 1


async def uploaded(caller: Caller, **fields: str) -> str:
    answer = await caller.post("/api/media", files={"file": ("x.png", picture("PNG", 60, 40))}, data=fields)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_pictures_go_come_and_change_places_and_the_history_shows_the_old_ones(node: Home):
    ada = await node.client_of("ada")
    first, second, third = [await uploaded(ada, alt=alt) for alt in ("one", "two", "three")]
    tweet_id = await posted(ada, "look", media_ids=[first, second])

    edited = await ada.put(f"/api/tweets/{tweet_id}", json={"media_ids": [third, first]})
    back = await ada.put(f"/api/tweets/{tweet_id}", json={"media_ids": [second]})

    assert [file["id"] for file in edited.json()["media"]] == [third, first]
    assert [file["id"] for file in back.json()["media"]] == [second]
    past = await versions(ada, tweet_id)
    assert [[file["alt"] for file in version["media"]] for version in past] == [
        ["one", "two"],
        ["three", "one"],
        ["two"],
    ]
    for version in past:
        for file in version["media"]:
            assert (await ada.get(httpx.URL(file["url"]).path)).status_code == 200


async def test_a_picture_is_described_anew_and_cut_elsewhere(node: Home):
    ada = await node.client_of("ada")
    picture_id = await uploaded(ada, alt="a cup")
    tweet_id = await posted(ada, "look", media_ids=[picture_id])

    change = {"media": [{"id": picture_id, "alt": "a cup of tea", "focus": [0.5, -0.5]}]}
    edited = (await ada.put(f"/api/tweets/{tweet_id}", json=change)).json()
    again = (await ada.put(f"/api/tweets/{tweet_id}", json=change)).json()

    assert (edited["media"][0]["alt"], edited["media"][0]["focus"]) == ("a cup of tea", [0.5, -0.5])
    assert again == edited
    assert [version["media"][0]["alt"] for version in await versions(ada, tweet_id)] == ["a cup", "a cup of tea"]


async def test_files_of_others_and_of_other_tweets_are_refused_and_nothing_changes(node: Home):
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    mine, used, theirs = await uploaded(ada), await uploaded(ada), await uploaded(bo)
    tweet_id = await posted(ada, "look", media_ids=[mine])
    await posted(ada, "another", media_ids=[used])

    for ids in ([mine, used], [theirs], [mine] * 2, [mine, "12345"]):
        answer = await ada.put(f"/api/tweets/{tweet_id}", json={"content": "changed", "media_ids": ids})
        assert answer.status_code == 400
        assert [error["field"] for error in answer.json()["errors"]] == ["media_ids"]

    shown = (await ada.get(f"/api/tweets/{tweet_id}")).json()
    assert (shown["content"], [file["id"] for file in shown["media"]]) == ("look", [mine])


async def test_a_deleted_tweet_comes_back_with_its_pictures(node: Home):
    ada = await node.client_of("ada")
    picture_id = await uploaded(ada)
    tweet_id = await posted(ada, "", media_ids=[picture_id])
    url = httpx.URL((await ada.get(f"/api/tweets/{tweet_id}")).json()["media"][0]["url"]).path

    await ada.delete(f"/api/tweets/{tweet_id}")
    hidden = await ada.get(url)
    back = await ada.post(f"/api/tweets/{tweet_id}/undelete")

    assert hidden.status_code == 404
    assert [file["id"] for file in back.json()["media"]] == [picture_id]
    assert (await ada.get(url)).status_code == 200
