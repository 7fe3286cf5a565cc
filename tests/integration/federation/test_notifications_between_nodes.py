"""What people at other nodes do is told here, and taken back; from a node that is kept away nothing is."""

import pytest

from nodeapp.model.notifications import EVERYTHING
from tests.builders import FakeClock, Home
from tests.integration.federation.cast import (
    PAGE,
    PUBLIC,
    activity,
    befriended,
    met,
    note,
    resident,
    seen,
    send,
    settled,
    tweeted,
    uri_of,
)

pytestmark = pytest.mark.anyio


async def told(home: Home, viewer):
    found = (await home.services.notifications.page(viewer, EVERYTHING, PAGE)).page.items
    return [(one.kind, *(person.account.username for person in one.people)) for one in found]


async def test_what_is_done_elsewhere_is_told_here_and_taken_back(nodes):
    here, there = nodes
    ada, bob = await befriended(here, there)
    assert await told(there, bob) == [("follow", "ada")]
    said = await tweeted(there, bob, "Earl Grey")
    await settled(here, there)
    copy = await seen(here, ada, uri_of(there, said))

    await here.engagement.like(ada, copy.tweet.id)
    await here.engagement.retweet(ada, copy.tweet.id)
    await tweeted(here, ada, "With milk?", reply_to_id=copy.tweet.id)
    await tweeted(here, ada, f"hello @bob@{there.origin.host}")
    await tweeted(here, ada, f"psst @bob@{there.origin.host}", visibility="direct")
    await settled(here, there)

    assert sorted(await told(there, bob)) == [
        ("direct", "ada"),
        ("follow", "ada"),
        ("like", "ada"),
        ("mention", "ada"),
        ("reply", "ada"),
        ("retweet", "ada"),
    ]
    # Ada did it all herself.
    assert await told(here, ada) == []

    await here.engagement.unlike(ada, copy.tweet.id)
    await here.engagement.unretweet(ada, copy.tweet.id)
    await here.graph.unfollow(ada, copy.author.id)
    await settled(here, there)

    assert sorted(await told(there, bob)) == [("direct", "ada"), ("mention", "ada"), ("reply", "ada")]

    await there.peer_blocks.block(bob, here.origin.host)
    await there.wait_idle()
    assert await told(there, bob) == []


async def test_bells_ring_and_edits_are_told_for_people_elsewhere(nodes):
    here, there = nodes
    ada, bob = await befriended(here, there)
    account = await met(here, ada, f"@bob@{there.origin.host}")
    await here.graph.change_follow(ada, account.id, None, bell=True)

    said = await tweeted(there, bob, "Oolong")
    await settled(here, there)
    assert await told(here, ada) == [("bell", "bob")]

    await there.tweets.delete(bob, said.tweet.id)
    await settled(here, there)
    assert await told(here, ada) == []


async def test_a_flood_from_a_peer_is_one_group_however_often_it_is_sent(beside, clock: FakeClock):
    """D04: likes come in any order and twice."""
    home, peer = beside
    ada = await home.account("ada")
    mine = await tweeted(home, ada, "viral")
    fans = [resident(peer, f"fan{number}") for number in range(12)]
    for _ in range(2):
        for fan in fans:
            liked = activity(fan, "Like", "like", home.origin.tweet_uri(mine.tweet.id))
            assert await send(home, fan, liked) == 202

    [only] = (await home.services.notifications.page(ada, EVERYTHING, PAGE)).page.items

    assert (only.kind, only.person_count, len(only.people)) == ("like", 12, 8)


async def test_an_old_tweet_that_only_comes_now_is_not_told(beside, clock: FakeClock):
    home, peer = beside
    ada = await home.account("ada")
    bo = resident(peer, "bo")
    spoken = {"tag": [{"type": "Mention", "href": home.origin.account_uri(ada.id), "name": "@ada"}]}
    aimed = {"to": [PUBLIC, home.origin.account_uri(ada.id)]}
    old = note(bo, "old", "long ago", published="2025-12-01T00:00:00Z", **aimed, **spoken)
    new = note(bo, "new", "today", published="2026-01-30T00:00:00Z", **aimed, **spoken)
    for name, one in (("1", old), ("2", new)):
        assert await send(home, bo, activity(bo, "Create", name, one, to=one["to"])) == 202

    [only] = (await home.services.notifications.page(ada, EVERYTHING, PAGE)).page.items

    assert (only.kind, only.tweet.tweet.content) == ("mention", "today")
