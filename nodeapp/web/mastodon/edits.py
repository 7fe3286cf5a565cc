"""Routes under /api/v1/statuses about one's own: edit, look at what was, pin."""

from litestar import Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from nodeapp.model.accounts import Viewer
from nodeapp.model.edits import Edit, MediaChange
from nodeapp.model.errors import NotSignedIn
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.uploads import parse_focus, parse_ids
from nodeapp.services.tweets import Tweets
from nodeapp.web.auth import AnyRequest
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.mastodon.parameters import given
from nodeapp.web.mastodon.polls import NewPoll
from nodeapp.web.mastodon.shapes.edits import StatusEdit, StatusSource
from nodeapp.web.mastodon.shapes.statuses import Status
from nodeapp.web.values import parse_tweet_id


class MediaAttributes(Struct, frozen=True):
    """`focus` is x and y with a comma between."""

    id: str | int
    description: str | None = None
    focus: str | None = None


class ChangedStatus(Struct, frozen=True, kw_only=True):
    """The status as it shall be: what is left out is empty then, but for the language."""

    status: str = ""
    spoiler_text: str = ""
    sensitive: bool = False
    language: str | None = None
    media_ids: list[str | int] = []
    media_attributes: list[MediaAttributes] = []
    poll: NewPoll | None = None


@put("/{status_id:str}", summary="Edit my status")
async def edit(
    request: AnyRequest,
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Status:
    changed = await given(request, ChangedStatus, limits)
    return Status.of(await tweets.edit(me, parse_tweet_id(status_id), _edit(changed)), origin)


@get("/{status_id:str}/history", summary="How a status was before each edit")
async def history(
    status_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> list[StatusEdit]:
    view, versions = await tweets.history(viewer, parse_tweet_id(status_id))
    return [StatusEdit.of(one, view, origin) for one in versions]


@get("/{status_id:str}/source", summary="A status as it was typed")
async def source(
    status_id: FromPath[str], me: NamedDependency[Viewer], tweets: NamedDependency[Tweets]
) -> StatusSource:
    if me.id is None:
        raise NotSignedIn("Sign in first.")
    tweet = (await tweets.get(me, parse_tweet_id(status_id))).tweet
    return StatusSource(str(tweet.id), tweet.content, tweet.content_warning)


@post("/{status_id:str}/pin", status_code=200, summary="Pin my status to my profile")
async def pin(
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> Status:
    return Status.of(await tweets.pin(me, parse_tweet_id(status_id)), origin)


@post("/{status_id:str}/unpin", status_code=200, summary="Take my status off my profile")
async def unpin(
    status_id: FromPath[str],
    me: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> Status:
    return Status.of(await tweets.unpin(me, parse_tweet_id(status_id)), origin)


def _edit(changed: ChangedStatus) -> Edit:
    return Edit(
        content=changed.status,
        content_warning=changed.spoiler_text,
        sensitive=changed.sensitive,
        language=changed.language,
        media_ids=parse_ids("media_ids", changed.media_ids),
        media=tuple(
            MediaChange(id=parse_ids("media_attributes", [one.id])[0], alt=one.description, focus=_focus(one.focus))
            for one in changed.media_attributes
        ),
        poll=changed.poll.draft() if changed.poll else None,
        drops_poll=changed.poll is None,
    )


def _focus(given: str | None) -> tuple[float, ...] | None:
    """None stays as it is, an empty one goes."""
    return None if given is None else parse_focus(given) or ()


_reads = Router("/", route_handlers=[history, source], middleware=[ConditionalReads])
routes = [Router("/api/v1/statuses", route_handlers=[_reads, pin, unpin], include_in_schema=False)]
