"""People in a browser who look for something: search, trends, hashtags, whom to follow."""

from collections.abc import Iterator

import pytest

from tests.builders import free_ports
from tests.e2e.programs import Person, Program

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: uv sync --group dev")

from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_browser import PATIENCE_MS, browser, page, sign_up
from tests.e2e.test_browser_accounts import sign_in

__all__ = ["browser", "page"]

Village = tuple[Program, dict[str, Person]]


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    """Four people who write about the same things, and follow each other."""
    (port,) = free_ports(1)
    with Program(tmp_path_factory.mktemp("finding") / "data", port) as program:
        people = {name: program.account(name) for name in ("ada", "bo", "cy", "dee")}
        people["ada"].tweet("Fired the tall kiln. <b>The blue</b> came out. #glaze")
        people["bo"].tweet("A kiln of my own, one day. #glaze #dreams", language="en")
        for name in ("cy", "dee"):
            people[name].tweet(f"Tea with {name}. #glaze")
        for name, other in (("ada", "bo"), ("bo", "cy"), ("ada", "cy"), ("cy", "dee")):
            people[name].follow(f"@{other}")
        program.wait_idle()
        yield program, people


def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search").first


def test_what_was_written_is_found_narrowed_down_and_searched_for_again(page: Page, village: Village) -> None:
    """W01: what poses as HTML in what was found stays text."""
    node, _ = village
    sign_up(page, node.url, "eve")

    page.keyboard.press("/")
    field(page).press_sequentially("glaz")
    expect(page.get_by_role("option", name="#glaze")).to_be_visible(timeout=PATIENCE_MS)
    field(page).fill("kiln")
    field(page).press("Enter")
    page.wait_for_url("**/search?q=kiln")
    expect(page.locator("article mark")).to_have_text(["kiln", "kiln"])
    expect(page.locator("article b", has_text="The blue")).to_have_count(0)
    expect(page.get_by_text("<b>The blue</b> came out.")).to_be_visible()

    page.get_by_role("button", name="Narrow down").click()
    page.get_by_role("button", name="from: by somebody").click()
    field(page).press_sequentially("ad")
    page.get_by_role("option", name="@ada").click()
    field(page).press("Enter")
    expect(page.locator("article")).to_have_count(1)
    expect(page.get_by_role("button", name="Without from:@ada")).to_be_visible()

    field(page).fill("kiln has:poll")
    field(page).press("Enter")
    expect(page.get_by_role("heading", name="No tweets with “kiln” from @ada with a poll.")).to_be_visible()
    page.get_by_role("button", name="Without has:poll").click()
    page.get_by_role("link", name="Latest").click()
    page.wait_for_url("**tab=latest")
    expect(page.locator("article")).to_have_count(1)

    page.goto(f"{node.url}/search?q=gl&tab=hashtags")
    expect(page.get_by_text("4 tweets by 4 people")).to_be_visible()
    page.goto(f"{node.url}/search")
    expect(page.get_by_role("option").first).to_have_text("from:@ada kiln")
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_role("option")).to_have_count(0)


def test_what_goes_on_and_whom_to_follow_are_told_with_their_reasons(page: Page, village: Village) -> None:
    node, people = village
    fay = node.account("fay")
    fay.follow("@ada")
    fay.follow("@bo")
    node.wait_idle()
    sign_in(page, node.url, "fay")
    page.wait_for_url(f"{node.url}/")

    page.goto(f"{node.url}/explore")
    expect(page.get_by_role("link", name="#glaze").first).to_contain_text("4 people wrote 4 tweets with it")
    cy = page.locator("main .person", has_text="@cy")
    expect(cy).to_contain_text("Followed by 2 people you follow.")
    cy.get_by_role("button", name="Do not suggest").click()
    expect(cy).to_have_count(0)

    page.get_by_role("button", name="Place: Everywhere").click()
    page.get_by_role("menuitemradio", name="Another place").click()
    page.get_by_role("textbox", name="Place").fill("Atlantis")
    page.get_by_role("button", name="Look there").click()
    expect(page.get_by_text("No hashtag trends near Atlantis right now.")).to_be_visible()

    page.goto(f"{node.url}/tags/glaze")
    expect(page.get_by_role("img", name="Tweets by day")).to_be_visible()
    expect(page.locator("main .facts")).to_contain_text("4 people in the last hour")
    expect(page.get_by_role("navigation", name="Related hashtags")).to_contain_text("#dreams")
    beside = page.get_by_role("complementary")
    expect(beside.get_by_role("link", name="#glaze")).to_be_visible()
    expect(beside.get_by_text("@cy")).to_have_count(0)
    page.get_by_role("button", name="Follow #glaze").click()
    expect(page.get_by_role("button", name="Unfollow #glaze")).to_be_visible()
    assert people["ada"].ask("GET", "/api/search/hashtags?q=glaze")["hashtags"][0]["people_count"] == len(people)
