"""Routes under /api/tweets about one's own: edit, look at what was, have a deleted one back, pin."""

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Struct, UnsetType

from nodeapp.model.accounts import Viewer
from nodeapp.model.edits import Edit, MediaChange
from nodeapp.model.origin import Origin
from nodeapp.model.uploads import parse_ids
from nodeapp.services.tweets import Tweets
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.native.polls import NewPoll
from nodeapp.web.native.shapes.history import History
from nodeapp.web.native.shapes.tweets import Tweet
from nodeapp.web.values import parse_tweet_id


class MediaEdit(Struct, frozen=True):
    """How a file of the tweet is described and where it is cut; null, or left out, stays as it is."""

    id: str | int
    alt: str | None = None
    focus: list[float] | None = None


class TweetEdit(Struct, frozen=True, kw_only=True):
    """What shall be another; what is null or left out stays as it is. `poll` may be null: then there is none."""

    content: str | None = None
    content_warning: str | None = None
    sensitive: bool | None = None
    language: str | None = None
    media_ids: list[str | int] | None = None
    media: list[MediaEdit] = []
    poll: NewPoll | UnsetType | None = UNSET


@put("/{tweet_id:str}", summary="Edit my tweet; how it was is kept")
async def edit(
    tweet_id: FromPath[str],
    data: JSONBody[TweetEdit],
    me: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> Tweet:
    return Tweet.of(await tweets.edit(me, parse_tweet_id(tweet_id), edit_of(data)), origin)


@get("/{tweet_id:str}/history", summary="How a tweet was before each edit, and what that changed")
async def history(
    tweet_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> History:
    view, versions = await tweets.history(viewer, parse_tweet_id(tweet_id))
    return History.of(view, versions, origin)


@post("/{tweet_id:str}/undelete", status_code=200, summary="Have my deleted tweet back, where no other node saw it")
async def undelete(
    tweet_id: FromPath[str],
    me: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> Tweet:
    return Tweet.of(await tweets.undelete(me, parse_tweet_id(tweet_id)), origin)


@post("/{tweet_id:str}/pin", status_code=200, summary="Pin my tweet to my profile")
async def pin(
    tweet_id: FromPath[str],
    me: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> Tweet:
    return Tweet.of(await tweets.pin(me, parse_tweet_id(tweet_id)), origin)


@delete("/{tweet_id:str}/pin", status_code=200, summary="Take my tweet off my profile")
async def unpin(
    tweet_id: FromPath[str],
    me: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> Tweet:
    return Tweet.of(await tweets.unpin(me, parse_tweet_id(tweet_id)), origin)


def edit_of(data: TweetEdit) -> Edit:
    """Raises BadInput for what is no id."""
    poll = data.poll
    ids = None if data.media_ids is None else parse_ids("media_ids", data.media_ids)
    return Edit(
        content=data.content,
        content_warning=data.content_warning,
        sensitive=data.sensitive,
        language=data.language,
        media_ids=ids,
        media=tuple(
            MediaChange(
                id=parse_ids("media", [it.id])[0],
                alt=it.alt,
                focus=None if it.focus is None else tuple(it.focus),
            )
            for it in data.media
        ),
        poll=poll.draft() if isinstance(poll, NewPoll) else None,
        drops_poll=poll is None,
    )


_reads = Router("/", route_handlers=[history], middleware=[ConditionalReads])
routes = [Router("/api/tweets", route_handlers=[_reads, undelete, pin, unpin], tags=["Tweets"])]
