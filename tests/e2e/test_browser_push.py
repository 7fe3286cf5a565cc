"""A browser is told beside its page: switched on in the settings, shown by the worker, opened by a click."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nodeapp.web import ui
from tests.builders import PASSWORD, free_ports
from tests.e2e.programs import Program
from tests.e2e.push_service import PushService, push_service

try:
    from playwright.sync_api import Page, expect, sync_playwright
except ImportError:
    pytest.skip("Playwright is not installed: uv sync --group dev", allow_module_level=True)

PATIENCE_MS = 20_000

# Browsers subscribe with their maker, who is not reached from a test: this one says where our own service is.
SUBSCRIBES = """
(told) => {
  let current = null
  const unsubscribe = async () => { current = null; return true }
  const made = { ...told, options: { applicationServerKey: null }, toJSON: () => told, unsubscribe }
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    made.options.applicationServerKey = applicationServerKey.buffer
    return (current = made)
  }
  PushManager.prototype.getSubscription = async () => current
}
"""
SHOWN = """
async () => (await (await navigator.serviceWorker.getRegistration('/push/')).getNotifications())
  .map(({ title, body, tag, data }) => ({ title, body, tag, data }))
"""


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as service:
        yield service


@pytest.fixture
def node(tmp_path: Path, service: PushService) -> Iterator[Program]:
    with Program(tmp_path / "node", free_ports(1)[0], ("--allow-peer", service.pair)) as node:
        yield node


@pytest.fixture
def page(node: Program, service: PushService) -> Iterator[Page]:
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if found is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    if ui.interface().asset("/sw.js") is None:
        pytest.skip("the page has not been built")
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=sandbox)
        context = browser.new_context(locale="en-GB")
        context.grant_permissions(["notifications"], origin=node.url)
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(f"({SUBSCRIBES})({json.dumps(service.subscription)})")
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        yield page
        browser.close()
    assert complaints == []


def until(done: Any) -> Any:
    deadline = time.monotonic() + PATIENCE_MS / 1_000
    while not (found := done()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def test_switched_on_told_shown_and_opened(page: Page, node: Program, service: PushService) -> None:
    bo = node.account("bo")
    sign_up(page, node.url, "ada")
    page.goto(f"{node.url}/settings?section=notifications")
    switch = page.get_by_role("switch", name="Notify me in this browser")
    expect(switch).to_have_attribute("aria-checked", "false")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith("/subscriptions")):
        switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")

    said = bo.tweet("hello @ada from outside")
    [told] = until(lambda: service.told)
    deliver(page, node.url, told)

    assert until(lambda: page.evaluate(SHOWN)) == [
        {"title": "bo named you", "body": "hello @ada from outside", "tag": told["tag"], "data": f"/@bo/{said['id']}"}
    ]
    worker = page.context.service_workers[0]
    assert worker.url == f"{node.url}/sw.js"
    worker.evaluate(
        """async () => {
          const [notification] = await self.registration.getNotifications()
          self.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
        }"""
    )
    page.wait_for_url(f"**/@bo/{said['id']}")
    expect(page.get_by_text("hello @ada from outside").first).to_be_visible()
    assert page.evaluate(SHOWN) == []

    # The worker stands between no page and the node, and is served under a policy that lets it ask nobody.
    assert page.evaluate("navigator.serviceWorker.controller") is None
    headers = page.request.get(f"{node.url}/sw.js").headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cache-control"] == "no-cache"
    assert headers["content-type"].startswith("text/javascript")


def deliver(page: Page, origin: str, told: dict[str, Any]) -> None:
    """As the browser's own connection would hand it to the worker, opened."""
    devtools = page.context.new_cdp_session(page)
    versions: list[dict[str, Any]] = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: versions.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    until(lambda: page.wait_for_timeout(50) or versions)
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": versions[0]["registrationId"], "data": json.dumps(told)},
    )


def sign_up(page: Page, url: str, username: str) -> None:
    page.goto(f"{url}/signup")
    page.locator("input[name=username]").fill(username)
    page.locator("input[type=password]").first.fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url(f"{url}/")
