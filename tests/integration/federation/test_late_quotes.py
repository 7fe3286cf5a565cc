"""Quotes whose host did not answer when they came: looked at again, a few times, and then for good or never."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from federation.errors import FetchFailed
from federation.jsonld import JsonObject
from federation.testing import FakePeer, Reply, document_reply, fake_peer
from nodeapp.bridge.peers import ActivityPubPeers
from nodeapp.model.accounts import Viewer
from nodeapp.model.limits import Limits
from tests.builders import FakeClock, Home, at_home, side_by_side
from tests.integration.federation.cast import (
    PUBLIC,
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
    tweeted,
    uri_of,
)

pytestmark = pytest.mark.anyio

ASKS = {"canQuote": {"automaticApproval": [PUBLIC]}}
BUSY = Reply(status=503)
HOUR = 3_600


class Scene:
    """Ada, who lives here, follows Sue at one peer; Sue quotes what Otto says at another."""

    def __init__(self, home: Home, peer: FakePeer, other: FakePeer) -> None:
        self.home, self.other = home, other
        self.sue, self.otto = resident(peer, "sue"), resident(other, "otto")
        self.ada = Viewer(None)

    def quoted(self, name: str) -> JsonObject:
        return note(self.otto, name, f"<p>said {name}</p>", interactionPolicy=ASKS)

    def stamp(self, name: str) -> JsonObject:
        return {
            "id": f"{self.otto.id}/stamps/{name}",
            "type": "QuoteAuthorization",
            "attributedTo": self.otto.id,
            "interactingObject": f"{self.sue.id}/notes/{name}",
            "interactionTarget": f"{self.otto.id}/notes/{name}",
        }

    def answers(self, document: JsonObject, reply: Reply | None = None) -> None:
        path = str(document["id"]).removeprefix(self.other.origin)
        self.other.serve(path, reply or document_reply(document))

    async def quote(self, name: str) -> None:
        told = note(self.sue, name, f"<p>look {name}</p>", quote=f"{self.otto.id}/notes/{name}")
        told |= {"quoteAuthorization": f"{self.otto.id}/stamps/{name}"}
        assert await send(self.home, self.sue, activity(self.sue, "Create", name, told)) == 202

    async def shown(self, name: str) -> tuple[str | None, str | None]:
        """How the quote stands, and the words that it shows."""
        view = await seen(self.home, self.ada, f"{self.sue.id}/notes/{name}")
        assert view is not None
        return view.tweet.quote_state, None if view.quote is None else view.quote.tweet.content

    async def later(self, seconds: float) -> None:
        self.home.clock.advance(seconds=seconds)
        await self.home.wait_idle()

    async def waiting(self) -> int:
        return await self.home.count("select count(*) from quote_checks")


@pytest.fixture
async def scene(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Scene]:
    async with fake_peer() as peer, fake_peer() as other:
        allowed = tuple(f"{host}:{port}" for host, port in (peer.pair, other.pair))
        limits = Limits(quote_checks_per_host_max=3, quote_fetch_seconds=3, delivery_poll_seconds=0.05)
        async with at_home(tmp_path / "node", clock, allow_peers=allowed, limits=limits) as home:
            scene = Scene(home, peer, other)
            scene.ada = await home.account("ada")
            await followed(home, scene.ada, scene.sue)
            yield scene
            await home.check_memory()


async def test_what_a_busy_host_did_not_give_is_fetched_later(scene: Scene) -> None:
    scene.answers(scene.quoted("1"), BUSY)
    scene.answers(scene.stamp("1"))
    await scene.quote("1")
    assert await scene.shown("1") == (None, None)

    scene.answers(scene.quoted("1"))
    await scene.later(59)
    assert await scene.shown("1") == (None, None)
    await scene.later(1)

    assert await scene.shown("1") == ("accepted", "said 1")
    quoted = await seen(scene.home, scene.ada, f"{scene.otto.id}/notes/1")
    assert quoted is not None
    assert quoted.tweet.quote_count == 1
    assert await scene.waiting() == 0


async def test_a_slow_host_keeps_back_no_words(scene: Scene) -> None:
    scene.answers(scene.quoted("1"), Reply(drip_seconds=60))
    await scene.quote("1")

    assert await scene.shown("1") == (None, None)
    assert await scene.waiting() == 1


async def test_an_approval_that_could_not_be_looked_at_is_looked_at_later(scene: Scene) -> None:
    scene.answers(scene.quoted("1"))
    scene.answers(scene.stamp("1"), BUSY)
    await scene.quote("1")
    assert await scene.shown("1") == ("pending", None)

    scene.answers(scene.stamp("1"))
    await scene.later(60)

    assert await scene.shown("1") == ("accepted", "said 1")
    assert await scene.waiting() == 0


async def test_a_quote_that_was_looked_at_waits_for_nothing(scene: Scene) -> None:
    scene.answers(scene.quoted("1"))
    scene.answers(scene.stamp("1"))
    await scene.quote("1")
    scene.answers(scene.quoted("2"))
    await scene.quote("2")

    assert await scene.shown("1") == ("accepted", "said 1")
    assert await scene.shown("2") == ("pending", None)
    assert await scene.waiting() == 0


async def test_tries_grow_rarer_and_end(scene: Scene) -> None:
    scene.answers(scene.quoted("1"), BUSY)
    await scene.quote("1")
    tries: list[int] = []
    for _ in range(60):
        before = len(scene.other.requests)
        await scene.later(HOUR / 2)
        tries.append(len(scene.other.requests) - before)

    assert sum(tries) == scene.home.limits.quote_tries_max
    assert await scene.waiting() == 0
    scene.answers(scene.quoted("1"))
    await scene.later(1_000 * HOUR)
    assert await scene.shown("1") == (None, None)


async def test_what_is_not_there_is_not_asked_for_again(scene: Scene) -> None:
    scene.answers(scene.quoted("1"), BUSY)
    await scene.quote("1")

    scene.answers(scene.quoted("1"), Reply(status=404))
    await scene.later(60)

    assert await scene.waiting() == 0


async def test_a_tweet_that_is_gone_meanwhile_asks_for_nothing(scene: Scene) -> None:
    scene.answers(scene.quoted("1"), BUSY)
    await scene.quote("1")
    uri = f"{scene.sue.id}/notes/1"
    await send(scene.home, scene.sue, activity(scene.sue, "Delete", "gone", uri))
    before = len(scene.other.requests)

    await scene.later(60)

    assert len(scene.other.requests) == before
    assert await scene.waiting() == 0


async def test_those_that_wait_for_a_host_are_bounded_and_one_that_fails_holds_up_no_other(scene: Scene) -> None:
    for name in ("1", "2", "3", "4"):
        scene.answers(scene.quoted(name), BUSY)
        scene.answers(scene.stamp(name))
        await scene.quote(name)
    assert await scene.waiting() == 3

    for name in ("2", "3", "4"):
        scene.answers(scene.quoted(name))
    for _ in range(2):
        await scene.later(60)

    assert [await scene.shown(name) for name in ("1", "2", "3", "4")] == [
        (None, None),
        ("accepted", "said 2"),
        ("accepted", "said 3"),
        (None, None),
    ]
    assert await scene.waiting() == 1


async def test_a_quote_comes_when_the_share_of_questions_to_a_host_was_used_up(tmp_path: Path) -> None:
    limits = Limits(quote_retry_seconds=1, delivery_poll_seconds=0.1)
    async with side_by_side(tmp_path, limits=limits) as (here, there):
        ada, bob = await befriended(here, there)
        otto = await there.account("otto")
        said = await tweeted(there, otto, "Milk first")
        use_up(here)

        quote = await tweeted(there, bob, "look", quote_id=said.tweet.id)

        async def is_here() -> bool:
            return await seen(here, ada, uri_of(there, quote)) is not None

        async def is_shown() -> bool:
            view = await seen(here, ada, uri_of(there, quote))
            return view is not None and view.quote is not None and view.quote.tweet.content == "Milk first"

        await soon(is_here)
        await soon(is_shown)
        await settled(here, there)
        assert await here.count("select count(*) from quote_checks") == 0
        assert (await met(here, ada, f"@otto@{there.origin.host}")).username == "otto"


def use_up(home: Home) -> None:
    """This node has asked so much lately that it may not ask now."""
    peers = home.accounts.peers
    assert isinstance(peers, ActivityPubPeers)
    with pytest.raises(FetchFailed):
        while True:
            peers.door._budget.take("127.0.0.1")
