"""Tokens where a client cannot set a header: on the paths of Mastodon's streams, and nowhere else."""

from urllib.parse import parse_qsl

from litestar.enums import ScopeType
from litestar.types import Scope

from nodeapp.web.headers import Sent
from nodeapp.web.streaming.paths import is_mastodon

_CHARACTERS_MAX = 1_024
_FIELDS_MAX = 20


def with_token(scope: Scope, sent: Sent) -> Sent:
    """The headers, as if the token that came otherwise stood among them."""
    if not is_mastodon(scope["path"]) or b"authorization" in sent:
        return sent
    token = sent.get(b"sec-websocket-protocol", b"") if scope["type"] == ScopeType.WEBSOCKET else b""
    if not token:
        token = _in_query(scope["query_string"])
    return {**sent, b"authorization": b"Bearer " + token} if 0 < len(token) <= _CHARACTERS_MAX else sent


def _in_query(query: bytes) -> bytes:
    """Whatever else the query says: it is read, and complained of, later on."""
    try:
        pairs = parse_qsl(query.decode("latin-1"), max_num_fields=_FIELDS_MAX)
    except ValueError:
        return b""
    return next((value.encode() for name, value in pairs if name == "access_token"), b"")
