"""The window: told by the computer at which its owner sits, through the system's own program, and nobody else."""

import sys
from pathlib import Path

import httpx
import pytest

from nodeapp.backends import screens
from nodeapp.model.events import PushChanged
from nodeapp.model.push import Later, Note, Refused, Sent
from nodeapp.model.tweets import Draft
from tests.integration.served import OWNER, Web, served

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(sys.platform != "linux", reason="its program is notify-send")]

WELCOME = {"username": "ada", "display_name": "Ada"}
NOTE = Note("-bo named you", "one <b> & two", "/@bo/1")


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the system was asked to show, each word in a line of its own."""
    shown = tmp_path / "shown"
    program = tmp_path / "bin" / "notify-send"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {shown}\n', encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    return shown


def lines(shown: Path) -> list[str]:
    return shown.read_text(encoding="utf-8").splitlines()


async def welcomed(web: Web) -> httpx.AsyncClient:
    window = web.client()
    assert (await window.get(web.window_url)).status_code == 303
    answer = await window.post("/api/auth/welcome", json=WELCOME)
    window.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return window


async def test_the_owner_at_the_window_is_told_by_the_computer(tmp_path: Path, shown: Path) -> None:
    async with served(tmp_path / "node", owner=OWNER) as web:
        window = await welcomed(web)
        bo = await web.home.account("bo")
        assert (await window.get("/api/push/key")).json()["window"] is True
        made = await window.post("/api/push/subscriptions", json={"window": True})
        assert made.json()["app"] == "window"

        await web.home.tweets.post(bo, Draft(content="hello @ada"))
        await web.home.tweets.post(bo, Draft(content="psst @ada", visibility="direct"))
        await web.home.wait_idle()

        assert lines(shown) == [
            *("--app-name=nodeapp", "--", "bo named you", "hello @ada"),
            *("--app-name=nodeapp", "--", "bo wrote to you", "@bo"),
        ]
        assert (await window.delete(f"/api/push/subscriptions/{made.json()['id']}")).status_code == 204
        assert [event.on for event in await web.home.events_of(PushChanged)] == [True, False]


async def test_where_there_is_nothing_to_show_it_with_nothing_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    async with served(tmp_path / "node", owner=OWNER) as web:
        window = await welcomed(web)
        assert (await window.get("/api/push/key")).json()["window"] is False
        assert (await window.post("/api/push/subscriptions", json={"window": True})).status_code == 403


async def test_words_are_arguments_and_marks_are_written_out(shown: Path) -> None:
    """W01: a name that looks like an option, and a text that looks like marks."""
    screen = screens.system_screen()
    assert screen is not None

    assert await screen.show(NOTE) == Sent()

    assert lines(shown)[1:] == ["--", "-bo named you", "one &lt;b&gt; &amp; two"]


async def test_a_program_that_fails_or_hangs_holds_up_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "_SECONDS", 0.05)

    failing = await screens.SystemScreen(lambda _: ["/bin/false"]).show(NOTE)
    missing = await screens.SystemScreen(lambda _: ["/nowhere/at/all"]).show(NOTE)
    hanging = await screens.SystemScreen(lambda _: ["/bin/sleep", "60"]).show(NOTE)

    assert (failing, missing, hanging) == (Refused(), Refused(), Later())
