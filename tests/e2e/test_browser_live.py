"""Two people: one acts, and the other's page shows it while it happens."""

from collections.abc import Iterator

import pytest

from tests.builders import free_ports
from tests.e2e.programs import Person, Program

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: uv sync --group dev")

from playwright.sync_api import Page, expect

from tests.e2e.test_browser import PATIENCE_MS, browser, follow, page, sign_up, write

__all__ = ["browser", "page"]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    (port,) = free_ports(1)
    with Program(tmp_path_factory.mktemp("live") / "data", port) as program:
        yield program


@pytest.fixture(scope="module")
def bo(node: Program) -> Person:
    return node.account("bo")


@pytest.fixture(scope="module")
def cara(node: Program) -> Person:
    return node.account("cara")


def listening(page: Page, url: str) -> None:
    """Opens a page and waits until the node tells it what happens."""
    with page.expect_response(lambda answer: "/api/stream" in answer.url and answer.ok):
        page.goto(url)


def own_tweet(page: Page, text: str) -> str:
    """Its id, once it stands there."""
    write(page, text)
    card = page.locator("article[data-tweet]", has_text=text).first
    expect(card).to_be_visible()
    found = card.get_attribute("data-tweet")
    assert found is not None
    return found


def test_new_tweets_wait_above_and_edits_and_deletes_come_in_place(page: Page, node: Program, bo: Person) -> None:
    bo.tweet("An old tweet.")
    sign_up(page, node.url, "ada")
    follow(page, f"{node.url}/@bo")
    # Whoever asks hears of nothing: what comes was told.
    page.route("**/api/timeline/home?*since=*", lambda route: route.fulfill(status=304))
    listening(page, node.url)
    expect(page.locator("article", has_text="An old tweet.")).to_be_visible()

    told = bo.tweet("The kiln is lit.")

    pill = page.get_by_role("button", name="1 new tweet")
    expect(pill).to_be_visible()
    expect(page.locator("article", has_text="The kiln is lit.")).to_have_count(0)
    page.keyboard.press(".")
    card = page.locator("article", has_text="The kiln is lit.")
    expect(card).to_be_visible()
    expect(page.get_by_text("New since")).to_be_visible()

    bo.ask("PUT", f"/api/tweets/{told['id']}", json={"content": "The tall kiln burns."})
    expect(page.locator("article", has_text="The tall kiln burns.")).to_be_visible()
    expect(card).to_have_count(0)
    bo.ask("DELETE", f"/api/tweets/{told['id']}")
    expect(page.locator("article", has_text="The tall kiln burns.")).to_have_count(0)


def test_notifications_are_told_counted_and_read_by_seeing(page: Page, node: Program, bo: Person, cara: Person) -> None:
    sign_up(page, node.url, "dora")
    tweet_id = own_tweet(page, "Bread is in the oven.")
    listening(page, node.url)
    bell = page.get_by_role("navigation", name="Main").get_by_role("link", name="Notifications")

    bo.ask("POST", f"/api/tweets/{tweet_id}/like")
    expect(bell).to_contain_text("1 unread")
    assert "(1)" not in page.title()
    bo.tweet("Good morning @dora")
    expect(bell).to_contain_text("2 unread")
    page.wait_for_function("document.title.startsWith('(1) ')")

    bell.click()
    row = page.locator("article", has_text="liked your tweet")
    expect(row).to_contain_text("bo")
    expect(row).to_contain_text("Bread is in the oven.")
    expect(page.locator("article", has_text="Good morning")).to_contain_text("Named you")
    expect(bell).not_to_contain_text("unread")
    expect(page.locator(".unread")).to_have_count(2)

    cara.ask("POST", f"/api/tweets/{tweet_id}/like")
    pill = page.get_by_role("button", name="1 new")
    expect(pill).to_be_visible()
    expect(row).not_to_contain_text("cara")
    pill.click()
    expect(row).to_contain_text("cara and bo liked your tweet")

    row.get_by_role("button", name="Dismiss").click()
    expect(row).to_have_count(0)
    page.reload()
    expect(page.locator("article", has_text="Good morning")).to_be_visible()
    expect(row).to_have_count(0)


def test_strangers_who_are_held_back_wait_until_they_are_let_in(page: Page, node: Program, bo: Person) -> None:
    sign_up(page, node.url, "edda")
    page.goto(f"{node.url}/settings?section=notifications")
    page.get_by_role("radiogroup", name="People you do not follow").get_by_role("radio", name="Hold back").click()
    likes = page.get_by_role("switch", name="Likes: in the list")
    likes.click()
    expect(likes).to_have_attribute("aria-checked", "false")
    page.reload()
    expect(likes).to_have_attribute("aria-checked", "false")

    bo.tweet("Who is @edda?")
    node.wait_idle()
    page.goto(f"{node.url}/notifications?tab=requests")
    expect(page.get_by_text("Who is @edda?")).to_be_visible()
    page.get_by_role("button", name="Accept bo").click()
    expect(page.get_by_text("Nobody waits.")).to_be_visible()
    page.get_by_role("link", name="All", exact=True).click()
    expect(page.locator("article", has_text="Who is @edda?")).to_be_visible()


def test_a_hashtag_that_is_shown_is_told_of(page: Page, node: Program, bo: Person) -> None:
    bo.tweet("First leaves. #Oolong")
    listening(page, f"{node.url}/tags/oolong")
    expect(page.locator("article", has_text="First leaves.")).to_be_visible()

    bo.tweet("Second leaves. #oolong")

    page.get_by_role("button", name="1 new tweet").click()
    expect(page.locator("article", has_text="Second leaves.")).to_be_visible()


def test_what_was_told_while_the_line_was_broken_comes_after_it(page: Page, node: Program, bo: Person) -> None:
    sign_up(page, node.url, "finn")
    follow(page, f"{node.url}/@bo")
    listening(page, node.url)

    node.kill()
    expect(page.get_by_text("Your node does not answer.")).to_be_visible()
    node.start()
    bo.tweet("Back again.")

    expect(page.get_by_role("button", name="1 new tweet")).to_be_visible(timeout=2 * PATIENCE_MS)
    expect(page.get_by_text("Your node does not answer.")).to_have_count(0)


def test_home_may_be_ranked_and_says_why(page: Page, node: Program, bo: Person) -> None:
    bo.tweet("Ranked or not, here it is.")
    sign_up(page, node.url, "gil")
    follow(page, f"{node.url}/@bo")
    page.goto(node.url)

    page.get_by_role("radio", name="Ranked").click()
    page.reload()

    expect(page.get_by_role("radio", name="Ranked")).to_be_checked()
    card = page.locator("article", has_text="Ranked or not").first
    card.get_by_role("button", name="More").click()
    expect(page.get_by_role("menu").locator(".why")).not_to_be_empty()


def test_authors_see_their_own_numbers(page: Page, node: Program, bo: Person) -> None:
    sign_up(page, node.url, "hana")
    tweet_id = own_tweet(page, "Counted, once.")
    bo.ask("POST", f"/api/tweets/{tweet_id}/like")
    bo.ask("GET", f"/api/tweets/{tweet_id}")
    node.wait_idle()

    page.goto(f"{node.url}/analytics")
    expect(page.locator(".tile", has_text="Reactions")).to_contain_text("1")
    figure = page.locator("figure", has_text="Answers, likes")
    figure.get_by_role("application").press("End")
    expect(figure.locator(".value")).to_contain_text(": 1")
    figure.get_by_text("As a table").click()
    expect(figure.get_by_role("row")).to_have_count(29)
    page.get_by_role("radio", name="Latest").click()
    page.get_by_role("link", name="Counted, once.").click()
    expect(page.locator("[data-opened]")).to_contain_text("1 reaction")

    page.goto(f"{node.url}/settings?section=numbers")
    page.get_by_role("switch").click()
    page.reload()
    expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "false")
