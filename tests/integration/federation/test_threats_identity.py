"""Whoever signs may speak for themselves only: threats I02 to I09, I14, I20, at the inbox of a real node."""

import pytest

from federation.testing import FakePeer, fake_peer
from nodeapp.model.accounts import Profile
from tests.builders import Home
from tests.integration.federation.cast import (
    PAGE,
    PUBLIC,
    activity,
    followed,
    met,
    note,
    read,
    resident,
    seen,
    send,
    texts,
    tweeted,
)

pytestmark = pytest.mark.anyio

Beside = tuple[Home, FakePeer]


async def test_a_note_of_somebody_followed_is_shown(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await followed(home, ada, bob)

    status = await send(home, bob, activity(bob, "Create", "1", note(bob, "1", "<p>Tea?</p>")))

    assert status == 202
    assert await texts(home, ada) == ["Tea?"]


async def test_a_note_that_concerns_nobody_here_is_not_kept(beside: Beside) -> None:
    home, peer = beside
    bob = resident(peer, "bob")

    status = await send(home, bob, activity(bob, "Create", "1", note(bob, "1", "<p>Tea?</p>")))

    assert status == 202
    assert await home.count("select count(*) from tweets") == 0
    assert await home.count("select count(*) from accounts where host <> ''") == 0


async def test_i02_a_create_with_a_foreign_author_is_dropped(beside: Beside) -> None:
    home, peer = beside
    ada, victim, evil = await home.account("ada"), resident(peer, "victim"), resident(peer, "evil")
    await followed(home, ada, victim)
    await followed(home, ada, evil)
    forged = note(evil, "1", "I said this", attributedTo=victim.id)

    await send(home, evil, activity(evil, "Create", "1", forged))

    assert await texts(home, ada) == []


async def test_i03_an_object_of_another_host_is_taken_from_that_host_only(beside: Beside) -> None:
    home, peer = beside
    ada, evil = await home.account("ada"), resident(peer, "evil")
    await followed(home, ada, evil)
    async with fake_peer() as other:
        host, port = other.pair
        victim = f"http://{host}:{port}/users/victim"
        forged = note(evil, "1", "forged", id=f"{victim}/notes/1", attributedTo=victim)

        await send(home, evil, activity(evil, "Create", "1", forged))

        assert other.connections == 0
    assert await texts(home, ada) == []
    assert await home.foreign_tweets.known(f"{victim}/notes/1") is None


async def test_i05_only_its_author_changes_a_tweet(beside: Beside) -> None:
    home, peer = beside
    ada, bob, evil = await home.account("ada"), resident(peer, "bob"), resident(peer, "evil")
    await followed(home, ada, bob)
    await followed(home, ada, evil)
    await send(home, bob, activity(bob, "Create", "1", note(bob, "1", "<p>mine</p>")))
    stolen = note(bob, "1", "<p>stolen</p>", updated="2026-01-02T00:00:00Z")
    renamed = note(bob, "1", "<p>stolen</p>", updated="2026-01-02T00:00:00Z", attributedTo=evil.id)

    await send(home, evil, activity(evil, "Update", "1", stolen))
    await send(home, evil, activity(evil, "Update", "2", renamed))

    assert await texts(home, ada) == ["mine"]


async def test_i05_only_its_owner_changes_a_profile(beside: Beside) -> None:
    home, peer = beside
    ada, bob, evil = await home.account("ada"), resident(peer, "bob"), resident(peer, "evil")
    await followed(home, ada, bob)
    await followed(home, ada, evil)
    before = await home.accounts.known(bob.id)

    await send(home, evil, activity(evil, "Update", "1", bob.document() | {"name": "Robbed"}))

    assert await home.accounts.known(bob.id) == before


async def test_an_author_changes_their_own_tweet_when_the_change_is_newer(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await followed(home, ada, bob)
    await send(home, bob, activity(bob, "Create", "1", note(bob, "1", "<p>first</p>")))
    newer = note(bob, "1", "<p>second</p>", updated="2026-01-03T00:00:00Z")
    older = note(bob, "1", "<p>too late</p>", updated="2026-01-02T00:00:00Z")

    await send(home, bob, activity(bob, "Update", "newer", newer))
    await send(home, bob, activity(bob, "Update", "older", older))

    assert await texts(home, ada) == ["second"]


async def test_i06_only_its_author_deletes_a_tweet_or_an_account(beside: Beside) -> None:
    home, peer = beside
    ada, bob, evil = await home.account("ada"), resident(peer, "bob"), resident(peer, "evil")
    await followed(home, ada, bob)
    await followed(home, ada, evil)
    await send(home, bob, activity(bob, "Create", "1", note(bob, "1", "<p>mine</p>")))
    local = await tweeted(home, ada, "ours")

    await send(home, evil, activity(evil, "Delete", "1", f"{bob.id}/notes/1"))
    await send(home, evil, activity(evil, "Delete", "2", bob.id))
    await send(home, evil, activity(evil, "Delete", "3", home.origin.tweet_uri(local.tweet.id)))

    assert await texts(home, ada) == ["ours", "mine"]


async def test_a_deleted_tweet_does_not_come_back(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await followed(home, ada, bob)

    await send(home, bob, activity(bob, "Delete", "1", f"{bob.id}/notes/1"))
    await send(home, bob, activity(bob, "Create", "1", note(bob, "1", "<p>late</p>")))

    assert await texts(home, ada) == []


async def test_i07_only_who_did_it_undoes_it(beside: Beside) -> None:
    home, peer = beside
    ada, bob, evil = await home.account("ada"), resident(peer, "bob"), resident(peer, "evil")
    said = await tweeted(home, ada, "Tea")
    uri, me = home.origin.tweet_uri(said.tweet.id), home.origin.account_uri(ada.id or 0)
    like = activity(bob, "Like", "like", uri)
    share = activity(bob, "Announce", "share", uri, to=[PUBLIC])
    follow = activity(bob, "Follow", "follow", me)
    for done in (like, share, follow):
        await send(home, bob, done)
    await send(home, evil, activity(evil, "Follow", "follow", me))

    for number, done in enumerate((like, share, follow)):
        await send(home, evil, activity(evil, "Undo", f"{number}", done))
        await send(home, evil, activity(evil, "Undo", f"{number}-mine", done | {"actor": evil.id}))
        await send(home, evil, activity(evil, "Undo", f"{number}-by-id", str(done["id"])))

    tweet = (await home.tweets.get(ada, said.tweet.id)).tweet
    followers = {view.account.username for view in (await home.graph.followers(ada, ada.id or 0, PAGE)).items}
    assert (tweet.like_count, tweet.retweet_count) == (1, 1)
    assert "bob" in followers


async def test_who_did_it_undoes_it_whole_or_by_its_address(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    said = await tweeted(home, ada, "Tea")
    uri, me = home.origin.tweet_uri(said.tweet.id), home.origin.account_uri(ada.id or 0)
    like = activity(bob, "Like", "like", uri)
    share = activity(bob, "Announce", "share", uri, to=[PUBLIC])
    follow = activity(bob, "Follow", "follow", me)
    for done in (like, share, follow):
        await send(home, bob, done)

    await send(home, bob, activity(bob, "Undo", "1", like))
    await send(home, bob, activity(bob, "Undo", "2", str(share["id"])))
    await send(home, bob, activity(bob, "Undo", "3", follow))

    tweet = (await home.tweets.get(ada, said.tweet.id)).tweet
    assert (tweet.like_count, tweet.retweet_count) == (0, 0)
    assert (await home.graph.followers(ada, ada.id or 0, PAGE)).items == ()


async def test_i08_only_the_one_who_was_asked_accepts_or_rejects(beside: Beside) -> None:
    home, peer = beside
    ada, bob, evil = await home.account("ada"), resident(peer, "bob"), resident(peer, "evil")
    await followed(home, ada, evil)
    target = await met(home, ada, f"@bob@{peer.pair[0]}:{peer.pair[1]}")
    await home.graph.follow(ada, target.id)
    asked = {"type": "Follow", "actor": home.origin.account_uri(ada.id or 0), "object": bob.id}

    await send(home, evil, activity(evil, "Accept", "1", asked))
    still_asked = await home.graph.relationship(ada, target.id)
    await send(home, evil, activity(evil, "Reject", "2", asked))
    after_reject = await home.graph.relationship(ada, target.id)

    assert still_asked.requested
    assert not still_asked.following
    assert after_reject.requested


async def test_i08_an_accept_of_a_follow_that_nobody_asked_for_changes_nothing(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    target = await met(home, ada, f"@bob@{peer.pair[0]}:{peer.pair[1]}")
    unasked = {"type": "Follow", "actor": home.origin.account_uri(ada.id or 0), "object": bob.id}

    await send(home, bob, activity(bob, "Accept", "1", unasked))

    relationship = await home.graph.relationship(ada, target.id)
    assert not relationship.following
    assert not relationship.requested


async def test_an_accept_may_name_the_follow_by_its_address(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    target = await met(home, ada, f"@bob@{peer.pair[0]}:{peer.pair[1]}")
    await home.graph.follow(ada, target.id)
    await home.wait_idle()
    sent = peer.deliveries()[-1]

    await send(home, bob, activity(bob, "Accept", "1", sent["id"]))

    assert (await home.graph.relationship(ada, target.id)).following


async def test_i09_a_share_brings_the_original_from_its_own_host_never_a_copy(beside: Beside) -> None:
    home, peer = beside
    ada, evil = await home.account("ada"), resident(peer, "evil")
    await followed(home, ada, evil)
    absent = "http://127.0.0.1:1/users/victim/notes/1"
    forged = note(evil, "1", "forged", id=absent, attributedTo="http://127.0.0.1:1/users/victim")

    await send(home, evil, activity(evil, "Announce", "1", forged, to=[PUBLIC]))

    assert await texts(home, ada) == []
    assert await home.foreign_tweets.known(absent) is None


async def test_i14_the_same_delivery_counts_once(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    said = await tweeted(home, ada, "Tea")
    like = activity(bob, "Like", "like", home.origin.tweet_uri(said.tweet.id))
    headers, body = bob.signed(home.origin.url + "/ap/inbox", like, home.clock())
    await home.client.post("/ap/inbox", headers=headers, content=body)
    await home.wait_idle()
    await send(home, bob, activity(bob, "Undo", "undo", like))
    home.clock.advance(seconds=60)

    again = await home.client.post("/ap/inbox", headers=headers, content=body)
    await home.wait_idle()

    assert again.status_code == 202
    assert (await home.tweets.get(ada, said.tweet.id)).tweet.like_count == 0


async def test_i14_an_old_delivery_or_one_for_another_inbox_is_refused(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    said = await tweeted(home, ada, "Tea")
    like = activity(bob, "Like", "like", home.origin.tweet_uri(said.tweet.id))
    headers, body = bob.signed(home.origin.url + "/ap/inbox", like, home.clock())

    elsewhere = await home.client.post(f"/ap/users/{ada.id}/inbox", headers=headers, content=body)
    home.clock.advance(seconds=13 * 3_600)
    late = await home.client.post("/ap/inbox", headers=headers, content=body)

    assert (elsewhere.status_code, late.status_code) == (401, 401)
    assert (await home.tweets.get(ada, said.tweet.id)).tweet.like_count == 0


async def test_d01_a_delete_of_somebody_unknown_asks_nobody(beside: Beside) -> None:
    home, peer = beside
    stranger = resident(peer, "stranger")

    status = await send(home, stranger, activity(stranger, "Delete", "1", stranger.id))

    assert status == 202
    assert peer.requests == []


async def test_a_request_to_a_locked_account_waits_for_its_answer(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await home.accounts.edit(ada, Profile(locked=True))
    follow = activity(bob, "Follow", "follow", home.origin.account_uri(ada.id or 0))

    await send(home, bob, follow)
    before = [delivery["type"] for delivery in peer.deliveries()]
    asker = (await home.graph.requests(ada, PAGE)).items[0].account
    await home.graph.accept(ada, asker.id)
    await home.wait_idle()

    assert "Accept" not in before
    answer = peer.deliveries()[-1]
    assert answer["type"] == "Accept"
    assert answer["object"]["id"] == follow["id"]


async def test_a_follow_sent_again_is_answered_again(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    me = home.origin.account_uri(ada.id or 0)

    await send(home, bob, activity(bob, "Follow", "1", me))
    await send(home, bob, activity(bob, "Follow", "2", me))

    answers = [delivery for delivery in peer.deliveries() if delivery["type"] == "Accept"]
    assert [answer["object"]["id"] for answer in answers] == [f"{bob.id}/activities/1", f"{bob.id}/activities/2"]
    assert len({answer["id"] for answer in answers}) == 2


async def test_a_signed_reader_sees_what_that_account_may_see(beside: Beside) -> None:
    home, peer = beside
    ada, bob, eve = await home.account("ada"), resident(peer, "bob"), resident(peer, "eve")
    me = home.origin.account_uri(ada.id or 0)
    await send(home, bob, activity(bob, "Follow", "1", me))
    await send(home, eve, activity(eve, "Follow", "1", me))
    said = await tweeted(home, ada, "Between us", visibility="followers")
    path = f"/ap/tweets/{said.tweet.id}"
    stranger = await home.accounts.known(eve.id)
    assert stranger is not None
    await home.graph.block(ada, stranger.id)

    by_follower, by_blocked, unsigned = await read(home, path, bob), await read(home, path, eve), await read(home, path)

    assert [answer.status_code for answer in (by_follower, by_blocked, unsigned)] == [200, 404, 404]
    assert (await read(home, f"/ap/users/{ada.id}", eve)).status_code == 404
    assert by_blocked.json() == unsigned.json() | {"request_id": by_blocked.json()["request_id"]}


async def test_i08_a_tweet_for_followers_of_somebody_not_yet_accepted_is_not_shown(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    eve = await home.account("eve")
    await followed(home, ada, bob)
    private = note(bob, "1", "<p>secret</p>", to=[f"{bob.id}/followers"], cc=[])

    await send(home, bob, activity(bob, "Create", "1", private))

    uri = f"{bob.id}/notes/1"
    assert await seen(home, ada, uri) is not None
    assert await seen(home, eve, uri) is None
