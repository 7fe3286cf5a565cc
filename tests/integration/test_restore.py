"""After a restart homes are what they would be if they were pulled, however old their snapshots are."""

import shutil
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import anyio
import pytest

from nodeapp.backends.diskcache import DiskcacheSnapshots
from nodeapp.model.limits import Limits
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft
from nodeapp.seams.snapshots import Snapshot
from tests.builders import at_home
from tests.integration.restarts import (
    AT_ONCE,
    again,
    everybody_reads,
    is_right,
    pages,
    restored,
    saving,
    settled,
    written,
)
from tests.integration.test_foreign_tweets import foreign_account, foreign_tweet

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "node"


async def test_homes_come_back_with_the_tweets_that_are_shown_first(folder, clock):
    async with at_home(folder, clock) as node:
        await settled(node)

    async with again(folder, clock) as node:
        memory = node.ground.memory
        assert restored(node) == 3
        assert all(number in memory.deck for seat in memory.seats for number in seat.home.ids)
        await is_right(node)


async def test_nothing_is_restored_before_requests_are_answered(folder, clock):
    async with at_home(folder, clock) as node:
        await settled(node)

    async with at_home(folder, clock) as node:
        await node.wait_idle()
        assert restored(node) == 0


async def test_what_was_written_since_the_last_save_is_there_after_a_kill(folder, clock, tmp_path):
    async with at_home(folder, clock) as node:
        ada, bo, cy = await settled(node)
        await saving(node).run()
        shutil.copytree(folder / "cache", tmp_path / "older")
        new = await written(node, "bo", "new")
        shared = await node.engagement.retweet(cy, new)
        reply = await node.tweets.post(ada, Draft(content="so it is", reply_to_id=new))
        gone = await written(node, "ada", "gone at once")
        await node.tweets.delete(ada, gone)
        await node.tweets.post(bo, Draft(content="for you", visibility="direct", reply_to_id=reply.tweet.id))
    shutil.rmtree(folder / "cache")
    shutil.move(tmp_path / "older", folder / "cache")

    async with again(folder, clock) as node:
        assert restored(node) == 3
        seen = await pages(node.ground.entries, cy.id, 20)
        assert {new, reply.tweet.id} <= set(seen)
        assert gone not in seen
        assert shared.tweet.id == new
        await is_right(node)


async def test_an_answer_that_found_its_parent_since_is_there(folder, clock, tmp_path):
    """It came before what it answers, and stood in nobody's home then."""
    uri = "https://far.example/users/yo"
    async with at_home(folder, clock) as node:
        ada, *_ = await settled(node)
        yo = await node.accounts.receive(
            foreign_account(uri=uri, username="yo", host="far.example", inbox_url=f"{uri}/inbox", public_key_id=None)
        )
        await node.graph.follow(ada, yo.id)
        await node.graph.accept(type(ada)(yo.id, host="far.example"), ada.id)
        parent = foreign_tweet(uri="https://far.example/notes/1", author_uri=uri, created_at_ms=clock())
        answer = foreign_tweet(
            uri="https://far.example/notes/2", author_uri=uri, reply_to_uri=parent.uri, created_at_ms=clock()
        )
        answer_id = await node.foreign_tweets.receive(answer)
        await everybody_reads(node)
        await node.wait_idle()
        assert answer_id not in await pages(node.ground.entries, ada.id, 20)
        await saving(node).run()
        shutil.copytree(folder / "cache", tmp_path / "older")
        await node.foreign_tweets.receive(parent)
    shutil.rmtree(folder / "cache")
    shutil.move(tmp_path / "older", folder / "cache")

    async with again(folder, clock) as node:
        assert restored(node) == 3
        assert answer_id in await pages(node.ground.entries, ada.id, 20)
        await is_right(node)


async def test_a_home_of_other_follows_is_left_to_be_pulled(folder, clock, tmp_path):
    async with at_home(folder, clock) as node:
        ada, bo, cy = await settled(node)
        await saving(node).run()
        shutil.copytree(folder / "cache", tmp_path / "older")
        await node.graph.unfollow(ada, bo.id)
        await node.graph.follow(bo, cy.id)
        await node.graph.unfollow(cy, bo.id)
        await node.graph.follow(cy, bo.id)
    shutil.rmtree(folder / "cache")
    shutil.move(tmp_path / "older", folder / "cache")

    async with again(folder, clock) as node:
        assert [seat.viewer_id for seat in node.ground.memory.seats if seat.home is not None] == [cy.id]
        await is_right(node)


async def test_one_that_is_too_far_behind_is_left_to_be_pulled(folder, clock, tmp_path):
    async with at_home(folder, clock) as node:
        await settled(node)
        await saving(node).run()
        shutil.copytree(folder / "cache", tmp_path / "older")
        for number in range(8):
            await written(node, "ada", f"more {number}")
    shutil.rmtree(folder / "cache")
    shutil.move(tmp_path / "older", folder / "cache")

    async with again(folder, clock, limits=Limits(restored_events_max=7)) as node:
        assert restored(node) == 0
        await is_right(node)
    async with at_home(folder, clock) as node:
        await everybody_reads(node)


@pytest.mark.parametrize("kept", ["none but the newest", "all but one"])
async def test_one_whose_log_has_holes_is_left_to_be_pulled(folder, clock, tmp_path, kept):
    async with at_home(folder, clock) as node:
        await settled(node)
        await saving(node).run()
        shutil.copytree(folder / "cache", tmp_path / "older")
        hole = await node.count("select max(position) from events") + 1
        for number in range(4):
            await written(node, "ada", f"more {number}")
    shutil.rmtree(folder / "cache")
    shutil.move(tmp_path / "older", folder / "cache")
    with closing(sqlite3.connect(folder / "node.sqlite3")) as connection:
        if kept == "all but one":
            connection.execute("delete from events where position = ?", (hole,))
        else:
            connection.execute("delete from events where position < (select max(position) from events)")
        connection.commit()

    async with again(folder, clock) as node:
        assert restored(node) == 0
        await is_right(node)


async def test_snapshots_of_another_database_are_dropped(folder, clock, tmp_path):
    async with at_home(folder, clock) as node:
        await settled(node)
    async with at_home(tmp_path / "other", clock) as other:
        await settled(other)
        await written(other, "ada", "only here")
    shutil.rmtree(folder / "cache")
    shutil.copytree(tmp_path / "other" / "cache", folder / "cache")

    async with again(folder, clock) as node:
        assert restored(node) == 0
        assert await node.ground.snapshots.ids() == []
        await is_right(node)


async def test_when_the_database_is_set_back_what_knows_more_is_dropped(folder, clock, tmp_path):
    async with at_home(folder, clock) as node:
        await settled(node)
        await saving(node).run()
    shutil.copy(folder / "node.sqlite3", tmp_path / "backup")
    async with again(folder, clock) as node:
        await written(node, "bo", "will never have been")
        await node.wait_idle()
    shutil.copy(tmp_path / "backup", folder / "node.sqlite3")

    async with again(folder, clock) as node:
        assert restored(node) == 0
        assert await node.ground.snapshots.ids() == []
        await is_right(node)


async def test_those_not_read_for_a_week_are_dropped(folder, clock):
    async with at_home(folder, clock) as node:
        ada, *_ = await settled(node)
        clock.advance(seconds=6 * 86_400)
        await node.timelines.home(ada, Window(20))
    clock.advance(seconds=2 * 86_400)

    async with again(folder, clock) as node:
        assert [seat.viewer_id for seat in node.ground.memory.seats] == [ada.id]
        assert await node.ground.snapshots.ids() == [ada.id]


async def test_only_so_many_come_back_those_who_read_last_and_they_stand_behind_who_reads_now(folder, clock):
    told = {"limits": Limits(homes_restored_max=2)}
    async with at_home(folder, clock, **told) as node:
        ada, bo, cy = await settled(node)
        for viewer in (bo, cy, ada):
            clock.advance(seconds=90)
            await node.timelines.home(viewer, Window(20))

    async with at_home(folder, clock, **told) as node:
        await node.timelines.home(bo, Window(20))
        await node.node.ready()
        await node.wait_idle()
        assert [seat.viewer_id for seat in node.ground.memory.seats] == [cy.id, ada.id, bo.id]
        await is_right(node)


async def test_who_reads_while_homes_come_back_keeps_the_home_that_was_pulled(folder, clock):
    async with at_home(folder, clock) as node:
        ada, *_ = await settled(node)

    async with at_home(folder, clock, limits=AT_ONCE) as node:
        await node.timelines.home(ada, Window(20))
        pulled = node.ground.memory.seats.find(ada.id).home
        await node.node.ready()
        async with anyio.create_task_group() as tasks:
            for number in range(5):
                tasks.start_soon(written, node, "bo", f"meanwhile {number}")
        await node.wait_idle()
        assert node.ground.memory.seats.find(ada.id).home is pulled
        assert restored(node) == 3
        await is_right(node)


async def test_what_is_written_and_pushed_between_reading_and_opening_is_not_lost(folder, clock, monkeypatch):
    async with at_home(folder, clock) as node:
        await settled(node)

    async with at_home(folder, clock) as node:
        restore, fanout = node.node.work.restore, node.node.work.runners[0]
        read = node.database.read

        async def read_and_write(work):
            found = await read(work)
            await written(node, "bo", "too late for that reading")
            while await fanout.lag():  # noqa: ASYNC110 (nothing else tells that)
                await anyio.sleep(0.001)
            return found

        monkeypatch.setattr(restore, "_database", SimpleNamespace(read=read_and_write))
        await node.node.ready()
        await node.wait_idle()

        assert restored(node) == 3
        await is_right(node)


DAMAGE = {
    "a bit flipped": lambda body: body[:40] + bytes([body[40] ^ 4]) + body[41:],
    "cut off": lambda body: body[:-3],
    "nothing": lambda body: b"",
}


@pytest.mark.parametrize("damage", DAMAGE)
async def test_a_damaged_snapshot_is_dropped_and_the_others_come_back(folder, clock, damage):
    async with at_home(folder, clock) as node:
        _, bo, _ = await settled(node)
    snapshots = DiskcacheSnapshots(folder / "cache", 10_000_000)
    (body,) = (await snapshots.get([bo.id])).values()
    await snapshots.put([Snapshot(bo.id, DAMAGE[damage](body), 1_000)])

    async with again(folder, clock) as node:
        assert restored(node) == 2
        assert bo.id not in await node.ground.snapshots.ids()
        await is_right(node)


async def test_a_folder_that_is_no_cache_costs_nothing_but_time(folder, clock):
    async with at_home(folder, clock) as node:
        await settled(node)
    (folder / "cache" / "cache.db").write_bytes(b"it was a dark and stormy night" * 1_000)

    async with again(folder, clock) as node:
        assert restored(node) == 0
        await is_right(node)
        await saving(node).run()
        assert len(await node.ground.snapshots.ids()) == 3
