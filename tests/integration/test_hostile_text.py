"""Texts made to take long: whatever is sent, the node answers everybody else meanwhile (S12, W34, W35)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from nodeapp.bridge import html
from nodeapp.model import text
from nodeapp.model.accounts import username_key
from tests.builders import PASSWORD, Home

pytestmark = pytest.mark.anyio

MARKS = "a" + "\u0301\u0316" * 150_000
"""Normalising sorts marks; so many of them once took minutes."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.perf_counter()
    yield
    assert time.perf_counter() - began < seconds


@pytest.mark.parametrize("marks", [MARKS, "a" + "\u0301" * 99_000 + "\u0316" * 99_000, "a" + "\uff9e\u0316" * 99_000])
def test_w34_marks_without_end_are_cut_and_not_sorted(marks: str) -> None:
    with within(20):
        assert len(text.clean(marks)) <= 60
        assert len(username_key(marks)) <= 60
        assert len(text.hashtag_key(marks)) <= 60


def test_marks_that_a_language_needs_stay() -> None:
    words = ["ḗ", "Việt", "שָׁלוֹם", "กิ่งไม้", "क्षत्रिय", "がんばれ", "Z̸͎̈a̷͚͝l̴̰̈g̶̘̾o̷̜͝"]

    assert [text.clean(word) for word in words] == words


@pytest.mark.parametrize(
    "piece",
    ["<a ", '<a href="', "<!--", "</", "<?", "<!", "<", "&#", "<p>", "<b><p>", "<svg><p>", "<template>", "<table><tr>"],
)
def test_s12_broken_html_is_read_in_a_moment(piece: str) -> None:
    with within(20):
        html.plain(html.sanitised(piece * (100_000 // len(piece)), 100_000))


def test_s12_a_quote_that_never_ends_is_read_in_a_moment() -> None:
    with within(20):
        html.without_quote_fallback('<span class="quote-inline">' * 18_000)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/auth/register", {"username": MARKS, "password": PASSWORD}),
        ("POST", "/api/auth/register", {"username": "bob", "password": PASSWORD, "display_name": MARKS}),
        ("POST", "/api/auth/register", {"username": "bob", "password": PASSWORD, "email": MARKS}),
        ("POST", "/api/auth/register", {"username": "bob", "password": MARKS}),
        ("POST", "/api/auth/login", {"login": MARKS, "password": MARKS}),
        ("POST", "/api/tweets", {"content": MARKS * 2}),
        ("POST", "/api/tweets", {"content": "tea", "content_warning": MARKS}),
        ("PUT", "/api/users/ada", {"display_name": MARKS, "bio": MARKS}),
        ("PUT", "/api/users/ada", {"fields": [{"name": MARKS, "value": MARKS}]}),
        ("GET", f"/api/users/search?q={MARKS[:5_000]}", None),
        ("GET", f"/api/timeline/hashtag/{MARKS[:5_000]}", None),
        ("GET", f"/api/users/{MARKS[:5_000]}", None),
    ],
    ids=lambda part: "" if isinstance(part, dict) else str(part)[:30],
)
async def test_w35_no_field_of_a_megabyte_holds_anybody_up(node: Home, method: str, path: str, body: Any) -> None:
    caller = await node.client_of("ada")

    with within(1.5):
        answer = await caller.request(method, path, json=body)

    assert answer.status_code < 500


@pytest.mark.parametrize(
    ("method", "path", "field"),
    [("POST", "/api/users/bo/mute", "notifications"), ("PUT", "/api/tweets/{id}", "media")],
)
async def test_a_field_with_the_name_of_a_service_is_told_of_as_any_other(
    node: Home, method: str, path: str, field: str
) -> None:
    ada = await node.client_of("ada")
    await node.account("bo")
    tweet = (await ada.post("/api/tweets", json={"content": "hello"})).json()

    refused = await ada.request(method, path.format(id=tweet["id"]), json={field: "x"})

    assert refused.status_code == 400, refused.text
    assert [(it["field"], it["code"]) for it in refused.json()["errors"]] == [(field, "invalid")]
