"""Whatever people do before and after their node is ended or killed, homes are those of brute force."""

import anyio
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from nodeapp.backends.diskcache import DiskcacheSnapshots
from nodeapp.jobs.snapshots import SaveHomes
from nodeapp.mirrors.restore import Restore
from nodeapp.model.limits import Limits
from nodeapp.model.timelines import Window
from nodeapp.queries import event_log
from tests.integration.restarts import homes_are_as_pulled
from tests.integration.test_counts import Remembering
from tests.integration.village import HERE, anybody, somebody_here, visibilities, which


class Restarting(Remembering):
    """A village whose node ends now and then, well or by a blow, and begins again with what is on its disk."""

    limits = Limits(reader_connections=1, home_ids_max=6, home_ids_first=3, snapshots_at_once=2, restored_events_max=40)

    async def _open_node(self):
        await super()._open_node()
        node = self.node
        self.node.fanout.position = await node.database.read(event_log.last)
        snapshots = DiskcacheSnapshots(self.folder / "cache", 10_000_000)
        around = (node.memory, snapshots, self.clock, self.limits, "database")
        self.saving = SaveHomes(*around, lambda: node.fanout.position)
        self.restore = Restore(node.memory, node.database, snapshots, self.clock, self.limits, "database")

    @rule()
    def save(self):
        self.run(self.saving.run())

    @rule(name=somebody_here, visibility=visibilities, killed=st.booleans())
    def post_and_save_before_it_is_pushed(self, name, visibility, killed):
        """Homes change once more before that, so that they are saved."""
        self.post(name, visibility, None, None)
        self.run(self.node.fanout.catch_up())
        self.post(name, visibility, None, None)
        self.run(self.saving.finish())
        if killed:
            self.restart(False, None)

    @rule(name=anybody, other=anybody, place=which, on=st.booleans())
    def be_killed_after_follows_changed(self, name, other, place, on):
        self.run(self.saving.finish())
        if on:
            self.follow(name, other)
        else:
            self.unfollow(place)
        self.restart(False, None)

    @rule(well=st.booleans(), meanwhile=st.none() | somebody_here)
    def restart(self, well, meanwhile):
        """Somebody may read, and somebody write, while homes come back."""
        if well:
            self.run(self.saving.finish())
        self.run(self.nodes.aclose())
        self.run(self._open_node())
        self.run(self._come_back(meanwhile))
        self.run(self.node.fanout.catch_up())
        viewers = [self.oracle.people[name].id for name in HERE]
        self.run(homes_are_as_pulled(self.node.database, self.node.entries, viewers))

    async def _come_back(self, meanwhile):
        """Here whatever goes wrong must be heard of."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self.restore._restore)
            if meanwhile is not None:
                await self.node.entries.home(self.oracle.people[meanwhile].id, Window(2))


TestRestarting = Restarting.TestCase
TestRestarting.settings = settings(
    max_examples=40, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
