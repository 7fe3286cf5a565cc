"""Polls between nodes: asked here and there, voted in from both, told how they stand, and who would cheat."""

from pathlib import Path
from typing import Any

import pytest

from federation.testing import FakeActor, FakePeer
from nodeapp.model.accounts import Viewer
from nodeapp.model.events import PollClosed
from nodeapp.model.limits import Limits
from nodeapp.model.polls import Poll, PollDraft
from nodeapp.model.views import TweetView
from tests.builders import Home, side_by_side
from tests.integration.federation.cast import (
    activity,
    befriended,
    followed,
    note,
    read,
    resident,
    seen,
    send,
    settled,
    soon,
    tweeted,
    uri_of,
)

pytestmark = pytest.mark.anyio

Beside = tuple[Home, FakePeer]
QUICK = Limits(poll_telling_seconds=0.1, poll_seconds_min=1)


def draft(*options: str, **told: Any) -> PollDraft:
    plain: dict[str, Any] = {"options": options or ("Tea", "Milk"), "seconds": 86_400}
    return PollDraft(**plain | told)


def own(poll: Poll) -> list[int]:
    return [option.vote_count for option in poll.options]


def origins(poll: Poll) -> list[int]:
    return [option.origin_vote_count for option in poll.options]


async def poll_of(home: Home, viewer: Viewer, uri: str) -> Poll | None:
    view = await seen(home, viewer, uri)
    return view.poll if view else None


async def stands(home: Home, viewer: Viewer, uri: str, *counts: int, closed: bool = False) -> None:
    """Waits until the copy here says so."""

    async def told() -> bool:
        poll = await poll_of(home, viewer, uri)
        return poll is not None and origins(poll) == list(counts) and (poll.closed_at_ms is not None) is closed

    await soon(told)


async def copy_of(here: Home, viewer: Viewer, uri: str) -> TweetView:
    view = await seen(here, viewer, uri)
    assert view is not None
    return view


async def test_two_nodes_vote_on_each_others_polls_and_see_how_they_stand(tmp_path: Path) -> None:
    async with side_by_side(tmp_path, limits=QUICK) as (here, there):
        ada, bob = await befriended(here, there)
        bob_here = (await here.accounts.get(ada, f"@bob@{there.origin.host}")).account
        cleo = await there.account("cleo")

        theirs = await tweeted(there, bob, "Which?", poll=draft("Tea", "Coffee", "Milk", multiple=True))
        ours = await tweeted(here, ada, f"@bob@{there.origin.host} and you?", poll=draft())
        await settled(here, there)
        await there.services.polls.vote(cleo, theirs.tweet.id, [1])
        copy = await copy_of(here, ada, uri_of(there, theirs))
        voted = await here.services.polls.vote(ada, copy.tweet.id, [0, 1])
        back = await copy_of(there, bob, uri_of(here, ours))
        await there.services.polls.vote(bob, back.tweet.id, [1])

        await stands(here, ada, uri_of(there, theirs), 1, 2, 0)
        await stands(there, bob, uri_of(here, ours), 0, 1)
        assert voted.votes == (0, 1)
        at_home = (await there.tweets.get(bob, theirs.tweet.id)).poll
        assert at_home is not None
        assert (own(at_home), at_home.voter_count) == ([1, 2, 0], 2)
        copied = await poll_of(here, ada, uri_of(there, theirs))
        assert copied is not None
        assert (own(copied), copied.voter_count, copied.origin_voter_count) == ([1, 1, 0], 1, 2)
        assert bob_here.host == there.origin.host
        for home in (here, there):
            await home.check_memory()


async def test_the_end_is_told_with_its_numbers_and_hidden_ones_no_sooner(tmp_path: Path) -> None:
    async with side_by_side(tmp_path, limits=QUICK) as (here, there):
        ada, bob = await befriended(here, there)
        said = await tweeted(there, bob, "Guess", poll=draft(seconds=2, hide_totals=True))
        await settled(here, there)
        uri = uri_of(there, said)
        copy = await copy_of(here, ada, uri)

        await here.services.polls.vote(ada, copy.tweet.id, [1])
        await settled(here, there)
        early = await read(there, f"/ap/tweets/{said.tweet.id}")
        before = await poll_of(here, ada, uri)
        await stands(here, ada, uri, 0, 1, closed=True)

        assert before is not None
        assert (before.hide_totals, origins(before)) == (True, [0, 0])
        assert early.json()["type"] == "Question"
        assert "votersCount" not in early.json()
        assert [option["replies"] for option in early.json()["oneOf"]] == [{"type": "Collection"}] * 2
        late = (await read(there, f"/ap/tweets/{said.tweet.id}")).json()
        assert [option["replies"]["totalItems"] for option in late["oneOf"]] == [0, 1]
        assert (late["votersCount"], "closed" in late, "endTime" in late) == (1, True, True)


async def test_a_vote_is_told_to_nobody_but_the_author(tmp_path: Path) -> None:
    async with side_by_side(tmp_path, limits=QUICK) as (here, there):
        ada, bob = await befriended(here, there)
        theirs = await tweeted(there, bob, "Which?", poll=draft())
        local = await tweeted(here, ada, "Which here?", poll=draft())
        await settled(here, there)
        bo = await here.account("bo")
        copy = await copy_of(here, ada, uri_of(there, theirs))

        await here.services.polls.vote(bo, copy.tweet.id, [0])
        await here.services.polls.vote(bo, local.tweet.id, [0])
        await settled(here, there)

        votes = """
            select count(*) from deliveries join letters on letters.id = letter_id
            where instr(cast(body as text), '/ap/votes/') > 0
        """
        assert await here.count(votes) == 1


def question(actor: FakeActor, name: str, *counts: int | None, **told: object) -> dict[str, object]:
    options = [
        {"type": "Note", "name": f"option {place}", "replies": {"type": "Collection", "totalItems": count}}
        for place, count in enumerate(counts)
    ]
    return (
        note(actor, name, "<p>Which?</p>")
        | {
            "type": "Question",
            "oneOf": options,
            "endTime": "2026-02-01T12:00:00Z",
            "votersCount": sum(count or 0 for count in counts),
        }
        | told
    )


async def test_a_question_from_elsewhere_keeps_its_own_numbers(beside: Beside) -> None:
    home, peer = beside
    bob = resident(peer, "bob")
    ada = await home.account("ada")
    await followed(home, ada, bob)
    asks = question(bob, "1", 3, 4)

    await send(home, bob, activity(bob, "Create", "1", asks))
    first = await poll_of(home, ada, str(asks["id"]))
    await send(home, bob, activity(bob, "Update", "2", question(bob, "1", 5, 4)))
    second = await poll_of(home, ada, str(asks["id"]))

    assert first is not None
    assert second is not None
    assert (origins(first), first.origin_voter_count, first.multiple) == ([3, 4], 7, False)
    assert (origins(second), second.origin_voter_count, own(second)) == ([5, 4], 9, [0, 0])


async def test_an_update_without_a_newer_date_never_changes_what_is_asked(beside: Beside) -> None:
    home, peer = beside
    bob = resident(peer, "bob")
    ada = await home.account("ada")
    await followed(home, ada, bob)
    uri = str(question(bob, "1", 0)["id"])
    await send(home, bob, activity(bob, "Create", "1", question(bob, "1", 3, 4)))
    view = await copy_of(home, ada, uri)
    await home.services.polls.vote(ada, view.tweet.id, [1])

    await send(home, bob, activity(bob, "Update", "2", question(bob, "1", 9, 9, 9)))
    same = await copy_of(home, ada, uri)
    asked_before = same.poll
    await send(home, bob, activity(bob, "Update", "3", question(bob, "1", 0, 1, 2, updated="2026-01-31T00:00:00Z")))
    other = await copy_of(home, ada, uri)

    assert asked_before is not None
    assert other.poll is not None
    assert (origins(asked_before), same.votes) == ([3, 4], (1,))
    assert (origins(other.poll), own(other.poll), other.votes, other.poll.voter_count) == ([0, 1, 2], [0, 0, 0], (), 0)


async def test_who_asked_says_when_it_is_over(beside: Beside) -> None:
    home, peer = beside
    bob = resident(peer, "bob")
    ada = await home.account("ada")
    await followed(home, ada, bob)
    await send(home, bob, activity(bob, "Create", "1", question(bob, "1", 3, 4)))
    over = question(bob, "1", 5, 6, closed="2026-01-30T12:00:00Z")

    for number in ("2", "3"):
        await send(home, bob, activity(bob, "Update", number, over))

    view = await copy_of(home, ada, str(over["id"]))
    assert view.poll is not None
    assert view.poll.closed_at_ms is not None
    assert [event.origin for event in await home.events_of(PollClosed)] == [view.author.host]


async def test_a_poll_that_ended_by_our_clock_is_asked_for_once_more(beside: Beside) -> None:
    home, peer = beside
    bob = resident(peer, "bob")
    ada = await home.account("ada")
    await followed(home, ada, bob)
    asks = question(bob, "1", 3, 4)
    await send(home, bob, activity(bob, "Create", "1", asks))
    over = question(bob, "1", 7, 8, closed="2026-02-01T12:00:00Z")
    peer.serve_document(str(asks["id"]).removeprefix(peer.url("")), over)

    home.clock.advance(seconds=86_401)
    await home.wait_idle()

    view = await copy_of(home, ada, str(asks["id"]))
    assert view.poll is not None
    assert (origins(view.poll), view.poll.closed_at_ms is not None) == ([7, 8], True)
    assert len(await home.events_of(PollClosed)) == 1


async def test_w28_a_poll_of_ten_thousand_options_is_turned_away_and_one_of_five_thousand_cut(beside: Beside) -> None:
    home, peer = beside
    bob = resident(peer, "bob")
    ada = await home.account("ada")
    await followed(home, ada, bob)
    options = [{"type": "Note", "name": f"option {number}"} for number in range(10_000)]
    most, many = question(bob, "1", oneOf=options), question(bob, "2", anyOf=options[:5_000])

    statuses = [await send(home, bob, activity(bob, "Create", str(asks["id"])[-1], asks)) for asks in (most, many)]

    assert statuses == [400, 202]
    assert await poll_of(home, ada, str(most["id"])) is None
    poll = await poll_of(home, ada, str(many["id"]))
    assert poll is not None
    assert len(poll.options) == home.limits.remote_poll_options_max
    assert await home.count("select count(*) from poll_options") == home.limits.remote_poll_options_max


@pytest.mark.parametrize(
    "told",
    [
        {"oneOf": "Tea"},
        {"oneOf": [None, 1, "Tea", {"name": 7}, {"name": ""}, []]},
        {"oneOf": [{"name": "Tea", "replies": {"totalItems": -5}}, {"name": "Milk", "replies": {"totalItems": 2**62}}]},
        {"oneOf": [{"name": "x" * 100_000, "replies": [1]}, {"name": "Milk", "replies": {"totalItems": True}}]},
        {"endTime": "never", "closed": "soon", "votersCount": "many"},
        {"endTime": "9999-12-31T23:59:59Z", "closed": False, "votersCount": -1},
        {"endTime": "0001-01-01T00:00:00Z", "closed": {"type": "Note"}},
        {"oneOf": [{"name": "Same"}, {"name": "Same"}]},
    ],
)
async def test_w34_a_poll_that_makes_no_sense_breaks_no_page(beside: Beside, told: dict[str, object]) -> None:
    home, peer = beside
    bob = resident(peer, "bob")
    ada = await home.account("ada")
    await followed(home, ada, bob)
    caller = await home.client_of("ada")

    await send(home, bob, activity(bob, "Create", "1", question(bob, "1", 1, 2, **told)))
    await send(home, bob, activity(bob, "Update", "2", question(bob, "1", 3, 4, **told)))

    for path in ("/api/timeline/home", "/api/v1/timelines/home"):
        answer = await caller.get(path)
        assert answer.status_code == 200
        assert "Which?" in answer.text
    assert await home.count("select count(*) from poll_options where origin_vote_count < 0") == 0
