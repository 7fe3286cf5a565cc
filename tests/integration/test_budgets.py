"""What a hot request costs in hops and statements: the table of nodeapp/docs/budgets.md, counted."""

import re
from collections import Counter
from contextvars import ContextVar
from importlib.resources import files

import pytest

from nodeapp.backends.sqlite.database import SqliteDatabase

pytestmark = pytest.mark.anyio

counted = ContextVar("counted", default=None)
"""Set in the task that asks, so that what consumers do meanwhile is not counted."""


class Counted:
    """A reader or transaction that counts what is asked of it."""

    def __init__(self, inner, counts):
        self._inner = inner
        self._counts = counts

    def __getattr__(self, name):
        self._counts["writes" if name in ("run", "many") else "reads"] += 1
        return getattr(self._inner, name)


@pytest.fixture(autouse=True)
def counting(monkeypatch):
    def count(name):
        plain = getattr(SqliteDatabase, name)

        async def counting(self, work):
            counts = counted.get()
            if counts is None:
                return await plain(self, work)
            counts["hops"] += 1
            return await plain(self, lambda inner: work(Counted(inner, counts)))

        monkeypatch.setattr(SqliteDatabase, name, counting)

    count("read")
    count("write")


@pytest.fixture
async def ada(node):
    """Her home holds everything there is: tweets, retweets, quotes, answers, mentions, hashtags."""
    ada, bo = await node.client_of("ada"), await node.client_of("bo")
    await ada.post("/api/users/bo/follow")
    for number in range(15):
        tweet = (await bo.post("/api/tweets", json={"content": f"@ada number {number} #tea"})).json()
        await bo.post(f"/api/tweets/{tweet['id']}/quote", json={"content": "again"})
        await bo.post(f"/api/tweets/{tweet['id']}/reply", json={"content": "and again"})
        await ada.post(f"/api/tweets/{tweet['id']}/retweet")
    return ada


async def spent(ada, method, path, **how):
    await ada.get("/api/auth/session")
    counts = Counter()
    token = counted.set(counts)
    try:
        answer = await ada.request(method, path, **how)
    finally:
        counted.reset(token)
    assert answer.is_success, answer.text
    return counts["hops"], counts["reads"], counts["writes"]


def rows(warm=False):
    """(method, path, most hops, most reads, most writes) of every row that is nothing but numbers."""
    page = (files("nodeapp") / "docs" / "budgets.md").read_text("utf-8").split("## Warm")[warm]
    return re.findall(r"^\| `([A-Z]+) ([^`]+)` \| (\d+) \| (\d+) \| (\d+) \|", page, re.MULTILINE)


async def test_what_is_in_memory_costs_no_hop(node, ada):
    page = (await ada.get("/api/timeline/home")).json()
    tweet = page["tweets"][2]
    names = {"tweet": tweet["id"], "cursor": page["pagination"]["cursor"], "bo": tweet["user"]["id"]}

    over = {}
    for method, path, *most in rows(warm=True):
        body = {"json": {"content": "hello #tea", "status": "hello #tea"}} if method == "POST" else {}
        await ada.request(method, path.format(**names), **body)
        await node.wait_idle()
        cost = await spent(ada, method, path.format(**names), **body)
        if any(found > int(bound) for found, bound in zip(cost, most, strict=True)):
            over[method, path] = cost

    assert len(rows(warm=True)) > 8
    assert over == {}


async def test_every_request_keeps_to_its_budget(node, ada):
    page = (await ada.get("/api/timeline/home")).json()
    names = {"tweet": page["tweets"][2]["id"], "cursor": page["pagination"]["cursor"]}

    over = {}
    for method, path, *most in rows():
        if path.endswith("/follow"):
            await ada.delete(path)
        node.ground.memory.forget()
        body = {"json": {"content": "hello @bo #tea"}} if path.endswith(("tweets", "reply")) else {}
        cost = await spent(ada, method, path.format(**names), **(body if method == "POST" else {}))
        if any(found > int(bound) for found, bound in zip(cost, most, strict=True)):
            over[method, path] = cost

    assert len(rows()) > 8
    assert over == {}


async def test_a_long_page_costs_no_more_than_a_short_one(node, ada):
    (most,) = [(int(hops), int(reads)) for _, path, hops, reads, _ in rows() if path == "/api/timeline/home"]

    node.ground.memory.forget()
    hops, reads, _ = await spent(ada, "GET", "/api/timeline/home?limit=100")

    assert hops <= most[0]
    assert reads <= most[1]
