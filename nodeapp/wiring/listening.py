"""Listening: the streams of a node, who tells them what happens, and who looks after them."""

from collections.abc import Sequence
from dataclasses import dataclass

from nodeapp.consumers.runner import Runner, Surroundings
from nodeapp.consumers.streaming import Streaming
from nodeapp.jobs.watch_streams import WatchStreams
from nodeapp.mirrors.audience import ListeningAudience
from nodeapp.model.accounts import Viewer
from nodeapp.model.hub import Hub
from nodeapp.model.ids import AccountId
from nodeapp.model.notifications import NotificationView
from nodeapp.services.streams import Streams
from nodeapp.wiring.ground import Ground
from nodeapp.wiring.services import Services


@dataclass(frozen=True)
class Listening:
    streams: Streams
    runner: Runner
    watch: WatchStreams


async def listening(ground: Ground, parts: Services, around: Surroundings) -> Listening:
    database, limits = ground.database, ground.settings.limits

    async def notices(viewer_id: AccountId, ids: Sequence[int], *, grouped: bool) -> Sequence[NotificationView]:
        return await parts.notifications.views(Viewer(viewer_id), ids, grouped=grouped)

    hub = Hub(limits)
    audience = ListeningAudience(hub, database, limits, ground.memory)
    # Whoever listened before this start comes again, and is told what was between.
    start = await around.source.last()
    hub.settle(start)
    runner = Runner(Streaming(hub, database, limits, audience, notices), around, starts_at=start)
    watch = WatchStreams(hub, limits, ground.clock, lambda: runner.position, parts.accounts.views.account)
    return Listening(Streams(hub, database, limits, audience, notices), runner, watch)
