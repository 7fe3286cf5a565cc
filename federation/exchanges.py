"""What the outgoing door permits, and what comes back through it."""

from collections.abc import AsyncIterator

from msgspec import Struct

from federation import jsonld
from federation.urls import Url

OK = 200
# Enough digits for any length that counts, too few to be work.
LENGTH_DIGITS_MAX = 12


class DoorPolicy(Struct, frozen=True, kw_only=True):
    """What the door permits.

    `allowed_pairs` are (host, port) as URLs spell them: only these may be private or plain http.
    """

    user_agent: str
    allowed_pairs: frozenset[tuple[str, int]] = frozenset()
    total_seconds: float = 10
    connect_seconds: float = 5
    body_bytes_max: int = jsonld.BODY_BYTES_MAX
    redirects_max: int = 5
    host_requests_max: int = 300
    host_window_seconds: float = 60
    host_connections_max: int = 16
    connections_max: int = 200
    file_bytes_max: int = 104_857_600
    file_seconds: float = 30
    host_file_requests_max: int = 600
    """In the same window, and apart from the others."""
    host_files_max: int = 4


class FileBody(Struct, frozen=True):
    """A file on its way. What its host calls it is told, not believed; `body` can be read once, while it is open."""

    url: str
    content_type: str
    body: AsyncIterator[bytes]


class Answer(Struct, frozen=True):
    """What came back from `url`. Header names are lower case; the body, unpacked, is kept of a successful GET only."""

    url: Url
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return ", ".join(value for found, value in self.headers if found == name)
