"""Routes under /api/v1/instance and /api/v2/instance: what this node is, and what clients count against."""

from litestar import Router, get
from litestar.di import NamedDependency

from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.services.about import About
from nodeapp.services.push import Push
from nodeapp.web.facts import NodeFacts
from nodeapp.web.mastodon.shapes.instances import Instance, InstanceV1, Stats


@get("/v1/instance", summary="What this node is, as older clients ask")
async def instance_v1(
    about: NamedDependency[About],
    facts: NamedDependency[NodeFacts],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> InstanceV1:
    counts = await about.counts()
    return InstanceV1.of(facts, Stats(counts.users, counts.tweets, counts.peers), origin, limits)


@get("/v2/instance", summary="What this node is")
async def instance(
    about: NamedDependency[About],
    facts: NamedDependency[NodeFacts],
    push: NamedDependency[Push],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Instance:
    return Instance.of(facts, await about.active_in_month(), await push.public_key(), origin, limits)


routes = [Router("/api", route_handlers=[instance_v1, instance], include_in_schema=False)]
