"""Homes are written to disk behind, and nobody who reads ever hears of trouble with it; fan-out lives in memory."""

import shutil

import pytest

from tests.builders import at_home
from tests.integration.restarts import again, everybody_reads, is_right, restored, saving, settled, written

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "node"


async def test_only_what_changed_is_written(folder, clock, monkeypatch):
    async with at_home(folder, clock) as node:
        ada, bo, cy = await settled(node)
        puts = []
        put = node.ground.snapshots.put

        async def noting(snapshots):
            puts.append([snapshot.account_id for snapshot in snapshots])
            await put(snapshots)

        monkeypatch.setattr(node.ground.snapshots, "put", noting)
        job = saving(node)

        await job.run()
        await job.run()
        assert [sorted(ids) for ids in puts] == [sorted([ada.id, bo.id, cy.id])]

        await written(node, "cy")
        await node.wait_idle()
        await job.run()
        assert puts[1:] == [[cy.id]]


async def test_homes_are_answered_and_saved_again_when_the_folder_is_deleted(folder, clock):
    async with at_home(folder, clock) as node:
        await settled(node)
        await saving(node).run()
        shutil.rmtree(folder / "cache")

        await is_right(node)
        await saving(node).run()

        assert len(await node.ground.snapshots.ids()) == 3
    async with again(folder, clock) as node:
        assert restored(node) == 3


async def test_trouble_with_the_disk_is_told_once_and_ends_by_itself(folder, clock, caplog):
    async with at_home(folder, clock) as node:
        await settled(node)
        (folder / "cache").write_text("in the way")

        for _ in range(3):
            await saving(node).run()
        await is_right(node)
        told = [record.getMessage() for record in caplog.records]
        assert told.count("snapshots_failed") == 1

        (folder / "cache").unlink()
        await saving(node).run()
        assert len(await node.ground.snapshots.ids()) == 3
        (folder / "cache" / "cache.db").unlink()
        (folder / "cache").rmdir()
        (folder / "cache").write_text("in the way again")
        await saving(node).run()
    told = [record.getMessage() for record in caplog.records]
    assert told.count("snapshots_failed") == 2


async def test_without_memory_nothing_is_written(folder, clock):
    async with at_home(folder, clock, memory=False) as node:
        await settled(node)
        await node.node.ready()

    assert not (folder / "cache").exists()


async def test_fan_out_goes_on_where_the_log_ends_and_keeps_no_place_in_it(folder, clock):
    async with at_home(folder, clock) as node:
        await settled(node)
        assert await node.count("select count(*) from checkpoints where consumer = 'fanout'") == 0
        assert (await node.services.health.report()).parts["events"].status == "ok"

    async with at_home(folder, clock) as node:
        await everybody_reads(node)
        new = await written(node, "bo", "after the restart")
        await node.wait_idle()
        ada = await node.account("ada")
        assert new in node.ground.memory.seats.find(ada.id).home.ids
        await is_right(node)


async def test_health_names_a_consumer_that_is_behind_in_memory(node):
    async def behind():
        return {"fanout": 5_000}

    health = type(node.services.health)(node.database, node.clock, node.limits, behind)

    assert (await health.report()).parts["events"].message == "fanout is 5000 events behind."
