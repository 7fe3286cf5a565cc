"""Other people's HTML: what stays, what goes, and what is read of it."""

import pytest

from nodeapp.bridge import html

REL = 'rel="nofollow noopener noreferrer"'


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<p>a<br>b</p>", "<p>a<br>b</p>"),
        ("<ul><li><em>a</em></li></ul>", "<ul><li><em>a</em></li></ul>"),
        ("<h1>a</h1>", "a"),
        ("<b onclick='x'>a</b>", "a"),
        ('<span class="invisible evil h-card">a</span>', '<span class="invisible h-card">a</span>'),
        ('<a href="https://tea.example/?a=1&b=2">a</a>', f'<a href="https://tea.example/?a=1&amp;b=2" {REL}>a</a>'),
        ('<a href="//tea.example">a</a>', f"<a {REL}>a</a>"),
        ('<a href="vbscript:x">a</a>', f"<a {REL}>a</a>"),
        ("<!-- a --><p>b", "<p>b</p>"),
        ("<style>p{}</style><title>t</title>x", "x"),
        ("a < b & c", "a &lt; b &amp; c"),
    ],
)
def test_w02_only_what_the_allow_list_names_is_left(sent: str, kept: str) -> None:
    assert html.sanitised(sent, 1_000) == kept


def test_what_is_sanitised_once_stays_as_it_is() -> None:
    once = html.sanitised('<p>a <a href="https://tea.example/" class="mention">b</a> &lt;script&gt;</p>', 1_000)

    assert html.sanitised(once, 1_000) == once


def test_w34_absurd_nesting_is_cut() -> None:
    deep = html.sanitised("<ul><li>" * 10_000 + "tea", 100_000)

    assert len(deep) < 5_000


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<p><strong>Title</strong></p>text<p>after</p>", "Title\n\ntext\n\nafter"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ('<p>a <a href="https://tea.example/?a=1>2&quot;<p>">b</a></p>c', "a b\n\nc"),
        ("&amp;lt;p&amp;gt;", "&lt;p&gt;"),
        (
            'see <a href="https://tea.example/a?b=1&amp;c" class="u-url">tea.example/a…</a>.',
            "see https://tea.example/a?b=1&c.",
        ),
        ('<a href="http://www.tea.example"><span>tea.example</span></a>', "http://www.tea.example"),
        (
            '<a href="https://tea.example/@ada" class="mention">@ada</a> <a href="https://tea.example/">tea</a>',
            "@ada tea",
        ),
        ('<a href="https://tea.example.test/">tea.example</a>', "tea.example"),
        ('<a href="https://tea.example/">https://tea.example/</a>', "https://tea.example/"),
        ("", ""),
    ],
)
def test_plain_text_reads_as_a_person_reads(sent: str, read: str) -> None:
    assert html.plain(sent) == read


def test_the_words_that_stand_for_a_quote_are_left_out() -> None:
    sent = '<p>Look</p><p class="quote-inline">RE: <a href="https://a.example/1">a.example</a></p>'

    assert html.without_quote_fallback(sent) == "<p>Look</p>"
