"""Votes that peers send in polls of ours: counted once each, told on, and who would cheat."""

from typing import Any

import pytest

from federation.testing import FakeActor, FakePeer
from nodeapp.model.accounts import Viewer
from nodeapp.model.edits import Edit
from nodeapp.model.events import PollClosed, PollCounted, PollVoted
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.polls import PollDraft
from nodeapp.model.views import TweetView
from tests.builders import Home
from tests.integration.federation.cast import activity, followed, met, read, resident, send, tweeted, uri_of

pytestmark = pytest.mark.anyio

Beside = tuple[Home, FakePeer]


def vote(actor: FakeActor, uri: str, number: str, *names: object, **told: object) -> dict[str, object]:
    notes = [
        {"id": f"{actor.id}#votes/{number}-{place}", "type": "Note", "attributedTo": actor.id, "name": name}
        | {"inReplyTo": uri}
        | told
        for place, name in enumerate(names)
    ]
    return activity(actor, "Create", f"vote-{number}", notes if len(notes) > 1 else notes[0])


async def asked(home: Home, **told: Any) -> tuple[Viewer, TweetView, str]:
    ada = await home.account("ada")
    visibility = told.pop("visibility", None)
    plain: dict[str, Any] = {"options": ("Tea", "Milk"), "seconds": 86_400}
    view = await tweeted(home, ada, "Which?", poll=PollDraft(**plain | told), visibility=visibility)
    return ada, view, uri_of(home, view)


async def counted(home: Home, viewer: Viewer, tweet_id: TweetId) -> tuple[list[int], int]:
    poll = (await home.tweets.get(viewer, tweet_id)).poll
    assert poll is not None
    return [option.vote_count for option in poll.options], poll.voter_count


async def test_votes_come_one_by_one_or_as_a_list_and_count_once_each(beside: Beside) -> None:
    home, peer = beside
    bob, eve = resident(peer, "bob"), resident(peer, "eve")
    ada, view, uri = await asked(home, multiple=True)

    await send(home, bob, vote(bob, uri, "1", "Tea"))
    await send(home, bob, vote(bob, uri, "2", "Milk"))
    await send(home, bob, vote(bob, uri, "3", "Milk"))
    await send(home, eve, vote(eve, uri, "4", "Milk", "Tea"))

    assert await counted(home, ada, view.tweet.id) == ([2, 2], 2)
    assert len(await home.events_of(PollVoted)) == 4
    assert await home.count("select count(*) from tweets") == 1


async def test_of_one_choice_the_first_counts(beside: Beside) -> None:
    home, peer = beside
    bob, eve = resident(peer, "bob"), resident(peer, "eve")
    ada, view, uri = await asked(home)

    await send(home, bob, vote(bob, uri, "1", "Tea"))
    await send(home, bob, vote(bob, uri, "2", "Milk"))
    await send(home, eve, vote(eve, uri, "3", "Milk", "Tea"))

    assert await counted(home, ada, view.tweet.id) == ([1, 0], 1)


@pytest.mark.parametrize(
    "told",
    [
        {"name": "Coffee"},
        {"name": ["Tea"]},
        {"name": {"Tea": 1}},
        {"name": "Tea" * 100_000},
        {"name": "0"},
        {"attributedTo": "https://cake.example/users/eve"},
        {"inReplyTo": None},
        {"inReplyTo": "https://tea.example/notes/1"},
        {"type": "Article"},
    ],
)
async def test_w28_what_is_no_vote_counts_for_nothing(beside: Beside, told: dict[str, object]) -> None:
    home, peer = beside
    bob = resident(peer, "bob")
    ada, view, uri = await asked(home)

    await send(home, bob, vote(bob, uri, "1", "Tea", **told))

    assert await counted(home, ada, view.tweet.id) == ([0, 0], 0)


async def test_w28_a_list_of_a_thousand_votes_counts_as_one_voter(beside: Beside) -> None:
    home, peer = beside
    bob = resident(peer, "bob")
    ada, view, uri = await asked(home, multiple=True)

    await send(home, bob, vote(bob, uri, "1", *["Tea"] * 1_000))

    assert await counted(home, ada, view.tweet.id) == ([1, 0], 1)


async def test_w28_a_vote_after_the_end_counts_for_nothing_and_asks_nobody(beside: Beside) -> None:
    home, peer = beside
    bob = resident(peer, "bob")
    ada, view, uri = await asked(home, seconds=300)

    home.clock.advance(seconds=300)
    await send(home, bob, vote(bob, uri, "1", "Tea"))

    assert await counted(home, ada, view.tweet.id) == ([0, 0], 0)
    assert await home.count("select count(*) from accounts where host <> ''") == 0


@pytest.mark.parametrize("visibility", ["followers", "direct"])
async def test_w28_who_may_not_see_a_poll_does_not_vote_in_it(beside: Beside, visibility: str) -> None:
    home, peer = beside
    bob = resident(peer, "bob")
    ada, view, uri = await asked(home, visibility=visibility)

    await send(home, bob, vote(bob, uri, "1", "Tea"))

    assert await counted(home, ada, view.tweet.id) == ([0, 0], 0)


async def test_w28_who_is_blocked_does_not_vote(beside: Beside) -> None:
    home, peer = beside
    bob = resident(peer, "bob")
    ada, view, uri = await asked(home)
    account = await followed(home, ada, bob)
    await home.graph.block(ada, account.id)

    await send(home, bob, vote(bob, uri, "1", "Tea"))

    assert await counted(home, ada, view.tweet.id) == ([0, 0], 0)


async def test_new_votes_are_gathered_before_others_are_told(beside: Beside) -> None:
    home, peer = beside
    bob, eve = resident(peer, "bob"), resident(peer, "eve")
    _ada, view, uri = await asked(home)

    await send(home, bob, vote(bob, uri, "1", "Tea"))
    await send(home, eve, vote(eve, uri, "2", "Tea"))
    early = await home.events_of(PollCounted)
    home.clock.advance(seconds=181)
    await home.wait_idle()

    assert early == []
    assert [event.subject_id for event in await home.events_of(PollCounted)] == [view.tweet.id]
    told: list[Any] = [letter for letter in peer.deliveries() if letter["type"] == "Update"]
    assert [option["replies"]["totalItems"] for option in told[-1]["object"]["oneOf"]] == [2, 0]


async def test_p02_who_voted_and_may_see_it_no_longer_is_not_told_how_a_poll_stands(beside: Beside) -> None:
    home, peer = beside
    bob = resident(peer, "bob")
    ada = await home.account("ada")
    account = await met(home, ada, f"@bob@{peer.origin.partition('://')[2]}")
    follow = activity(bob, "Follow", "follow", home.origin.account_uri(ada.id or AccountId(0)))
    await send(home, bob, follow)
    ada, view, uri = await asked(home, visibility="followers", seconds=300)
    await send(home, bob, vote(bob, uri, "1", "Tea"))
    assert await counted(home, ada, view.tweet.id) == ([1, 0], 1)

    await home.graph.remove_follower(ada, account.id)
    await home.tweets.edit(ada, view.tweet.id, Edit(content="a new secret"))
    home.clock.advance(seconds=301)
    await home.wait_idle()

    assert len(await home.events_of(PollClosed)) == 1
    assert [letter for letter in peer.deliveries() if letter["type"] == "Update"] == []


async def test_who_voted_is_told_when_the_tweet_is_deleted(beside: Beside) -> None:
    home, peer = beside
    bob = resident(peer, "bob")
    ada, view, uri = await asked(home)
    await read(home, f"/ap/tweets/{view.tweet.id}")
    await send(home, bob, vote(bob, uri, "1", "Tea"))

    await home.tweets.delete(ada, view.tweet.id)
    await home.wait_idle()

    assert [letter["object"] for letter in peer.deliveries() if letter["type"] == "Delete"] == [
        {"id": uri, "type": "Tombstone"}
    ]
    assert await home.count("select count(*) from poll_votes") == 0
