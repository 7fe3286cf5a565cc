"""Archives of everything of one person, over HTTP."""

import csv
import io
import json
import zipfile

import httpx
import pytest

from nodeapp.model import cells
from nodeapp.model.polls import PollDraft
from nodeapp.model.tweets import Draft
from tests.builders import Caller, FakeClock, Home
from tests.files import picture

pytestmark = pytest.mark.anyio

HOUR_SECONDS = 3_600


async def _archive(node: Home, caller: Caller) -> zipfile.ZipFile:
    asked = await caller.post("/api/export")
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting"), asked.text
    await node.wait_idle()
    (listed,) = (await caller.get("/api/export")).json()["exports"]
    assert listed["state"] == "ready"
    fetched = await caller.get(listed["url"])
    assert fetched.headers["content-disposition"] == 'attachment; filename="archive.zip"'
    assert len(fetched.content) == listed["bytes"]
    return zipfile.ZipFile(io.BytesIO(fetched.content))


async def test_an_archive_has_everything_of_ones_own_and_nothing_of_others(node: Home) -> None:
    ada, bo = await node.account("ada"), await node.account("bo")
    caller = await node.client_of("ada")
    uploaded = await caller.post("/api/media", files={"file": ("cat.png", picture(), "image/png")})
    draft = {"content": "with a cat", "media_ids": [uploaded.json()["id"]]}
    assert (await caller.post("/api/tweets", json=draft)).status_code == 201
    secret = await node.tweets.post(ada, Draft(content="@bo a secret", visibility="direct"))
    theirs = await node.tweets.post(bo, Draft(content="from bo", poll=PollDraft(options=("a", "b"), seconds=3_600)))
    await node.tweets.post(bo, Draft(content="a secret of bo's", visibility="followers"))
    assert bo.id is not None
    await node.graph.follow(ada, bo.id)
    for verb in ("like", "bookmark", "retweet"):
        await caller.post(f"/api/tweets/{theirs.tweet.id}/{verb}")
    await caller.put("/api/users/bo/note", json={"content": "owes me a cup"})
    made = (await caller.post("/api/lists", json={"title": '=HYPERLINK("x")'})).json()
    await caller.post(f"/api/lists/{made['id']}/members/bo")
    edited = await node.tweets.post(ada, Draft(content="before"))
    await caller.put(f"/api/tweets/{edited.tweet.id}", json={"content": "after"})

    archive = await _archive(node, caller)

    host, names = node.origin.host, set(archive.namelist())
    assert {"actor.json", "outbox.json", "likes.json", "bookmarks.json", "account.json"} <= names
    activities = json.loads(archive.read("outbox.json"))["orderedItems"]
    assert [one["type"] for one in activities] == ["Create", "Create", "Announce", "Create"]
    assert "@bo" in activities[1]["object"]["content"]
    assert json.loads(archive.read("likes.json"))["orderedItems"] == [node.origin.tweet_uri(theirs.tweet.id)]
    assert json.loads(archive.read("actor.json"))["preferredUsername"] == "ada"
    assert json.loads(archive.read("account.json"))["username"] == "ada"
    tweets = json.loads(archive.read("tweets.json"))
    assert {one["content"] for one in tweets} == {"with a cat", secret.tweet.content, "", "after"}
    assert [part["content"] for one in tweets for part in one["earlier"]] == ["before"]
    assert json.loads(archive.read("notes.json")) == [{"about": "bo", "host": "", "content": "owes me a cup"}]
    assert _rows(archive, "following_accounts.csv")[1:] == [[f"bo@{host}", "true", "false", ""]]
    assert _rows(archive, "lists.csv") == [['\'=HYPERLINK("x")', f"bo@{host}"]]
    assert _rows(archive, "bookmarks.csv") == [[node.origin.tweet_uri(theirs.tweet.id)]]
    assert [name for name in names if name.startswith("media/")]
    everything = b"".join(archive.read(name) for name in names)
    assert b"a secret of bo" not in everything
    assert b"PRIVATE KEY" not in everything
    assert b"argon2" not in everything


async def test_an_archive_tells_hidden_totals_no_sooner_than_the_poll_does(node: Home, clock: FakeClock) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    for hides in (True, False):
        poll = {"options": ["a", "b"], "expires_in": 300, "hide_totals": hides}
        asked = (await ada.post("/api/tweets", json={"content": f"which? {hides}", "poll": poll})).json()
        await bo.post(f"/api/polls/{asked['id']}/votes", json={"choices": [1]})

    def totals(archive: zipfile.ZipFile) -> list[list[int | None]]:
        return [[it["votes"] for it in one["poll"]] for one in json.loads(archive.read("tweets.json"))]

    assert totals(await _archive(node, ada)) == [[None, None], [0, 1]]
    clock.advance(seconds=8 * 24 * HOUR_SECONDS)
    await node.services.exports.forget_old()
    await node.wait_idle()
    ada = await node.client_of("ada")
    assert totals(await _archive(node, ada)) == [[0, 1], [0, 1]]


async def test_one_archive_at_a_time_and_one_a_day(node: Home, clock: FakeClock) -> None:
    caller = await node.client_of("ada")
    await caller.post("/api/export")
    at_once = await caller.post("/api/export")
    await node.wait_idle()
    too_soon = await caller.post("/api/export")
    clock.advance(seconds=24 * HOUR_SECONDS)
    next_day = await caller.post("/api/export")

    assert at_once.status_code == 409
    assert too_soon.status_code == 429
    assert int(too_soon.headers["retry-after"]) > 23 * HOUR_SECONDS
    assert next_day.status_code == 202


async def test_p16_an_archive_is_for_its_owner_alone_and_for_a_week(node: Home, clock: FakeClock) -> None:
    caller, stranger = await node.client_of("ada"), await node.client_of("bo")
    await _archive(node, caller)
    (listed,) = (await caller.get("/api/export")).json()["exports"]
    url, guess = listed["url"], f"/api/export/{int(listed['id']) + 1}/archive.zip"

    answers = [await asked.get(url) for asked in (stranger, node.client)] + [await caller.get(guess)]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert (await stranger.get("/api/export")).json() == {"exports": [], "next_at": None}
    assert await _part(caller, url) == (206, b"PK")

    clock.advance(seconds=7 * 24 * HOUR_SECONDS + 1)
    assert (await caller.get(url)).status_code == 404
    await node.services.exports.forget_old()
    assert list((node.settings.data / "exports").iterdir()) == []


async def _part(caller: Caller, url: str) -> tuple[int, bytes]:
    answer: httpx.Response = await caller.get(url, headers={"Range": "bytes=0-1"})
    return answer.status_code, answer.content


def _rows(archive: zipfile.ZipFile, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(archive.read(name).decode())))


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_w30_no_cell_is_a_formula(text: str) -> None:
    ((cell,),) = csv.reader(io.StringIO(cells.lines([(text,)]).decode(), newline=""))

    assert cell == f"'{text}".replace("\r", " ")
