"""People in a browser who come to a node and go again: invited, let in, with their archive, away, erased."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import PASSWORD, free_ports
from tests.e2e.programs import Person, Program

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: uv sync --group dev")

from playwright.sync_api import Page, expect

from tests.e2e.test_browser import browser, page

__all__ = ["browser", "page"]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, Person]]:
    """A node whose owner, grace, lets people in."""
    folder: Path = tmp_path_factory.mktemp("accounts")
    (folder / "data").mkdir()
    (folder / "data" / "nodeapp.toml").write_text('registration = "approval"\n')
    (port,) = free_ports(1)
    with Program(folder / "data", port) as program:
        yield program, program.account("grace")


def fill_in(page: Page, name: str) -> None:
    page.locator("input[name=display_name]").fill(name.title())
    page.locator("input[type=password]").first.fill(PASSWORD)


def sign_in(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/login")
    page.locator("input[name=login]").fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").click()


def take_along(page: Page, node: Program) -> None:
    """Makes an archive of what was written above, and looks into it."""
    page.goto(f"{node.url}/settings?section=leaving")
    page.get_by_role("button", name="Make an archive").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert "soon goodbye" in archive.read("outbox.json").decode()


def test_somebody_asks_waits_is_let_in_and_leaves_with_everything(page: Page, guarded: tuple[Program, Person]) -> None:
    node, grace = guarded
    page.goto(f"{node.url}/signup")
    fill_in(page, "hedy")
    page.get_by_label("Why would you like to join?").fill("Grace told me.")
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_role("heading", name="You are on the list")).to_be_visible()

    sign_in(page, node.url, "hedy")
    expect(page.get_by_text("waits for somebody")).to_be_visible()

    sign_in(page, node.url, "grace")
    page.wait_for_url(f"{node.url}/")
    page.goto(f"{node.url}/settings?section=newcomers")
    expect(page.get_by_text("Grace told me.")).to_be_visible()
    page.get_by_role("button", name="Let @hedy in").click()
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
    page.context.clear_cookies()

    sign_in(page, node.url, "hedy")
    page.wait_for_url(f"{node.url}/")
    row = page.locator(".composer").first
    row.locator("button.ghost").click()
    row.locator("textarea").fill("Hello, and soon goodbye.")
    row.get_by_role("button", name="Tweet", exact=True).click()
    expect(page.locator("article", has_text="soon goodbye").first).to_be_visible()

    take_along(page, node)
    page.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Deactivate my account").click()
    page.wait_for_url("**/login")
    assert grace.ask("GET", "/api/timeline/local")["tweets"] == []

    sign_in(page, node.url, "hedy")
    page.wait_for_url(f"{node.url}/")
    assert [one["content"] for one in grace.ask("GET", "/api/timeline/local")["tweets"]] == ["Hello, and soon goodbye."]
    page.goto(f"{node.url}/settings?section=leaving")
    page.get_by_label("Your password, to be sure").fill(PASSWORD)
    page.get_by_text("I know that this cannot be undone").click()
    page.get_by_role("button", name="Erase my account").click()
    page.wait_for_url("**/login")
    node.wait_idle()
    assert grace.ask("GET", "/api/timeline/local")["tweets"] == []


def test_whoever_is_invited_comes_in_at_once(page: Page, guarded: tuple[Program, Person]) -> None:
    node, grace = guarded
    made = node.ask("invite", "create", "--uses", "2", "--note", "for ida")
    assert made.returncode == 0, made.stderr

    page.goto(made.stdout.strip())
    fill_in(page, "ida")
    page.get_by_role("button", name="Join").click()

    page.wait_for_url(f"{node.url}/")
    assert "1/2" in node.ask("invite", "list").stdout
    assert grace.ask("GET", "/api/users/ida")["display_name"] == "Ida"
