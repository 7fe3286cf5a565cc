"""Edits, pins, deletes and threads between nodes: everybody who has a tweet learns what became of it, nobody else."""

import anyio
import pytest

from federation.testing import FakeActor, FakePeer
from nodeapp.model.accounts import ANYBODY, Viewer
from nodeapp.model.edits import Edit
from nodeapp.model.events import PinChanged, TweetEdited
from nodeapp.model.tweets import Draft
from tests.builders import Home
from tests.integration.federation.cast import (
    PAGE,
    PUBLIC,
    activity,
    befriended,
    followed,
    met,
    note,
    read,
    resident,
    seen,
    send,
    settled,
    texts,
    tweeted,
    uri_of,
)

pytestmark = pytest.mark.anyio

Nodes = tuple[Home, Home]
Beside = tuple[Home, FakePeer]


async def known(home: Home, uri: str) -> int:
    tweet_id = await home.foreign_tweets.known(uri)
    assert tweet_id is not None
    return tweet_id


async def past(home: Home, viewer: Viewer, uri: str) -> list[str]:
    _, versions = await home.tweets.history(viewer, await known(home, uri))
    return [one.version.content for one in versions]


async def test_an_edit_reaches_followers_with_its_history(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    said = await tweeted(there, bob, "Tea at noon #tea")
    await settled(here, there)

    await there.tweets.edit(bob, said.tweet.id, Edit(content="Tea at five #biscuits", content_warning="crumbs"))
    await settled(here, there)

    assert await texts(here, ada) == ["Tea at five #biscuits"]
    copy = await seen(here, ada, uri_of(there, said))
    assert copy is not None
    assert (copy.tweet.content_warning, copy.hashtags) == ("crumbs", ("biscuits",))
    assert copy.tweet.edited_at_ms is not None
    assert await past(here, ada, uri_of(there, said)) == ["Tea at noon #tea", "Tea at five #biscuits"]
    assert [event.origin for event in await here.events_of(TweetEdited)] == [there.origin.host]


async def test_an_edit_reaches_who_was_named_who_is_named_now_and_who_answered(nodes: Nodes) -> None:
    here, there = nodes
    ada, cy = await here.account("ada"), await here.account("cy")
    bob = await there.account("bob")
    said = await tweeted(there, bob, f"@ada@{here.origin.host} listen")
    await settled(here, there)
    copy = await seen(here, ada, uri_of(there, said))
    assert copy is not None

    edited = await there.tweets.edit(bob, said.tweet.id, Edit(content=f"@cy@{here.origin.host} listen"))
    await settled(here, there)

    assert await past(here, ada, uri_of(there, said)) == ["@ada listen", "@cy listen"]
    found = await seen(here, cy, uri_of(there, said))
    assert found is not None
    assert [account.username for account in found.mentions] == ["cy"]
    assert [account.handle for account in edited.mentions] == [f"@cy@{here.origin.host}"]

    # Nobody there is named any more: who was once still learns that it is gone.
    await there.tweets.edit(bob, said.tweet.id, Edit(content="never mind"))
    await settled(here, there)
    assert (await past(here, ada, uri_of(there, said)))[-1] == "never mind"
    await there.tweets.delete(bob, said.tweet.id)
    await settled(here, there)
    assert await seen(here, ada, uri_of(there, said)) is None


async def test_p02_an_edit_of_a_narrow_tweet_goes_to_nobody_new(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    await here.account("cy")
    for visibility, content in (("followers", "for few"), ("direct", f"@ada@{here.origin.host} only")):
        said = await tweeted(there, bob, content, visibility=visibility)
        await settled(here, there)

        await there.tweets.edit(bob, said.tweet.id, Edit(content=f"@cy@{here.origin.host} as well"))
        await settled(here, there)

        cy = await here.account("cy")
        assert await seen(here, cy, uri_of(there, said)) is None
        assert await seen(here, ANYBODY, uri_of(there, said)) is None
        copy = await seen(here, ada, uri_of(there, said))
        assert copy is not None
        assert copy.tweet.visibility == visibility
        assert copy.tweet.content.endswith("as well")


async def test_p17_a_remote_edit_names_nobody_new_of_a_narrow_tweet(beside: Beside) -> None:
    home, peer = beside
    ada, cy = await home.account("ada"), await home.account("cy")
    bob = resident(peer, "bob")
    await followed(home, ada, bob)
    assert cy.id is not None
    told = note(bob, "1", "for friends", to=[f"{bob.id}/followers"], cc=[])
    await send(home, bob, activity(bob, "Create", "1", told, to=told["to"]))

    mention = {"type": "Mention", "href": home.origin.account_uri(cy.id), "name": "@cy"}
    changed = told | {
        "content": "for everybody",
        "to": [PUBLIC, home.origin.account_uri(cy.id)],
        "tag": [mention],
        "updated": "2026-01-02T00:00:00Z",
    }
    await send(home, bob, activity(bob, "Update", "2", changed))

    uri = str(told["id"])
    assert await seen(home, cy, uri) is None
    assert await seen(home, ANYBODY, uri) is None
    assert await past(home, ada, uri) == ["for friends", "for everybody"]


async def test_an_update_that_says_the_same_keeps_nothing(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await followed(home, ada, bob)
    told = note(bob, "1", "same")
    await send(home, bob, activity(bob, "Create", "1", told))

    await send(home, bob, activity(bob, "Update", "2", told | {"updated": "2026-01-02T00:00:00Z"}))
    await send(home, bob, activity(bob, "Update", "3", told | {"updated": "2026-01-03T00:00:00Z", "summary": "new"}))

    assert await past(home, ada, str(told["id"])) == ["same", "same"]
    assert len(await home.events_of(TweetEdited)) == 1


async def test_a_thread_arrives_in_its_order(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)

    await there.tweets.post_thread(bob, [Draft(content=word) for word in ("one", "two", "three")])
    await settled(here, there)

    first = (await here.timelines.home(ada, PAGE)).items[-1]
    thread = await here.tweets.thread(ada, first.tweet.id)
    assert sorted(await texts(here, ada)) == ["one", "three", "two"]
    assert {view.tweet.content for view in (thread.tweet, *thread.ancestors, *thread.descendants)} == {
        "one",
        "two",
        "three",
    }


async def test_pins_are_told_and_taken_back(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    first = await tweeted(there, bob, "look")
    await settled(here, there)
    author = (await met(here, ada, f"@bob@{there.origin.host}")).id

    await there.tweets.pin(bob, first.tweet.id)
    await settled(here, there)
    pinned = [view.tweet.content for view in (await here.timelines.pinned(ada, author)).items]
    await there.tweets.unpin(bob, first.tweet.id)
    await settled(here, there)

    assert pinned == ["look"]
    assert (await here.timelines.pinned(ada, author)).items == ()


async def test_what_is_pinned_comes_with_a_new_follow(nodes: Nodes) -> None:
    here, there = nodes
    bob = await there.account("bob")
    for number in range(3):
        said = await tweeted(there, bob, f"{number}")
        await anyio.sleep(0.002)
        if number != 1:
            await there.tweets.pin(bob, said.tweet.id)
            await anyio.sleep(0.002)

    ada, _ = await befriended(here, there)

    author = (await met(here, ada, f"@bob@{there.origin.host}")).id
    assert [view.tweet.content for view in (await here.timelines.pinned(ada, author)).items] == ["2", "0"]


def featured_of(peer: FakePeer, actor: FakeActor) -> str:
    """The actor shows something first on the profile."""
    collection = f"{actor.id}/featured"
    peer.serve_document(actor.id.removeprefix(peer.origin), actor.document() | {"featured": collection})
    return collection


async def test_a_peer_pins_its_own_tweets_into_its_own_collection_only(beside: Beside) -> None:
    home, peer = beside
    ada = await home.account("ada")
    bob, eve = resident(peer, "bob"), resident(peer, "eve")
    collections = {actor: featured_of(peer, actor) for actor in (bob, eve)}
    account = await followed(home, ada, bob)
    evil = await followed(home, ada, eve)
    told = note(bob, "1", "mine")
    await send(home, bob, activity(bob, "Create", "1", told))

    for number, (actor, item, target) in enumerate(
        (
            (eve, told["id"], collections[eve]),
            (eve, told["id"], collections[bob]),
            (bob, told["id"], f"{bob.id}/tags"),
            (bob, "https://elsewhere.example/notes/1", collections[bob]),
            (bob, [told["id"], told["id"]], collections[bob]),
            (bob, {"type": "Hashtag", "name": "#tea"}, collections[bob]),
        )
    ):
        await send(home, actor, activity(actor, "Add", f"bad-{number}", item, target=target))
    assert await home.events_of(PinChanged) == []
    await send(home, bob, activity(bob, "Add", "good", told, target=collections[bob]))
    await send(home, eve, activity(eve, "Remove", "theirs", told["id"], target=collections[bob]))

    assert [view.tweet.content for view in (await home.timelines.pinned(ada, account.id)).items] == ["mine"]
    assert (await home.timelines.pinned(ada, evil.id)).items == ()
    await send(home, bob, activity(bob, "Remove", "off", told["id"], target=collections[bob]))
    assert (await home.timelines.pinned(ada, account.id)).items == ()


async def test_a_peer_shows_as_many_pins_as_people_here(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    collection = featured_of(peer, bob)
    account = await followed(home, ada, bob)
    for number in range(7):
        home.clock.advance(seconds=1)
        told = note(bob, f"{number}", f"{number}")
        await send(home, bob, activity(bob, "Create", f"c{number}", told))
        await send(home, bob, activity(bob, "Add", f"a{number}", told["id"], target=collection))

    shown = [view.tweet.content for view in (await home.timelines.pinned(ada, account.id)).items]

    assert shown == ["6", "5", "4", "3", "2"]


async def test_what_was_sent_away_is_deleted_everywhere_and_cannot_come_back(nodes: Nodes) -> None:
    here, there = nodes
    ada, bob = await befriended(here, there)
    said = await tweeted(there, bob, "oops")
    await settled(here, there)

    await there.tweets.delete(bob, said.tweet.id)
    await settled(here, there)

    assert await texts(here, ada) == []
    assert await there.count("select count(*) from kept_tweets") == 0


async def test_nobody_elsewhere_is_told_that_something_they_never_had_is_gone(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    said = await tweeted(home, ada, "to myself")
    await send(home, bob, activity(bob, "Follow", "1", home.origin.account_uri(ada.id or 0)))
    await home.tweets.delete(ada, said.tweet.id)
    await home.wait_idle()
    kinds = [letter["type"] for letter in peer.deliveries()]

    await home.tweets.undelete(ada, said.tweet.id)
    await home.wait_idle()

    assert "Delete" not in kinds
    assert [letter["type"] for letter in peer.deliveries()][-1] == "Create"
    assert (await read(home, f"/ap/tweets/{said.tweet.id}")).status_code == 200
