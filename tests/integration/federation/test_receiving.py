"""A kept activity is done, tried again, or dropped; none holds up the others, none is acted on twice."""

from typing import Any, cast

import pytest

from nodeapp.bridge.incoming import IncomingActivities
from nodeapp.bridge.receiving import Receiving
from nodeapp.model.errors import Unavailable
from nodeapp.queries import received
from nodeapp.queries.received import Received
from nodeapp.seams.database import Reader, Transaction
from nodeapp.services.received import activity_hash
from tests.builders import Home

pytestmark = pytest.mark.anyio

BOB = "https://tea.example/users/bob"
HOST = "tea.example:443"


class Acting:
    """Stands for the understanding of an activity: raises what it is told to."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.times = 0

    async def act(self, actor_uri: str, body: bytes) -> None:
        self.times += 1
        raise self.error


def receiving(home: Home, acting: Acting) -> Receiving:
    return Receiving(home.database, home.clock, home.limits, cast("IncomingActivities", acting))


async def kept(home: Home) -> Received:
    async def write(tx: Transaction) -> int:
        return await received.insert(tx, activity_hash(BOB, f"{BOB}/1"), f"{BOB}/1", BOB, HOST, b"{}", home.clock())

    row_id = await home.database.write(write)

    async def read(reader: Reader) -> list[Received]:
        return await received.waiting_among(reader, [row_id])

    return (await home.database.read(read))[0]


async def due(home: Home) -> list[Received]:
    async def read(reader: Reader) -> list[Received]:
        return await received.late(reader, HOST, home.clock(), 10)

    return await home.database.read(read)


async def test_a_poisonous_activity_is_dropped_and_its_words_with_it(node: Home) -> None:
    row = await kept(node)

    await receiving(node, Acting(RuntimeError("a fault of ours"))).settle(row)

    assert await node.count("select count(*) from received where body is null and due_at_ms is null") == 1


async def test_what_needs_a_host_that_does_not_answer_is_tried_again_a_few_times(node: Home) -> None:
    row: Any = await kept(node)
    acting = Acting(Unavailable("tea.example does not answer."))
    await receiving(node, acting).settle(row)

    at_once = await due(node)
    for _ in range(5):
        node.clock.advance(seconds=3_600)
        for waiting in await due(node):
            await receiving(node, acting).settle(waiting)

    assert at_once == []
    assert acting.times == node.limits.incoming_attempts_max
    assert await node.count("select count(*) from received where body is null") == 1


async def test_what_its_sender_took_back_is_not_acted_on(node: Home) -> None:
    await kept(node)
    before = await node.count("select count(*) from received where body is not null")

    await node.received.withdraw(f"{BOB}/1", BOB)

    assert before == 1
    assert await node.count("select count(*) from received where body is not null") == 0
