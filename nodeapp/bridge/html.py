"""Other people's HTML: made safe by an allow-list, and read as plain text."""

import re
from html import unescape

import nh3

from nodeapp.model import text

TAGS = frozenset(["p", "br", "a", "span", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li"])
CLASSES = frozenset(["u-url", "mention", "hashtag", "h-card", "invisible", "ellipsis"])

# Their words are not content: without this their inner text would be shown.
_SILENT = frozenset(["script", "style", "template", "noscript", "iframe", "object", "embed", "math", "svg"])
_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={*_SILENT, "title", "textarea", "select"},
    attributes={"*": set(), "a": {"href"}},
    allowed_classes={"a": set(CLASSES), "span": set(CLASSES)},
    link_rel="nofollow noopener noreferrer",
    url_schemes={"http", "https"},
    url_relative="deny",
    strip_comments=True,
)
_BLOCKS = frozenset({"p", "blockquote", "pre", "ul", "ol"})
_LINES = frozenset({"br", "li"})
# Where the words begin that stand for a quote where a server cannot show one: shown twice where it can.
_QUOTE_FALLBACK = re.compile(r"<(p|span)\s+class=[\"']quote-inline[\"']>")
_PIECE = re.compile(r'<(/?)(\w+)((?:[^<>"]*"[^"]*")*[^<>"]*)>|([^<]+|<)')
_HREF = re.compile(r'\bhref="(https?://([^"]*))"')
_DEPTH_MAX = 100
# Those that may be left open, or have nothing inside, do not nest.
_TAG = re.compile(r"<(/?)(?!(?:br|hr|img|p|li)\b)[a-zA-Z]", re.IGNORECASE)


def sanitised(html: str, characters_max: int) -> str:
    """Only what the allow-list names is left; links lead to http(s) and tell nobody where they were found.

    Threats W01, W02, P13.
    """
    return _CLEANER.clean(_shallow(html[:characters_max]))


def without_quote_fallback(html: str) -> str:
    begin = _QUOTE_FALLBACK.search(html)
    if begin is None:
        return html
    _, end, after = html[begin.end() :].partition(f"</{begin.group(1)}>")
    return html[: begin.start()] + after if end else html


def plain(html: str) -> str:
    """What a person reads, paragraphs kept; for search, and wherever HTML has no place.

    A link that is shown short is written whole: nothing else would say that it is one, nor where it leads.
    Of sanitised HTML only: there every tag is whole, and a < in a text is written as &lt;.
    """
    parts: list[str] = []
    link, begin = None, 0
    for closing, tag, attributes, words in _PIECE.findall(html):
        if words:
            parts.append(words)
        elif tag == "a" and not closing:
            link, begin = _HREF.search(attributes), len(parts)
        elif tag == "a" and link is not None:
            if _is_short("".join(parts[begin:]), link.group(2)):
                parts[begin:] = [link.group(1)]
            link = None
        elif tag in _BLOCKS and (closing or parts):
            parts.append("\n\n")
        elif tag in _LINES and not closing:
            parts.append("\n")
    return text.clean(unescape("".join(parts)))


def _is_short(shown: str, address: str) -> bool:
    """Whether what is shown is an address without its scheme: all of it, or how it begins, with its whole host."""
    beginning, whole = shown.strip().removesuffix("…").removeprefix("www."), address.removeprefix("www.")
    return len(beginning) >= len(whole.partition("/")[0]) and whole.startswith(beginning)


def _shallow(html: str) -> str:
    """Cut where nesting passes any honest depth: parsers take time with the square of it (W34)."""
    depth = 0
    for match in _TAG.finditer(html):
        depth += -1 if match.group(1) else 1
        if depth > _DEPTH_MAX:
            return html[: match.start()]
    return html
