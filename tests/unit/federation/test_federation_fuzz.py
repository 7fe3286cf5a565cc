"""Whatever comes in, only the package's own errors go out."""

import json
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from federation.errors import FederationError, Malformed
from federation.inbox import Incoming, read, read_get
from federation.jsonld import loads
from federation.keys import key_from_actor_document
from federation.urls import read_url
from federation.vocabulary import parse_activity, parse_actor, parse_note
from federation.webfinger import parse_handle
from tests.unit.federation.cast import NOW_MS

FIELDS = """
    id type actor object attributedTo content contentMap name summary to cc tag url href mediaType attachment published
    inReplyTo quote replies icon image endpoints sharedInbox inbox outbox publicKey publicKeyPem owner items
    orderedItems preferredUsername alsoKnownAs movedTo
"""
KINDS = "Create Update Delete Undo Announce Follow Accept Note Person Mention Hashtag Link PropertyValue Tombstone"
NAMES = FIELDS.split()
TYPES = KINDS.split()
ADA = "https://good.example/users/ada"
NOTE = "https://good.example/notes/1"
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(TYPES),
    st.sampled_from(
        ["https://good.example/users/ada", "https://good.example/notes/1", "https://[", "http://a:b", "2026-01-01"]
    ),
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=25,
)
OBJECTS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=12).map(
    lambda fields: {"type": "Create", "id": NOTE, "actor": ADA} | fields
)

quick = settings(max_examples=150, deadline=None, database=None, derandomize=True)


@quick
@given(OBJECTS)
def test_any_object_is_read_or_malformed(document: dict[str, object]) -> None:
    with suppress(Malformed):
        parse_activity(document)
    with suppress(Malformed):
        parse_note({"attributedTo": ADA} | document | {"type": "Note"})
    with suppress(Malformed):
        parse_actor(document | {"type": "Person"}, NOTE)
    with suppress(FederationError):
        key_from_actor_document(document, f"{NOTE}#main-key", NOTE)


@quick
@given(st.binary(max_size=64) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_json_or_malformed(body: bytes) -> None:
    with suppress(Malformed):
        assert isinstance(loads(body), dict)


def _nested(opening: str, closing: str, levels: int, inner: str, beside: str) -> bytes:
    return f'{{"a":{opening * (levels - 1)}{inner}{closing * (levels - 1)}{beside}}}'.encode()


@pytest.mark.parametrize("beside", ["", ',"b":"\\ud83d\\ude00"'], ids=["at a glance", "at length"])
@pytest.mark.parametrize("brackets", [("[", "]"), ('{"a":', "}")], ids=["lists", "objects"])
def test_i23_sixty_four_levels_are_read_and_no_more(brackets: tuple[str, str], beside: str) -> None:
    for levels, inner in ((63, "1"), (63, "[]"), (10, '"\\u003c"')):
        assert loads(_nested(*brackets, levels, inner, beside))
    for levels, inner in ((64, "1"), (64, "[]"), (10, '"\\u0000"'), (10, '"\\uDFFF"')):
        with pytest.raises(Malformed):
            loads(_nested(*brackets, levels, inner, beside))


@quick
@given(st.text(max_size=40) | st.text(max_size=20).map(lambda text: f"https://{text}"))
@example("https://[")
@example("https://[::1")
@example("https://::1")
@example("https://xn--")
@example("https://xn--a.example")
@example("https://\u2100.example")
@example("https://" + "\u0131" * 70 + ".example")
@example("https://a\u200d.example")
def test_any_text_is_an_address_or_malformed(text: str) -> None:
    with suppress(Malformed):
        assert read_url(read_url(text).text) == read_url(text)
    with suppress(Malformed):
        parse_handle(f"@ada@{text}")


HEADER = st.tuples(
    st.sampled_from(["signature", "date", "host", "digest", "content-encoding"]),
    st.text(max_size=30)
    | st.sampled_from(
        [
            "here.example",
            "Fri, 15 Jan 2027 08:00:00 GMT",
            "SHA-256=",
            'keyId="https://good.example/k",headers="(request-target) host date digest",signature="AAAA"',
            'keyId="https://good.example/k",headers="(created) date",signature="AAAA",created=1',
        ]
    ),
)


@quick
@given(st.lists(HEADER, max_size=6), st.text(max_size=20))
def test_any_request_is_read_or_refused(headers: list[tuple[str, str]], target: str) -> None:
    for body in (b"", b"{}"):
        incoming = Incoming("POST", target, headers, body)
        with suppress(FederationError):
            read(incoming, authorities=frozenset({"here.example"}), now_ms=NOW_MS)
        with suppress(FederationError):
            read_get(incoming, authorities=frozenset({"here.example"}), now_ms=NOW_MS)
