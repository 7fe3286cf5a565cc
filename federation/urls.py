"""Reads a URL in one strict way, so that what is checked, signed and connected to is the same host."""

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, urlsplit

from msgspec import Struct

from federation.errors import Malformed

URL_CHARACTERS_MAX = 2_048
NAME_CHARACTERS_MAX = 253
DEFAULT_PORTS = {"http": 80, "https": 443}
_REMEMBERED = 2_048
"""Of addresses and of hosts: one delivery names the same few again and again."""

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# Host names that end in a number are read as addresses by some resolvers: 2130706433, 0x7f.1, 127.1.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class Url(Struct, frozen=True):
    """An absolute http or https URL, canonical, without its fragment. `host` has no brackets."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port, always both: what decides who may speak for whom."""
        return f"{_bracketed(self.host)}:{self.port}"

    @property
    def netloc(self) -> str:
        """Host, and the port only where it is not the scheme's own: what the Host header says."""
        return _bracketed(self.host) if self.port == DEFAULT_PORTS[self.scheme] else self.authority

    @property
    def text(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.target}"

    @property
    def pair(self) -> tuple[str, int]:
        return self.host, self.port


@lru_cache(maxsize=_REMEMBERED)
def read_url(url: str) -> Url:
    """Raises Malformed for anything but http(s) with a plain host: no user names, no odd number forms, no trailing dot.

    International names become their wire form (IDNA 2008); a non-ASCII path is percent-encoded, the rest stays.
    """
    if len(url) > URL_CHARACTERS_MAX or _FORBIDDEN.search(url):
        raise Malformed("The address is too long or has forbidden characters.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Malformed("The address cannot be read.") from None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or "@" in parts.netloc or port == 0:
        raise Malformed("The address is not plain http or https.")
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._[]|^`{}<>\"")
    if parts.query:
        target += "?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]|^`{}<>\"")
    return Url(scheme, canonical_host(_host_as_written(parts.netloc)), port or DEFAULT_PORTS[scheme], target)


@lru_cache(maxsize=_REMEMBERED)
def canonical_host(host: str) -> str:
    """Lower case, IDNA, without brackets. Raises Malformed for what is neither an address nor a DNS name."""
    if host.startswith("["):
        return _ipv6(host)
    name = host.lower() if host.isascii() else _idna(host)
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _ipv4(host)
    if len(name) > NAME_CHARACTERS_MAX or not all(_LABEL.fullmatch(label) for label in labels):
        raise Malformed("The host name cannot be read.")
    return name


def _idna(host: str) -> str:
    import httpx  # noqa: PLC0415 (0.15 s and 7 MB, and such names are rare)

    try:
        return httpx.URL(f"https://{host}").raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError):
        raise Malformed("The host name cannot be read.") from None


def _host_as_written(netloc: str) -> str:
    if netloc.startswith("["):
        address, bracket, rest = netloc.partition("]")
        if rest and not rest.startswith(":"):
            raise Malformed("The host name cannot be read.")
        return address + bracket
    return netloc.partition(":")[0]


def _ipv4(host: str) -> str:
    # The constructor takes four decimal numbers without leading zeros and nothing else.
    try:
        return str(IPv4Address(host))
    except AddressValueError:
        raise Malformed("The host is an odd form of a number.") from None


def _ipv6(host: str) -> str:
    inside = host[1:-1]
    try:
        if not host.endswith("]") or "%" in inside:
            raise AddressValueError
        return str(IPv6Address(inside))
    except AddressValueError:
        raise Malformed("The host is not an address.") from None


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
