"""A node at work: its application, and everything that goes on behind it, but no sockets."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

import anyio

from nodeapp import __version__
from nodeapp.bridge.signers import load_instance
from nodeapp.commands import Commands
from nodeapp.mirrors.rebuild import Rebuild
from nodeapp.model.origin import Origin
from nodeapp.services.about import About
from nodeapp.services.idempotency import Answers
from nodeapp.serving import Application
from nodeapp.web.app import Parts, create_app
from nodeapp.web.facts import NodeFacts
from nodeapp.web.overload import Load
from nodeapp.wiring.ground import Ground
from nodeapp.wiring.peering import for_peers
from nodeapp.wiring.person import Person
from nodeapp.wiring.services import Services, outgoing_door, services
from nodeapp.wiring.work import Work, work


@dataclass(frozen=True)
class Node:
    """`window_url` signs the window in, once; None for a server."""

    ground: Ground
    origin: Origin
    services: Services
    app: Application
    work: Work
    commands: Commands
    window_url: str | None = None

    async def wait_idle(self, seconds: float = 30) -> None:
        """Until everything that follows from what was done has been done. Raises Unavailable when time is up."""
        await self.work.wait_idle(seconds)

    def part(self) -> None:
        """Whoever listens is told that the node ends, before the server stops."""
        self.work.streams.hub.end()

    async def ready(self) -> None:
        """Requests are answered from now on; what only makes them faster begins, and is waited for a moment."""
        if self.work.restore is not None:
            await self.work.restore.begin()


@asynccontextmanager
async def at_work(ground: Ground, origin: Origin, owner: Person | None = None) -> AsyncIterator[Node]:
    """With an owner the node is shown in a window, and to nobody else (W19)."""
    await ground.identity.fix_origin(origin)
    window_secret = ground.random.secret().hex() if owner else None
    async with AsyncExitStack() as stack:
        door = await stack.enter_async_context(outgoing_door(ground, origin))
        instance = await load_instance(ground.database, origin)
        parts = await services(ground, origin, door, instance, window_secret)
        beside = await work(stack, ground, origin, door, instance, parts)
        parts = replace(parts, health=replace(parts.health, behind=beside.behind))
        tasks = await stack.enter_async_context(anyio.create_task_group())
        stack.callback(tasks.cancel_scope.cancel)
        stack.callback(beside.streams.hub.end)
        beside.start(tasks)
        peering = for_peers(ground, origin, door, instance, parts)
        web = _web(ground, origin, parts, await ground.identity.node_id(), owner, peering, beside)
        rebuild = Rebuild(ground.memory, ground.entries, ground.snapshots, beside.restore)
        yield Node(
            ground=ground,
            origin=origin,
            services=parts,
            app=create_app(web),
            work=beside,
            commands=parts.commands(origin, rebuild, beside.wait_idle if ground.settings.test else None),
            window_url=f"{origin.url}/api/auth/window?secret={window_secret}" if owner else None,
        )


def _web(
    ground: Ground,
    origin: Origin,
    parts: Services,
    node_id: str,
    owner: Person | None,
    peering: Mapping[str, object],
    beside: Work,
) -> Parts:
    settings, database, clock = ground.settings, ground.database, ground.clock
    facts = NodeFacts(
        name=settings.name,
        version=__version__,
        registration=settings.registration,
        member_invites=settings.member_invites,
        is_window=owner is not None,
        suggested_username=owner.username if owner else None,
        suggested_display_name=owner.display_name if owner else None,
    )
    return Parts(
        about=About(database, clock),
        accounts=parts.accounts,
        answers=Answers(database, clock, settings.limits),
        credentials=parts.credentials,
        engagement=parts.engagement,
        graph=parts.graph,
        health=parts.health,
        media=parts.media,
        polls=parts.polls,
        registration=parts.registration,
        remote_media=parts.remote_media,
        sessions=parts.sessions,
        streams=beside.streams,
        timelines=parts.timelines,
        tweets=parts.tweets,
        facts=facts,
        origin=origin,
        limits=settings.limits,
        clock=clock,
        load=Load(lambda: ground.database.is_crowded, beside.incoming_lag),
        secret=ground.random.secret,
        node_id=node_id,
        rate_limits=settings.rate_limits,
        fast=settings.memory,
        for_peers=peering,
        for_people={
            "analytics": parts.analytics,
            "ranked": parts.ranked,
            "approvals": parts.approvals,
            "badges": parts.badges,
            "exports": parts.exports,
            "invites": parts.invites,
            "leaving": parts.leaving,
            "drafts": parts.drafts,
            "follow_requests": parts.follow_requests,
            "hashtags": parts.hashtags,
            "lists": parts.lists,
            "mutes": parts.mutes,
            "notes": parts.notes,
            "notifications": parts.notifications,
            "peer_blocks": parts.peer_blocks,
            "push": parts.telling.service,
            "quotes": parts.quotes,
            "reactions": parts.reactions,
            "recommendations": parts.recommendations,
            "search": parts.searching.search,
            "people_search": parts.searching.people_search,
            "trends": parts.trends,
        },
    )
