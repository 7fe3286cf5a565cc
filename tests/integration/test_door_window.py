"""The node in its own window: nothing for anybody else on the machine, nothing to type for its owner."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.integration.served import OWNER, Web, served

pytestmark = pytest.mark.anyio

WELCOME = {"username": "ada", "display_name": "Ada L"}


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with served(tmp_path, owner=OWNER) as there:
        yield there


async def _opened(web: Web) -> httpx.AsyncClient:
    """The window, after its first address."""
    window = web.client()
    answer = await window.get(web.window_url)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    return window


async def _welcomed(web: Web) -> httpx.AsyncClient:
    window = await _opened(web)
    answer = await window.post("/api/auth/welcome", json=WELCOME)
    assert answer.status_code == 201, answer.text
    window.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return window


async def test_the_first_start_asks_only_for_a_name(web: Web) -> None:
    window = await _opened(web)

    before = (await window.get("/api/node")).json()
    answer = await window.post("/api/auth/welcome", json=WELCOME)
    window.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    state = (await window.get("/api/auth/session")).json()
    tweeted = await window.post("/api/tweets", json={"content": "hello"})

    assert (before["fresh"], before["window"], before["suggested_username"]) == (True, True, "ada")
    assert (state["role"], state["user"]["display_name"]) == ("owner", "Ada L")
    assert tweeted.status_code == 201


async def test_only_the_first_start_is_greeted(web: Web) -> None:
    window = await _welcomed(web)

    again = await window.post("/api/auth/welcome", json={"username": "eve", "display_name": "Eve"})

    assert again.status_code == 409


async def test_a_server_greets_nobody(tmp_path: Path) -> None:
    async with served(tmp_path) as web, web.client() as client:
        welcomed = await client.post("/api/auth/welcome", json=WELCOME)
        window = await client.get("/api/auth/window?secret=")

    assert (welcomed.status_code, window.status_code) == (403, 401)


@pytest.mark.parametrize(
    "path",
    ["/", "/api/node", "/api/docs", "/api/openapi.json", "/live", "/@ada", "/assets/app.js", "/api/auth/session"],
)
async def test_w19_nothing_is_served_without_the_secret_of_this_start(web: Web, path: str) -> None:
    await _welcomed(web)

    async with web.client() as stranger:
        bare = await stranger.get(path)
        guessed = await stranger.get(path, headers={"Cookie": f"{web.cookie}-window=x; {web.cookie}=ncs_x"})

    assert (bare.status_code, guessed.status_code) == (401, 401)


async def test_w19_a_wrong_secret_opens_nothing(web: Web) -> None:
    async with web.client() as stranger:
        answers = [
            await stranger.get(f"/api/auth/window?secret={guess}") for guess in ("", "x", "0" * 64, "%00", "é" * 50)
        ]
        again = await stranger.post("/api/auth/window")

    assert [answer.status_code for answer in answers] == [401] * 5
    assert again.status_code == 401
    assert not stranger.cookies


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:8420", "http://127.0.0.1:9"])
async def test_w19_a_page_elsewhere_on_this_machine_gets_nothing_even_with_the_cookies(web: Web, origin: str) -> None:
    window = await _welcomed(web)

    read = await window.get("/api/auth/session", headers={"Origin": origin})
    written = await window.post("/api/tweets", json={"content": "hello"}, headers={"Origin": origin})

    assert (read.status_code, written.status_code) == (403, 403)


async def test_w19_a_rebound_name_is_misdirected(web: Web) -> None:
    window = await _welcomed(web)

    answer = await window.get("/api/auth/session", headers={"Host": "rebound.example:8420"})

    assert answer.status_code == 421


async def test_w19_a_socket_is_refused(web: Web) -> None:
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    await web.app({"type": "websocket", "path": "/", "headers": []}, receive, send)

    assert [message["type"] for message in sent] == ["websocket.close"]


async def test_other_nodes_are_still_answered(web: Web) -> None:
    async with web.client() as peer:
        actor = await peer.get("/ap/actor")
        finger = await peer.get("/.well-known/webfinger?resource=acct:nobody@127.0.0.1:8420")

    assert (actor.status_code, finger.status_code) == (200, 404)


async def test_a_script_with_a_token_is_let_in(web: Web) -> None:
    window = await _welcomed(web)
    user = (await window.get("/api/auth/session")).json()["user"]
    token = await web.home.sessions.personal_token(user["id"], "script")

    async with web.client(Authorization=f"Bearer {token}") as script:
        answer = await script.get("/api/timeline/home")

    assert answer.status_code == 200


async def test_w12_the_window_opened_again_signs_in_anew_and_ends_what_was_before(web: Web) -> None:
    before = await _welcomed(web)

    after = await _opened(web)
    state = (await after.get("/api/auth/session")).json()
    old = (await before.get("/api/auth/session")).json()

    assert state["user"]["username"] == "ada"
    assert old["user"] is None


async def test_the_next_start_has_another_secret(tmp_path: Path) -> None:
    async with served(tmp_path, owner=OWNER) as web:
        window = await _welcomed(web)
        jar, first_url = dict(window.cookies), web.window_url

    async with served(tmp_path, owner=OWNER) as web, web.client() as late:
        by_old_secret = await late.get(first_url)
        late.cookies.update(jar)
        by_old_pass = await late.get(
            "/api/node", headers={"Cookie": f"{web.cookie}-window={jar[web.cookie + '-window']}"}
        )
        window = await _opened(web)
        state = (await window.get("/api/auth/session")).json()

    assert (by_old_secret.status_code, by_old_pass.status_code) == (401, 401)
    assert state["role"] == "owner"


async def test_after_signing_out_the_window_can_sign_its_owner_in_again(web: Web) -> None:
    window = await _welcomed(web)
    await window.post("/api/auth/logout")
    signed_out = (await window.get("/api/auth/session")).json()

    answer = await window.post("/api/auth/window")

    assert signed_out["user"] is None
    assert answer.status_code == 200
    assert (await window.get("/api/auth/session")).json()["role"] == "owner"


async def test_the_owner_can_choose_a_first_password_in_the_window(web: Web) -> None:
    window = await _welcomed(web)

    chosen = await window.put("/api/auth/password", json={"password": "a tower of teacups"})
    changed = await window.put("/api/auth/password", json={"password": "a saucer under each"})
    signed_in = await window.post("/api/auth/login", json={"login": "ada", "password": "a tower of teacups"})

    assert (chosen.status_code, changed.status_code, signed_in.status_code) == (204, 400, 200)
