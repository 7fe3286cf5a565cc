"""Which addresses are public, and how strictly a URL is read."""

import pytest

from federation.addresses import MappedResolver, is_public
from federation.errors import Malformed
from federation.jsonld import authority_of, same_authority, same_id
from federation.urls import read_url

PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104
    "255.255.255.255",
    "192.0.0.1",
    "192.0.2.2",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "192.88.99.1",
    "224.0.0.1",
    "240.0.0.1",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%lo",
    "fc00::1",
    "fd00::2",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
]
WRAPPED = [
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::1",
    "::ffff:0:127.0.0.1",
]
ODD = [
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.0.01/",
    "http://①②⑦.0.0.1/",
    "http://127。0。0。1/",
    "http://localhost./",
    "http://127.0.0.1./",
    "http://user@good.example/",
    "http://a@127.0.0.1/",
    "http://a:b@127.0.0.1/",
    "http://good.example\\@127.0.0.1/",
    "http://good.example\t/",
    " http://good.example/",
    "http://good.example/\r\nHost: evil",
    "http://[::1%25lo]/",
    "http://[::1]evil/",
    "http://[127.0.0.1]/",
    "http://good..example/",
    "http://-good.example/",
    "http://good.example:0/",
    "http://good.example:99999/",
    "http://good.example:8o/",
    "http:///path",
    "//good.example/",
    "ftp://good.example/",
    "file:///etc/passwd",
    "data:text/plain,x",
    "",
    "https://" + "a" * 64 + ".example/",
    "https://good.example/" + "a" * 3_000,
]


@pytest.mark.parametrize("address", PRIVATE)
def test_s01_no_private_address_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", WRAPPED)
def test_s02_no_ipv6_address_that_wraps_an_ipv4_address_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001::1"])
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", ODD)
def test_s03_an_odd_form_of_a_host_is_not_an_address(url: str) -> None:
    with pytest.raises(Malformed):
        read_url(url)


def test_s03_what_follows_a_hash_is_never_the_host() -> None:
    assert read_url("http://evil.example#@127.0.0.1").host == "evil.example"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTPS://Good.Example:443", "https://good.example/"),
        ("https://good.example/a%2Fb?c=%20#d", "https://good.example/a%2Fb?c=%20"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("http://[0:0::1]:8420/", "http://[::1]:8420/"),
        ("http://LOCALHOST:8420/x", "http://localhost:8420/x"),
    ],
)
def test_a_url_has_one_canonical_spelling(written: str, canonical: str) -> None:
    assert read_url(written).text == canonical


def test_an_authority_always_has_its_port() -> None:
    assert authority_of("https://Good.example/x") == "good.example:443"
    assert authority_of("http://[::1]/x") == "[::1]:80"


def test_two_ports_of_one_host_are_two_authorities() -> None:
    assert same_authority("http://127.0.0.1:8420/a", "http://127.0.0.1:8420/b")
    assert not same_authority("http://127.0.0.1:8420/a", "http://127.0.0.1:8421/a")
    assert not same_authority("https://good.example/", "https://good.example.evil.example/")


def test_what_cannot_be_read_shares_no_authority_with_itself() -> None:
    assert not same_authority("urn:x", "urn:x")
    assert not same_id("https://good.example./", "https://good.example./")


@pytest.mark.anyio
async def test_a_made_up_name_leads_only_where_it_was_mapped() -> None:
    resolver = MappedResolver({"good.example": ("127.0.0.1", 9_000)}, MappedResolver({"b.example": ("::1", 1)}))

    found = [await resolver.resolve("good.example", 443), await resolver.resolve("b.example", 443)]

    assert found == [[("127.0.0.1", 9_000)], [("::1", 1)]]
    with pytest.raises(OSError, match="name"):
        await resolver.resolve("elsewhere.example", 443)
