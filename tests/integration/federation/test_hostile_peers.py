"""Hostile peers at the HTTP door: tampered deliveries, and every way to make the node ask where it must not."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import anyio
import pytest

from federation.jsonld import JsonObject
from federation.signatures import Signer, sign
from federation.testing import FakeActor, FakePeer, Reply, document_reply, fake_peer, redirect_reply
from nodeapp.model.ids import AccountId
from nodeapp.queries import deliveries, peers
from nodeapp.seams.database import Transaction
from tests.builders import NOON_MS, FakeClock, Home, key_pair
from tests.integration.federation.cast import (
    activity,
    beside_a_peer,
    followed,
    note,
    posted,
    resident,
    send,
    settled,
    soon,
    texts,
    tweeted,
)

pytestmark = pytest.mark.anyio

Beside = tuple[Home, FakePeer]
Headers = list[tuple[str, str]]

INBOX = "/ap/inbox"


def _replaced(name: str, change: Callable[[str], str]) -> Callable[[Headers], Headers]:
    return lambda headers: [(key, change(value) if key == name else value) for key, value in headers]


def _without(name: str) -> Callable[[Headers], Headers]:
    return lambda headers: [(key, value) for key, value in headers if key != name]


def _twice(name: str) -> Callable[[Headers], Headers]:
    return lambda headers: [*headers, (name, dict(headers)[name])]


TAMPERED: dict[str, Callable[[Headers], Headers]] = {
    "no signature": _without("Signature"),
    "I11 no digest": _without("Digest"),
    "I11 two digests": _twice("Digest"),
    "I11 sha-1": _replaced("Digest", lambda _: "SHA=2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
    "I11 digest of another body": _replaced("Digest", lambda digest: digest[:-5] + "AAAA="),
    "I12 no date": _without("Date"),
    "I12 only the date is signed": _replaced(
        "Signature", lambda s: s.replace("(request-target) host date digest", "date")
    ),
    "I12 target not signed": _replaced("Signature", lambda s: s.replace("(request-target) ", "")),
    "I13 another host": _replaced("Host", lambda _: "victim.example"),
    "I13 two hosts": lambda headers: [*headers, ("Host", "victim.example")],
    "I15 no algorithm": _replaced("Signature", lambda s: s.replace("rsa-sha256", "none")),
    "I15 a shared secret": _replaced("Signature", lambda s: s.replace("rsa-sha256", "hmac-sha256")),
    "I15 ed25519": _replaced("Signature", lambda s: s.replace("rsa-sha256", "ed25519")),
    "I16 two signatures": _twice("Signature"),
    "I16 two key ids": _replaced("Signature", lambda s: s + ',keyId="https://victim.example/#key"'),
    "I16 an unknown parameter": _replaced("Signature", lambda s: s + ',opaque="x"'),
    "I16 64 KB": _replaced("Signature", lambda s: s + "," + "a" * 65_000),
    "S11 packed": lambda headers: [*headers, ("Content-Encoding", "gzip")],
}


async def test_i11_i12_i13_i15_i16_a_tampered_delivery_is_refused_and_leaves_nothing(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await followed(home, ada, bob)
    create = activity(bob, "Create", "1", note(bob, "1", "<p>tampered</p>"))
    headers, body = bob.signed(home.origin.url + INBOX, create, home.clock())

    statuses = {
        name: (await home.client.post(INBOX, headers=change([*headers.items()]), content=body)).status_code
        for name, change in TAMPERED.items()
    }
    await home.wait_idle()

    assert {name: status for name, status in statuses.items() if status not in (400, 401, 421, 431)} == {}
    assert await texts(home, ada) == []


BROKEN = [
    b"",
    b"null",
    b"[]",
    b"{",
    b"\xff\xfe{\x00}\x00",
    b"\xef\xbb\xbf{}",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"actor": ACTOR, "type": "Like", "object": "x", "actor": "y"}',
    b'{"actor": ACTOR, "type": "Like", "object": NaN}',
    b'{"actor": ACTOR, "type": "Like", "object": 1e400}',
    b'{"actor": ACTOR, "type": "Like", "object": ' + b"9" * 5_000 + b"}",
    b'{"actor": ACTOR, "type": "Like", "object": "\\ud800"}',
    b'{"actor": ACTOR, "type": "Like", "object": "\\u0000"}',
    b'{"actor": ACTOR, "type": "Create", "object": ' + b'{"a":' * 100 + b"1" + b"}" * 101,
    b'{"actor": ACTOR}',
    b'{"actor": ACTOR, "type": {}, "object": null}',
]


async def test_i23_json_that_could_be_read_in_two_ways_is_refused_though_it_is_signed(beside: Beside) -> None:
    home, peer = beside
    bob = resident(peer, "bob")

    answers = {}
    for told in BROKEN:
        body = told.replace(b"ACTOR", json.dumps(bob.id).encode())
        headers = sign(bob.signer, "POST", home.origin.url + INBOX, body, home.clock())
        answers[told[:80]] = await home.client.post(INBOX, headers=headers, content=body)

    assert {told: answer.status_code for told, answer in answers.items() if answer.status_code != 400} == {}
    assert peer.requests == []


@pytest.fixture
async def canaries() -> AsyncIterator[list[FakePeer]]:
    """Listeners that nothing may ever connect to: another port, another address, the other family."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(fake_peer(host=host)) for host in ("127.0.0.1", "127.0.0.2", "::1")]


def _spellings(canaries: list[FakePeer]) -> list[str]:
    port = canaries[0].pair[1]
    hosts = ["localhost", "LOCALHOST.", "2130706433", "0x7f.1", "127.1", "0.0.0.1", "[::ffff:127.0.0.1]", "a@127.0.0.1"]
    odd = [f"http://{host}:{port}/x" for host in hosts]
    return [f"{canary.origin}/x" for canary in canaries] + odd + [f"https://127.0.0.1:{port}/x", "file:///etc/passwd"]


async def test_s01_s03_no_activity_makes_the_node_ask_a_private_address(
    beside: Beside, canaries: list[FakePeer]
) -> None:
    home, peer = beside
    ada, eve = await home.account("ada"), resident(peer, "eve")
    await followed(home, ada, eve)

    for number, uri in enumerate(_spellings(canaries)):
        for kind in ("Create", "Update", "Delete", "Announce", "Like", "Follow", "Undo", "Accept", "Move", "Add"):
            await posted(home, eve, activity(eve, kind, f"{kind}-{number}", uri, target=uri))
        told: list[JsonObject] = [
            {"inReplyTo": uri},
            {"quote": uri, "quoteUri": uri, "_misskey_quote": uri},
            {"replies": {"id": uri, "first": uri}, "likes": uri, "shares": uri},
            {"attachment": [{"type": "Image", "url": uri}], "tag": [{"type": "Mention", "href": uri, "name": "@x@y"}]},
            {"url": uri, "@context": uri, "context": uri, "conversation": uri},
        ]
        for part, more in enumerate(told):
            said = note(eve, f"{number}-{part}", "<p>see there</p>") | more
            await posted(home, eve, activity(eve, "Create", f"said-{number}-{part}", said))
    await home.wait_idle()

    assert [canary.connections for canary in canaries] == [0, 0, 0]


async def test_s01_no_key_is_asked_for_at_a_private_address(beside: Beside, canaries: list[FakePeer]) -> None:
    home, peer = beside
    key = resident(peer, "eve").signer.private_key

    for uri in _spellings(canaries):
        stranger = FakeActor(uri, "x", resident(peer, "eve").keys)
        body = json.dumps(activity(stranger, "Like", "1", home.origin.url)).encode()
        headers = sign(Signer(f"{uri}#key", key), "POST", home.origin.url + INBOX, body, home.clock())
        assert (await home.client.post(INBOX, headers=headers, content=body)).status_code == 401
        assert (await home.client.get("/ap/actor", headers=headers)).status_code == 200

    assert [canary.connections for canary in canaries] == [0, 0, 0]


async def test_s01_no_address_in_a_profile_is_asked_or_delivered_to(beside: Beside, canaries: list[FakePeer]) -> None:
    home, peer = beside
    ada = await home.account("ada")
    client = await home.client_of("ada")
    there = f"{canaries[0].origin}/x"
    plain = ("inbox", "outbox", "followers", "featured", "movedTo", "url", "id")
    lies: list[JsonObject] = [{field: there} for field in plain]
    lies += [
        {"endpoints": {"sharedInbox": there}},
        {"icon": {"type": "Image", "url": there}},
        {"publicKey": {"id": there, "owner": there, "publicKeyPem": key_pair().public_pem}},
    ]

    statuses = set()
    for number, lie in enumerate(lies):
        eve = resident(peer, f"eve{number}")
        peer.serve(f"/users/eve{number}", document_reply(eve.document() | lie))
        found = await client.get(f"/api/users/@eve{number}@{peer.pair[0]}:{peer.pair[1]}")
        statuses.add(found.status_code)
        if found.status_code == 200:
            await client.post(f"/api/users/{found.json()['id']}/follow")
        await posted(home, eve, activity(eve, "Follow", "follow", home.origin.account_uri(AccountId(ada.id or 0))))
    await home.wait_idle()
    await tweeted(home, ada, "To those who follow me")
    await settled(home)

    assert statuses == {200, 400}
    assert [canary.connections for canary in canaries] == [0, 0, 0]


async def test_s04_s05_redirects_lead_to_no_private_address_and_in_no_circle(
    beside: Beside, canaries: list[FakePeer]
) -> None:
    home, peer = beside
    ada, eve = await home.account("ada"), resident(peer, "eve")
    await followed(home, ada, eve)
    targets = [*_spellings(canaries), "gopher://127.0.0.1/", "data:text/plain,x", peer.url("/again"), "//127.0.0.2/x"]

    for number, target in enumerate(targets):
        for status in (301, 302, 307, 308):
            uri = peer.serve(f"/away/{number}/{status}", redirect_reply(target, status))
            await posted(home, eve, activity(eve, "Announce", f"{number}-{status}", uri))
    peer.serve("/again", redirect_reply(peer.url("/again")))
    await home.wait_idle()

    assert [canary.connections for canary in canaries] == [0, 0, 0]
    assert sum(request.target == "/again" for request in peer.requests) <= 4


async def test_d03_made_up_addresses_do_not_turn_away_what_is_real_on_the_same_host(beside: Beside) -> None:
    home, peer = beside
    ada = await home.account("ada")
    bob = resident(peer, "bob")
    said = await tweeted(home, ada, "Tea")
    for number in range(310):
        nobody = FakeActor(peer.url(f"/users/nobody{number}"), "nobody", bob.keys)
        await posted(home, nobody, activity(nobody, "Like", "1", home.origin.tweet_uri(said.tweet.id)))

    like = activity(bob, "Like", "1", home.origin.tweet_uri(said.tweet.id))
    during = await posted(home, bob, like)
    home.clock.advance(seconds=61)
    after = await send(home, bob, like)

    assert (during, after) == (503, 202)
    assert (await home.tweets.get(ada, said.tweet.id)).tweet.like_count == 1


async def test_s01_an_allowed_peer_opens_its_own_port_only(
    tmp_path: Path, clock: FakeClock, canaries: list[FakePeer]
) -> None:
    async with beside_a_peer(tmp_path, clock) as (home, peer):
        client = await home.client_of("ada")

        hosts = [uri.partition("://")[2].partition("/")[0] for uri in _spellings(canaries)]
        statuses = {(await client.get(f"/api/users/@x@{host}")).status_code for host in hosts if host}

    assert statuses <= {400, 404}
    assert [canary.connections for canary in canaries] == [0, 0, 0]
    assert peer.connections == 0


async def test_d09_hosts_that_do_not_answer_do_not_hold_up_one_that_does(tmp_path: Path, clock: FakeClock) -> None:
    async with AsyncExitStack() as stack:
        slow = [await stack.enter_async_context(fake_peer()) for _ in range(12)]
        home, live = await stack.enter_async_context(beside_a_peer(tmp_path, clock, *slow))
        ada = await home.account("ada")
        for peer in (*slow, live):
            fan = resident(peer, "fan")
            await posted(home, fan, activity(fan, "Follow", "1", home.origin.account_uri(AccountId(ada.id or 0))))
        await home.wait_idle()
        for peer in slow:
            peer.serve("/users/fan/inbox", Reply(status=202, drip_seconds=60))

        await tweeted(home, ada, "Are you there?")

        async def delivered() -> bool:
            return [delivery["type"] for delivery in live.deliveries()] == ["Accept", "Create"]

        await soon(delivered, seconds=9)


async def test_d09_hosts_that_took_what_they_were_sent_last_come_first(node: Home) -> None:
    ada = AccountId((await node.account("ada")).id or 0)
    hosts = ("failing:1", "unknown:1", "answering:1")

    async def work(tx: Transaction) -> list[str]:
        await peers.failed(tx, "failing:1", NOON_MS, NOON_MS)
        await peers.delivered(tx, "answering:1", NOON_MS)
        addresses = tuple(deliveries.Address(host, f"http://{host}/inbox") for host in hosts)
        await deliveries.post(tx, 1, ada, b"{}", addresses, NOON_MS)
        return await deliveries.due_hosts(tx, NOON_MS, 10)

    assert await node.database.write(work) == ["answering:1", "unknown:1", "failing:1"]


async def test_s12_a_note_made_to_take_long_is_read_in_a_moment(beside: Beside) -> None:
    home, peer = beside
    ada, eve = await home.account("ada"), resident(peer, "eve")
    await followed(home, ada, eve)
    marks = "a" + "\u0301\u0316" * 2_400
    told = {
        "summary": "<a " * 1_600,
        "quote": "https://tea.example/1",
        "attachment": [{"type": "Image", "url": f"https://tea.example/{n}.png", "name": marks} for n in range(40)],
        "tag": [{"type": "Hashtag", "name": f"#{n}{marks}", "href": "https://tea.example/"} for n in range(40)],
    }

    with anyio.fail_after(30):
        content = '<p class="quote-inline">' * 5_000 + marks * 4
        status = await send(home, eve, activity(eve, "Create", "1", note(eve, "1", content, **told)))
        shown = await home.client.get("/api/timeline/public")

    assert status == 202
    assert len(shown.json()["tweets"]) == 1
