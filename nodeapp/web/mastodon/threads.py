"""Routes under /api/v1/statuses about the conversation a status stands in: read it, mute it."""

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct, structs

from nodeapp.model.accounts import Viewer
from nodeapp.model.origin import Origin
from nodeapp.services.mutes import Mutes
from nodeapp.services.tweets import Tweets
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.mastodon.shapes.statuses import Status
from nodeapp.web.values import parse_tweet_id


class Context(Struct, frozen=True):
    """What a status answers, oldest first, and what answers it."""

    ancestors: list[Status]
    descendants: list[Status]


@get("/{status_id:str}/context", summary="What a status answers, and what answers it")
async def context(
    status_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> Context:
    thread = await tweets.thread(viewer, parse_tweet_id(status_id))
    return Context(
        *(
            [structs.replace(Status.of(view, origin), muted=thread.muted) for view in views]
            for views in (thread.ancestors, thread.descendants)
        )
    )


@post("/{status_id:str}/mute", status_code=200, summary="Keep the whole conversation out of my home")
async def mute(
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    mutes: NamedDependency[Mutes],
    origin: NamedDependency[Origin],
) -> Status:
    view = await mutes.mute_thread(me, parse_tweet_id(status_id))
    return structs.replace(Status.of(view, origin), muted=True)


@post("/{status_id:str}/unmute", status_code=200, summary="Mute the conversation no longer")
async def unmute(
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    mutes: NamedDependency[Mutes],
    origin: NamedDependency[Origin],
) -> Status:
    return Status.of(await mutes.unmute_thread(me, parse_tweet_id(status_id)), origin)


_reads = Router("/", route_handlers=[context], middleware=[ConditionalReads])
routes = [Router("/api/v1/statuses", route_handlers=[_reads, mute, unmute], include_in_schema=False)]
