import json
from pathlib import Path

import pytest

from nodeapp.model import text

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "tweet_length.json").read_text("utf-8"))


def _vectors():
    return VECTORS["vectors"] if isinstance(VECTORS, dict) else VECTORS


@pytest.mark.parametrize("vector", _vectors(), ids=lambda vector: vector["note"])
def test_a_tweet_is_as_long_as_a_person_counts_it(vector):
    assert text.length(vector["text"], 23) == vector["length"]


@pytest.mark.parametrize(
    ("raw", "kinds"),
    [
        ("see https://x.example/a_(b).", ["text", "link", "text"]),
        ("(https://x.example)", ["text", "link", "text"]),
        ("@ada @bo@tea.example:8443 hi", ["mention", "text", "mention", "text"]),
        ("mail ada@tea.example", ["text"]),
        ("#Tea #1 #日本 a#b", ["hashtag", "text", "hashtag", "text"]),
        ("https://x.example/#tag", ["link"]),
        ("https://", ["text"]),
        ("@ada.", ["mention", "text"]),
    ],
)
def test_a_text_is_cut_into_links_mentions_and_hashtags(raw, kinds):
    found = text.tokens(raw)

    assert [token.kind for token in found] == kinds
    assert "".join(token.text for token in found) == raw


def test_a_mention_may_name_a_host_with_a_port():
    assert text.mentions("hello @ada@127.0.0.1:8421, and @bo") == ("ada@127.0.0.1:8421", "bo")


def test_hashtags_that_differ_only_in_case_are_one():
    assert text.hashtags("#Tea #TEA #tea", 100) == ("tea",)


def test_a_hashtag_that_is_too_long_is_a_word():
    assert text.hashtags("#" + "a" * 101, 100) == ()


def test_i26_characters_that_reorder_or_hide_words_are_taken_out():
    assert text.clean("a\u202eb\u2066c\x00d\ufeff") == "abcd"


@pytest.mark.parametrize(
    "raw", ["\u200b", " \u200d\u2060 ", "\u2800\u3164", "\u034f\ufe0f", "\U000e0020", "\u00ad\n\u200b"]
)
def test_i26_words_that_nobody_can_see_are_none(raw):
    assert text.clean(raw) == text.one_line(raw) == ""


@pytest.mark.parametrize(
    "raw", ["\u200bx", "\U0001f469\u200d\U0001f467", "\U0001fae8", "\u2764\ufe0f", "\u0301", "\u05d0", "1\ufe0f\u20e3"]
)
def test_what_can_be_seen_is_left_with_what_joins_it(raw):
    assert text.clean(raw) == raw


def test_cleaning_keeps_paragraphs_and_no_more():
    assert text.clean("  one\r\n\r\n\r\n\r\ntwo  ") == "one\n\ntwo"


def test_w01_rendering_escapes_everything_that_is_not_a_link():
    html = text.to_html('<script>alert(1)</script> "&', lambda handle: None, lambda tag: "")

    assert html == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &quot;&amp;</p>"


def test_w01_a_link_cannot_break_out_of_its_attribute():
    html = text.to_html("https://x.example/'onclick='alert(1)", lambda handle: None, lambda tag: "")

    assert "'onclick" not in html


def test_rendered_mentions_and_hashtags_lead_somewhere():
    html = text.to_html(
        "@ada on #Tea", {"ada": "https://n.example/@ada"}.get, lambda tag: f"https://n.example/tags/{tag}"
    )

    assert '<a href="https://n.example/@ada" class="u-url mention"' in html
    assert '<a href="https://n.example/tags/tea" class="mention hashtag" rel="tag">#Tea</a>' in html


def test_a_mention_that_leads_nowhere_stays_text():
    assert text.to_html("@nobody", lambda handle: None, lambda tag: "") == "<p>@nobody</p>"
