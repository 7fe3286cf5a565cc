"""Drafts as people keep them: unfinished, bounded, one's own, with their files; from outside, over the native API."""

from typing import Any

import pytest

from nodeapp.model.limits import Limits
from tests.builders import Caller, FakeClock, Home, at_home
from tests.files import picture

pytestmark = pytest.mark.anyio

DAY = 86_400
UNFINISHED = {
    "content": "  I was about to",
    "content_warning": "later",
    "visibility": "unlisted",
    "language": "en",
    "sensitive": True,
    "quote_policy": "followers",
    "poll": {"options": ["Tea", ""], "expires_in": DAY},
}


async def kept(caller: Caller, **told: Any) -> Any:
    answer = await caller.post("/api/drafts", json={"content": "words"} | told)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def uploaded(caller: Caller) -> str:
    answer = await caller.post("/api/media", files={"file": ("x", picture())})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def sweep(node: Home) -> None:
    await node.services.media.forget_unused()


async def test_what_is_unfinished_is_kept_as_it_was_written(node: Home) -> None:
    ada = await node.client_of("ada")

    draft = await kept(ada, **UNFINISHED)

    (tweet,) = draft["tweets"]
    assert tweet | UNFINISHED | {"poll": tweet["poll"]} == tweet
    assert tweet["poll"] == {"options": ["Tea", ""], "expires_in": DAY, "multiple": False, "hide_totals": False}
    assert (draft["scheduled_at"], draft["problem"]) == (None, None)
    assert (await ada.get(f"/api/drafts/{draft['id']}")).json() == draft
    assert (await ada.get("/api/drafts")).json()["drafts"] == [draft]
    assert await node.count("select count(*) from tweets") == 0


async def test_a_thread_is_kept_and_written_on_and_thrown_away(node: Home) -> None:
    ada = await node.client_of("ada")
    draft = await kept(ada, thread=[{"content": "one"}, {"content": ""}])

    changed = await ada.put(f"/api/drafts/{draft['id']}", json={"thread": [{"content": "one"}, {"content": "two"}]})
    gone = await ada.delete(f"/api/drafts/{draft['id']}")

    assert [tweet["content"] for tweet in draft["tweets"]] == ["one", ""]
    assert [tweet["content"] for tweet in changed.json()["tweets"]] == ["one", "two"]
    assert gone.status_code == 204
    assert (await ada.get(f"/api/drafts/{draft['id']}")).status_code == 404
    assert (await ada.get("/api/drafts")).json()["drafts"] == []


async def test_the_last_begun_comes_first_and_pages_go_on(node: Home) -> None:
    ada = await node.client_of("ada")
    for number in range(5):
        await kept(ada, content=f"{number}")

    first = (await ada.get("/api/drafts?limit=3")).json()
    rest = (await ada.get(f"/api/drafts?limit=3&cursor={first['pagination']['cursor']}")).json()

    words = [draft["tweets"][0]["content"] for draft in first["drafts"] + rest["drafts"]]
    assert words == ["4", "3", "2", "1", "0"]
    assert (first["pagination"]["has_more"], rest["pagination"]["has_more"]) == (True, False)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"content": " "}, "content"),
        ({"content": "x" * 5_001}, "content"),
        ({"thread": [{"content": "x" * 4_999, "content_warning": "y" * 4_000} for _ in range(25)]}, "content"),
        ({"thread": [{"content": "x"}] * 26}, "thread"),
        ({"thread": [{"content": "x"}, {"content": "y", "visibility": "all"}]}, "thread.1.visibility"),
        ({"visibility": "everybody"}, "visibility"),
        ({"media_ids": ["1", "2", "3", "4", "5"]}, "media_ids"),
        ({"media_ids": ["17"]}, "media_ids"),
        ({"poll": {"options": ["a"] * 5, "expires_in": DAY}}, "poll.options"),
        ({"reply_to_id": "that one"}, "reply_to_id"),
        ({"scheduled_at": "2026-03-01T12:00:00Z"}, "scheduled_at"),
    ],
)
async def test_what_is_too_much_or_nothing_is_refused_by_name(node: Home, told: dict[str, Any], field: str) -> None:
    ada = await node.client_of("ada")

    answer = await ada.post("/api/drafts", json={"content": "words"} | told)

    assert answer.status_code == 400, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert await node.count("select count(*) from drafts") == 0


async def test_there_are_so_many_and_no_more(tmp_path: Any, clock: FakeClock) -> None:
    async with at_home(tmp_path / "node", clock, limits=Limits(drafts_max=2, draft_files_max=2)) as node:
        ada = await node.client_of("ada")
        files = [await uploaded(ada) for _ in range(3)]
        first = await kept(ada, media_ids=files[:2])

        many_files = await ada.post("/api/drafts", json={"media_ids": files[2:]})
        second = await kept(ada)
        many_drafts = await ada.post("/api/drafts", json={"content": "more"})
        again = await ada.put(f"/api/drafts/{first['id']}", json={"media_ids": files[1:]})

        assert (many_files.status_code, many_drafts.status_code) == (400, 400)
        assert many_files.json()["errors"][0]["field"] == "media_ids"
        assert again.status_code == 200
        assert [draft["id"] for draft in (await ada.get("/api/drafts")).json()["drafts"]] == [second["id"], first["id"]]


async def test_a_file_stays_for_as_long_as_a_draft_names_it(node: Home, clock: FakeClock) -> None:
    ada = await node.client_of("ada")
    kept_one, loose = await uploaded(ada), await uploaded(ada)
    draft = await kept(ada, media_ids=[kept_one])

    clock.advance(seconds=3 * DAY)
    await sweep(node)

    assert (await ada.get(f"/api/media/{kept_one}")).status_code == 200
    assert (await ada.get(f"/api/media/{loose}")).status_code == 404
    shown = (await ada.get(f"/api/drafts/{draft['id']}")).json()["tweets"][0]["media"]
    assert [file["id"] for file in shown] == [kept_one]

    await ada.delete(f"/api/drafts/{draft['id']}")
    await sweep(node)

    assert (await ada.get(f"/api/media/{kept_one}")).status_code == 404


async def test_a_file_that_is_taken_back_is_missing_from_its_draft_and_nothing_else_is(node: Home) -> None:
    ada = await node.client_of("ada")
    gone, left = await uploaded(ada), await uploaded(ada)
    draft = await kept(ada, media_ids=[gone, left])

    assert (await ada.delete(f"/api/media/{gone}")).status_code == 204

    (tweet,) = (await ada.get(f"/api/drafts/{draft['id']}")).json()["tweets"]
    assert tweet["media_ids"] == [gone, left]
    assert [file["id"] for file in tweet["media"]] == [left]


async def test_a_file_in_a_draft_becomes_the_tweets(node: Home) -> None:
    ada = await node.client_of("ada")
    file = await uploaded(ada)
    draft = await kept(ada, media_ids=[file])

    posted = await ada.post("/api/tweets", json={"content": "there", "media_ids": [file]})
    await ada.delete(f"/api/drafts/{draft['id']}")
    await sweep(node)

    assert posted.status_code == 201
    assert (await ada.get(f"/api/tweets/{posted.json()['id']}")).json()["media"][0]["id"] == file


async def test_p07_a_draft_is_nobody_elses(node: Home) -> None:
    """P07."""
    ada, eve = await node.client_of("ada"), await node.client_of("eve")
    file = await uploaded(ada)
    draft = await kept(ada, media_ids=[file])
    path = f"/api/drafts/{draft['id']}"

    answers = [
        await eve.get(path),
        await eve.put(path, json={"content": "mine now"}),
        await eve.delete(path),
        await eve.get(f"/api/scheduled/{draft['id']}"),
        await ada.get(f"/api/scheduled/{draft['id']}"),
        await ada.post(f"/api/scheduled/{draft['id']}/post"),
        await eve.get("/api/drafts/yours"),
    ]
    stolen = await eve.post("/api/drafts", json={"media_ids": [file]})

    assert {answer.status_code for answer in answers} == {404}
    assert stolen.status_code == 400
    assert (await eve.get("/api/drafts")).json()["drafts"] == []
    assert (await ada.get(path)).json() == draft
    assert (await node.client.get("/api/drafts")).status_code == 401


async def test_what_a_draft_answers_is_shown_as_long_as_it_may_be_seen(node: Home) -> None:
    """P01."""
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    parent = (await bo.post("/api/tweets", json={"content": "Who is for tea?"})).json()
    draft = await kept(ada, reply_to_id=parent["id"])
    me = (await ada.get("/api/auth/session")).json()["user"]["id"]

    assert (await ada.get(f"/api/drafts/{draft['id']}")).json()["reply_to"]["content"] == "Who is for tea?"

    await bo.post(f"/api/users/{me}/block")

    hidden = (await ada.get(f"/api/drafts/{draft['id']}")).json()
    assert (hidden["reply_to"], hidden["tweets"][0]["reply_to_id"]) == (None, parent["id"])
