"""Coming to a node by invitation or approval, over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import httpx
import pytest

from nodeapp.model.events import AccountCreated, RegistrationDecided, RegistrationRequested
from nodeapp.model.limits import Limits
from tests.builders import PASSWORD, Caller
from tests.integration.served import Web, served

pytestmark = pytest.mark.anyio


@pytest.fixture
async def invited(tmp_path: Path) -> AsyncIterator[Web]:
    """A node to which people come by invitation, with its owner."""
    async with served(tmp_path, registration="invite") as web:
        await web.home.account("owner")
        yield web


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Web]:
    """A node whose owner lets people in."""
    async with served(tmp_path, registration="approval") as web:
        await web.home.account("owner")
        yield web


async def _sign_up(web: Web, name: str, **more: str) -> httpx.Response:
    async with web.client() as client:
        return await client.post("/api/auth/register", json={"username": name, "password": PASSWORD, **more})


async def _login(web: Web, name: str) -> httpx.Response:
    async with web.client() as client:
        return await client.post("/api/auth/login", json={"login": name, "password": PASSWORD})


async def _invite(owner: Caller, **wish: object) -> dict[str, str]:
    answer = await owner.post("/api/invites", json=wish)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_the_first_account_needs_no_invitation_and_the_next_one_does(tmp_path: Path) -> None:
    async with served(tmp_path, registration="invite") as web:
        first = await _sign_up(web, "ada")
        without = await _sign_up(web, "bo")
        wrong = await _sign_up(web, "bo", invite="no-such-code")

    assert first.status_code == 201
    assert (without.status_code, wrong.status_code) == (400, 400)
    assert [without.json()["errors"][0][key] for key in ("field", "code")] == ["invite", "missing"]
    assert [wrong.json()["errors"][0][key] for key in ("field", "code")] == ["invite", "used_up"]


async def test_an_invitation_lets_in_as_many_as_it_is_for_until_it_ends(invited: Web) -> None:
    owner = await invited.home.client_of("owner")
    two = await _invite(owner, max_uses=2, note="for the choir", expires_in=3_600)
    short = await _invite(owner, max_uses=5, expires_in=3_600)
    taken_back = await _invite(owner)

    assert (await owner.delete(f"/api/invites/{taken_back['id']}")).status_code == 204
    came = [(await _sign_up(invited, name, invite=two["code"])).status_code for name in ("bo", "cy", "dee")]
    revoked = await _sign_up(invited, "eve", invite=taken_back["code"])
    invited.clock.advance(seconds=3_600)
    late = await _sign_up(invited, "eve", invite=short["code"])
    listed = (await owner.get("/api/invites")).json()["invites"]

    assert came == [201, 201, 400]
    assert (revoked.status_code, late.status_code) == (400, 400)
    assert two["url"] == f"{invited.home.origin.url}/signup?invite={two['code']}"
    assert [(one["note"], one["use_count"], one["good"]) for one in listed] == [
        ("", 0, False),
        ("", 0, False),
        ("for the choir", 2, False),
    ]


async def test_w27_a_hundred_redemptions_at_once_let_in_as_many_as_it_is_for(invited: Web) -> None:
    owner = await invited.home.client_of("owner")
    code = (await _invite(owner, max_uses=3))["code"]
    answers: list[int] = []

    async def come(number: int) -> None:
        answers.append((await _sign_up(invited, f"guest{number}", invite=code)).status_code)

    async with anyio.create_task_group() as group:
        for number in range(100):
            group.start_soon(come, number)

    assert answers.count(201) == 3
    assert set(answers) <= {201, 400, 503}
    assert await invited.home.count("select count(*) from accounts where username like 'guest%'") == 3
    assert await invited.home.count("select use_count from invites") == 3


async def test_p07_members_invite_where_it_is_set_so_and_see_only_their_own(tmp_path: Path, invited: Web) -> None:
    bo = await invited.home.client_of("bo")
    assert (await bo.post("/api/invites", json={})).status_code == 403
    assert (await bo.get("/api/invites")).status_code == 403

    async with served(tmp_path / "other", member_invites=True) as web:
        owner, cy = await web.home.client_of("owner"), await web.home.client_of("cy")
        theirs, own = await _invite(owner), await _invite(cy)
        seen = (await cy.get("/api/invites")).json()["invites"]
        removed = await cy.delete(f"/api/invites/{theirs['id']}")
        all_seen = (await owner.get("/api/invites")).json()["invites"]

    assert [one["id"] for one in seen] == [own["id"]]
    assert removed.status_code == 404
    assert {one["id"] for one in all_seen} == {own["id"], theirs["id"]}


async def test_an_invitation_has_bounds(invited: Web) -> None:
    owner = await invited.home.client_of("owner")

    answer = await owner.post("/api/invites", json={"max_uses": 0, "expires_in": 1, "note": "x" * 201})

    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == ["max_uses", "expires_in", "note"]


async def test_whoever_asks_waits_until_somebody_lets_them_in(guarded: Web) -> None:
    owner = await guarded.home.client_of("owner")

    asked = await _sign_up(guarded, "bo", reason=" I know\x00 Ada.\u202e", email="bo@tea.example")
    early = await _login(guarded, "bo")
    async with guarded.client() as client:
        hidden = await client.get("/api/users/bo")
        people = (await client.get("/api/node")).json()["user_count"]
    waiting = (await owner.get("/api/admin/registrations")).json()["registrations"]
    let_in = await owner.post(f"/api/admin/registrations/{waiting[0]['id']}/approve")
    again = await owner.post(f"/api/admin/registrations/{waiting[0]['id']}/approve")

    assert (asked.status_code, asked.json()) == (202, {"status": "pending"})
    assert early.status_code == 403
    assert "waits" in early.json()["detail"]
    assert hidden.status_code == 404
    assert people == 1
    assert [(one["username"], one["reason"], one["email"]) for one in waiting] == [
        ("bo", "I know Ada.", "bo@tea.example")
    ]
    assert (let_in.status_code, again.status_code) == (204, 404)
    assert (await _login(guarded, "bo")).status_code == 200
    assert len(await guarded.home.events_of(RegistrationRequested)) == 1
    assert [event.accepted for event in await guarded.home.events_of(RegistrationDecided)] == [True]
    assert len(await guarded.home.events_of(AccountCreated)) == 2
    assert (await owner.get("/api/admin/registrations")).json()["registrations"] == []


async def test_whoever_is_turned_away_leaves_nothing_and_frees_the_name(guarded: Web) -> None:
    owner = await guarded.home.client_of("owner")
    await _sign_up(guarded, "bo", email="bo@tea.example")
    (waiting,) = (await owner.get("/api/admin/registrations")).json()["registrations"]

    turned_away = await owner.post(f"/api/admin/registrations/{waiting['id']}/reject")
    login = await _login(guarded, "bo")
    again = await _sign_up(guarded, "bo", email="bo@tea.example")

    assert turned_away.status_code == 204
    assert login.status_code == 401
    assert again.status_code == 202
    assert await guarded.home.count("select count(*) from credentials") == 2


async def test_an_invitation_spares_the_wait(guarded: Web) -> None:
    code = (await _invite(await guarded.home.client_of("owner")))["code"]

    assert (await _sign_up(guarded, "bo", invite=code)).status_code == 201


async def test_whom_nobody_answers_is_turned_away_in_the_end(guarded: Web) -> None:
    await _sign_up(guarded, "bo")

    guarded.clock.advance(seconds=31 * 86_400)
    turned_away = await guarded.home.services.approvals.give_up_waiting()

    assert turned_away == 1 or await guarded.home.count("select count(*) from registrations") == 0
    assert (await _login(guarded, "bo")).status_code == 401


async def test_only_so_many_wait_and_their_reasons_are_short(tmp_path: Path) -> None:
    async with served(tmp_path, registration="approval", limits=Limits(registrations_waiting_max=1)) as web:
        await web.home.account("owner")
        long = await _sign_up(web, "bo", reason="x" * 501)
        waits = await _sign_up(web, "bo", reason="x" * 500)
        too_many = await _sign_up(web, "cy")

    assert [one["field"] for one in long.json()["errors"]] == ["reason"]
    assert waits.status_code == 202
    assert too_many.status_code == 503
    assert "retry-after" in too_many.headers


async def test_p07_who_waits_is_for_those_who_run_the_node(guarded: Web) -> None:
    await _sign_up(guarded, "bo")
    cy = await guarded.home.client_of("cy")
    bo_id = (await guarded.home.find("bo")).id  # type: ignore[union-attr]

    for path in (f"/api/admin/registrations/{bo_id}/approve", f"/api/admin/registrations/{bo_id}/reject"):
        assert (await cy.post(path)).status_code == 403
    assert (await cy.get("/api/admin/registrations")).status_code == 403
    async with guarded.client() as nobody:
        assert (await nobody.get("/api/admin/registrations")).status_code == 401


@pytest.mark.parametrize("email", ["bo(x)@tea.example", '"bo"@tea.example', "bo@a@tea.example", "bö@tea.example"])
async def test_w36_an_odd_address_is_refused_whoever_lets_people_in(guarded: Web, email: str) -> None:
    answer = await _sign_up(guarded, "bo", email=email)

    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == ["email"]
    assert await guarded.home.count("select count(*) from registrations") == 0


async def test_w36_two_spellings_of_an_address_are_one_while_the_first_still_waits(guarded: Web) -> None:
    await _sign_up(guarded, "bo", email="bo@tea.example")

    again = await _sign_up(guarded, "cy", email=" BO@Tea.Example ")

    assert again.status_code == 409
    assert [one["field"] for one in again.json()["errors"]] == ["email"]
