"""Shares: links in tweets, each under the one address it is counted by."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from nodeapp.model import text

_SPIES = frozenset({"fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "ref_src", "yclid"})
"""What says where somebody found a link, and not what it leads to; so does whatever begins with `utm_`."""
_URL_MAX = 1_000
_PORTS = {"http": 80, "https": 443}


def shared_links(content: str, ours: str, most: int) -> tuple[str, ...]:
    """In order, each once, at most so many. Links to pages of this node (`ours`) are no news to anybody here."""
    if "http" not in content.casefold():
        return ()
    found = (counted_as(token.text) for token in text.tokens(content) if token.kind == "link")
    links = (url for url in found if url is not None and not _is_ours(url, ours))
    return tuple(dict.fromkeys(links))[:most]


def counted_as(url: str) -> str | None:
    """Small letters in scheme and host, no default port, no fragment, no tracking; None for what leads nowhere."""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not name or parts.username is not None or len(url) > _URL_MAX:
        return None
    host = f"[{name}]" if ":" in name else name
    if port is not None and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    asked = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in asked if pair[0] not in _SPIES and not pair[0].startswith("utm_")]
    query = parts.query if len(kept) == len(asked) else urlencode(kept)
    return urlunsplit((scheme, host, parts.path or "/", query, ""))


def _is_ours(url: str, ours: str) -> bool:
    return url == ours or url.startswith(f"{ours}/")
