"""Mastodon's client API: statuses, boosts and what people do with them, and pages of them."""

import json
import re
from typing import Any

import pytest

from tests.builders import Caller, Home

pytestmark = pytest.mark.anyio

HOME = "/api/v1/timelines/home"

FIELDS = [
    "id",
    "created_at",
    "in_reply_to_id",
    "in_reply_to_account_id",
    "sensitive",
    "spoiler_text",
    "visibility",
    "language",
    "uri",
    "url",
    "content",
    "edited_at",
    "application",
    "media_attachments",
    "mentions",
    "tags",
    "emojis",
    "card",
    "quote_approval",
    "account",
    "quote",
    "poll",
    "reblog",
    "replies_count",
    "reblogs_count",
    "favourites_count",
    "quotes_count",
    "favourited",
    "reblogged",
    "bookmarked",
    "muted",
    "pinned",
    "filtered",
]


async def posted(caller: Caller, status: str, **told: Any) -> dict[str, Any]:
    answer = await caller.post("/api/v1/statuses", json={"status": status, **told})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_status_has_every_field_and_the_lasting_ones_first(node: Home) -> None:
    ada = await node.client_of("ada")
    bo = await node.account("bo")

    status = await posted(ada, "Hello @bo, #Tea?\n\nhttps://tea.example", language="en", spoiler_text="tea")

    assert list(status) == FIELDS
    assert status["created_at"] == "2026-01-31T12:00:00.000Z"
    assert (status["sensitive"], status["spoiler_text"], status["language"]) == (True, "tea", "en")
    assert (status["application"], status["card"], status["poll"], status["reblog"]) == (None, None, None, None)
    assert (status["media_attachments"], status["emojis"], status["filtered"]) == ([], [], [])
    page = "http://127.0.0.1:8420/@bo"
    assert status["mentions"] == [{"id": str(bo.id), "username": "bo", "url": page, "acct": "bo"}]
    assert f'<a href="{page}"' in status["content"]
    assert status["tags"] == [{"name": "tea", "url": "http://127.0.0.1:8420/tags/tea"}]
    assert status["url"] == f"http://127.0.0.1:8420/@ada/{status['id']}"
    assert status["uri"] == f"http://127.0.0.1:8420/ap/tweets/{status['id']}"


async def test_what_lasts_stays_the_same_to_the_byte_whoever_looks_and_counts(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    path = f"/api/v1/statuses/{(await posted(ada, 'hello'))['id']}"
    before = (await node.client.get(path)).text

    await bo.post(f"{path}/favourite")
    await bo.post(f"{path}/reblog")
    await bo.post(f"{path}/bookmark")
    after = (await bo.get(path)).text

    assert before != after
    assert before.partition('"account":')[0] == after.partition('"account":')[0]
    assert _upto(before, '"replies_count"') == _upto(after, '"replies_count"')
    assert json.loads(after)["reblogs_count"] == json.loads(after)["favourites_count"] == 1
    flags = ("favourited", "reblogged", "bookmarked")
    assert [json.loads(before)[flag] for flag in flags] == [False] * 3
    assert [json.loads(after)[flag] for flag in flags] == [True] * 3


@pytest.mark.parametrize("visibility", ["public", "unlisted", "private", "direct"])
async def test_every_visibility_goes_in_and_out_by_its_name_here(node: Home, visibility: str) -> None:
    ada = await node.client_of("ada")

    status = await posted(ada, "hello", visibility=visibility)
    native = (await ada.get(f"/api/tweets/{status['id']}")).json()

    assert status["visibility"] == visibility
    assert native["visibility"] == {"private": "followers"}.get(visibility, visibility)


async def test_an_answer_is_as_visible_as_what_it_answers(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    first = await posted(ada, "hello", visibility="unlisted")

    answer = await posted(bo, "hi", in_reply_to_id=first["id"])

    assert answer["visibility"] == "unlisted"
    assert (answer["in_reply_to_id"], answer["in_reply_to_account_id"]) == (first["id"], first["account"]["id"])
    assert (await ada.get(f"/api/v1/statuses/{first['id']}")).json()["replies_count"] == 1


async def test_a_quote_brings_the_status_or_says_that_it_cannot(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    first = await posted(ada, "hello")
    second = await posted(bo, "look", quoted_status_id=first["id"])
    third = await posted(bo, "look at that", quoted_status_id=second["id"])
    await ada.delete(f"/api/v1/statuses/{first['id']}")
    orphan = (await bo.get(f"/api/v1/statuses/{second['id']}")).json()

    assert (second["quote"]["state"], second["quote"]["quoted_status"]["id"]) == ("accepted", first["id"])
    assert third["quote"]["quoted_status"]["quote"] == {"state": "accepted", "quoted_status_id": first["id"]}
    assert orphan["quote"] == {"state": "unauthorized", "quoted_status": None}


async def test_verbs_and_their_opposites_can_be_repeated(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    path = f"/api/v1/statuses/{(await posted(ada, 'hello'))['id']}"

    for verb, flag, count in (
        ("favourite", "favourited", "favourites_count"),
        ("bookmark", "bookmarked", None),
    ):
        done = [(await bo.post(f"{path}/{verb}")).json() for _ in range(2)]
        undone = [(await bo.post(f"{path}/un{verb}")).json() for _ in range(2)]
        assert [status[flag] for status in (*done, *undone)] == [True, True, False, False]
        if count:
            assert [status[count] for status in (*done, *undone)] == [1, 1, 0, 0]


async def test_a_boost_wraps_what_it_brings(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    original = await posted(ada, "hello")
    node.clock.advance(seconds=60)

    boosts = [(await bo.post(f"/api/v1/statuses/{original['id']}/reblog", data={})).json() for _ in range(2)]
    opened = (await bo.get(f"/api/v1/statuses/{boosts[0]['id']}")).json()
    [top, *_] = (await bo.get(HOME)).json()

    boost = boosts[0]
    assert boost == boosts[1] == opened == top
    assert list(boost) == FIELDS
    assert (boost["account"]["acct"], boost["content"], boost["created_at"]) == ("bo", "", "2026-01-31T12:01:00.000Z")
    assert boost["uri"] == f"http://127.0.0.1:8420/ap/retweets/{boost['id']}"
    assert boost["reblog"]["id"] == original["id"] != boost["id"]
    assert (boost["reblog"]["content"], boost["reblog"]["account"]["acct"]) == ("<p>hello</p>", "ada")
    assert (boost["reblog"]["reblogged"], boost["reblog"]["reblogs_count"]) == (True, 1)


async def test_a_boost_is_taken_back_by_its_verb_or_by_deleting_it(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    path = f"/api/v1/statuses/{(await posted(ada, 'hello'))['id']}"

    await bo.post(f"{path}/reblog")
    by_verb = (await bo.post(f"{path}/unreblog")).json()
    boost = (await bo.post(f"{path}/reblog")).json()
    foreign = await ada.delete(f"/api/v1/statuses/{boost['id']}")
    deleted = await bo.delete(f"/api/v1/statuses/{boost['id']}")
    left = (await ada.get(path)).json()

    assert (by_verb["reblogged"], by_verb["reblogs_count"], by_verb["reblog"]) == (False, 0, None)
    assert (foreign.status_code, deleted.status_code) == (404, 200)
    assert left["reblogs_count"] == 0


async def test_what_goes_to_followers_is_boosted_by_nobody_else(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    await bo.post(f"/api/v1/accounts/{(await node.account('ada')).id}/follow")
    path = f"/api/v1/statuses/{(await posted(ada, 'hello', visibility='private'))['id']}"

    others, own = await bo.post(f"{path}/reblog"), await ada.post(f"{path}/reblog")

    assert (others.status_code, own.status_code) == (403, 200)
    assert own.json()["visibility"] == "private"


async def test_deleting_gives_the_words_back_to_begin_again(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    path = f"/api/v1/statuses/{(await posted(ada, 'hello *you*'))['id']}"

    foreign, deleted, again = await bo.delete(path), await ada.delete(path), await ada.delete(path)

    assert (foreign.status_code, deleted.status_code, again.status_code) == (403, 200, 404)
    assert list(deleted.json()) == [*FIELDS, "text"]
    assert deleted.json()["text"] == "hello *you*"


def _upto(text: str, mark: str) -> str:
    """With the counts of the author left out."""
    return re.sub(r'"statuses_count":\d+', "", text.partition(mark)[0])


async def test_who_may_quote_is_told_changed_and_obeyed(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    status = await posted(ada, "milk first", quote_approval_policy="followers")

    waiting = await posted(bo, "look", quoted_status_id=status["id"])
    path = f"/api/v1/statuses/{status['id']}/interaction_policy"
    changed = (await ada.put(path, json={"quote_approval_policy": "nobody"})).json()
    refused = await bo.post("/api/v1/statuses", json={"status": "look", "quoted_status_id": status["id"]})

    assert status["quote_approval"] == {"automatic": ["followers"], "manual": ["public"], "current_user": "manual"}
    assert waiting["quote"] == {"state": "pending", "quoted_status": None}
    assert changed["quote_approval"] == {"automatic": [], "manual": [], "current_user": "denied"}
    assert refused.status_code == 422
    assert "quoted_status_id" in refused.json()["details"]
    wrong = await ada.put(path, json={"quote_approval_policy": "friends"})
    assert (wrong.status_code, list(wrong.json()["details"])) == (422, ["quote_approval_policy"])


async def test_an_author_takes_a_quote_back(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    status = await posted(ada, "milk first")
    quote = await posted(bo, "look", quoted_status_id=status["id"])

    revoked = await ada.post(f"/api/v1/statuses/{status['id']}/quotes/{quote['id']}/revoke")

    assert status["quote_approval"] == {"automatic": ["public"], "manual": [], "current_user": "automatic"}
    assert (revoked.json()["id"], revoked.json()["quote"]) == (quote["id"], {"state": "revoked", "quoted_status": None})
    assert (await bo.get(f"/api/v1/statuses/{status['id']}")).json()["quotes_count"] == 0
