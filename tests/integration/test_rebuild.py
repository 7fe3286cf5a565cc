"""`rebuild timelines`: homes are forgotten, in memory and on disk, and made from the database again."""

import pytest

from nodeapp.backends.diskcache import DiskcacheSnapshots
from nodeapp.model.errors import NotFound, Unavailable
from tests.builders import at_home
from tests.integration.restarts import AT_ONCE, is_right, restored, saving, settled
from tests.integration.test_foreign_tweets import foreign_account

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "node"


async def test_all_homes_are_rebuilt(folder, clock):
    async with at_home(folder, clock) as node:
        ada, bo, cy = await settled(node)
        await saving(node).run()
        memory = node.ground.memory
        memory.seats.find(ada.id).home.insert(12)

        assert await node.node.commands.run("rebuild-timelines", {}) == {"pulled": "3", "dropped": "3"}

        assert 12 not in memory.seats.find(ada.id).home.ids
        assert await node.ground.snapshots.ids() == []
        assert [seat.viewer_id for seat in memory.seats] == [ada.id, bo.id, cy.id]
        await is_right(node)
        await saving(node).run()
        assert len(await node.ground.snapshots.ids()) == 3


async def test_one_home_is_rebuilt(folder, clock):
    async with at_home(folder, clock) as node:
        _, bo, _ = await settled(node)
        await saving(node).run()
        before = {seat.viewer_id: seat.home for seat in node.ground.memory.seats}

        assert await node.node.commands.run("rebuild-timelines", {"user": "@Bo"}) == {"pulled": "1", "dropped": "1"}

        after = {seat.viewer_id: seat.home for seat in node.ground.memory.seats}
        assert [viewer_id for viewer_id in before if after[viewer_id] is not before[viewer_id]] == [bo.id]
        assert bo.id not in await node.ground.snapshots.ids()
        await is_right(node)


async def test_nobody_by_that_name_has_a_home_here(node):
    with pytest.raises(NotFound, match="Nobody called @nobody is known here"):
        await node.node.commands.run("rebuild-timelines", {"user": "nobody"})

    uri = "https://far.example/users/yo"
    await node.accounts.receive(
        foreign_account(uri=uri, username="yo", host="far.example", inbox_url=f"{uri}/inbox", public_key_id=None)
    )
    with pytest.raises(NotFound, match="lives elsewhere"):
        await node.node.commands.run("rebuild-timelines", {"user": "yo@far.example"})


async def test_what_is_rebuilt_while_homes_come_back_does_not_come_back(folder, clock):
    async with at_home(folder, clock) as node:
        ada, *_ = await settled(node)
    snapshots = DiskcacheSnapshots(folder / "cache", 10_000_000)

    async with at_home(folder, clock, limits=AT_ONCE) as node:
        await node.node.ready()
        await node.node.commands.run("rebuild-timelines", {"user": "ada"})
        await node.wait_idle()
        assert ada.id not in await snapshots.ids()
        assert {seat.viewer_id for seat in node.ground.memory.seats} >= {ada.id} or restored(node) == 2
        await is_right(node)

    async with at_home(folder, clock, limits=AT_ONCE) as node:
        await node.node.ready()
        await node.node.commands.run("rebuild-timelines", {})
        await node.wait_idle()
        assert restored(node) == 0
        await is_right(node)


async def test_snapshots_that_cannot_be_dropped_are_told_of(folder, clock, monkeypatch):
    async with at_home(folder, clock) as node:
        await settled(node)

        async def broken(ids=None):
            raise Unavailable("The disk is gone.")

        monkeypatch.setattr(node.ground.snapshots, "drop", broken)
        with pytest.raises(Unavailable, match="gone"):
            await node.node.commands.run("rebuild-timelines", {})

        await is_right(node)
