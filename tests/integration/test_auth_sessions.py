"""Tokens, cookies and what ends them, over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest

from nodeapp.model.credentials import Principal
from nodeapp.model.ids import AccountId
from nodeapp.queries import accounts
from nodeapp.seams.database import Reader, Transaction
from tests.builders import PASSWORD
from tests.integration.served import Web, served

pytestmark = pytest.mark.anyio

DAY_MS = 86_400_000
NEW_PASSWORD = "a saucer under each"  # noqa: S105


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with served(tmp_path) as there:
        yield there


async def _status(web: Web, token: str) -> int:
    async with web.client(Authorization=f"Bearer {token}") as client:
        return (await client.get("/api/auth/sessions")).status_code


async def test_an_access_token_is_good_for_fifteen_minutes(web: Web) -> None:
    token = (await web.tokens("ada"))["access_token"]

    web.clock.advance(899_000)
    before = await _status(web, token)
    web.clock.advance(1_000)
    after = await _status(web, token)

    assert (before, after) == (200, 401)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "nat_x", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "é", "x" * 9_000])
async def test_a_token_that_is_none_is_told_so(web: Web, token: str) -> None:
    async with web.client() as client:
        answer = await client.get("/api/node", headers={"Authorization": f"Bearer {token}".encode()})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_i15_a_token_signed_with_no_algorithm_or_another_key_is_refused(web: Web) -> None:
    header, content, _ = (await web.tokens("ada"))["access_token"].split(".")
    unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"

    statuses = [await _status(web, f"{unsigned}.{content}."), await _status(web, f"{header}.{content}.AAAA")]

    assert statuses == [401, 401]


async def test_a_refresh_token_is_used_once_and_gives_new_tokens(web: Web) -> None:
    first = await web.tokens("ada")

    async with web.client() as client:
        answer = await client.post("/api/auth/refresh-token", json={"refresh_token": first["refresh_token"]})
    second = answer.json()

    assert answer.status_code == 200
    assert second["refresh_token"] != first["refresh_token"]
    assert second["user"]["username"] == "ada"
    assert await _status(web, second["access_token"]) == 200


async def test_a_refresh_token_used_again_ends_its_whole_family(web: Web) -> None:
    first = await web.tokens("ada")
    async with web.client() as client:
        second = (await client.post("/api/auth/refresh-token", json={"refresh_token": first["refresh_token"]})).json()

        reused = await client.post("/api/auth/refresh-token", json={"refresh_token": first["refresh_token"]})
        newest = await client.post("/api/auth/refresh-token", json={"refresh_token": second["refresh_token"]})

    assert (reused.status_code, newest.status_code) == (401, 401)
    assert await _status(web, second["access_token"]) == 401


async def test_a_refresh_token_made_up_for_a_session_ends_nothing(web: Web) -> None:
    mine = await web.tokens("ada")
    session_id = mine["refresh_token"].removeprefix("nrt_").split(".")[0]

    async with web.client() as client:
        forged = await client.post("/api/auth/refresh-token", json={"refresh_token": f"nrt_{session_id}.0.AAAA.BBBB"})

    assert forged.status_code == 401
    assert await _status(web, mine["access_token"]) == 200


async def test_of_two_refreshes_at_once_one_wins_and_the_family_ends(web: Web) -> None:
    first = await web.tokens("ada")
    statuses: list[int] = []

    async def refresh() -> None:
        async with web.client() as client:
            answer = await client.post("/api/auth/refresh-token", json={"refresh_token": first["refresh_token"]})
            statuses.append(answer.status_code)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(refresh)
        tasks.start_soon(refresh)

    assert sorted(statuses) == [200, 401]


async def test_a_refresh_token_lasts_a_week_and_no_longer(web: Web) -> None:
    kept, late = await web.tokens("ada"), await web.tokens("ada")

    async with web.client() as client:
        web.clock.advance(7 * DAY_MS - 1)
        early = await client.post("/api/auth/refresh-token", json={"refresh_token": kept["refresh_token"]})
        web.clock.advance(1)
        gone = await client.post("/api/auth/refresh-token", json={"refresh_token": late["refresh_token"]})

    assert (early.status_code, gone.status_code) == (200, 401)


async def test_a_cookie_lasts_a_week_after_its_last_use(web: Web) -> None:
    browser = await web.browser("ada")

    answers = []
    for days in (6, 6, 8):
        web.clock.advance(days * DAY_MS)
        answers.append((await browser.get("/api/auth/session")).json()["user"] is not None)

    assert answers == [True, True, False]


async def test_a_birth_date_is_told_to_nobody_but_oneself(web: Web) -> None:
    browser, stranger = await web.browser("ada"), await web.browser("bo")
    ada = (await browser.get("/api/auth/session")).json()

    saved = await browser.put(
        f"/api/users/{ada['user']['id']}",
        json={"birth_date": "1990-02-03"},
        headers={"X-CSRF-Token": ada["csrf_token"]},
    )

    assert saved.status_code == 200
    assert (await browser.get("/api/auth/session")).json()["birth_date"] == "1990-02-03"
    assert "1990-02-03" not in saved.text
    assert "1990-02-03" not in (await stranger.get("/api/users/@ada")).text


@pytest.mark.parametrize("born", ["1899-12-31", "2026-02-02", "9999-01-01", "1990-02-30", "1990-2-3", "yesterday"])
async def test_nobody_is_born_in_the_future_or_longer_ago_than_people_live(web: Web, born: str) -> None:
    browser = await web.browser("ada")
    csrf = {"X-CSRF-Token": (await browser.get("/api/auth/session")).json()["csrf_token"]}

    refused = await browser.put("/api/users/ada", json={"birth_date": born}, headers=csrf)
    edges = [
        (await browser.put("/api/users/ada", json={"birth_date": one}, headers=csrf)).status_code
        for one in ("1900-01-01", "2026-02-01")
    ]

    assert refused.status_code == 400
    assert [error["field"] for error in refused.json()["errors"]] == ["birth_date"]
    assert edges == [200, 200]


async def test_logging_out_ends_the_session_at_once(web: Web) -> None:
    browser, token = await web.browser("ada"), (await web.tokens("ada"))["access_token"]
    cookie = browser.cookies[web.cookie]

    async with web.client(Authorization=f"Bearer {token}") as client:
        by_token = await client.post("/api/auth/logout")
    by_cookie = await browser.post("/api/auth/logout")
    async with web.client(Cookie=f"{web.cookie}={cookie}") as thief:
        reused = await thief.get("/api/auth/sessions")

    assert (by_token.status_code, by_cookie.status_code) == (204, 204)
    assert web.cookie not in browser.cookies
    assert (reused.status_code, await _status(web, token)) == (401, 401)


async def test_sessions_are_listed_and_ended_one_by_one(web: Web) -> None:
    tokens = await web.tokens("ada")
    browser = await web.browser("ada")

    listed = (await browser.get("/api/auth/sessions")).json()["sessions"]
    other = next(session for session in listed if not session["current"])
    ended = await browser.delete(f"/api/auth/sessions/{other['id']}")
    again = await browser.delete(f"/api/auth/sessions/{other['id']}")

    assert [(session["kind"], session["current"]) for session in listed] == [("cookie", True), ("login", False)]
    assert (ended.status_code, again.status_code) == (204, 404)
    assert await _status(web, tokens["access_token"]) == 401


async def test_p07_somebody_elses_session_is_not_there(web: Web) -> None:
    await web.tokens("bo")
    bo, ada = await web.program("bo"), await web.program("ada")
    session_id = (await bo.get("/api/auth/sessions")).json()["sessions"][0]["id"]

    answers = [await ada.delete(f"/api/auth/sessions/{wanted}") for wanted in (session_id, "7", "x", "9" * 30)]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert (await bo.get("/api/auth/sessions")).status_code == 200


async def test_w12_a_changed_password_ends_every_other_session_and_changes_the_cookie(web: Web) -> None:
    tokens = await web.tokens("ada")
    browser = await web.browser("ada")
    old = browser.cookies[web.cookie]

    changed = await browser.put("/api/auth/password", json={"current_password": PASSWORD, "password": NEW_PASSWORD})
    still_in = await browser.get("/api/auth/sessions")
    async with web.client(Cookie=f"{web.cookie}={old}") as thief:
        reused = await thief.get("/api/auth/sessions")
        old_password = await thief.post("/api/auth/login", json={"login": "ada", "password": PASSWORD})
        new_password = await thief.post("/api/auth/login", json={"login": "ada", "password": NEW_PASSWORD})

    assert changed.status_code == 204
    assert still_in.status_code == 200
    assert (reused.status_code, await _status(web, tokens["access_token"])) == (401, 401)
    assert (old_password.status_code, new_password.status_code) == (401, 200)


async def test_a_password_is_not_changed_without_the_current_one(web: Web) -> None:
    browser = await web.browser("ada")

    answers = [
        await browser.put("/api/auth/password", json={"current_password": "wrong", "password": NEW_PASSWORD})
        for _ in range(6)
    ]

    assert [answer.status_code for answer in answers] == [400] * 5 + [429]
    assert answers[0].json()["errors"][0]["field"] == "current_password"


async def test_a_reset_link_works_once_and_ends_every_session(web: Web) -> None:
    tokens = await web.tokens("ada")
    link = await web.home.credentials.reset_link("ada")
    assert link.startswith("http://127.0.0.1:8420/reset?token=")
    token = link.partition("token=")[2]

    async with web.client() as client:
        weak = await client.post("/api/auth/reset", json={"token": token, "password": "password1"})
        used = await client.post("/api/auth/reset", json={"token": token, "password": NEW_PASSWORD})
        again = await client.post("/api/auth/reset", json={"token": token, "password": "another one here"})
        signed_in = await client.post("/api/auth/login", json={"login": "ada", "password": NEW_PASSWORD})

    assert [weak.status_code, used.status_code, again.status_code] == [400, 204, 400]
    assert again.json()["errors"][0]["field"] == "token"
    assert signed_in.status_code == 200
    assert await _status(web, tokens["access_token"]) == 401


async def test_a_reset_link_lasts_a_day_and_a_new_one_replaces_it(web: Web) -> None:
    await web.home.account("ada")
    replaced = (await web.home.credentials.reset_link("ada")).partition("token=")[2]
    late = (await web.home.credentials.reset_link("ada")).partition("token=")[2]

    async with web.client() as client:
        by_replaced = await client.post("/api/auth/reset", json={"token": replaced, "password": NEW_PASSWORD})
        web.clock.advance(DAY_MS)
        by_late = await client.post("/api/auth/reset", json={"token": late, "password": NEW_PASSWORD})

    assert (by_replaced.status_code, by_late.status_code) == (400, 400)


async def test_a_personal_token_works_until_it_is_revoked(web: Web) -> None:
    ada = await web.home.account("ada")
    assert ada.id is not None
    token = await web.home.sessions.personal_token(ada.id, "script")

    web.clock.advance(400 * DAY_MS)
    before = await _status(web, token)
    await web.home.sessions.end_all(ada.id)
    after = await _status(web, token)

    assert token.startswith("nat_")
    assert (before, after) == (200, 401)


async def test_a_cookie_is_no_bearer_token_and_a_token_no_cookie(web: Web) -> None:
    tokens, browser = await web.tokens("ada"), await web.browser("ada")

    statuses = [await _status(web, browser.cookies[web.cookie]), await _status(web, tokens["refresh_token"])]
    async with web.client(Cookie=f"{web.cookie}={tokens['access_token']}") as client:
        statuses.append((await client.get("/api/auth/sessions")).status_code)

    assert statuses == [401, 401, 401]


async def test_w14_a_token_in_the_address_is_not_read(web: Web) -> None:
    token = (await web.tokens("ada"))["access_token"]

    async with web.client() as client:
        answer = await client.get(f"/api/auth/sessions?access_token={token}")

    assert answer.status_code == 401


async def test_a_suspended_account_can_neither_use_its_tokens_nor_sign_in(web: Web) -> None:
    token = (await web.tokens("ada"))["access_token"]
    ada = await web.home.account("ada")
    await _suspend(web, AccountId(ada.id or 0))

    async with web.client() as client:
        answer = await client.post("/api/auth/login", json={"login": "ada", "password": PASSWORD})

    assert answer.status_code == 403
    assert await _status(web, token) == 401


async def _suspend(web: Web, account_id: AccountId) -> None:
    async def work(tx: Transaction) -> None:
        await accounts.change_state(tx, account_id, "suspended", web.clock())

    await web.home.database.write(work)
    await web.home.sessions.end_all(account_id)


async def test_a_session_ended_while_its_token_is_looked_up_is_not_remembered(web: Web) -> None:
    """The look-up read the session as live, then it was revoked, then the look-up came back."""
    token = (await web.tokens("ada"))["access_token"]
    sessions, database = web.home.sessions, web.home.database
    principal = await sessions.authenticate(token)
    assert principal is not None
    sessions.verified.drop_session(principal.session_id)
    read = database.read

    async def slow_read(work: object) -> object:
        found = await read(work)  # type: ignore[arg-type, var-annotated]
        await sessions.end(principal, principal.session_id)
        return found

    database.read = slow_read  # type: ignore[method-assign, assignment]
    await sessions.authenticate(token)
    database.read = read  # type: ignore[method-assign]

    assert await sessions.authenticate(token) is None


async def test_uses_are_written_down_every_few_minutes_only(web: Web) -> None:
    token = (await web.tokens("ada"))["access_token"]
    principal = await web.home.sessions.authenticate(token)
    assert principal is not None
    began = await _last_used(web, principal)

    web.clock.advance(60_000)
    await web.home.sessions.authenticate(token)
    soon = await _last_used(web, principal)
    web.clock.advance(240_000)
    await web.home.sessions.authenticate(token)
    later = await _last_used(web, principal)

    assert (soon - began, later - began) == (0, 300_000)


async def _last_used(web: Web, principal: Principal) -> int:
    async def work(reader: Reader) -> int:
        return await reader.number("select last_used_at_ms from sessions where id = :id", id=principal.session_id)

    return await web.home.database.read(work)
