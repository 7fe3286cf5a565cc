"""Leaving a node: for a while, and for good, over HTTP."""

import re
from pathlib import Path

import pytest

from nodeapp.model.accounts import Viewer
from nodeapp.model.events import AccountDeactivated, AccountErased, AccountReturned
from nodeapp.model.ids import AccountId
from nodeapp.model.polls import PollDraft
from nodeapp.model.tweets import Draft
from nodeapp.seams.database import Reader
from tests.builders import PASSWORD, Caller, FakeClock, Home, at_home
from tests.files import picture

pytestmark = pytest.mark.anyio

KNOWS = {"password": PASSWORD}
DAY_SECONDS = 86_400

STAYS = {
    "accounts": "the name stays taken",
    "account_ends": "goes with the key, which signs what tells others",
    "account_keys": "as above",
    "tweets": "tombstones without words",
    "departures": "of tombstones",
    "account_days": "numbers that follow from its end; they go with the key",
    "events": "ids only, forgotten in a week",
    "letters": "forgotten with the last delivery",
    "tweet_mentions": "what others wrote, and tombstones",
    "blocks": "what others keep",
    "mutes": "what others keep",
    "list_members": "what others keep",
    "notes": "what others keep",
    "quote_requests": "between two tweets",
    "leftovers": "forgotten in a week",
}
"""Tables in which an erased account may still be named, and why."""
NAMES_PEOPLE = re.compile(r"^(account|author|follower|followee|viewer|actor|user|sender|from_account|by)_id$")


async def _somebody(node: Home) -> tuple[AccountId, Caller]:
    """Who has something of everything, after the owner."""
    await node.account("owner")
    ada, bo = await node.account("ada"), await node.account("bo")
    assert ada.id is not None
    assert bo.id is not None
    caller = await node.client_of("ada")
    await caller.put(f"/api/users/{ada.id}", json={"bio": "I make tea.", "birth_date": "1990-01-02"})
    other = await node.tweets.post(bo, Draft(content="from bo", poll=PollDraft(options=("a", "b"), seconds=3_600)))
    await node.tweets.post(ada, Draft(content="hello #tea @bo"))
    kept = await node.tweets.post(ada, Draft(content="never left"))
    await node.tweets.delete(ada, kept.tweet.id)
    await node.graph.follow(ada, bo.id)
    await node.graph.follow(bo, ada.id)
    for path in ("like", "bookmark", "retweet"):
        assert (await caller.post(f"/api/tweets/{other.tweet.id}/{path}")).status_code == 200
    assert (await caller.post(f"/api/polls/{other.tweet.id}/votes", json={"choices": [0]})).status_code == 200
    await caller.put("/api/users/bo/note", json={"content": "owes me a cup"})
    made = await caller.post("/api/lists", json={"title": "=tea()"})
    await caller.post(f"/api/lists/{made.json()['id']}/members/bo")
    await caller.post("/api/hashtags/tea/follow")
    await caller.post("/api/drafts", json={"content": "unfinished"}, headers={"Idempotency-Key": "k"})
    uploaded = await caller.post("/api/media", files={"file": ("cat.png", picture(), "image/png")})
    assert uploaded.status_code < 300, uploaded.text
    return ada.id, caller


async def test_who_is_away_is_seen_nowhere_and_comes_back_by_signing_in(node: Home) -> None:
    ada, caller = await _somebody(node)
    bo = await node.client_of("bo")
    before = (await bo.get("/api/timeline/home")).json()["tweets"]
    tweet_id = next(one["id"] for one in before if one["user"]["username"] == "ada" and "hello" in one["content"])
    seen = ("/api/users/ada", f"/api/tweets/{tweet_id}", "/api/users/ada/tweets", f"/ap/users/{ada}")
    assert [(await bo.get(path)).status_code for path in seen] == [200] * 4

    wrong = await caller.post("/api/account/deactivate", json={"password": "not mine"})
    away = await caller.post("/api/account/deactivate", json=KNOWS)

    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "password")
    assert away.status_code == 204
    assert [(await bo.get(path)).status_code for path in seen] == [404] * 4
    assert [
        one for one in (await bo.get("/api/timeline/home")).json()["tweets"] if one["user"]["username"] == "ada"
    ] == []
    assert (await bo.get("/api/users/bo/followers")).json()["users"] == []
    assert (await caller.get("/api/timeline/home")).status_code == 401
    assert (await bo.get("/api/users/search?q=ada")).json()["users"] == []

    back = await node.client.post("/api/auth/login", json={"login": "ada", "password": PASSWORD})

    assert back.status_code == 200
    assert [(await bo.get(path)).status_code for path in seen] == [200] * 4
    assert any(one["id"] == tweet_id for one in (await bo.get("/api/timeline/home")).json()["tweets"])
    assert len(await node.events_of(AccountDeactivated)) == len(await node.events_of(AccountReturned)) == 1


async def test_who_does_not_come_back_is_erased_after_thirty_days(node: Home, clock: FakeClock) -> None:
    _, caller = await _somebody(node)
    assert (await caller.post("/api/account/deactivate", json=KNOWS)).status_code == 204
    clock.advance(seconds=30 * DAY_SECONDS - 60)
    await node.wait_idle()
    assert await node.events_of(AccountErased) == []

    clock.advance(seconds=120)
    await node.wait_idle()
    login = await node.client.post("/api/auth/login", json={"login": "ada", "password": PASSWORD})

    assert len(await node.events_of(AccountErased)) == 1
    assert login.status_code == 401


async def test_of_an_erased_account_nothing_is_left_but_the_name(node: Home, clock: FakeClock) -> None:
    ada, caller = await _somebody(node)
    bo = await node.client_of("bo")
    files = [path for path in (node.settings.data / "media").rglob("*") if path.is_file()]
    assert (await caller.post("/api/export")).status_code == 202
    await node.wait_idle()

    wrong = await caller.request("DELETE", "/api/account", json={"password": ""})
    erased = await caller.request("DELETE", "/api/account", json=KNOWS)
    at_once = (await bo.get("/api/users/ada")).status_code
    await node.wait_idle()

    assert wrong.status_code == 400
    assert (erased.status_code, at_once) == (204, 404)
    assert files
    assert [path for path in (node.settings.data / "media").rglob("*") if path.is_file()] == []
    assert list((node.settings.data / "exports").iterdir()) == []
    assert await _traces(node, ada) == {}
    assert await node.count("select count(*) from tweets where content like '%hello%' or content like '%never%'") == 0
    assert await node.count("select count(*) from accounts where username = 'ada' and bio || display_name <> ''") == 0
    (tweet,) = (await bo.get("/api/users/bo/tweets")).json()["tweets"]
    assert [tweet[name] for name in ("like_count", "retweet_count")] == [0, 0]
    assert [one["vote_count"] for one in tweet["poll"]["options"]] == [0, 0]
    assert (await bo.get("/api/users/bo")).json()["follower_count"] == 0
    taken = await node.client.post("/api/auth/register", json={"username": "Ada", "password": PASSWORD})
    assert taken.status_code == 409
    gone = await bo.get(f"/ap/users/{ada}", headers={"Accept": "application/activity+json"})
    assert (gone.status_code, gone.json()["type"]) == (410, "Tombstone")

    clock.advance(seconds=16 * DAY_SECONDS)
    await node.wait_idle()

    assert [await _rows(node, table, "account_id", ada) for table in ("account_days", "account_keys")] == [0, 0]
    assert await node.count("select count(*) from account_ends") == 0


async def test_an_erasure_that_was_interrupted_goes_on_at_the_next_start(tmp_path: Path, clock: FakeClock) -> None:
    async with at_home(tmp_path / "node", clock) as node:
        ada, _ = await _somebody(node)
        for number in range(30):
            await node.tweets.post(Viewer(ada), Draft(content=f"number {number}"))
        await node.services.leaving.put_out(ada)

    async with at_home(tmp_path / "node", clock) as node:
        await node.wait_idle()

        assert await node.count("select count(*) from tweets where content like 'number%'") == 0
        assert await _traces(node, ada) == {}
        await node.check_memory()


async def test_the_owner_goes_last(node: Home) -> None:
    owner = await node.client_of("owner")
    assert (await owner.post("/api/account/deactivate", json=KNOWS)).status_code == 409
    await node.account("bo")
    assert (await owner.request("DELETE", "/api/account", json=KNOWS)).status_code == 409

    bo = await node.client_of("bo")
    assert (await bo.request("DELETE", "/api/account", json=KNOWS)).status_code == 204
    assert (await owner.request("DELETE", "/api/account", json=KNOWS)).status_code == 204

    await node.wait_idle()
    assert (await node.client.get("/api/node")).json()["fresh"] is True


async def test_w16_guesses_at_the_password_of_an_open_session_are_counted(node: Home) -> None:
    caller = await node.client_of("ada")
    await node.account("bo")

    tries = [
        (await caller.request("DELETE", "/api/account", json={"password": f"no {number}"})).status_code
        for number in range(6)
    ]

    assert tries == [400] * 5 + [429]


async def _traces(node: Home, account_id: int) -> dict[str, int]:
    """Rows that still name somebody, by table, but for those that may."""

    async def work(reader: Reader) -> dict[str, int]:
        found: dict[str, int] = {}
        tables = [str(name) for name in await reader.values("select name from sqlite_master where type = 'table'")]
        for table in tables:
            columns = await reader.values("select name from pragma_table_info(:table)", table=table)
            for column in map(str, columns):
                if table not in STAYS and NAMES_PEOPLE.match(column):
                    found[f"{table}.{column}"] = await reader.number(_counting(table, column), account_id=account_id)
        return {place: count for place, count in found.items() if count}

    return await node.database.read(work)


async def _rows(node: Home, table: str, column: str, account_id: int) -> int:
    async def work(reader: Reader) -> int:
        return await reader.number(_counting(table, column), account_id=account_id)

    return await node.database.read(work)


def _counting(table: str, column: str) -> str:
    return f"select count(*) from {table} where {column} = :account_id"  # noqa: S608 (names of our own schema)
