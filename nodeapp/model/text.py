"""Text: cleaning, counting as a person counts, finding links, mentions and hashtags, and rendering them."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    import regex

Kind = Literal["text", "link", "mention", "hashtag"]

# C0 and C1 controls but newline; surrogates; the bidirectional overrides and isolates that reorder others' words (I26).
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_GRAPHEME = r"\X"
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
# Letters, marks and signs that are drawn as nothing: joiners and selectors, the Hangul fillers, the empty Braille cell.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# What normalising sorts, which takes the square of how much of it stands in a row. Thirty are enough for every language
# (UAX #15, section 13). The two others become marks under NFKC.
_MARKS = r"([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

_LINK = r"(?<![\w@/])https?://[^\s<>\"\u201c\u201d\u201e\u00ab\u00bb\u300c-\u300f]+"
_HOST = r"(?:\[[0-9a-fA-F:.]+\]|[\w](?:[\w\-]*[\w])?(?:\.[\w](?:[\w\-]*[\w])?)*)(?::\d{1,5})?"
_MENTION = rf"(?<![\w@/])@[A-Za-z0-9_]+(?:[A-Za-z0-9_.\-]*[A-Za-z0-9_](?=@))?(?:@{_HOST})?(?!@)"
_HASHTAG = r"(?<![\w&/#])[#\uff03](?=\w*[^\W\d])(?!https?://)\w+"
_TOKEN = re.compile(rf"(?P<link>{_LINK})|(?P<mention>{_MENTION})|(?P<hashtag>{_HASHTAG})", re.IGNORECASE)

_SHOWN_LINK_MAX = 50
_TRAILING = ".,;:!?'\"*_~\u2026\u3002\u3001\uff0c"
_PAIRS = {")": "(", "]": "[", "}": "{", "\uff09": "\uff08"}


class Token(Struct, frozen=True):
    """A stretch of a text."""

    kind: Kind
    text: str


def clean(raw: str) -> str:
    """NFC, newlines as \\n, no control characters, no blank ends, at most two newlines in a row; '' if none is seen."""
    text = normalized("NFC", raw.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    cleaned = re.sub(r"\n{3,}", "\n\n", _CONTROLS.sub("", text)).strip()
    return cleaned if cleaned.isascii() or any(map(_is_seen, cleaned)) else ""


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN_CATEGORIES and _UNSEEN.fullmatch(character) is None


def one_line(raw: str) -> str:
    """Like `clean`, for names and titles: white space of every kind becomes one space."""
    return " ".join(clean(raw).split())


def graphemes(text: str) -> int:
    if text.isascii() and "\r" not in text:
        return len(text)
    return len(_pattern(_GRAPHEME).findall(text))


def length(text: str, link_characters: int) -> int:
    """Characters as a person counts them (UAX #29), each link counting `link_characters`."""
    return sum(link_characters if token.kind == "link" else graphemes(token.text) for token in _joined(tokens(text)))


def tokens(text: str) -> list[Token]:
    """The text cut into links, mentions, hashtags and what lies between; joined again they are the text."""
    found: list[Token] = []
    position = 0
    while match := _TOKEN.search(text, position):
        kind: Kind = match.lastgroup  # type: ignore[assignment]  # the group names are the kinds
        word = _without_trailing(match.group()) if kind == "link" else match.group()
        if kind == "link" and len(word) <= word.index("//") + 2:
            word, kind = match.group(), "text"
        if match.start() > position:
            found.append(Token("text", text[position : match.start()]))
        found.append(Token(kind, word))
        position = match.start() + len(word)
    if position < len(text):
        found.append(Token("text", text[position:]))
    return found


def mentions(text: str) -> tuple[str, ...]:
    """Handles without the leading @, in order, each once."""
    return tuple(dict.fromkeys(token.text[1:] for token in tokens(text) if token.kind == "mention"))


def hashtags(text: str, characters_max: int) -> tuple[str, ...]:
    """Normalised tags without #, in order, each once; those that are too long are ordinary words."""
    tags = (hashtag_key(token.text[1:]) for token in tokens(text) if token.kind == "hashtag")
    return tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= characters_max))


def hashtag_key(tag: str) -> str:
    """Two spellings with one key are one hashtag."""
    return normalized("NFKC", tag).casefold()


def normalized(form: Literal["NFC", "NFKC"], raw: str) -> str:
    """In time that grows with the length and no faster: of marks in a row the first thirty stay."""
    return raw if raw.isascii() else unicodedata.normalize(form, _pattern(_MARKS).sub(r"\1", raw))


def to_html(text: str, mention_url: Callable[[str], str | None], tag_url: Callable[[str], str]) -> str:
    """Paragraphs with links; a mention that leads nowhere stays text. Everything else is escaped (W01)."""

    def rendered(token: Token) -> str:
        if token.kind == "link":
            return _anchor(token.text, _shown(token.text), "")
        if token.kind == "hashtag":
            return _anchor(tag_url(hashtag_key(token.text[1:])), token.text, ' class="mention hashtag" rel="tag"')
        url = mention_url(token.text[1:]) if token.kind == "mention" else None
        if url is None:
            return escape(token.text).replace("\n", "<br>")
        return _anchor(url, "@" + token.text[1:].partition("@")[0], ' class="u-url mention"')

    return "".join(
        f"<p>{''.join(rendered(token) for token in tokens(paragraph))}</p>"
        for paragraph in text.split("\n\n")
        if paragraph
    )


def is_language(code: str, characters_max: int) -> bool:
    """A BCP 47 tag of the usual kind."""
    return len(code) <= characters_max and _LANGUAGE.fullmatch(code) is not None


@cache
def _pattern(source: str) -> "regex.Pattern[str]":
    import regex  # noqa: PLC0415 (5 to 25 ms of every start and command; text in ASCII does without)

    return regex.compile(source)


def _without_trailing(link: str) -> str:
    """Punctuation that ends a sentence is not the link's; a closing bracket is only when it was opened inside."""
    while link:
        last = link[-1]
        if last in _TRAILING or (last in _PAIRS and link.count(last) > link.count(_PAIRS[last])):
            link = link[:-1]
        else:
            break
    return link


def _joined(found: list[Token]) -> list[Token]:
    """Neighbours that are not links as one, so that a grapheme is never counted twice at a border."""
    joined: list[Token] = []
    for token in found:
        if token.kind != "link" and joined and joined[-1].kind == "text":
            joined[-1] = Token("text", joined[-1].text + token.text)
        else:
            joined.append(token if token.kind == "link" else Token("text", token.text))
    return joined


def _anchor(url: str, text: str, attributes: str) -> str:
    rel = "" if "rel=" in attributes else ' rel="nofollow noopener noreferrer"'
    return f'<a href="{escape(url)}"{attributes}{rel}>{escape(text)}</a>'


def _shown(url: str) -> str:
    """A link's own address, its scheme left out, cut where it is long: what is shown is where it leads."""
    bare = url.partition("://")[2]
    return bare if len(bare) <= _SHOWN_LINK_MAX else bare[: _SHOWN_LINK_MAX - 1] + "…"
