"""Tweets posted on the quick path are taken, refused and counted as on the ordinary route."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from nodeapp.model.limits import Limits
from nodeapp.model.tweets import Draft
from tests.builders import Caller, FakeClock, Home, at_home
from tests.integration.quick import client, ordinary, quick, told
from tests.memories import MODE

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(MODE == "off", reason="without memory there are no quick paths"),
]

NATIVE, MASTODON = "/api/tweets", "/api/v1/statuses"
WORDS = {NATIVE: "content", MASTODON: "status"}
TEXTS = (
    "hello",
    '"quoted" \\ ,"account":{',
    "@bo #tea https://tea.example",
    " spaces \r\n\n\n\n x ",
    "e\u0301 𝄞 \u202e",
)
TAKEN: dict[str, list[dict[str, Any]]] = {
    NATIVE: [
        {"visibility": "followers"},
        {"visibility": "direct"},
        {"content_warning": "w"},
        {"sensitive": True, "language": "de"},
        {"sensitive": None, "language": None, "content_warning": None, "media_ids": [], "poll": None},
        {"more": "than is known"},
    ],
    MASTODON: [
        {"visibility": "private"},
        {"visibility": "direct"},
        {"spoiler_text": "w"},
        {"sensitive": True, "language": "de"},
        {"media_ids": [], "poll": None, "scheduled_at": None},
        {"more": "than is known"},
    ],
}
REFUSED: list[dict[str, Any]] = [
    {"visibility": "nobody"},
    {"visibility": 5},
    {"sensitive": "perhaps"},
    {"language": "x" * 99},
    {"media_ids": ["1"]},
    {"poll": {"options": ["a", "b"]}},
    {"scheduled_at": "2030-01-01T00:00:00Z"},
    {"reply_to_id": "1", "in_reply_to_id": "1"},
    {"reply_to_id": "x", "in_reply_to_id": "x"},
    {"quote_id": "1", "quoted_status_id": "1"},
    {"content_warning": "w" * 300, "spoiler_text": "w" * 300},
]
RAW = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"{}",
    b"\xff",
    b'{"content":1,"status":1}',
    b'{"content":null,"status":null}',
    b"[" * 5_000,
)
EMPTY = ("", " ", "\u200b", "x" * 281, "e\u0301" * 6_000)


@pytest.fixture
async def node(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Home]:
    async with at_home(tmp_path / "node", clock, rate_limits=False) as home:
        await home.account("bo")
        yield home


def bodies(path: str) -> list[bytes]:
    name = WORDS[path]
    given = [{name: text} for text in (*TEXTS, *EMPTY)]
    given += [{name: "words", **more} for more in (*TAKEN[path], *REFUSED)]
    return [*map(msgspec.json.encode, given), *RAW]


def without_numbers(answer: Any) -> tuple[int, dict[str, str], bytes]:
    """What was told, but for the id that each tweet has for itself, and for how many its author has written."""
    status, headers, body = told(answer)
    if status < 300:
        body = body.replace(answer.json()["id"].encode(), b"ID")
        body = re.sub(rb'"(tweet_count|statuses_count)":\d+', rb'"\1":N', body)
        headers.pop("content-length")
    return status, headers, body


@pytest.mark.parametrize("path", WORDS)
@pytest.mark.parametrize("who", ["ada", "nobody"])
async def test_every_answer_is_that_of_the_ordinary_route(node: Home, path: str, who: str) -> None:
    caller = None if who == "nobody" else await node.client_of(who)
    wrong, statuses = [], set()

    async with client(node, node.app, caller) as fast, client(node, ordinary(node.app), caller) as slow:
        for kind in ("application/json", "application/json; charset=utf-8", "text/plain", ""):
            for body in bodies(path):
                headers = {"Content-Type": kind} if kind else {}
                expected = without_numbers(await slow.post(path, content=body, headers=headers))
                answer = without_numbers(await fast.post(path, content=body, headers=headers))
                statuses.add(expected[0])
                if answer != expected:
                    wrong.append((kind, body[:60], answer, expected))

    assert wrong == []
    ours = {200, 422} if path == MASTODON else {201, 400}
    assert statuses >= ({401, 415} if who == "nobody" else {*ours, 415})


@pytest.mark.parametrize("path", WORDS)
async def test_it_is_answered_ahead_of_the_routes(node: Home, path: str) -> None:
    ada = await node.client_of("ada")

    async with client(node, quick(node.app), ada) as fast:
        answer = await fast.post(path, json={WORDS[path]: "quick"})

    assert answer.status_code in (200, 201)
    shown = await ada.get("/api/timeline/home")
    assert [tweet["content"] for tweet in shown.json()["tweets"]] == ["quick"]


@pytest.mark.parametrize("path", WORDS)
async def test_an_answer_and_a_quote_are_what_they_are_on_the_ordinary_route(node: Home, path: str) -> None:
    ada = await node.client_of("ada")
    parent = (await node.tweets.post(await node.account("bo"), Draft(content="parent"))).tweet.id
    names = ("reply_to_id", "quote_id") if path == NATIVE else ("in_reply_to_id", "quoted_status_id")

    async with client(node, node.app, ada) as fast, client(node, ordinary(node.app), ada) as slow:
        for name in names:
            for given in (parent, str(parent)):
                body = {WORDS[path]: "words", name: given}
                expected = without_numbers(await slow.post(path, json=body))
                # The quoted tweet and the parent count both.
                assert without_numbers(await fast.post(path, json=body))[0] == expected[0]
    assert (await node.tweets.get(await node.account("ada"), parent)).tweet.reply_count == 4


@pytest.mark.parametrize("path", WORDS)
async def test_a_key_keeps_it_from_being_posted_twice(node: Home, path: str) -> None:
    ada = await node.client_of("ada")
    body = {WORDS[path]: "once"}

    answers = [await ada.post(path, json=body, headers={"Idempotency-Key": "k"}) for _ in range(3)]
    other = await ada.post(path, json={WORDS[path]: "other"}, headers={"Idempotency-Key": "k"})

    assert len({answer.content for answer in answers}) == 1
    assert [answer.headers.get("idempotent-replayed") for answer in answers] == [None, "true", "true"]
    assert other.status_code == 409
    assert await node.count("select count(*) from tweets") == 1


@pytest.mark.parametrize("path", WORDS)
async def test_it_is_counted(tmp_path: Path, clock: FakeClock, path: str) -> None:
    limits = Limits(tweets_per_hour=2)
    async with at_home(tmp_path / "node", clock, limits=limits) as node:
        ada = await node.client_of("ada")
        answers = [await ada.post(path, json={WORDS[path]: text}) for text in ("one", "", "two", "three")]

    assert [answer.status_code < 300 for answer in answers] == [True, False, True, False]
    assert (answers[-1].status_code, "retry-after" in answers[-1].headers) == (429, True)


async def test_a_query_or_a_form_takes_the_ordinary_way(node: Home) -> None:
    ada = await node.client_of("ada")

    by_query = await ada.post(f"{MASTODON}?status=asked", content=b"")
    by_form = await ada.post(MASTODON, data={"status": "form"})

    assert [by_query.json()["content"], by_form.json()["content"]] == ["<p>asked</p>", "<p>form</p>"]


async def test_a_page_of_another_site_cannot_post(node: Home) -> None:
    """W10: what the door refuses never gets here."""
    answer = await Caller(node.client, {"Origin": "https://evil.example"}).post(NATIVE, json={"content": "x"})

    assert answer.status_code == 403
