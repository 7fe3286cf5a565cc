"""I29: who forges an answer, an approval or its end changes nothing; only the quoted author's node is believed."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from federation.jsonld import JsonObject
from federation.testing import FakeActor, FakePeer, fake_peer
from nodeapp.model.accounts import Viewer
from nodeapp.model.ids import TweetId
from tests.builders import FakeClock, Home
from tests.integration.federation.cast import PUBLIC, activity, beside_a_peer, followed, note, resident, send, tweeted

pytestmark = pytest.mark.anyio

POLICY = {"canQuote": {"automaticApproval": [PUBLIC]}}


class Scene:
    """Ada, who lives here, follows Zed at one peer; Mallory lives at another. Ada has quoted a note of Zed's."""

    def __init__(self, home: Home, peer: FakePeer, other: FakePeer) -> None:
        self.home, self.peer, self.other = home, peer, other
        self.zed, self.mallory = resident(peer, "zed"), resident(other, "mallory")
        self.note = note(self.zed, "1", "<p>Milk first</p>", interactionPolicy=POLICY)
        self.ada = Viewer(None)
        self.quoting_id = TweetId(0)

    async def begin(self) -> None:
        self.ada = await self.home.account("ada")
        await followed(self.home, self.ada, self.zed)
        await followed(self.home, self.ada, self.mallory)
        await send(self.home, self.zed, activity(self.zed, "Create", "1", self.note))
        quoted_id = await self.home.foreign_tweets.known(str(self.note["id"]))
        assert quoted_id is not None
        self.quoting_id = (await tweeted(self.home, self.ada, "look", quote_id=quoted_id)).tweet.id
        await self.home.wait_idle()

    @property
    def request(self) -> JsonObject:
        """What Zed was asked."""
        found = [sent for sent in self.peer.deliveries() if sent["type"] == "QuoteRequest"]
        assert len(found) == 1
        return found[0]

    async def state(self) -> str | None:
        return (await self.home.tweets.get(self.ada, self.quoting_id)).tweet.quote_state

    def stamp(self, by: FakePeer, author: FakeActor, **told: object) -> str:
        """An approval of what was asked, served at this peer."""
        document: JsonObject = {
            "type": "QuoteAuthorization",
            "attributedTo": author.id,
            "interactingObject": self.home.origin.tweet_uri(self.quoting_id),
            "interactionTarget": self.note["id"],
        }
        return by.serve_document(f"/stamps/{len(by.requests)}-{len(told)}", document | told)

    async def answer(self, by: FakeActor, name: str, kind: str = "Accept", **told: object) -> None:
        asked = {key: self.request[key] for key in ("id", "type", "actor", "object")}
        asked["instrument"] = self.home.origin.tweet_uri(self.quoting_id)
        assert await send(self.home, by, activity(by, kind, name, asked, **told)) == 202


@pytest.fixture
async def scene(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Scene]:
    async with fake_peer() as other, beside_a_peer(tmp_path, clock, other) as (home, peer):
        scene = Scene(home, peer, other)
        await scene.begin()
        yield scene
        await home.check_memory()


async def test_the_author_is_asked_with_the_quote_and_believed_by_the_stamp(scene: Scene) -> None:
    request: Any = scene.request
    assert scene.ada.id is not None
    assert (request["actor"], request["object"]) == (scene.home.origin.account_uri(scene.ada.id), scene.note["id"])
    assert request["instrument"]["quote"] == scene.note["id"]
    assert await scene.state() == "pending"

    await scene.answer(scene.zed, "yes", result=scene.stamp(scene.peer, scene.zed))

    assert await scene.state() == "accepted"
    told: Any = [sent for sent in scene.peer.deliveries() if sent["type"] == "Update"][-1]
    assert told["object"]["quoteAuthorization"].startswith(scene.peer.origin)


async def test_an_answer_names_the_request_by_its_address_too(scene: Scene) -> None:
    yes = activity(scene.zed, "Accept", "yes", scene.request["id"], result=scene.stamp(scene.peer, scene.zed))

    await send(scene.home, scene.zed, yes)

    assert await scene.state() == "accepted"


async def test_i29_an_approval_by_somebody_else_changes_nothing(scene: Scene) -> None:
    await scene.answer(scene.mallory, "1", result=scene.stamp(scene.peer, scene.zed))
    await scene.answer(scene.mallory, "2", result=scene.stamp(scene.other, scene.mallory))
    await scene.answer(scene.mallory, "3", kind="Reject")

    assert await scene.state() == "pending"


@pytest.mark.parametrize("wrong", ["attributedTo", "interactingObject", "interactionTarget", "type", "id"])
async def test_i29_a_stamp_of_something_else_approves_of_nothing(scene: Scene, wrong: str) -> None:
    told = {wrong: f"{scene.peer.origin}/users/zed/else"}

    await scene.answer(scene.zed, "yes", result=scene.stamp(scene.peer, scene.zed, **told))

    assert await scene.state() == "pending"


async def test_i29_a_stamp_on_another_host_or_none_approves_of_nothing(scene: Scene) -> None:
    await scene.answer(scene.zed, "1", result=scene.stamp(scene.other, scene.zed))
    await scene.answer(scene.zed, "2")
    await scene.answer(scene.zed, "3", result=f"{scene.peer.origin}/stamps/none")
    await scene.answer(scene.zed, "4", result=scene.home.origin.url)

    assert await scene.state() == "pending"


async def test_an_answer_about_another_tweet_changes_nothing(scene: Scene) -> None:
    asked = dict(scene.request) | {"instrument": scene.home.origin.tweet_uri(scene.quoting_id), "object": scene.zed.id}

    await send(scene.home, scene.zed, activity(scene.zed, "Reject", "no", asked))

    assert await scene.state() == "pending"


async def test_a_refusal_ends_what_waits_and_what_was_approved(scene: Scene) -> None:
    await scene.answer(scene.zed, "no", kind="Reject")
    first = await scene.state()
    await scene.answer(scene.zed, "yes", result=scene.stamp(scene.peer, scene.zed))
    second = await scene.state()
    await scene.answer(scene.zed, "no again", kind="Reject")

    assert (first, second, await scene.state()) == ("rejected", "accepted", "revoked")
    told: Any = [sent for sent in scene.peer.deliveries() if sent["type"] == "Update"][-1]
    assert "quote" not in told["object"]


async def test_i29_only_the_author_ends_an_approval(scene: Scene) -> None:
    stamp = scene.stamp(scene.peer, scene.zed)
    await scene.answer(scene.zed, "yes", result=stamp)
    neighbour = resident(scene.peer, "eve")
    await followed(scene.home, scene.ada, neighbour)
    gone = {"id": stamp, "type": "QuoteAuthorization"}

    for other in (scene.mallory, neighbour):
        await send(scene.home, other, activity(other, "Delete", "gone", gone))
    before = await scene.state()
    await send(scene.home, scene.zed, activity(scene.zed, "Delete", "gone", gone))

    assert (before, await scene.state()) == ("accepted", "revoked")


async def quoting(scene: Scene, name: str, **told: object) -> str | None:
    """How a note of Mallory's stands that quotes Zed's."""
    said = note(scene.mallory, name, "<p>look</p>", quote=scene.note["id"], **told)
    await send(scene.home, scene.mallory, activity(scene.mallory, "Create", f"said-{name}", said))
    tweet_id = await scene.home.foreign_tweets.known(str(said["id"]))
    assert tweet_id is not None
    return (await scene.home.tweets.get(scene.ada, tweet_id)).tweet.quote_state


async def test_i29_a_third_reader_looks_at_the_stamp_itself(scene: Scene) -> None:
    uri = f"{scene.mallory.id}/notes/good"
    good = scene.stamp(scene.peer, scene.zed, interactingObject=uri)
    own = scene.stamp(scene.other, scene.zed, interactingObject=f"{scene.mallory.id}/notes/own")

    states = {
        "none": await quoting(scene, "none"),
        "own": await quoting(scene, "own", quoteAuthorization=own),
        "other": await quoting(scene, "other", quoteAuthorization=good),
        "absent": await quoting(scene, "absent", quoteAuthorization=f"{scene.peer.origin}/stamps/absent"),
        "good": await quoting(scene, "good", quoteAuthorization=good),
    }

    assert states == {"none": "pending", "own": "pending", "other": "pending", "absent": "pending", "good": "accepted"}


async def test_i29_an_approval_that_a_note_stops_naming_is_over(scene: Scene) -> None:
    uri = f"{scene.mallory.id}/notes/good"
    stamp = scene.stamp(scene.peer, scene.zed, interactingObject=uri)
    assert await quoting(scene, "good", quoteAuthorization=stamp) == "accepted"
    without = note(scene.mallory, "good", "<p>look</p>", quote=scene.note["id"])

    await send(scene.home, scene.mallory, activity(scene.mallory, "Update", "later", without))

    tweet_id = await scene.home.foreign_tweets.known(uri)
    assert tweet_id is not None
    assert (await scene.home.tweets.get(scene.ada, tweet_id)).tweet.quote_state == "revoked"


async def test_only_its_author_asks_for_a_quote_and_only_of_what_it_quotes(scene: Scene) -> None:
    home, zed, mallory = scene.home, scene.zed, scene.mallory
    said = await tweeted(home, scene.ada, "my own")
    uri = home.origin.tweet_uri(said.tweet.id)
    right = note(mallory, "right", "<p>look</p>", quote=uri)
    asks: list[JsonObject] = [
        activity(mallory, "QuoteRequest", "1", uri, instrument=note(zed, "9", "<p>x</p>", quote=uri)),
        activity(mallory, "QuoteRequest", "2", uri, instrument=f"{zed.id}/notes/9"),
        activity(mallory, "QuoteRequest", "3", uri, instrument=right | {"attributedTo": f"{mallory.id}2"}),
        activity(mallory, "QuoteRequest", "4", uri, instrument=right | {"quote": scene.note["id"]}),
        activity(mallory, "QuoteRequest", "5", scene.note["id"], instrument=right),
        activity(mallory, "QuoteRequest", "6", f"{home.origin.url}/ap/tweets/7", instrument=right),
    ]

    for ask in asks:
        await send(home, mallory, ask)
    before = await home.count("select count(*) from quote_requests")
    await send(home, mallory, activity(mallory, "QuoteRequest", "7", uri, instrument=right))

    assert (before, await home.count("select count(*) from quote_requests")) == (0, 1)
    answer: Any = [sent for sent in scene.other.deliveries() if sent["type"] == "Accept"][-1]
    assert answer["result"].startswith(f"{home.origin.url}/ap/quotes/")
    assert answer["object"]["id"] == f"{mallory.id}/activities/7"
    assert (await home.tweets.get(scene.ada, said.tweet.id)).tweet.quote_count == 1


async def test_a_quote_by_its_address_alone_is_fetched_and_answered(scene: Scene) -> None:
    home, mallory = scene.home, scene.mallory
    said = await tweeted(home, scene.ada, "my own")
    uri = home.origin.tweet_uri(said.tweet.id)
    right = note(mallory, "right", "<p>look</p>", quote=uri)
    scene.other.serve_document("/users/mallory/notes/right", right)

    await send(home, mallory, activity(mallory, "QuoteRequest", "1", uri, instrument=right["id"]))

    assert (await home.tweets.get(scene.ada, said.tweet.id)).tweet.quote_count == 1


async def test_what_nobody_may_quote_is_turned_down(scene: Scene) -> None:
    home, mallory = scene.home, scene.mallory
    said = await tweeted(home, scene.ada, "my own", quote_policy="nobody")
    right = note(mallory, "right", "<p>look</p>", quote=home.origin.tweet_uri(said.tweet.id))

    await send(home, mallory, activity(mallory, "QuoteRequest", "1", right["quote"], instrument=right))

    answers = [sent["type"] for sent in scene.other.deliveries() if sent["type"] in ("Accept", "Reject")]
    assert answers == ["Reject"]
    assert await home.foreign_tweets.known(str(right["id"])) is None
