"""What a delivery must be like to become a letter."""

import gzip
import hashlib
from email.utils import formatdate

import pytest
from msgspec.structs import replace

from federation import jsonld
from federation.errors import BadSignature, Malformed
from federation.inbox import Incoming, read, read_get
from federation.keys import PublicKey
from federation.signatures import Signer, sign
from federation.testing import FakeActor
from federation.vocabulary import Follow, Like
from tests.unit.federation.cast import NOW_MS
from tests.unit.federation.letters import (
    HERE,
    HOUR_MS,
    INBOX,
    accept,
    activity,
    delivered,
    key_of,
    with_header,
)


def test_a_delivery_signed_by_its_actor_becomes_a_letter(ada: FakeActor) -> None:
    unverified = read(delivered(ada), authorities=HERE, now_ms=NOW_MS)

    letter = unverified.verify(key_of(ada))

    assert (unverified.type, unverified.actor, unverified.key_id) == ("Follow", ada.id, ada.key_id)
    assert (letter.id, letter.actor) == (f"{ada.id}/follows/1", ada.id)
    assert letter.activity == Follow(f"{ada.id}/follows/1", ada.id, "https://here.example/ap/users/1")


def test_i01_a_key_of_another_host_signs_for_nobody_here(ada: FakeActor, eve: FakeActor) -> None:
    forged = delivered(eve, activity(ada))

    with pytest.raises(BadSignature):
        read(forged, authorities=HERE, now_ms=NOW_MS)


def test_i01_a_key_of_another_actor_of_the_same_host_is_refused(ada: FakeActor, eve: FakeActor) -> None:
    neighbour = FakeActor("https://good.example/users/bob", "bob", eve.keys)
    unverified = read(delivered(neighbour, activity(ada)), authorities=HERE, now_ms=NOW_MS)

    with pytest.raises(BadSignature, match="another actor"):
        unverified.verify(key_of(neighbour))


def test_i01_a_key_that_claims_another_owner_still_has_to_match(ada: FakeActor, eve: FakeActor) -> None:
    unverified = read(delivered(ada), authorities=HERE, now_ms=NOW_MS)

    for key in (
        PublicKey(ada.key_id, ada.id, eve.keys.public_pem),
        PublicKey(eve.key_id, ada.id, ada.keys.public_pem),
    ):
        with pytest.raises(BadSignature):
            unverified.verify(key)


def test_an_id_of_a_foreign_host_or_none_is_replaced_by_one_made_from_the_body(ada: FakeActor) -> None:
    for claimed in ("https://victim.example/activities/1", None, 7):
        incoming = delivered(ada, activity(ada, id=claimed))

        assert accept(incoming, key_of(ada)).id == f"urn:sha256:{hashlib.sha256(incoming.body).hexdigest()}"


def test_i14_a_replay_has_the_same_id_so_that_it_counts_once(ada: FakeActor) -> None:
    incoming = delivered(ada)

    first = accept(incoming, key_of(ada))
    again = accept(incoming, key_of(ada), NOW_MS + 60_000)

    assert (again.actor, again.id) == (first.actor, first.id)


@pytest.mark.parametrize("passed_ms", [13 * HOUR_MS, 12 * HOUR_MS + 1_000, -HOUR_MS - 1_000, 365 * 24 * HOUR_MS])
def test_i14_an_old_or_a_future_signature_is_refused(passed_ms: int, ada: FakeActor) -> None:
    with pytest.raises(BadSignature, match="too old"):
        read(delivered(ada), authorities=HERE, now_ms=NOW_MS + passed_ms)


def test_i14_a_signature_holds_for_one_path_and_method_only(ada: FakeActor) -> None:
    for incoming in (
        replace(delivered(ada), target="/ap/users/1/inbox"),
        replace(delivered(ada), target="/Inbox"),
        replace(delivered(ada), target="/%69nbox"),
        replace(delivered(ada), target="/inbox%0ahost:%20other.example"),
        replace(delivered(ada), method="PUT"),
    ):
        with pytest.raises(BadSignature, match="match"):
            accept(incoming, key_of(ada))


@pytest.mark.parametrize(
    "date", ["yesterday", "", "0", "Thu, 99 Foo 0000 00:00:00 GMT", "Mon, 01 Jan 0001 00:00:00 GMT"]
)
def test_i14_a_date_that_is_none_is_refused(date: str, ada: FakeActor) -> None:
    with pytest.raises(BadSignature):
        read(with_header(delivered(ada), "date", date), authorities=HERE, now_ms=NOW_MS)


@pytest.mark.parametrize(
    "body",
    [
        b'{"type":"Follow","type":"Delete"}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":1' + b"0" * 400 + b"}",
        b'{"a":1e400}',
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' + b"[" * 100 + b"]" * 100 + b"}",
        b'{"a":"\\ud800"}',
        b'{"\\udfff":1}',
        b'{"a":"\\u0000"}',
        b'{"a":"\x00"}',
        b"\xef\xbb\xbf{}",
        '{"a":1}'.encode("utf-16"),
        b'{"a":"\xff"}',
        b'{"a":' + b"1" * 5_000 + b"}",
        b"[]",
        b'"x"',
        b"null",
        b"",
        b"{",
        b'{"a":[' + b"0," * 60_000 + b"0]}",
        b'{"a":"' + b"x" * 1_048_576 + b'"}',
    ],
    ids=range(22),
)
def test_i23_json_that_readers_could_take_differently_is_refused(body: bytes, ada: FakeActor) -> None:
    headers = sign(ada.signer, "POST", INBOX, body, NOW_MS)
    incoming = Incoming("POST", "/inbox", [(name.lower(), value) for name, value in headers.items()], body)

    with pytest.raises(Malformed):
        read(incoming, authorities=HERE, now_ms=NOW_MS)


def test_s11_a_compressed_delivery_is_refused(ada: FakeActor) -> None:
    body = gzip.compress(jsonld.dumps(activity(ada)))
    headers = sign(ada.signer, "POST", INBOX, body, NOW_MS) | {"content-encoding": "gzip"}
    incoming = Incoming("POST", "/inbox", [(name.lower(), value) for name, value in headers.items()], body)

    with pytest.raises(Malformed, match="compressed"):
        read(incoming, authorities=HERE, now_ms=NOW_MS)


@pytest.mark.parametrize("changes", [{"actor": None}, {"actor": 7}, {"actor": "urn:x"}, {"actor": ["", {}]}])
def test_an_activity_of_nobody_is_refused(changes: dict[str, object], ada: FakeActor) -> None:
    with pytest.raises(BadSignature):
        read(delivered(ada, activity(ada, **changes)), authorities=HERE, now_ms=NOW_MS)


def test_an_activity_without_a_type_or_an_object_is_malformed(ada: FakeActor) -> None:
    with pytest.raises(Malformed):
        read(delivered(ada, activity(ada, type=None)), authorities=HERE, now_ms=NOW_MS)
    with pytest.raises(Malformed):
        accept(delivered(ada, activity(ada, object=None)), key_of(ada))


def test_a_query_may_be_signed_or_left_out(ada: FakeActor) -> None:
    with_query = delivered(ada, url=f"{INBOX}?a=%2F")
    left_out = replace(delivered(ada), target="/inbox?a=%2F")

    assert accept(with_query, key_of(ada)) == accept(left_out, key_of(ada))


def test_an_unknown_actor_s_delete_is_known_before_any_key_is(ada: FakeActor) -> None:
    incoming = delivered(ada, activity(ada, type="Delete", object=ada.id))

    unverified = read(incoming, authorities=HERE, now_ms=NOW_MS)

    assert (unverified.type, unverified.actor) == ("Delete", ada.id)


def test_a_reaction_is_read_as_a_like(ada: FakeActor) -> None:
    incoming = delivered(ada, activity(ada, type="EmojiReact", content="🎉"))

    assert isinstance(accept(incoming, key_of(ada)).activity, Like)


def _asked(actor: FakeActor, *, drop: str | None = None) -> Incoming:
    headers = sign(
        Signer(actor.key_id, actor.signer.private_key), "GET", "https://here.example/ap/tweets/1", None, NOW_MS
    )
    return Incoming("GET", "/ap/tweets/1", [(name.lower(), value) for name, value in headers.items() if name != drop])


def test_a_signed_get_tells_its_reader(ada: FakeActor) -> None:
    reader = read_get(_asked(ada), authorities=HERE, now_ms=NOW_MS)

    assert reader is not None
    assert reader.key_id == ada.key_id
    assert reader.verify(key_of(ada)) == ada.id


def test_an_unsigned_get_has_no_reader(ada: FakeActor) -> None:
    assert read_get(_asked(ada, drop="Signature"), authorities=HERE, now_ms=NOW_MS) is None


def test_a_get_signed_wrongly_is_refused_rather_than_anonymous(ada: FakeActor, eve: FakeActor) -> None:
    reader = read_get(_asked(ada), authorities=HERE, now_ms=NOW_MS)
    late = formatdate(NOW_MS / 1_000 - 90_000, usegmt=True)

    assert reader is not None
    with pytest.raises(BadSignature):
        reader.verify(PublicKey(ada.key_id, ada.id, eve.keys.public_pem))
    for changed in (with_header(_asked(ada), "date", late), with_header(_asked(ada), "host", "other.example")):
        with pytest.raises(BadSignature):
            read_get(changed, authorities=HERE, now_ms=NOW_MS)
