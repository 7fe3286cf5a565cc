"""A kept activity is done, tried again, or dropped; none holds up the others, none is acted on twice."""

from typing import cast

import pytest

from federation.testing import FakePeer, Reply
from nodeapp.bridge.incoming import IncomingActivities
from nodeapp.bridge.moments import Moment, TakesLonger
from nodeapp.bridge.receiving import Receiving
from nodeapp.model.errors import NotFound, Unavailable
from nodeapp.queries import node as names
from nodeapp.queries import received
from nodeapp.queries.received import Received
from nodeapp.seams.database import Database, Reader, Transaction
from nodeapp.services.received import activity_hash
from tests.builders import Home
from tests.integration.federation.cast import activity, followed, note, posted, resident, seen, send, texts

pytestmark = pytest.mark.anyio

Beside = tuple[Home, FakePeer]

BOB = "https://tea.example/users/bob"
EVE = "https://cake.example/users/eve"
HOSTS = {BOB: "tea.example:443", EVE: "cake.example:443"}
HOST = HOSTS[BOB]
AHEAD_MS = 365 * 86_400_000
"""What is put aside here is due so much later by the node's own clock, so that its own jobs leave it alone."""


class Acting:
    """Stands for the understanding of activities: writes each down, then raises what it is told to."""

    def __init__(self, database: Database, *errors: Exception | None, seen: list[str] | None = None) -> None:
        self.database = database
        self.errors = list(errors)
        self.seen: list[str] = [] if seen is None else seen

    async def act(self, actor_uri: str, body: bytes) -> None:
        name = body.decode()

        async def work(tx: Transaction) -> None:
            await names.put(tx, name, actor_uri)

        self.seen.append(name)
        await self.database.write(work)
        if self.errors and (error := self.errors.pop(0)) is not None:
            raise error


def receiving(home: Home, longer: Acting, *errors: Exception | None, seen: list[str] | None = None) -> Receiving:
    """`errors` are raised, one for each activity in turn, by what acts within a moment; `longer` has time."""
    left = list(errors)

    def within(moment: Moment) -> IncomingActivities:
        acting = Acting(moment, seen=seen)
        acting.errors = left
        return cast("IncomingActivities", acting)

    return Receiving(home.database, lambda: ahead(home), home.limits, cast("IncomingActivities", longer), within)


def ahead(home: Home) -> int:
    return int(home.clock()) + AHEAD_MS


async def kept(home: Home, *names: str, actor: str = BOB) -> list[int]:
    async def write(tx: Transaction) -> list[int]:
        return [
            await received.insert(
                tx, activity_hash(actor, name), name, actor, HOSTS[actor], name.encode(), home.clock()
            )
            for name in names
        ]

    return await home.database.write(write)


async def waiting(home: Home) -> list[str]:
    async def read(reader: Reader) -> list[str]:
        rows = await reader.values("select activity_id from received where body is not null order by id")
        return [str(value) for value in rows]

    return await home.database.read(read)


async def put_aside(home: Home) -> list[str]:
    async def read(reader: Reader) -> list[str]:
        rows = await reader.values("select activity_id from received where due_at_ms is not null order by id")
        return [str(value) for value in rows]

    return await home.database.read(read)


async def done(home: Home, *wanted: str) -> list[str]:
    """Which of these were acted on and kept."""

    async def read(reader: Reader) -> list[str]:
        return [name for name in wanted if await names.get(reader, name) is not None]

    return await home.database.read(read)


async def late(home: Home, host: str = HOST) -> list[Received]:
    async def read(reader: Reader) -> list[Received]:
        return await received.late(reader, host, ahead(home), 10)

    return await home.database.read(read)


async def test_what_came_is_acted_on_in_its_order_and_once(node: Home) -> None:
    ids = await kept(node, "a", "b", "c")
    acted: list[str] = []
    some = receiving(node, Acting(node.database), seen=acted)

    first, again = await some.settle(ids), await some.settle(ids)

    assert (first.done, again.done) == (3, 0)
    assert acted == ["a", "b", "c"]
    assert await waiting(node) == []


async def test_what_needs_time_leaves_nothing_and_nothing_of_its_host_overtakes_it(node: Home) -> None:
    ids = [*await kept(node, "a", "b", "c"), *await kept(node, "d", actor=EVE)]
    some = receiving(node, Acting(node.database), None, TakesLonger())

    settled = await some.settle(ids)

    assert [row.body for row in settled.left] == [b"b", b"c"]
    assert await done(node, "a", "b", "c", "d") == ["a", "d"]
    assert await put_aside(node) == ["b", "c"]


async def test_what_comes_later_waits_behind_what_was_put_aside(node: Home) -> None:
    some = receiving(node, Acting(node.database), TakesLonger())
    await some.settle(await kept(node, "a"))

    settled = await some.settle([*await kept(node, "b"), *await kept(node, "c", actor=EVE)])

    assert settled.done == 1
    assert await put_aside(node) == ["a", "b"]


async def test_what_was_put_aside_goes_on_in_its_order(node: Home) -> None:
    acted: list[str] = []
    some = receiving(node, Acting(node.database, seen=acted), TakesLonger(), TakesLonger(), seen=acted)
    await some.settle(await kept(node, "a", "b"))

    stuck = await some.settle_late(HOST)
    await some.ask(stuck.left[0])
    rest = await some.settle_late(HOST)

    assert (stuck.done, rest.done) == (0, 1)
    assert acted == ["a", "a", "a", "b"]
    assert await waiting(node) == []


async def test_a_fault_of_the_moment_is_not_taken_for_an_answer(node: Home) -> None:
    some = receiving(node, Acting(node.database), OSError("no room"))

    settled = await some.settle(await kept(node, "a"))

    assert settled.done == 0
    assert await done(node, "a") == []
    assert await put_aside(node) == ["a"]


async def test_much_at_once_is_done_in_portions(node: Home) -> None:
    large = "x" * node.limits.incoming_unit_bytes_max
    some = receiving(node, Acting(node.database))

    settled = await some.settle(await kept(node, "a", large, "b"))

    assert settled.done == 2
    assert await put_aside(node) == ["b"]


async def test_a_poisonous_activity_is_dropped_and_its_words_with_it(node: Home) -> None:
    some = receiving(node, Acting(node.database, RuntimeError("a fault of ours")), RuntimeError("a fault of ours"))
    settled = await some.settle(await kept(node, "a", "b"))

    await some.ask(settled.left[0])
    rest = await some.settle_late(HOST)

    assert rest.done == 1
    assert await waiting(node) == []
    assert await node.count("select count(*) from received where body is null and due_at_ms is null") == 2


async def test_what_needs_a_host_that_does_not_answer_is_tried_again_a_few_times(node: Home) -> None:
    away = Unavailable("tea.example does not answer.")
    acting = Acting(node.database, *[away] * 9)
    some = receiving(node, acting, TakesLonger())
    settled = await some.settle(await kept(node, "a"))
    await some.ask(settled.left[0])

    at_once = await late(node)
    for _ in range(5):
        node.clock.advance(seconds=3_600)
        for row in await late(node):
            await some.ask(row)

    assert at_once == []
    assert len(acting.seen) == node.limits.incoming_attempts_max
    assert await waiting(node) == []


async def test_d02_hosts_known_longest_come_first(node: Home) -> None:
    some = receiving(node, Acting(node.database), *[TakesLonger()] * 2)
    await some.settle(await kept(node, "a", actor=BOB))
    node.clock.advance(seconds=1)
    await some.settle(await kept(node, "b", actor=EVE))

    async def read(reader: Reader) -> list[str]:
        return await received.late_hosts(reader, ahead(node), 10)

    assert await node.database.read(read) == [HOSTS[BOB], HOSTS[EVE]]


async def test_what_its_sender_took_back_is_not_acted_on(node: Home) -> None:
    await kept(node, "a")

    await node.received.withdraw("a", BOB)

    assert await waiting(node) == []


async def test_a_moment_keeps_what_was_done_before_a_refusal_and_undoes_what_was_refused(node: Home) -> None:
    async def well(tx: Transaction) -> None:
        await names.put(tx, "well", "1")

    async def badly(tx: Transaction) -> None:
        await names.put(tx, "badly", "1")
        raise NotFound("There is no such thing.")

    async def work(tx: Transaction) -> None:
        moment = Moment(tx)
        await moment.write(well)
        with pytest.raises(NotFound):
            await moment.write(badly)

    await node.database.write(work)

    assert await done(node, "well", "badly") == ["well"]


async def test_what_writes_without_end_is_not_for_a_moment(node: Home) -> None:
    async def nothing(tx: Transaction) -> None: ...

    async def work(tx: Transaction) -> int:
        moment, times = Moment(tx), 0
        with pytest.raises(TakesLonger):
            while True:
                await moment.write(nothing)
                times += 1
        moment.begin()
        await moment.write(nothing)
        return times

    assert 0 < await node.database.write(work) < 10


async def test_a_reply_that_came_before_its_parent_could_be_had_is_shown_with_it(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await followed(home, ada, bob)
    parent = peer.serve_document("/users/bob/notes/0", note(bob, "0", "above"))

    await send(home, bob, activity(bob, "Create", "1", note(bob, "1", "below", inReplyTo=parent)))

    reply = await seen(home, ada, f"{bob.id}/notes/1")
    assert reply is not None
    assert reply.tweet.reply_to_id == await home.foreign_tweets.known(parent)


async def test_an_edit_never_overtakes_the_tweet_that_waits_for_what_it_quotes(beside: Beside) -> None:
    home, peer = beside
    ada, bob = await home.account("ada"), resident(peer, "bob")
    await followed(home, ada, bob)
    asked_for: list[str] = []
    quoted = note(bob, "0", "quoted")

    def tell(_: object) -> Reply:
        asked_for.append("quoted")
        return Reply(status=404)

    peer.serve("/users/bob/notes/0", tell)
    first = note(bob, "1", "first words", quoteUrl=str(quoted["id"]))
    edited = first | {"content": "second words", "updated": "2026-01-01T00:01:00Z"}

    assert await posted(home, bob, activity(bob, "Create", "1", first)) == 202
    assert await posted(home, bob, activity(bob, "Update", "2", edited)) == 202
    await home.wait_idle()

    assert asked_for
    assert await texts(home, ada) == ["second words"]
