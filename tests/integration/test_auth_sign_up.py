"""Signing up and in, over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from nodeapp.model.events import AccountCreated
from tests.builders import PASSWORD
from tests.integration.served import Web, served

pytestmark = pytest.mark.anyio

ADA = {"username": "ada", "password": PASSWORD}


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with served(tmp_path) as there:
        yield there


def _fields(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


async def test_the_first_account_is_the_owner_and_the_next_a_member(web: Web) -> None:
    async with web.client() as client:
        first = await client.post("/api/auth/register", json={**ADA, "display_name": "Ada L"})
        second = await client.post("/api/auth/register", json={**ADA, "username": "bo"})
        roles = [await _role(client, answer.json()["access_token"]) for answer in (first, second)]

    assert (first.status_code, second.status_code) == (201, 201)
    assert roles == ["owner", "member"]
    assert first.json()["user"]["display_name"] == "Ada L"
    assert first.json()["expires_in"] == 900
    assert first.json()["csrf_token"] is None
    assert len(await web.home.events_of(AccountCreated)) == 2


async def _role(client: httpx.AsyncClient, token: str) -> str:
    answer = await client.get("/api/auth/session", headers={"Authorization": f"Bearer {token}"})
    return str(answer.json()["role"])


async def test_a_taken_name_is_a_conflict_that_offers_free_ones(web: Web) -> None:
    await web.home.account("ada")
    await web.home.account("ada_")

    async with web.client() as client:
        answer = await client.post("/api/auth/register", json={**ADA, "username": "ADA"})

    assert answer.status_code == 409
    assert _fields(answer) == [("username", "taken")]
    assert answer.json()["detail"] == "@ADA is taken. Free are ADA2, ADA3, ADA_1."


async def test_a_taken_address_is_a_conflict(web: Web) -> None:
    async with web.client() as client:
        await client.post("/api/auth/register", json={**ADA, "email": "ada@tea.example"})
        answer = await client.post("/api/auth/register", json={**ADA, "username": "bo", "email": "ADA@tea.example"})

    assert answer.status_code == 409
    assert _fields(answer) == [("email", "taken")]


async def test_every_field_that_is_wrong_is_named(web: Web) -> None:
    async with web.client() as client:
        answer = await client.post("/api/auth/register", json={"username": "a b", "password": "x", "email": "y"})

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert _fields(answer) == [("username", "invalid"), ("email", "invalid"), ("password", "too_short")]
    assert answer.json()["errors"][2]["limit"] == 8


async def test_a_field_that_is_missing_or_of_another_type_is_named(web: Web) -> None:
    async with web.client() as client:
        missing = await client.post("/api/auth/register", json={"username": "ada"})
        wrong = await client.post("/api/auth/register", json={"username": 7, "password": PASSWORD})
        empty = await client.post("/api/auth/register")

    assert _fields(missing) == [("password", "missing")]
    assert _fields(wrong) == [("username", "invalid")]
    assert _fields(empty) == [("body", "missing")]


async def test_w26_fields_that_are_not_asked_for_change_nothing(web: Web) -> None:
    await web.home.account("owner")
    extra = {"role": "owner", "is_admin": True, "account_id": 7, "created_at": "2001-01-01T00:00:00Z", "verified": True}

    async with web.client() as client:
        answer = await client.post("/api/auth/register", json={**ADA, **extra})
        role = await _role(client, answer.json()["access_token"])

    assert answer.status_code == 201
    assert role == "member"
    assert answer.json()["user"]["verified"] is False
    assert answer.json()["user"]["created_at"] == "2026-01-31T12:00:00.000Z"


async def test_a_closed_node_takes_nobody_but_its_keeper_may(tmp_path: Path) -> None:
    async with served(tmp_path, registration="closed") as web, web.client() as client:
        answer = await client.post("/api/auth/register", json=ADA)
        await web.home.account("ada")
        signed_in = await client.post("/api/auth/login", json={"login": "ada", "password": PASSWORD})

    assert answer.status_code == 403
    assert signed_in.status_code == 200


@pytest.mark.parametrize("login", ["ada", "ADA", "@ada", "@ada@127.0.0.1:8420", "Ada@Tea.example"])
async def test_somebody_signs_in_by_name_handle_or_address(web: Web, login: str) -> None:
    async with web.client() as client:
        await client.post("/api/auth/register", json={**ADA, "email": "ada@tea.example"})
        answer = await client.post("/api/auth/login", json={"login": login, "password": PASSWORD})

    assert answer.status_code == 200
    assert answer.json()["user"]["username"] == "ada"


async def test_p10_a_wrong_password_and_an_unknown_name_look_the_same(web: Web) -> None:
    await web.home.account("ada")

    async with web.client() as client:
        known = await client.post("/api/auth/login", json={"login": "ada", "password": "not this one"})
        unknown = await client.post("/api/auth/login", json={"login": "nobody", "password": "not this one"})

    assert (known.status_code, unknown.status_code) == (401, 401)
    assert known.json() == unknown.json()
    assert known.json()["detail"].endswith("Four more tries, then a minute's rest.")


async def test_w16_a_sixth_try_waits_for_a_minute_whatever_is_claimed_in_headers(web: Web) -> None:
    await web.home.account("ada")

    async with web.client() as client:
        wrong = [
            await client.post(
                "/api/auth/login",
                json={"login": "ada", "password": f"wrong {number}"},
                headers={"X-Forwarded-For": f"203.0.113.{number}"},
            )
            for number in range(6)
        ]
        even_right = await client.post("/api/auth/login", json={"login": "ada", "password": PASSWORD})
        web.clock.advance(60_000)
        rested = await client.post("/api/auth/login", json={"login": "ada", "password": PASSWORD})

    assert [answer.status_code for answer in wrong] == [401] * 5 + [429]
    assert wrong[5].headers["retry-after"] == "60"
    assert even_right.status_code == 429
    assert rested.status_code == 200


async def test_w12_a_new_sign_in_has_a_new_cookie_and_the_old_one_is_dead(web: Web) -> None:
    browser = await web.browser("ada")
    old = browser.cookies[web.cookie]

    await browser.post("/api/auth/login", json={"login": "ada", "password": PASSWORD, "cookie": True})
    new = browser.cookies[web.cookie]
    async with web.client(Cookie=f"{web.cookie}={old}") as thief:
        answer = await thief.get("/api/auth/session")

    assert new != old
    assert answer.json() == {"user": None, "csrf_token": None, "role": None, "birth_date": None}


async def test_w12_a_cookie_brought_along_is_never_taken_over(web: Web) -> None:
    await web.home.account("ada")

    async with web.client() as client:
        client.cookies.set(web.cookie, "ncs_chosen-by-somebody-else", domain="127.0.0.1")
        answer = await client.post("/api/auth/login", json={"login": "ada", "password": PASSWORD, "cookie": True})

    assert "ncs_chosen" not in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "samesite=lax" in answer.headers["set-cookie"].lower()
    assert answer.json()["access_token"] is None
    assert answer.json()["csrf_token"]
