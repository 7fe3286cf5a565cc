"""The outgoing door: where it goes and where it never goes. Canaries check that nothing connected."""

import ssl
from collections.abc import Sequence

import pytest

from federation.addresses import SystemResolver
from federation.errors import FetchFailed, Refused
from federation.fetch import Door
from federation.testing import FakeActor, FakePeer, document_reply, fake_peer, redirect_reply
from tests.unit.federation.cast import OTHER_PUBLIC_IP, PUBLIC_IP, Internet, MakeDoor

pytestmark = pytest.mark.anyio

ADDRESSES = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104
    "255.255.255.255",
    "192.0.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "[::]",
    "[::1]",
    "[fe80::1]",
    "[fc00::1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
]


class Answers:
    """A resolver that gives each list once, in order, and the last one for ever."""

    def __init__(self, *answers: list[tuple[str, int]]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def resolve(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


async def _ask_every_way(door: Door, url: str) -> None:
    with pytest.raises(Refused):
        await door.get_document(url)
    with pytest.raises(Refused):
        await door.get_jrd(url)
    with pytest.raises(Refused):
        await door.post(url, b"{}", {})


@pytest.mark.parametrize("host", ADDRESSES)
async def test_s01_a_private_address_is_never_connected_to(host: str, make_door: MakeDoor) -> None:
    internet = Internet({})

    async with make_door(network=internet) as door:
        for scheme in ("http", "https"):
            await _ask_every_way(door, f"{scheme}://{host}/users/ada")

    assert internet.asked == []


async def test_s01_listeners_on_this_machine_see_no_connection(make_door: MakeDoor, canaries: list[FakePeer]) -> None:
    async with make_door(resolver=SystemResolver()) as door:
        for canary in canaries:
            await _ask_every_way(door, canary.url("/"))
            await _ask_every_way(door, canary.url("/").replace("http:", "https:"))
            await _ask_every_way(door, f"https://localhost:{canary.address[1]}/")
            await _ask_every_way(door, f"https://LOCALHOST:{canary.address[1]}/")

    # The fixture looks at the canaries at the end of every test that asks for them.


@pytest.mark.parametrize(
    "address", ["::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "127.0.0.1"]
)
async def test_s02_a_name_that_leads_to_a_wrapped_address_is_refused(address: str, make_door: MakeDoor) -> None:
    internet = Internet({})

    async with make_door(names={"evil.example": (address, 443)}, network=internet) as door:
        await _ask_every_way(door, "https://evil.example/")

    assert internet.asked == []


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "①②⑦.0.0.1", "localhost.", "a@127.0.0.1", "127.0.0.1."]
)
async def test_s03_an_odd_form_of_a_host_is_refused(host: str, make_door: MakeDoor, canaries: list[FakePeer]) -> None:
    async with make_door(resolver=SystemResolver()) as door:
        for canary in canaries:
            await _ask_every_way(door, f"https://{host}:{canary.address[1]}/")
            await _ask_every_way(door, f"http://{host}:{canary.address[1]}/")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_s04_a_redirect_to_a_private_address_is_not_followed(
    status: int, make_door: MakeDoor, peer: FakePeer, canaries: list[FakePeer], ada: FakeActor
) -> None:
    async with make_door(peer) as door:
        for canary in canaries:
            url = peer.serve("/moved", redirect_reply(canary.url("/"), status))
            with pytest.raises(Refused):
                await door.get_document(url, signer=ada.signer)
            url = peer.serve("/moved", redirect_reply(canary.url("/").replace("http:", "https:"), status))
            with pytest.raises(Refused):
                await door.get_jrd(url)


async def test_s04_a_signature_is_not_sent_on_to_another_host(
    make_door: MakeDoor, peer: FakePeer, ada: FakeActor
) -> None:
    async with fake_peer() as other:
        other.serve_document("/users/eve", {"type": "Person"})
        url = peer.serve("/users/eve", redirect_reply(other.url("/users/eve")))

        async with make_door(peer, other) as door:
            document = await door.get_document(url, signer=ada.signer)

    assert document.url == other.url("/users/eve")
    assert peer.requests[0].header("signature") is not None
    assert other.requests[0].header("signature") is None
    assert other.requests[0].header("host") == other.origin.removeprefix("http://")


async def test_a_redirect_within_a_host_is_signed_anew(make_door: MakeDoor, peer: FakePeer, ada: FakeActor) -> None:
    peer.serve_document("/users/ada", {"type": "Person"})
    url = peer.serve("/@ada", redirect_reply("/users/ada"))

    async with make_door(peer) as door:
        await door.get_document(url, signer=ada.signer)

    first, second = (request.header("signature") for request in peer.requests)
    assert first is not None
    assert second is not None
    assert first != second


async def test_a_delivery_is_never_redirected(make_door: MakeDoor, peer: FakePeer, canaries: list[FakePeer]) -> None:
    url = peer.serve("/inbox", redirect_reply(canaries[0].url("/inbox"), 307))

    async with make_door(peer) as door:
        response = await door.post(url, b"{}", {})

    assert response.status == 307
    assert len(peer.requests) == 1


async def test_s05_more_than_five_redirects_are_refused(make_door: MakeDoor, peer: FakePeer) -> None:
    for step in range(50):
        peer.serve(f"/{step}", redirect_reply(f"/{step + 1}"))

    async with make_door(peer) as door:
        with pytest.raises(Refused, match="too many"):
            await door.get_document(peer.url("/0"))

    assert len(peer.requests) == 6


async def test_s05_circles_of_redirects_are_seen(make_door: MakeDoor, peer: FakePeer) -> None:
    own = peer.serve("/self", redirect_reply("/self"))
    first = peer.serve("/a", redirect_reply("/b"))
    peer.serve("/b", redirect_reply("/a"))

    async with make_door(peer) as door:
        for url in (own, first):
            with pytest.raises(Refused, match="circle"):
                await door.get_document(url)

    assert len(peer.requests) == 3


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "gopher://127.0.0.1/", "data:application/activity+json,{}", "http://a@b/", "//"]
)
async def test_s05_a_redirect_to_what_is_not_the_web_is_refused(
    location: str, make_door: MakeDoor, peer: FakePeer
) -> None:
    url = peer.serve("/moved", redirect_reply(location))

    async with make_door(peer) as door:
        with pytest.raises(Refused):
            await door.get_document(url)


async def test_s06_a_name_is_asked_once_and_its_checked_address_is_connected_to(
    make_door: MakeDoor, server_tls: ssl.SSLContext, canaries: list[FakePeer]
) -> None:
    async with fake_peer(origin="https://good.example", ssl_context=server_tls) as good:
        url = good.serve_document("/users/ada", {"type": "Person"})
        answers = Answers([(PUBLIC_IP, 443)], [canaries[0].address])
        internet = Internet({PUBLIC_IP: good, "127.0.0.1": canaries[0]})

        async with make_door(resolver=answers, network=internet) as door:
            await door.get_document(url)
            asked_before = answers.asked
            with pytest.raises(Refused):
                await door.get_document(url)

    assert asked_before == 1
    assert internet.asked == [PUBLIC_IP]


async def test_s06_of_mixed_addresses_only_the_public_ones_are_tried(
    make_door: MakeDoor, server_tls: ssl.SSLContext, canaries: list[FakePeer]
) -> None:
    async with fake_peer(origin="https://good.example", ssl_context=server_tls) as good:
        url = good.serve_document("/users/ada", {"type": "Person"})
        answers = Answers([canaries[0].address, (PUBLIC_IP, 443), (OTHER_PUBLIC_IP, 443), ("::1", 443)])
        internet = Internet({OTHER_PUBLIC_IP: good})

        async with make_door(resolver=answers, network=internet) as door:
            document = await door.get_document(url)

    assert document.url == "https://good.example/users/ada"
    assert internet.asked == [PUBLIC_IP, OTHER_PUBLIC_IP]


async def test_a_certificate_of_another_name_is_refused(make_door: MakeDoor, server_tls: ssl.SSLContext) -> None:
    async with fake_peer(origin="https://other.example", ssl_context=server_tls) as other:
        url = other.serve_document("/users/ada", {"type": "Person"})

        async with make_door(names={"other.example": (PUBLIC_IP, 443)}, network=Internet({PUBLIC_IP: other})) as door:
            with pytest.raises(FetchFailed):
                await door.get_document(url)

    assert other.requests == []


async def test_an_allowed_pair_opens_one_port_of_one_name_only(make_door: MakeDoor, canaries: list[FakePeer]) -> None:
    async with fake_peer(origin="http://good.example") as good:
        url = good.serve_document("/users/ada", {"type": "Person"})
        names = {name: good.address for name in ("good.example", "evil.example")}

        async with make_door(good, names=names) as door:
            document = await door.get_document(url)
            for refused in ("http://evil.example/users/ada", "http://good.example:81/", "https://good.example/"):
                with pytest.raises(Refused):
                    await door.get_document(refused)
            for canary in canaries:
                with pytest.raises(Refused):
                    await door.get_document(canary.url("/"))

    assert document.body["type"] == "Person"
    assert good.connections == 1


async def test_plain_http_is_refused_even_to_public_addresses(make_door: MakeDoor) -> None:
    internet = Internet({})

    async with make_door(names={"good.example": (PUBLIC_IP, 80)}, network=internet) as door:
        await _ask_every_way(door, "http://good.example/")
        await _ask_every_way(door, f"http://{PUBLIC_IP}/")

    assert internet.asked == []


async def test_a_made_up_name_alone_permits_nothing(make_door: MakeDoor, canaries: list[FakePeer]) -> None:
    async with make_door(names={"good.example": canaries[0].address}) as door:
        await _ask_every_way(door, "http://good.example/")
        await _ask_every_way(door, "https://good.example/")


async def test_a_pair_for_an_address_is_no_pair_for_a_name_that_leads_there(
    make_door: MakeDoor, peer: FakePeer
) -> None:
    _, port = peer.address

    async with make_door(peer, names={"evil.example": peer.address}) as door:
        with pytest.raises(Refused):
            await door.get_document(f"http://evil.example:{port}/")

    assert peer.connections == 0


async def test_a_peer_on_ipv6_can_be_allowed(make_door: MakeDoor) -> None:
    try:
        running = fake_peer(host="::1")
        async with running as six, make_door(six) as door:
            document = await door.get_document(six.serve_document("/users/ada", {"type": "Person"}))
    except OSError:
        pytest.skip("This machine has no IPv6.")

    assert document.require_id() == six.url("/users/ada")
    assert six.requests[0].header("host") == f"[::1]:{six.address[1]}"


async def test_a_query_is_left_out_of_what_is_signed_when_the_peer_refuses_it(
    make_door: MakeDoor, peer: FakePeer, ada: FakeActor
) -> None:
    document = document_reply({"id": peer.url("/outbox?page=1"), "type": "OrderedCollectionPage"})
    refused = redirect_reply("/", 401)
    peer.serve("/outbox", lambda _: refused if len(peer.requests) == 1 else document)

    async with make_door(peer) as door:
        await door.get_document(peer.url("/outbox?page=1"), signer=ada.signer)

    assert [request.target for request in peer.requests] == ["/outbox?page=1"] * 2
    assert peer.requests[0].header("signature") != peer.requests[1].header("signature")


async def test_nothing_but_the_request_is_told(make_door: MakeDoor, peer: FakePeer) -> None:
    url = peer.serve_document("/users/ada", {"type": "Person"})

    async with make_door(peer) as door:
        await door.get_document(url)

    assert {name for name, _ in peer.requests[0].headers} == {"accept", "host", "user-agent", "accept-encoding"}


async def test_an_unknown_name_and_a_closed_port_may_be_tried_later(make_door: MakeDoor, peer: FakePeer) -> None:
    closed = ("127.0.0.1", 1)

    async with make_door(pairs=[closed]) as door:
        for url in ("https://unknown.example/", "http://127.0.0.1:1/"):
            with pytest.raises(FetchFailed) as failure:
                await door.get_document(url)
            assert failure.value.retryable
