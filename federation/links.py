"""Reads from a web page whose profiles it says are its owner's: links with rel="me" (microformats.org/wiki/rel-me)."""

import re
from html import unescape

import anyio
from anyio.to_thread import run_sync

from federation.errors import FetchFailed
from federation.fetch import Door

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_ACCEPT = "text/html, application/xhtml+xml"
_SECONDS = 10.0
_LINKS_MAX = 1_000

# Every piece begins with < and ends before the next one, so that a page is read once, however broken it is (S12).
_OPENING = re.compile(r"<(?:(!--)|(script|style|template|textarea|title|noscript)\b|(a|link)\b([^<>]{0,4000})>)", re.I)
_ATTRIBUTE = re.compile(r"""(?<![^\s"'/])(rel|href)\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""", re.I)


async def rel_me(door: Door, url: str, bytes_max: int) -> list[str]:
    """The addresses that the page at `url` calls its owner's own, as they are written there.

    Asked for unsigned. Raises FederationError as the door does, and FetchFailed for what is no web page or too long.
    """
    pieces: list[bytes] = []
    try:
        with anyio.fail_after(_SECONDS):
            async with door.get_file(url, _ACCEPT, bytes_max) as file:
                if file.content_type.partition(";")[0].strip().lower() not in HTML_TYPES:
                    raise FetchFailed("the answer is not a web page")
                async for piece in file.body:
                    pieces.append(piece)
    except TimeoutError:
        raise FetchFailed("the other server took too long", retryable=True) from None
    # Latin letters are all that matters here; an address with others in it is written with % signs.
    page = b"".join(pieces).decode("utf-8", "replace")
    return await run_sync(own_links, page)


def own_links(page: str) -> list[str]:
    """Of every `a` and `link` with rel="me", its href; none from comments, scripts or other text that is not shown."""
    found: list[str] = []
    place = 0
    while len(found) < _LINKS_MAX and (opening := _OPENING.search(page, place)) is not None:
        comment, silent, _, attributes = opening.groups()
        place = opening.end()
        if comment or silent:
            closing = re.compile("-->" if comment else rf"</{silent}\b", re.I).search(page, place)
            if closing is None:
                break
            place = closing.end()
            continue
        told = {name.lower(): one or two or three for name, one, two, three in _ATTRIBUTE.findall(attributes)[::-1]}
        if "me" in told.get("rel", "").lower().split() and told.get("href"):
            found.append(unescape(told["href"]).strip())
    return found
