"""What strangers write, in a real browser: no script of theirs runs, and nobody is asked for anything (W01, W02)."""

import os
import shutil
from pathlib import Path

import pytest

from federation.testing import document_reply, fake_peer
from nodeapp.web import ui
from tests.builders import PASSWORD, listening
from tests.integration.federation.cast import activity, followed, note, posted, resident, send, tweeted

try:
    from playwright.async_api import Page, async_playwright
except ImportError:
    pytest.skip("Playwright is not installed: uv sync --group dev", allow_module_level=True)

pytestmark = pytest.mark.anyio

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
RUN = "window.hurt=1;fetch('https://evil.example/')"
HTML = [
    f"<script>{RUN}</script>",
    f'<img src=x onerror="{RUN}">',
    f'<svg onload="{RUN}"><script>{RUN}</script></svg>',
    f'<math><mtext><table><mglyph><style><img src=x onerror="{RUN}">',
    f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
    f"<template><script>{RUN}</script></template>",
    f'<!--<img src="--><img src=x onerror={RUN}//">',
    f"<![CDATA[<script>{RUN}</script>]]>",
    f'<a href="javascript:{RUN}">a</a><a href="java\tscript:{RUN}">b</a><a href="&#106;avascript:{RUN}">c</a>',
    '<a href="data:text/html,x">d</a><a href="vbscript:x">e</a><a href="//evil.example/">f</a>',
    f'<iframe srcdoc="<script>{RUN}</script>"></iframe><object data="javascript:{RUN}"></object>',
    f'<form action="javascript:{RUN}"><button id=body formaction="javascript:{RUN}">g</button></form>',
    '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example/">',
    "<style>@import 'https://evil.example/'; body{display:none}</style><link rel=stylesheet href=https://evil.example/>",
    '<p style="position:fixed;inset:0;background:url(https://evil.example/)" class="composer">over everything</p>',
    f'<details open ontoggle="{RUN}"><input autofocus onfocus="{RUN}">',
    f'<video src=https://evil.example/ onerror="{RUN}"></video><audio src=https://evil.example/ autoplay></audio>',
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"{{@html '<img src=x onerror={RUN}>'}} {{{{constructor.constructor('{RUN}')()}}}}",
    "<p>" * 3_000 + "deep" + "<blockquote>" * 3_000,
    "W" * 20_000 + "\u202egnirts" + "\u0301" * 500,
]
NAMES = [HTML[0], HTML[1], f"</title>{HTML[0]}", f'"><img src=x onerror={RUN}>', "\u202e\u200b", "A" * 5_000]


async def _looked_at(page: Page, url: str, paths: list[str]) -> list[str]:
    """Opens each page and scrolls through it; what was wrong with it."""
    wrong = []
    for path in paths:
        await page.goto(url + path)
        await page.wait_for_load_state("networkidle")
        await page.mouse.wheel(0, 20_000)
        if await page.evaluate("window.hurt"):
            wrong.append(f"{path}: a script ran")
        odd = "[...document.querySelectorAll('main a[href]')].map(a => a.getAttribute('href'))"
        hrefs = await page.evaluate(f"{odd}.filter(href => !/^(https?:\\/\\/|\\/(?!\\/)|#)/.test(href))")
        wrong += [f"{path}: leads to {href}" for href in hrefs]
        if await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{path}: wider than the window")
    return wrong


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine: apt-get install chromium")
@pytest.mark.skipif(not ui.interface().assets, reason="the page has not been built")
async def test_w01_w02_nothing_that_strangers_write_runs_or_asks_anybody(tmp_path: Path) -> None:
    async with fake_peer() as peer, listening(tmp_path / "node", allow_peers=("{}:{}".format(*peer.pair),)) as home:
        ada, eve = await home.account("ada"), resident(peer, "eve")
        await followed(home, ada, eve)
        fields = [
            {"type": "PropertyValue", "name": name, "value": html} for name, html in zip(NAMES, HTML, strict=False)
        ]
        profile = {"name": NAMES[1], "summary": "".join(HTML[:19]), "attachment": fields, "url": f"javascript:{RUN}"}
        peer.serve("/users/eve", document_reply(eve.document() | profile))
        await send(home, eve, activity(eve, "Update", "profile", eve.document() | profile))
        for number, html in enumerate(HTML):
            told = {"summary": html[:500] if number % 3 == 0 else None, "url": f"javascript:{RUN}"}
            picture = {"type": "Image", "url": f"https://tea.example/'\"><b>{number}", "name": html[:500]}
            said = note(eve, str(number), html, attachment=[picture], **told)
            assert await posted(home, eve, activity(eve, "Create", str(number), said)) == 202
            await tweeted(home, ada, f"{number} {html}"[:270].strip())
        await home.wait_idle()
        shown = (await home.client.get("/api/timeline/public?limit=100")).json()["tweets"]

        assert sum(tweet["user"]["host"] is not None for tweet in shown) == len(HTML)

        asked: list[str] = []
        async with async_playwright() as playwright:
            root = hasattr(os, "geteuid") and os.geteuid() == 0
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if root else [])
            page = await browser.new_page()
            page.on("dialog", lambda dialog: asked.append(dialog.message))
            page.on("request", lambda request: asked.append(request.url))
            await page.goto(f"{home.origin.url}/login")
            await page.locator("input[name=login], input[autocomplete=username]").first.fill("ada")
            await page.locator("input[type=password]").fill(PASSWORD)
            await page.locator("form button[type=submit]").click()
            await page.wait_for_url(f"{home.origin.url}/")
            theirs = f"/@eve@{peer.pair[0]}:{peer.pair[1]}"
            threads = [f"{theirs}/{tweet['id']}" for tweet in shown if tweet["user"]["host"]][:2]
            odd = ["/@%3Cimg%20src=x%3E", "/explore?q=%3Cimg%20src%3Dx%3E", "/search?q=%3Cimg%20src%3Dx%3E"]
            wrong = await _looked_at(page, home.origin.url, ["/", theirs, "/@ada", *threads, *odd])
            await browser.close()

        assert wrong == []
        assert [url for url in asked if not url.startswith(home.origin.url)] == []
