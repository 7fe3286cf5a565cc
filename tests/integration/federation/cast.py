"""Short ways to speak between nodes: two of ours, or one of ours beside somebody else's software."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import anyio

from federation.jsonld import ACTIVITY_TYPE, JsonObject
from federation.signatures import sign
from federation.testing import FakeActor, FakePeer, fake_peer
from nodeapp.model.accounts import Account, Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from nodeapp.model.views import TweetView
from tests.builders import FakeClock, Home, at_home, key_pair

T = TypeVar("T")

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
SOON_SECONDS = 20.0
PAGE = Window(20)


@asynccontextmanager
async def beside_a_peer(folder: Path, clock: FakeClock, *also: FakePeer) -> AsyncIterator[tuple[Home, FakePeer]]:
    """A node of ours and somebody else's software, which it may reach, as it may the others named."""
    async with fake_peer() as peer:
        allowed = tuple(f"{host}:{port}" for host, port in (other.pair for other in (peer, *also)))
        async with at_home(folder / "node", clock, allow_peers=allowed) as home:
            yield home, peer


async def soon(look: Callable[[], Awaitable[T]], seconds: float = SOON_SECONDS) -> T:
    """What `look` finds, as soon as it finds something; fails when it does not in time."""
    with anyio.fail_after(seconds):
        while True:
            if found := await look():
                return found
            await anyio.sleep(0.02)


async def met(home: Home, viewer: Viewer, handle: str) -> Account:
    """Whoever goes by the handle, looked up elsewhere where it must be."""
    return (await home.accounts.get(viewer, handle)).account


async def tweeted(home: Home, viewer: Viewer, content: str, **told: Any) -> TweetView:
    return await home.tweets.post(viewer, Draft(content=content, **told))


async def texts(home: Home, viewer: Viewer) -> list[str]:
    """What the viewer's home shows, newest first."""
    return [view.tweet.content for view in (await home.timelines.home(viewer, PAGE)).items]


async def seen(home: Home, viewer: Viewer, uri: str) -> TweetView | None:
    """The tweet of this uri, as the viewer sees it; None where it is not there."""
    tweet_id = await home.foreign_tweets.known(uri)
    if tweet_id is None:
        return None
    try:
        return await home.tweets.get(viewer, tweet_id)
    except NotFound:
        return None


async def settled(*homes: Home) -> None:
    """What one has sent the other has understood, and answered."""
    for _ in range(2):
        for home in homes:
            await home.wait_idle(SOON_SECONDS)


async def befriended(here: Home, there: Home) -> tuple[Viewer, Viewer]:
    """Ada, who lives here, follows Bob, who lives there."""
    ada, bob = await here.account("ada"), await there.account("bob")
    found = await met(here, ada, f"@bob@{there.origin.host}")
    await here.graph.follow(ada, found.id)

    async def accepted() -> bool:
        return (await here.graph.relationship(ada, found.id)).following

    await soon(accepted)
    await settled(here, there)
    return ada, bob


def uri_of(home: Home, view: TweetView) -> str:
    return view.tweet.uri or home.origin.tweet_uri(view.tweet.id)


async def read(home: Home, path: str, reader: FakeActor | None = None) -> Any:
    """A document of ours, asked for by nobody in particular or signed by somebody at the fake peer."""
    headers = {"Accept": ACTIVITY_TYPE}
    if reader is not None:
        headers |= sign(reader.signer, "GET", home.origin.url + path, None, home.clock())
    return await home.client.get(path, headers=headers)


async def posted(home: Home, actor: FakeActor, activity: JsonObject) -> int:
    """Delivers, and gives the status that came back."""
    headers, body = actor.signed(f"{home.origin.url}/ap/inbox", activity, home.clock())
    return (await home.client.post("/ap/inbox", headers=headers, content=body)).status_code


async def send(home: Home, actor: FakeActor, activity: JsonObject) -> int:
    """Delivers, and waits until it has been understood."""
    status = await posted(home, actor, activity)
    await home.wait_idle(SOON_SECONDS)
    return status


def resident(peer: FakePeer, name: str) -> FakeActor:
    """Somebody at the fake peer. All of them share one key pair, under ids of their own."""
    return peer.actor(name, key_pair())


def note(actor: FakeActor, name: str, content: str, **told: object) -> JsonObject:
    """A public Note of the actor's, under an id of its own host."""
    return {
        "id": f"{actor.id}/notes/{name}",
        "type": "Note",
        "attributedTo": actor.id,
        "content": content,
        "published": "2026-01-01T00:00:00Z",
        "to": [PUBLIC],
        "cc": [f"{actor.id}/followers"],
    } | told


def activity(actor: FakeActor, kind: str, name: str, content: object, **told: object) -> JsonObject:
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": f"{actor.id}/activities/{name}",
        "type": kind,
        "actor": actor.id,
        "object": content,
    } | told


async def followed(home: Home, viewer: Viewer, actor: FakeActor) -> Account:
    """The viewer follows somebody at the fake peer, who agrees."""
    assert viewer.id is not None
    host = actor.id.partition("://")[2].partition("/")[0]
    account = await met(home, viewer, f"@{actor.name}@{host}")
    await home.graph.follow(viewer, account.id)
    await home.wait_idle(SOON_SECONDS)
    asked = {"type": "Follow", "actor": home.origin.account_uri(viewer.id), "object": actor.id}
    assert await send(home, actor, activity(actor, "Accept", f"agreed-{viewer.id}", asked)) == 202
    assert (await home.graph.relationship(viewer, account.id)).following
    return account
