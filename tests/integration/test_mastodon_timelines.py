"""Mastodon's client API: pages of statuses, walked by their links."""

import re
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from nodeapp.model.tweets import Draft
from tests.builders import Caller, Home

pytestmark = pytest.mark.anyio

HOME = "/api/v1/timelines/home"
PUBLIC = "/api/v1/timelines/public"


async def posted(caller: Caller, status: str, **told: Any) -> dict[str, Any]:
    answer = await caller.post("/api/v1/statuses", json={"status": status, **told})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def _numbered(node: Home, count: int) -> tuple[Caller, list[str]]:
    """Somebody's statuses, oldest first, a second apart."""
    ada = await node.client_of("ada")
    ids = []
    for number in range(count):
        node.clock.advance(seconds=1)
        ids.append((await posted(ada, f"number {number}"))["id"])
    return ada, ids


@pytest.mark.parametrize("path", [HOME, PUBLIC, f"{PUBLIC}?local=true", "/api/v1/accounts/{ada}/statuses"])
async def test_a_list_is_walked_down_by_its_links_and_up_again(node: Home, path: str) -> None:
    ada, ids = await _numbered(node, 7)
    path = path.format(ada=(await node.account("ada")).id)
    address = f"{path}{'&' if '?' in path else '?'}limit=3"
    down, up = [], []

    while address:
        page = await ada.get(address)
        down.append(_ids(page))
        address = _link(page, "next")
    while address := _link(page, "prev"):
        page = await ada.get(address)
        up.append(_ids(page))

    newest = ids[::-1]
    assert [some for some in down if some] == [newest[:3], newest[3:6], newest[6:]]
    assert up == [newest[3:6], newest[:3], []]


async def test_links_keep_what_else_was_asked_and_name_this_node(node: Home) -> None:
    ada, _ = await _numbered(node, 3)

    page = await ada.get(f"{PUBLIC}?local=true&limit=1&since_id=1&x=%22%3E", headers={"X-Forwarded-Host": "evil"})

    for which in ("next", "prev"):
        link = _link(page, which)
        assert link.startswith("http://127.0.0.1:8420/api/v1/timelines/public?local=true&limit=1&x=%22%3E&")
        assert "since_id" not in link


async def test_since_gives_the_newest_and_min_the_nearest(node: Home) -> None:
    ada, ids = await _numbered(node, 7)

    since = await ada.get(f"{HOME}?since_id={ids[1]}&limit=2")
    nearest = await ada.get(f"{HOME}?min_id={ids[1]}&limit=2")
    between = await ada.get(f"{HOME}?min_id={ids[1]}&max_id={ids[5]}&limit=2")
    few = await ada.get(f"{HOME}?min_id={ids[5]}&limit=2")
    none = await ada.get(f"{HOME}?min_id={ids[6]}")

    assert _ids(since) == [ids[6], ids[5]]
    assert _ids(nearest) == _ids(between) == [ids[3], ids[2]]
    assert _ids(few) == [ids[6]]
    assert _ids(none) == []
    assert "link" not in none.headers


async def test_min_reaches_far_down(node: Home) -> None:
    author = await node.account("ada")
    ids = []
    for number in range(250):
        node.clock.advance(seconds=1)
        ids.append(str((await node.tweets.post(author, Draft(content=f"number {number}"))).tweet.id))
    ada = await node.client_of("ada")

    nearest = await ada.get(f"{HOME}?min_id={ids[0]}&limit=40")

    assert _ids(nearest) == ids[40:0:-1]


@pytest.mark.parametrize(
    ("limit", "count"), [("", 20), ("limit=2", 2), ("limit=100", 40), ("limit=0", 1), ("limit=-3", 1)]
)
async def test_a_page_has_twenty_and_never_more_than_forty(node: Home, limit: str, count: int) -> None:
    ada, _ = await _numbered(node, 42)

    assert len(_ids(await ada.get(f"{HOME}?{limit}"))) == count


async def test_home_is_of_those_followed_and_pages_by_boosts_too(node: Home) -> None:
    ada, bo, cy = [await node.client_of(name) for name in ("ada", "bo", "cy")]
    await ada.post(f"/api/v1/accounts/{(await node.account('bo')).id}/follow")
    from_cy = await posted(cy, "from cy")
    from_bo = await posted(bo, "from bo")
    boost = (await bo.post(f"/api/v1/statuses/{from_cy['id']}/reblog")).json()

    first = await ada.get(f"{HOME}?limit=1")
    second = await ada.get(_link(first, "next"))

    assert _ids(first) == [boost["id"]]
    assert _ids(second) == [from_bo["id"]]


async def test_a_profile_leaves_out_what_is_not_wanted(node: Home) -> None:
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    theirs = await posted(bo, "hello")
    plain = await posted(ada, "plain")
    reply = await posted(ada, "hi", in_reply_to_id=theirs["id"])
    boost = (await ada.post(f"/api/v1/statuses/{theirs['id']}/reblog")).json()
    path = f"/api/v1/accounts/{(await node.account('ada')).id}/statuses"

    async def shown(query: str) -> list[str]:
        return _ids(await bo.get(f"{path}?{query}"))

    assert await shown("") == [boost["id"], reply["id"], plain["id"]]
    assert await shown("exclude_replies=true") == [boost["id"], plain["id"]]
    assert await shown("exclude_reblogs=1") == [reply["id"], plain["id"]]
    assert await shown("exclude_replies=1&exclude_reblogs=TRUE") == [plain["id"]]
    assert await shown("exclude_replies=0&exclude_reblogs=") == [boost["id"], reply["id"], plain["id"]]
    assert await shown("pinned=true") == await shown("only_media=true") == []


async def test_what_is_unchanged_is_not_sent_again(node: Home) -> None:
    ada, _ = await _numbered(node, 1)

    first = await ada.get(HOME)
    again = await ada.get(HOME, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def _ids(page: httpx.Response) -> list[str]:
    assert page.status_code == 200, page.text
    return [status["id"] for status in page.json()]


def _link(page: httpx.Response, which: str) -> str:
    """'' where there is none."""
    found = re.search(rf'<([^>]+)>; rel="{which}"', page.headers.get("link", ""))
    if found is None:
        return ""
    assert urlsplit(found.group(1)).netloc == "127.0.0.1:8420"
    return found.group(1)
