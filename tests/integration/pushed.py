"""A node, and a push service that it may reach, as tests of push ask for them."""

from contextlib import asynccontextmanager

from federation.testing import fake_peer
from nodeapp.model.limits import Limits
from tests.builders import at_home

SUBSCRIPTIONS = "select count(*) from push_subscriptions"
MESSAGES = "select count(*) from push_messages"


@asynccontextmanager
async def near(folder, clock, **more):
    """What falls due is looked for often, since the clock stands still."""
    limits = Limits(**{"delivery_poll_seconds": 0.05, **more})
    async with fake_peer() as peer, at_home(folder, clock, allow_peers=(pair_of(peer),), limits=limits) as home:
        yield home, peer


def pair_of(peer):
    return f"127.0.0.1:{peer.pair[1]}"


async def subscribed(caller, receiver, **more):
    answer = await caller.post("/api/push/subscriptions", json={**receiver.subscription, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def refused(caller, **body):
    """The field that is named."""
    answer = await caller.post("/api/push/subscriptions", json=body)
    assert answer.status_code == 400, answer.text
    return answer.json()["errors"][0]["field"]
