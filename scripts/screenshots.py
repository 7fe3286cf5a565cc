#!/usr/bin/env python3
"""Takes pictures of a running node's pages at phone, tablet and desktop width, in both themes."""

import argparse
import os
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {390: 844, 820: 1180, 1440: 900}
THEMES = ("light", "dark")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
SETTLED_MS = 600


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="such as http://127.0.0.1:8420")
    parser.add_argument("--login", help="name to sign in with; without it only what everybody sees")
    parser.add_argument("--password", default="a tower of teacups")
    parser.add_argument("--pages", nargs="*", default=["/", "/explore", "/settings", "/bookmarks"], metavar="PATH")
    parser.add_argument("--into", type=Path, default=Path("build/screenshots"))
    wanted = parser.parse_args()
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    if found is None:
        print("There is no Chromium on this machine: apt-get install chromium", file=sys.stderr)
        return 1
    wanted.into.mkdir(parents=True, exist_ok=True)
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=sandbox)
        for theme in THEMES:
            for width, height in SIZES.items():
                take(browser, wanted, theme, (width, height))
        browser.close()
    return 0


def take(browser: Browser, wanted: argparse.Namespace, theme: str, size: tuple[int, int]) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
        has_touch=size[0] < 640,  # noqa: PLR2004 (where the design's phones end)
    )
    page = context.new_page()
    if wanted.login:
        sign_in(page, wanted.url, wanted.login, wanted.password)
    for path in wanted.pages:
        page.goto(f"{wanted.url}{path}")
        page.wait_for_timeout(SETTLED_MS)
        name = re.sub(r"[^A-Za-z0-9.]+", "-", path).strip("-") or "home"
        file = wanted.into / f"{name}-{size[0]}-{theme}.png"
        page.screenshot(path=str(file))
        print(file)
    context.close()


def sign_in(page: Page, url: str, login: str, password: str) -> None:
    page.goto(f"{url}/login")
    page.locator("input[autocomplete=username]").first.fill(login)
    page.locator("input[type=password]").first.fill(password)
    page.locator("form button[type=submit]").click()
    page.wait_for_url(f"{url}/")


if __name__ == "__main__":
    sys.exit(main())
