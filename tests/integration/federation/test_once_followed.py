"""What becomes of a tweet is told where it was told for the sake of a follower who has left since."""

import pytest

from federation.testing import FakePeer
from nodeapp.model.accounts import Account, Viewer
from nodeapp.model.edits import Edit
from nodeapp.model.ids import AccountId
from nodeapp.model.views import TweetView
from tests.builders import FakeClock, Home
from tests.integration.federation.cast import (
    activity,
    befriended,
    resident,
    seen,
    send,
    settled,
    tweeted,
    uri_of,
)

pytestmark = pytest.mark.anyio

Beside = tuple[Home, FakePeer]
Nodes = tuple[Home, Home]


async def told(here: Home, there: Home, viewer: Viewer, author: Viewer, content: str, **draft: str) -> TweetView:
    """What the author there says, of which there is a copy here."""
    said = await tweeted(there, author, content, **draft)
    await settled(here, there)
    assert await seen(here, viewer, uri_of(there, said)) is not None
    return said


async def known(home: Home, other: Home, viewer: Viewer) -> Account:
    """Somebody of the other node, as this one knows them."""
    found = await home.accounts.known(other.origin.account_uri(viewer.id or AccountId(0)))
    assert found is not None
    return found


async def live(home: Home) -> int:
    return await home.count("select count(*) from tweets where deleted_at_ms is null")


@pytest.mark.parametrize("how", ["unfollow", "remove", "block"])
async def test_a_delete_reaches_the_node_of_a_follower_who_has_left(nodes: Nodes, how: str) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    said = await told(here, there, ada, bob, "oops")
    narrow = await told(here, there, ada, bob, "oops", visibility="followers")
    here_bob, there_ada = await known(here, there, bob), await known(there, here, ada)
    if how == "unfollow":
        await here.graph.unfollow(ada, here_bob.id)
    elif how == "remove":
        await there.graph.remove_follower(bob, there_ada.id)
    else:
        await there.graph.block(bob, there_ada.id)
    await settled(here, there)
    assert await live(here) == 2

    await there.tweets.delete(bob, said.tweet.id)
    await there.tweets.delete(bob, narrow.tweet.id)
    await settled(here, there)

    assert await live(here) == 0


async def test_an_edit_reaches_it_only_where_anybody_may_read_it(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    said = await told(here, there, ada, bob, "first")
    narrow = await told(here, there, ada, bob, "first, for some", visibility="followers")
    await there.graph.remove_follower(bob, (await known(there, here, ada)).id)
    await settled(here, there)

    await there.tweets.edit(bob, said.tweet.id, Edit(content="second"))
    await there.tweets.edit(bob, narrow.tweet.id, Edit(content="second, for some"))
    await settled(here, there)

    assert await here.count("select count(*) from tweets where content = 'second'") == 1
    assert await here.count("select count(*) from tweets where content = 'first, for some'") == 1


async def test_a_retweet_that_is_taken_back_goes_there_too(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    said = await told(here, there, ada, bob, "worth sharing")
    await there.engagement.retweet(bob, said.tweet.id)
    await settled(here, there)
    await here.graph.unfollow(ada, (await known(here, there, bob)).id)
    await settled(here, there)
    assert await live(here) == 2

    await there.engagement.unretweet(bob, said.tweet.id)
    await settled(here, there)

    assert await live(here) == 1


async def test_what_is_written_after_they_left_is_told_there_in_no_way(beside: Beside, clock: FakeClock) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    follow = activity(bob, "Follow", "1", home.origin.account_uri(ada.id or AccountId(0)))
    await send(home, bob, follow)
    clock.advance(seconds=1)
    await send(home, bob, activity(bob, "Undo", "2", follow))
    clock.advance(seconds=1)
    before = len(peer.deliveries())

    for visibility in ("public", "followers"):
        said = await tweeted(home, ada, "later", visibility=visibility)
        await home.tweets.edit(ada, said.tweet.id, Edit(content="later still"))
        await home.tweets.delete(ada, said.tweet.id)
    await home.wait_idle()

    assert len(peer.deliveries()) == before


async def test_many_who_left_one_host_are_one_line_and_one_letter(beside: Beside) -> None:
    home, peer = beside
    ada = await home.account("ada")
    people = [resident(peer, name) for name in ("bob", "cy", "di")]
    follows = {
        one.name: activity(one, "Follow", "1", home.origin.account_uri(ada.id or AccountId(0))) for one in people
    }
    for one in people:
        await send(home, one, follows[one.name])
    said = await tweeted(home, ada, "oops")
    await home.wait_idle()
    for one in people:
        await send(home, one, activity(one, "Undo", "2", follows[one.name]))
    assert await home.count("select count(*) from once_followed") == 1

    await home.tweets.delete(ada, said.tweet.id)
    await home.wait_idle()

    assert [letter["type"] for letter in peer.deliveries()].count("Delete") == 1


async def test_it_is_forgotten_with_the_author(beside: Beside) -> None:
    home, peer = beside
    ada, bob, cy = await home.account("ada"), resident(peer, "bob"), resident(peer, "cy")
    for one in (bob, cy):
        await send(home, one, activity(one, "Follow", "1", home.origin.account_uri(ada.id or AccountId(0))))
    await send(
        home,
        bob,
        activity(bob, "Undo", "2", activity(bob, "Follow", "1", home.origin.account_uri(ada.id or AccountId(0)))),
    )
    assert await home.count("select count(*) from once_followed") == 1

    caller = await home.client_of("ada")
    answer = await caller.request("DELETE", "/api/account", json={"password": "a tower of teacups"})
    await home.wait_idle()

    assert answer.is_success, answer.text
    assert await home.count("select count(*) from once_followed") == 0
