"""The window, offscreen: it renders the real page, asks only for a name, and posts a tweet through it."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import anyio
import httpx
import pytest

from nodeapp import desktop
from nodeapp.settings import Settings
from nodeapp.web import ui
from nodeapp.wiring import running
from tests.builders import free_ports
from tests.e2e.programs import environment, run

DRIVER = Path(__file__).with_name("window_driver.py")
DRIVER_SECONDS = 150
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture(scope="module")
def screen() -> None:
    """Skips where no window can be drawn, and says what is missing."""
    if sys.platform != "linux" or importlib.util.find_spec("webview") is None:
        pytest.skip("the web view is not installed: uv sync --extra desktop")
    before = os.environ.get("QT_QPA_PLATFORM")
    os.environ.update(OFFSCREEN)
    reason = desktop.why_not()
    if before is None:
        del os.environ["QT_QPA_PLATFORM"]
    if reason is not None:
        pytest.skip(f"{reason} (.ci/run lists the libraries)")
    if not ui.interface().assets:
        pytest.skip("the page has not been built")


def drive(data: Path, wish: str) -> dict[str, str]:
    driven = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, str(DRIVER), str(data), wish],
        capture_output=True,
        text=True,
        timeout=DRIVER_SECONDS,
        env=environment(**OFFSCREEN, PYTHONPATH=str(DRIVER.parents[2]), NODEAPP_TEST="0"),
        check=False,
    )
    assert driven.returncode == 0, driven.stderr
    seen = json.loads(driven.stdout.splitlines()[-1])
    assert "error" not in seen, seen["error"]
    return seen


@pytest.mark.usefixtures("screen")
def test_w20_the_first_start_asks_for_a_name_and_later_ones_for_nothing(tmp_path):
    data = tmp_path / "data"

    first = drive(data, "first")
    later = drive(data, "look")

    assert first["url"] == later["url"]
    assert "secret" not in first["url"]
    for seen in (first, later):
        assert seen["cookie"] == ""
        assert seen["functions"] == "[]"


def test_without_a_display_the_node_serves_and_says_so(tmp_path):
    (port,) = free_ports(1)
    plain = {name: "" for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    with subprocess.Popen(  # noqa: S603 (our own program)
        [sys.executable, "-m", "nodeapp", "window", "--data", str(tmp_path / "data"), "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(**plain),
    ) as process:
        said = process.stderr.readline()
        ready = process.stdout.readline()
        seen = httpx.get(f"http://127.0.0.1:{port}/api/node")
        process.terminate()

    assert said.startswith("No window opens here, because ")
    assert "in a browser instead" in said
    assert ready == f"nodeapp ready http://127.0.0.1:{port}\n"
    assert seen.json()["window"] is False


def test_a_browser_engine_that_cannot_start_is_named_not_crashed_into(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "no-such-platform")

    reason = desktop.why_not()

    assert reason is not None
    assert reason.startswith("No window opens here, because ")


class Shown:
    """A window that is somewhere, and remembers where it was sent."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.sent: list[str] = []

    def get_current_url(self) -> str:
        return self.address

    def load_url(self, url: str) -> None:
        self.sent.append(url)

    def destroy(self) -> None:
        pass


@pytest.mark.parametrize(
    ("address", "opened"),
    [
        ("https://evil.example/login", ["https://evil.example/login"]),
        ("http://127.0.0.1:84200/", ["http://127.0.0.1:84200/"]),
        ("http://127.0.0.1:8420@evil.example/", ["http://127.0.0.1:8420@evil.example/"]),
        ("file:///etc/passwd", []),
        ("data:text/html,<script>1</script>", []),
    ],
)
def test_w20_a_page_from_elsewhere_leaves_the_window(address, opened):
    window, browsed = Shown(address), []

    desktop.keep_home(window, "http://127.0.0.1:8420", browsed.append)

    assert window.sent == ["http://127.0.0.1:8420/"]
    assert browsed == opened


def test_w20_the_nodes_own_pages_stay():
    window, browsed = Shown("http://127.0.0.1:8420/@ada"), []

    desktop.keep_home(window, "http://127.0.0.1:8420", browsed.append)

    assert (window.sent, browsed) == ([], [])


def test_w19_the_window_serves_nobody_without_its_secret(tmp_path):
    """A page or a program on the same machine gets nothing, whatever it asks."""

    async def look() -> list[int]:
        async with running(Settings(data=tmp_path / "data"), window=True) as node:
            async with httpx.AsyncClient(base_url=node.origin.url) as stranger:
                asked = [
                    await stranger.get("/"),
                    await stranger.get("/api/node"),
                    await stranger.post("/api/auth/welcome", json={"username": "eve"}),
                    await stranger.get("/api/auth/window?secret=guess"),
                    await stranger.get("/", headers={"Host": "evil.example"}),
                ]
            return [answer.status_code for answer in asked]

    assert anyio.run(look) == [401, 401, 401, 401, 421]


def test_nodeapp_alone_is_the_window_where_there_is_one():
    said = run("--help")

    assert "a window where there is a display, else a server" in " ".join(said.stdout.split())
