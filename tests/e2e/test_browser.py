"""A person in a browser: signs up, tweets, follows a friend on another node, reads them and answers."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from nodeapp.web import ui
from tests.builders import PASSWORD
from tests.e2e.programs import Program, two_programs

try:
    from playwright.sync_api import Locator, Page, expect, sync_playwright
except ImportError:
    pytest.skip("Playwright is not installed: uv sync --group dev", allow_module_level=True)

WIDTH, HEIGHT = 1440, 900
PATIENCE_MS = 20_000
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if found is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    if not ui.interface().assets:
        pytest.skip("the page has not been built")
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=sandbox)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, Program]]:
    with two_programs(tmp_path_factory.mktemp("browser")) as pair:
        yield pair


@pytest.fixture
def page(browser: Any) -> Iterator[Page]:
    """A page of its own cookies; whatever it complains of fails the test."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert complaints == []


def sign_up(page: Page, url: str, username: str) -> None:
    page.goto(f"{url}/signup")
    page.locator("input[name=display_name]").fill(username.title())
    page.locator("input[name=username]").fill(username)
    page.locator("input[type=password]").first.fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url(f"{url}/")


def write(page: Page, text: str) -> None:
    row = page.locator(".composer").first
    row.locator("button.ghost").click()
    row.locator("textarea").fill(text)
    row.get_by_role("button", name="Tweet", exact=True).click()


def arrival(page: Page, url: str, text: str) -> Locator:
    """The tweet of these words on the page, opened anew until it has come."""
    tweet = page.locator("article", has_text=text).first
    deadline = time.monotonic() + PATIENCE_MS / 1_000
    while not tweet.is_visible():
        assert time.monotonic() < deadline
        page.goto(url)
        page.wait_for_timeout(500)
    return tweet


def test_sign_up_tweet_follow_read_and_answer(page, nodes):
    one, other = nodes
    bo = other.account("bo")
    sign_up(page, one.url, "ada")

    write(page, "Hello from a browser. #tea")
    expect(page.locator("article", has_text="Hello from a browser.").first).to_be_visible()

    page.goto(f"{one.url}/@bo@{other.url.removeprefix('http://')}")
    page.locator("main").get_by_role("button", name="Follow", exact=False).first.click()
    expect(page.locator("main").get_by_role("button", name="Following").first).to_be_visible(timeout=PATIENCE_MS)
    bo.tweet("Hello from next door.")
    arrived = arrival(page, one.url, "Hello from next door.")

    arrived.get_by_text("Hello from next door.").click()
    page.wait_for_url("**/@bo@*/*")
    page.locator(".composer button.ghost").first.click()
    page.locator(".composer textarea").first.press_sequentially("Hello back.")
    page.locator(".composer").first.get_by_role("button", name="Reply", exact=True).click()
    deadline = time.monotonic() + PATIENCE_MS / 1_000
    while not any("Hello back." in tweet["content"] for tweet in mentions(bo)):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_described_picture_a_vote_and_an_edit(page, nodes, tmp_path):
    one, other = nodes
    host = one.url.removeprefix("http://")
    dee = other.account("dee")
    sign_up(page, one.url, "eve")
    follow(page, f"{one.url}/@dee@{other.url.removeprefix('http://')}")
    dee.follow(f"@eve@{host}")
    page.goto(one.url)

    row = page.locator(".composer").first
    row.locator("button.ghost").click()
    row.locator("textarea").fill("Fog over the harbour.")
    row.locator("input[type=file]").set_input_files(picture(tmp_path / "fog.png"))
    row.get_by_role("button", name="Describe it").click()
    page.get_by_label("What is to be seen").fill("A grey ship")
    page.get_by_role("button", name="Save").click()
    row.get_by_role("button", name="Tweet", exact=True).click()
    assert [one["alt"] for one in told(dee, "Fog over the harbour.")["media"]] == ["A grey ship"]

    dee.tweet("Which loaf?", poll={"options": ["Rye", "Seeded"], "expires_in": 3_600})
    asked = arrival(page, one.url, "Which loaf?")
    asked.locator("label", has_text="Rye").click()
    asked.get_by_role("button", name="Vote").click()
    expect(asked.get_by_text("you chose Rye")).to_be_visible()

    own = page.locator("article", has_text="Fog over the harbour.").first
    own.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Edit").click()
    page.locator("dialog textarea").fill("Fog over the whole harbour.")
    page.locator("dialog").get_by_role("button", name="Save").click()
    page.locator("article", has_text="whole harbour").get_by_role("button", name="edited").click()
    expect(page.locator("dialog ins")).to_contain_text("whole")
    assert told(dee, "Fog over the whole harbour.")["edited_at"] is not None


def test_what_is_closed_waits_as_a_draft_and_what_is_scheduled_is_posted(page, nodes):
    one, _ = nodes
    one.account("beatrice").tweet("Morning. #harbour")
    sign_up(page, one.url, "fay")

    page.goto(f"{one.url}/explore?tab=here")
    expect(page.locator("article", has_text="#harbour").first).to_be_visible()
    page.keyboard.press("n")
    text = page.locator("dialog textarea")
    text.press_sequentially("Good morning @beat")
    expect(page.get_by_role("option", name="beatrice")).to_be_visible()
    assert text.get_attribute("aria-activedescendant")
    text.press("Tab")
    text.press_sequentially("at the #harb")
    expect(page.get_by_role("option", name="#harbour")).to_be_visible()
    text.press("Enter")
    page.get_by_role("button", name="Emoji").click()
    page.get_by_label("Search emoji").fill("sailboat")
    page.keyboard.press("Enter")
    words = "Good morning @beatrice at the #harbour \u26f5"
    expect(text).to_have_value(words)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("dialog")).to_have_count(0)

    page.goto(f"{one.url}/drafts")
    page.get_by_role("button", name="Good morning").click()
    expect(text).to_have_value(words)
    page.get_by_role("button", name="Post it later").click()
    page.get_by_role("button", name="Tomorrow morning").click()
    page.get_by_role("button", name="Set the time").click()
    page.locator("dialog").get_by_role("button", name="Schedule", exact=True).click()
    expect(page.get_by_text("No drafts.")).to_be_visible()

    page.goto(f"{one.url}/scheduled")
    row = page.locator(".row", has_text="Good morning")
    row.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Post now").click()
    expect(page.get_by_text("Nothing waits for its time.")).to_be_visible()
    page.goto(one.url)
    expect(page.locator("article", has_text="Good morning").first).to_be_visible()


def test_a_session_ends_where_it_was_ended(page, nodes):
    one, _ = nodes
    one.ask("account", "create", "cy", "--password-stdin", typed=f"{PASSWORD}\n")
    page.goto(f"{one.url}/login")
    page.locator("input[autocomplete=username]").first.fill("cy")
    page.locator("input[type=password]").first.fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url(f"{one.url}/")

    page.context.clear_cookies()
    page.goto(f"{one.url}/settings")

    expect(page.locator("input[type=password]").first).to_be_visible()


def mentions(person: Any) -> list[dict]:
    return person.ask("GET", "/api/timeline/mentions")["tweets"]


def follow(page: Page, profile: str) -> None:
    page.goto(profile)
    page.locator("main").get_by_role("button", name="Follow", exact=False).first.click()
    expect(page.locator("main").get_by_role("button", name="Following").first).to_be_visible(timeout=PATIENCE_MS)


def picture(path: Path) -> Path:
    Image.new("RGB", (640, 360), "steelblue").save(path)
    return path


def told(person: Any, text: str) -> dict:
    """The tweet of these words, as soon as it has come to their home."""
    deadline = time.monotonic() + PATIENCE_MS / 1_000
    while True:
        tweets = person.ask("GET", "/api/timeline/home")["tweets"]
        found = next((tweet for tweet in tweets if tweet["content"] == text), None)
        if found is not None:
            return found
        assert time.monotonic() < deadline
        time.sleep(0.1)
