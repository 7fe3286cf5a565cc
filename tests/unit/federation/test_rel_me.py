"""Links with rel="me", found in any page, however broken, within a bounded time."""

import pytest

from federation.links import own_links

ME = "https://tea.example/@ada"


@pytest.mark.parametrize(
    "page",
    [
        f'<a rel="me" href="{ME}">me</a>',
        f"<a href='{ME}' rel='nofollow ME noopener'>me</a>",
        f"<A HREF={ME} REL=me>me</A>",
        f'<head><link rel="me" href="{ME}"/></head>',
        f'<a class="x"\n rel = "me"\n href = "{ME}" >me</a>',
        f'<script>if (a < b) "<a";</script><a rel="me" href="{ME}">me</a>',
        f'<a <a rel="me" href="{ME}">me</a>',
        f'<!doctype html><!-- > --><p>a < b</p><a rel="me" href=" {ME} ">me</a>',
    ],
)
def test_a_link_of_ones_own_is_found(page: str) -> None:
    assert own_links(page) == [ME]


def test_entities_are_read() -> None:
    assert own_links('<a rel="me" href="https://tea.example/?a=1&amp;b=2">me</a>') == ["https://tea.example/?a=1&b=2"]


@pytest.mark.parametrize(
    "page",
    [
        f'<a href="{ME}">me</a>',
        f'<a rel="author" href="{ME}">me</a>',
        f'<a rel="home" data-rel="me" href="{ME}">me</a>',
        f'<!-- <a rel="me" href="{ME}">me</a> -->',
        f'<!-- <a rel="me" href="{ME}">me</a>',
        f'<script>"<a rel=me href={ME}>"</script>',
        f'<textarea><a rel="me" href="{ME}"></textarea>',
        f'<template><a rel="me" href="{ME}"></template>',
        f'&lt;a rel="me" href="{ME}"&gt;',
        f'<abbr rel="me" href="{ME}">',
        f'<a rel="me" href="{ME}"',
        '<a rel="me">me</a>',
        "",
    ],
)
def test_nothing_else_is(page: str) -> None:
    assert own_links(page) == []


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<a rel=me ",
        "<",
        "<!--",
        "<script>",
        "<a rel=",
        '<a rel="',
        "<a href='x' ",
        "</script",
        "<a " + "x" * 3_999,
    ],
)
def test_s12_a_page_made_to_take_long_does_not(piece: str) -> None:
    """One pass over a megabyte; where it took the square of that this test would not end."""
    assert own_links(piece * (1_048_576 // len(piece))) == []


def test_links_are_bounded() -> None:
    assert len(own_links(f'<a rel="me" href="{ME}">' * 5_000)) == 1_000
