"""What one keeps away from oneself, beside another node: what it is told of, and what it is not."""

import pytest

from federation.testing import FakePeer
from nodeapp.model.accounts import Profile
from nodeapp.model.errors import Forbidden
from nodeapp.model.timelines import Window
from tests.builders import Home
from tests.integration.federation.cast import (
    activity,
    befriended,
    followed,
    met,
    note,
    resident,
    seen,
    send,
    settled,
    soon,
    texts,
    tweeted,
    uri_of,
)

pytestmark = pytest.mark.anyio

Beside = tuple[Home, FakePeer]
Nodes = tuple[Home, Home]


def host_of(peer: FakePeer) -> str:
    return peer.origin.partition("://")[2]


async def friends(home: Home, peer: FakePeer):
    """Ada here and Bob at the peer follow each other."""
    ada, bob = await home.account("ada"), resident(peer, "bob")
    account = await followed(home, ada, bob)
    await send(home, bob, activity(bob, "Follow", "back", home.origin.account_uri(ada.id)))
    await home.wait_idle()
    return ada, bob, account


async def test_a_block_is_told_to_the_inbox_of_whoever_is_blocked_and_so_is_its_end(beside: Beside) -> None:
    home, peer = beside
    ada, bob, account = await friends(home, peer)
    before = len(peer.requests)

    await home.graph.block(ada, account.id)
    await home.graph.block(ada, account.id)
    await home.wait_idle()
    await home.graph.unblock(ada, account.id)
    await home.wait_idle()

    told = [(one.target, one.json()) for one in peer.requests[before:] if one.method == "POST"]
    assert [letter["type"] for _, letter in told] == ["Undo", "Reject", "Block", "Undo"]
    block, undo = told[2][1], told[3][1]
    assert (block["actor"], block["object"]) == (home.origin.account_uri(ada.id or 0), bob.id)
    assert undo["object"] == {name: value for name, value in block.items() if name != "@context"}
    assert [target for target, _ in told[2:]] == ["/users/bob/inbox"] * 2
    assert [letter["to"] for _, letter in told[2:]] == [[bob.id]] * 2


async def test_who_is_blocked_elsewhere_sees_nothing_more_of_it_at_home_and_is_not_notified(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    cy = await here.account("cy")
    said = await tweeted(there, bob, "hello")
    await settled(here, there)
    assert await texts(here, ada) == ["hello"]
    known = await met(here, ada, f"@bob@{there.origin.host}")
    blocked = await there.accounts.known(here.origin.account_uri(ada.id or 0))
    assert blocked is not None

    await there.graph.block(bob, blocked.id)
    await settled(here, there)

    standing = await here.graph.relationship(ada, known.id)
    assert (standing.following, standing.blocked_by) == (False, True)
    assert await texts(here, ada) == []
    assert await seen(here, ada, uri_of(there, said)) is None
    assert await seen(here, cy, uri_of(there, said)) is not None
    assert await here.count("select count(*) from notifications") == 0
    with pytest.raises(Forbidden):
        await here.graph.follow(ada, known.id)

    await there.graph.unblock(bob, blocked.id)
    await settled(here, there)

    assert await seen(here, ada, uri_of(there, said)) is not None
    assert not (await here.graph.relationship(ada, known.id)).blocked_by


async def test_a_block_between_neighbours_is_told_nobody(beside: Beside) -> None:
    home, peer = beside
    ada, _, _ = await friends(home, peer)
    cy, before = await home.account("cy"), len(peer.deliveries())

    await home.graph.block(ada, cy.id or 0)
    await home.wait_idle()

    assert peer.deliveries()[before:] == []


async def test_only_who_blocked_takes_it_back(beside: Beside) -> None:
    home, peer = beside
    ada, bob, account = await friends(home, peer)
    eve = resident(peer, "eve")
    await followed(home, ada, eve)
    block = activity(bob, "Block", "block", home.origin.account_uri(ada.id))
    await send(home, bob, block)
    standing = await home.graph.relationship(ada, account.id)
    assert (standing.following, standing.followed_by, standing.blocked_by) == (False, False, True)

    await send(home, eve, activity(eve, "Undo", "1", block))
    await send(home, eve, activity(eve, "Undo", "2", block["id"]))
    assert (await home.graph.relationship(ada, account.id)).blocked_by

    await send(home, bob, activity(bob, "Undo", "3", block["id"]))
    assert not (await home.graph.relationship(ada, account.id)).blocked_by


async def test_blocking_a_peer_ends_follows_both_ways_and_hides_its_people(beside: Beside) -> None:
    home, peer = beside
    ada, bob, account = await friends(home, peer)
    await send(home, bob, activity(bob, "Create", "1", note(bob, "1", "<p>hello</p>")))
    assert await texts(home, ada) == ["hello"]
    caller = await home.client_of("ada")
    before = len(peer.deliveries())

    assert (await caller.post(f"/api/peer-blocks/{host_of(peer)}")).status_code == 204
    assert (await caller.post(f"/api/peer-blocks/{host_of(peer).upper()}")).status_code == 204
    await home.wait_idle()

    assert (await caller.get("/api/peer-blocks")).json() == {"hosts": [host_of(peer)]}
    standing = (await caller.get(f"/api/users/{account.id}")).json()["relationship"]
    assert (standing["following"], standing["followed_by"], standing["blocking_host"]) == (False, False, True)
    told = peer.deliveries()[before:]
    # The ends of the follows, and nothing of why.
    assert sorted(str(one["type"]) for one in told) == ["Reject", "Undo"]
    assert (await home.timelines.public(ada, Window(20))).items == ()
    assert len((await home.timelines.public(await home.account("cy"), Window(20))).items) == 1
    page = (await caller.get(f"/api/users/{account.id}/tweets")).json()["tweets"]
    assert [one["content"] for one in page] == ["hello"]


async def test_people_of_a_blocked_peer_are_not_followed_and_do_not_follow(beside: Beside) -> None:
    home, peer = beside
    ada, bob, account = await friends(home, peer)
    caller, other = await home.client_of("ada"), await home.client_of("cy")
    await caller.post(f"/api/peer-blocks/{host_of(peer)}")
    await home.wait_idle()

    assert (await caller.post(f"/api/users/{account.id}/follow")).status_code == 403
    await send(home, bob, activity(bob, "Follow", "again", home.origin.account_uri(ada.id)))
    assert not (await home.graph.relationship(ada, account.id)).followed_by
    assert (await other.post(f"/api/users/{account.id}/follow")).status_code == 200

    for _ in range(2):
        assert (await caller.delete(f"/api/peer-blocks/{host_of(peer)}")).status_code == 204
    assert (await caller.get("/api/peer-blocks")).json() == {"hosts": []}
    assert (await caller.post(f"/api/users/{account.id}/follow")).json()["requested"]


@pytest.mark.parametrize("host", ["not%20a%20host", "tea_example", "-", "x" * 300, "tea.example:999999"])
async def test_only_a_host_can_be_blocked(node: Home, host: str) -> None:
    caller = await node.client_of("ada")

    answer = await caller.post(f"/api/peer-blocks/{host}")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "host")
    own = await caller.post(f"/api/peer-blocks/{node.origin.host}")
    assert own.json()["errors"][0]["code"] == "self"
    assert (await node.client.get("/api/peer-blocks")).status_code == 401


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("Tea.Example", "tea.example"),
        ("tea.example:443", "tea.example"),
        ("b%C3%BCcher.example", "xn--bcher-kva.example"),
    ],
)
async def test_a_host_is_kept_as_handles_end(node: Home, told: str, kept: str) -> None:
    caller = await node.client_of("ada")

    assert (await caller.post(f"/api/peer-blocks/{told}")).status_code == 204

    assert (await caller.get("/api/peer-blocks")).json() == {"hosts": [kept]}


async def test_mutes_notes_bells_and_lists_are_told_nobody(beside: Beside) -> None:
    home, peer = beside
    _, bob, account = await friends(home, peer)
    await send(home, bob, activity(bob, "Create", "1", note(bob, "1", "<p>hello</p>")))
    caller, before = await home.client_of("ada"), len(peer.deliveries())
    (tweet,) = (await caller.get("/api/timeline/home")).json()["tweets"]
    made = (await caller.post("/api/lists", json={"title": "Tea"})).json()

    for method, path, body in (
        ("POST", f"/api/users/{account.id}/mute", {}),
        ("PUT", f"/api/users/{account.id}/note", {"content": "met at tea"}),
        ("PUT", f"/api/users/{account.id}/follow", {"bell": True, "retweets": False}),
        ("POST", f"/api/lists/{made['id']}/members/{account.id}", None),
        ("POST", f"/api/tweets/{tweet['id']}/mute", None),
        ("POST", "/api/hashtags/tea/follow", None),
    ):
        assert (await caller.request(method, path, json=body)).is_success, path
    await home.wait_idle()

    assert peer.deliveries()[before:] == []


async def test_a_removed_follower_is_told_at_home_elsewhere(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    follower = (await there.graph.followers(bob, bob.id, Window(20))).items[0].account
    caller = await there.client_of("bob")

    answer = await caller.delete(f"/api/users/{follower.id}/follower")

    assert not answer.json()["followed_by"]
    known = await met(here, ada, f"@bob@{there.origin.host}")

    async def ended() -> bool:
        return not (await here.graph.relationship(ada, known.id)).following

    await soon(ended)
    await settled(here, there)
    await tweeted(there, bob, "no longer for ada")
    await settled(here, there)
    assert await texts(here, ada) == []


async def test_requests_answered_at_once_are_answered_to_each(nodes: Nodes) -> None:
    here, there = nodes
    bob = await there.account("bob")
    await there.accounts.edit(bob, Profile(locked=True))
    asking = [await here.account(name) for name in ("ada", "cy")]
    for viewer in asking:
        found = await met(here, viewer, f"@bob@{there.origin.host}")
        await here.graph.follow(viewer, found.id)
    await settled(here, there)
    caller = await there.client_of("bob")

    assert (await caller.post("/api/follow-requests/accept", json={"all": True})).json() == {"done": 2}

    async def accepted() -> bool:
        return all([(await here.graph.relationship(viewer, found.id)).following for viewer in asking])

    await soon(accepted)


async def test_a_followed_hashtag_brings_what_came_from_elsewhere(beside: Beside) -> None:
    home, peer = beside
    _, bob, _ = await friends(home, peer)
    cy, caller = await home.account("cy"), await home.client_of("cy")
    await caller.post("/api/hashtags/tea/follow")
    assert await texts(home, cy) == []

    tag = [{"type": "Hashtag", "name": "#Tea", "href": f"{peer.origin}/tags/tea"}]
    await send(home, bob, activity(bob, "Create", "1", note(bob, "1", "<p>#Tea</p>", tag=tag)))
    assert await texts(home, cy) == ["#Tea"]

    changed = note(bob, "1", "<p>coffee</p>", updated="2026-01-02T00:00:00Z")
    await send(home, bob, activity(bob, "Update", "2", changed))
    assert await texts(home, cy) == []

    again = note(bob, "1", "<p>#Tea</p>", updated="2026-01-03T00:00:00Z", tag=tag)
    await send(home, bob, activity(bob, "Update", "3", again))
    assert await texts(home, cy) == ["#Tea"]
