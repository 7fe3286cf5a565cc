"""Web Push: sealed as RFC 8291 says, signed as RFC 8292 says, and padded."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from federation.aes128gcm import (
    BODY_BYTES_MAX,
    TEXT_BYTES_MAX,
    VapidKey,
    base64url,
    read_base64url,
    read_point,
    seal,
    sealed,
)
from federation.errors import Malformed
from tests.receivers import Browser


def test_the_example_of_rfc_8291_is_sealed_byte_for_byte():
    """Source: RFC 8291, section 5 and appendix A."""
    text = read_base64url("V2hlbiBJIGdyb3cgdXAsIEkgd2FudCB0byBiZSBhIHdhdGVybWVsb24")
    point = read_base64url("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
    ours = int.from_bytes(read_base64url("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    key = ec.derive_private_key(ours, ec.SECP256R1())

    body = sealed(
        text + b"\x02", point, read_base64url("BTBZMqHH6r4Tts7J_aSIgg"), key, read_base64url("DGv6ra1nlYgDCS1FRnbzlw")
    )

    assert base64url(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru"
        "3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.mark.parametrize("length", [0, 1, 900, 922, 2_000, TEXT_BYTES_MAX])
def test_what_is_sealed_is_read_by_whom_it_is_for_and_its_length_tells_little(length):
    browser = Browser()

    body = seal(b"a" * length, browser.point, browser.secret)

    assert browser.opened(body) == b"a" * length
    assert len(body) % 1_024 == 0
    assert len(body) <= BODY_BYTES_MAX


def test_what_is_too_long_is_not_sent_in_pieces():
    browser = Browser()

    with pytest.raises(ValueError, match="too long"):
        seal(b"a" * (TEXT_BYTES_MAX + 1), browser.point, browser.secret)


@pytest.mark.parametrize("raw", [b"", b"\x04" + bytes(64), b"\x02" + bytes(32), bytes(65)])
def test_what_is_no_point_of_the_curve_is_no_key(raw):
    with pytest.raises(Malformed):
        read_point(raw)


def test_base64url_is_read_as_clients_send_it():
    assert read_base64url("-_8=") == read_base64url("-_8") == read_base64url("+/8=") == b"\xfb\xff"
    with pytest.raises(Malformed):
        read_base64url("ä")


def test_a_request_is_signed_for_one_service_and_a_time():
    key = VapidKey(b"s" * 32)

    header = key.authorization("https://push.example", "mailto:ada@tea.example", 1_800_000_000)

    scheme, _, told = header.partition(" ")
    token, public = told.removeprefix("t=").split(", k=")
    head, claims, signature = token.split(".")
    raw = read_base64url(signature)
    signed = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    read_point(read_base64url(public)).verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    assert (scheme, public) == ("vapid", VapidKey(b"s" * 32).public)
    assert json.loads(base64.urlsafe_b64decode(head + "==")) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(read_base64url(claims)) == {
        "aud": "https://push.example",
        "exp": 1_800_000_000,
        "sub": "mailto:ada@tea.example",
    }
