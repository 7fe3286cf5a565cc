"""Mastodon's client API on the wire: forms and JSON, errors as clients read them, limits, repeated requests."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from nodeapp.model.limits import Limits
from tests.builders import Caller, Home
from tests.integration.served import OWNER, served

pytestmark = pytest.mark.anyio

POST = "/api/v1/statuses"
MULTIPART = {"status": (None, "hello"), "visibility": (None, "unlisted")}


@pytest.mark.parametrize(
    "how",
    [
        {"json": {"status": "hello", "visibility": "unlisted", "sensitive": True}},
        {"json": {"status": "hello", "visibility": "unlisted", "sensitive": "1", "poll": None, "media_ids": []}},
        {"data": {"status": "hello", "visibility": "unlisted", "sensitive": "true", "media_ids[]": ""}},
        {"data": {"status": "hello", "visibility": "unlisted", "sensitive": "1", "in_reply_to_id": "", "poll": ""}},
        {"files": {**MULTIPART, "sensitive": (None, "True")}},
        {"params": {"status": "hello", "visibility": "unlisted", "sensitive": "true"}},
        {"params": {"status": "no", "visibility": "unlisted", "sensitive": "true"}, "json": {"status": "hello"}},
    ],
)
async def test_it_takes_json_and_forms_of_both_kinds(node: Home, how: dict[str, Any]) -> None:
    ada = await node.client_of("ada")

    answer = await ada.post(POST, **how)

    assert answer.status_code == 200, answer.text
    status = answer.json()
    assert (status["content"], status["visibility"], status["sensitive"]) == ("<p>hello</p>", "unlisted", True)


async def test_w10_a_form_by_cookie_or_by_nobody_writes_nothing(tmp_path: Path) -> None:
    async with served(tmp_path) as web:
        browser = await web.browser("ada")
        async with web.client() as nobody:
            answers = [await who.post(POST, **how) for who in (browser, nobody) for how in _forms()]
            bare = [await nobody.post(POST, json={"status": "hello"}, headers={"Cookie": _cookies(browser)})]
        by_json = await browser.post(POST, json={"status": "hello"})

        assert [answer.status_code for answer in answers] == [415] * 4
        assert [answer.status_code for answer in bare] == [403]
        assert by_json.status_code == 200
        assert await web.home.count("select count(*) from tweets") == 1


async def test_w10_the_native_api_takes_no_form_with_a_token_either(node: Home) -> None:
    ada = await node.client_of("ada")

    answer = await ada.post("/api/tweets", data={"content": "hello"})

    assert answer.status_code == 415


async def test_w10_pages_of_other_sites_write_nothing_even_with_a_cookie(tmp_path: Path) -> None:
    async with served(tmp_path) as web:
        browser = await web.browser("ada")

        answer = await browser.post(POST, json={"status": "hello"}, headers={"Origin": "https://evil.example"})

        assert answer.status_code == 403
        assert set(answer.json()) == {"error"}


async def test_files_are_refused_by_name(node: Home) -> None:
    ada = await node.client_of("ada")

    picture = await ada.request("PATCH", _UPDATE, files={"avatar": ("me.png", b"...", "image/png")})
    media = await ada.post(POST, json={"status": "look", "media_ids": ["1"]})
    poll = await ada.post(POST, data={"status": "which?", "poll[options][]": ["a", "b"], "poll[expires_in]": "60"})

    assert [answer.status_code for answer in (picture, media, poll)] == [422] * 3
    assert [list(answer.json()["details"]) for answer in (picture, media, poll)] == [
        ["avatar"],
        ["media_ids"],
        ["poll.expires_in"],
    ]
    assert await node.count("select count(*) from tweets") == 0


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ({"content": b"[1]", "headers": {"Content-Type": "application/json"}}, 400),
        ({"content": b'"\xff"', "headers": {"Content-Type": "application/json"}}, 400),
        ({"content": b"[" * 100_000, "headers": {"Content-Type": "application/json"}}, 400),
        ({"content": b"status=x", "headers": {"Content-Type": "text/plain"}}, 415),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400),
        ({"content": b"x" * 1_048_577, "headers": {"Content-Type": "application/json"}}, 413),
        ({"json": {}}, 422),
        ({"json": {"status": 3}}, 422),
        ({"json": {"status": "x" * 281}}, 422),
        ({"json": {"status": "x", "visibility": "followers"}}, 422),
        ({"json": {"status": "x", "in_reply_to_id": "none"}}, 422),
        ({"json": {"status": "x", "in_reply_to_id": "4"}}, 422),
        ({"json": {"status": "x", "sensitive": "maybe"}}, 422),
        ({"data": {"status": "x", "visibility[]": "public"}}, 422),
    ],
)
async def test_what_cannot_be_taken_is_an_error_that_clients_read(node: Home, how: dict[str, Any], status: int) -> None:
    ada = await node.client_of("ada")

    answer = await ada.post(POST, **how)

    assert answer.status_code == status
    _check_error(answer)


async def test_every_refusal_under_these_paths_has_the_same_form(node: Home) -> None:
    ada, nobody = await node.client_of("ada"), Caller(node.client, {})
    stranger = Caller(node.client, {"Authorization": "Bearer none"})

    answers = {
        401: [await nobody.get("/api/v1/timelines/home"), await stranger.get("/api/v1/instance")],
        404: [
            await ada.get("/api/v1/nothing"),
            await ada.post("/api/v2/nothing"),
            await ada.get("/api/v1/statuses/1"),
            await ada.get("/api/v1/statuses/x"),
            await ada.get("/api/v1/accounts/1"),
            await ada.get("/api/v1/accounts/ada"),
            await ada.get("/api/v1/accounts/lookup?acct=nobody"),
            await ada.get("/api/v1/accounts/1/statuses"),
        ],
        405: [await ada.delete("/api/v1/instance")],
        421: [await ada.get("/api/v1/instance", headers={"Host": "evil.example"})],
        422: [
            await ada.get("/api/v1/timelines/home?limit=x"),
            await ada.get("/api/v1/timelines/home?max_id=-1"),
            await ada.get("/api/v1/timelines/home?min_id=x"),
            await ada.get("/api/v1/timelines/public?local=perhaps"),
            await ada.get("/api/v2/search?q="),
            await ada.get("/api/v2/search?q=ada&type=people"),
            await ada.get("/api/v1/accounts/relationships?id[][]=1"),
        ],
    }

    for status, several in answers.items():
        assert [answer.status_code for answer in several] == [status] * len(several)
        for answer in several:
            _check_error(answer)
    assert answers[401][0].headers["www-authenticate"] == "Bearer"
    native = await ada.get("/api/nothing")
    assert native.headers["content-type"] == "application/problem+json"


async def test_limits_count_together_with_the_native_api_and_say_when_to_come_back(tmp_path: Path) -> None:
    limits = Limits(tweets_per_hour=2, follows_per_day=1, likes_per_day=1)
    async with served(tmp_path, rate_limits=True, limits=limits) as web, await web.program("ada") as ada:
        bo = await web.home.account("bo")
        first = await ada.post(POST, json={"status": "one"})
        await ada.post("/api/tweets", json={"content": "two"})
        third = await ada.post(POST, json={"status": "three"})
        status_id = first.json()["id"]
        likes = [await ada.post(f"{POST}/{status_id}/favourite"), await ada.post(f"/api/tweets/{status_id}/like")]
        follows = [await ada.post(f"/api/v1/accounts/{bo.id}/follow"), await ada.post("/api/users/bo/follow")]

    assert (first.status_code, third.status_code) == (200, 429)
    assert int(third.headers["retry-after"]) > 0
    _check_error(third)
    assert [answer.status_code for answer in (*likes, *follows)] == [200, 429, 200, 429]


async def test_the_same_key_posts_once_whatever_boundary_was_drawn(node: Home) -> None:
    ada = await node.client_of("ada")
    key = {"Idempotency-Key": "once"}

    first, again = [await ada.post(POST, files=MULTIPART, headers=key) for _ in range(2)]
    as_form = await ada.post(POST, data={"status": "hello", "visibility": "unlisted"}, headers=key)
    other = await ada.post(POST, files={**MULTIPART, "status": (None, "bye")}, headers=key)

    assert first.request.headers["content-type"] != again.request.headers["content-type"]
    assert again.json() == first.json() == as_form.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert other.status_code == 409
    _check_error(other)
    assert await node.count("select count(*) from tweets") == 1


async def test_an_error_given_again_has_its_form_too(node: Home) -> None:
    ada = await node.client_of("ada")
    key = {"Idempotency-Key": "empty"}

    answers = [await ada.post(POST, json={"status": ""}, headers=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[1].headers["idempotent-replayed"] == "true"
    _check_error(answers[1])


async def test_a_node_in_a_window_answers_nobody_else(tmp_path: Path) -> None:
    async with served(tmp_path, owner=OWNER) as web, web.client() as stranger:
        answer = await stranger.get("/api/v1/instance")

    assert answer.status_code == 401
    _check_error(answer)


_UPDATE = "/api/v1/accounts/update_credentials"


def _check_error(answer: httpx.Response) -> None:
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert isinstance(told["error"], str) and told["error"]
    assert set(told) <= {"error", "details"}


def _forms() -> list[dict[str, Any]]:
    return [{"data": {"status": "hello"}}, {"files": MULTIPART}]


def _cookies(browser: httpx.AsyncClient) -> str:
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)
