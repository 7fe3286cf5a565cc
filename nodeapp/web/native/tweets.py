"""Routes under /api/tweets: post, open, delete, and what people do with a tweet."""

from collections.abc import Sequence

from litestar import Response, Router, delete, get, post
from litestar.connection import Request
from litestar.datastructures import ResponseHeader, State
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct
from msgspec.structs import replace

from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import BadInput, FieldError
from nodeapp.model.ids import TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.quotes import checked_policy
from nodeapp.model.threads import placed
from nodeapp.model.timelines import Window
from nodeapp.model.tweets import Draft as TweetDraft
from nodeapp.model.tweets import Idempotency
from nodeapp.model.uploads import parse_ids
from nodeapp.services.drafts import Drafts
from nodeapp.services.engagement import Engagement
from nodeapp.services.timelines import Timelines
from nodeapp.services.tweets import Tweets
from nodeapp.web.conditional import ConditionalReads
from nodeapp.web.idempotency import idempotency_of
from nodeapp.web.limits import count_more
from nodeapp.web.native.edits import edit
from nodeapp.web.native.polls import NewPoll
from nodeapp.web.native.shapes.drafts import KeptDraft
from nodeapp.web.native.shapes.pages import TweetPage
from nodeapp.web.native.shapes.tweets import Thread, Tweet
from nodeapp.web.native.timelines import provide_window
from nodeapp.web.values import optional_tweet_id, parse_time, parse_tweet_id, timestamp

AnyRequest = Request[object, object, State]

_UNTIL = ResponseHeader(
    name="Undelete-Until",
    description="Until when the tweet can be had back; missing where its words are gone.",
    documentation_only=True,
)


class Draft(Struct, frozen=True, kw_only=True):
    """What to say. Ids are strings or numbers; visibility is public unless told, for a reply the parent's."""

    content: str
    reply_to_id: str | int | None = None
    quote_id: str | int | None = None
    visibility: str | None = None
    content_warning: str | None = None
    sensitive: bool | None = None
    language: str | None = None
    media_ids: list[str | int] = []
    media_urls: list[str] = []
    poll: NewPoll | None = None
    quote_policy: str | None = None
    scheduled_at: str | None = None


class NewTweet(Draft, frozen=True, kw_only=True):
    """A draft; or a thread of them, of which all are posted or none, and then nothing else counts."""

    content: str = ""
    thread: list[Draft] | None = None


class NewThread(Struct, frozen=True):
    """The tweets of a thread that was posted at once, in their order."""

    tweets: list[Tweet]


class Retweet(Struct, frozen=True):
    visibility: str | None = None


@post("/", summary="Tweet, or post a whole thread; now, or at `scheduled_at`")
async def create(
    request: AnyRequest,
    data: JSONBody[NewTweet],
    me: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    drafts: NamedDependency[Drafts],
    origin: NamedDependency[Origin],
    limits: NamedDependency[Limits],
) -> Tweet | NewThread | KeptDraft:
    key = idempotency_of(request)
    if data.scheduled_at is not None:
        at_ms, said = parse_time("scheduled_at", data.scheduled_at), written(replace(data, scheduled_at=None))
        count_more(request, min(len(said), limits.thread_tweets_max) - 1)
        draft_id = await tweets.schedule(me, said, at_ms, key)
        return KeptDraft.of(await drafts.get(me, draft_id, scheduled=True), origin)
    if data.thread is None:
        return Tweet.of(await tweets.post(me, draft_of(data, key)), origin)
    count_more(request, min(len(data.thread), limits.thread_tweets_max) - 1)
    return NewThread([Tweet.of(view, origin) for view in await tweets.post_thread(me, drafts_of(data.thread, key))])


@get("/{tweet_id:str}", summary="One tweet")
async def read(
    tweet_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> Tweet:
    return Tweet.of(await tweets.get(viewer, parse_tweet_id(tweet_id)), origin)


@delete(
    "/{tweet_id:str}",
    summary="Delete my tweet; `Undelete-Until` is sent where it can be had back",
    response_headers=[_UNTIL],
)
async def remove(
    tweet_id: FromPath[str], me: NamedDependency[Viewer], tweets: NamedDependency[Tweets]
) -> Response[None]:
    until_ms = await tweets.delete(me, parse_tweet_id(tweet_id))
    return Response(None, headers={} if until_ms is None else {_UNTIL.name: timestamp(until_ms)})


@post("/{tweet_id:str}/reply", summary="Answer a tweet")
async def reply(
    request: AnyRequest,
    tweet_id: FromPath[str],
    data: JSONBody[Draft],
    me: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> Tweet:
    parent = await tweets.get(me, parse_tweet_id(tweet_id))
    return Tweet.of(await tweets.post(me, draft_of(data, idempotency_of(request), reply_to_id=parent.tweet.id)), origin)


@post("/{tweet_id:str}/quote", summary="Quote a tweet")
async def quote(
    request: AnyRequest,
    tweet_id: FromPath[str],
    data: JSONBody[Draft],
    me: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> Tweet:
    quoted = await tweets.get(me, parse_tweet_id(tweet_id))
    return Tweet.of(await tweets.post(me, draft_of(data, idempotency_of(request), quote_id=quoted.tweet.id)), origin)


@get("/{tweet_id:str}/replies", summary="Direct replies", dependencies={"part": provide_window})
async def replies(
    tweet_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    part: NamedDependency[Window],
) -> TweetPage:
    return TweetPage.of(await timelines.replies(viewer, parse_tweet_id(tweet_id), part), origin)


@get("/{tweet_id:str}/thread", summary="A tweet with what it answers and what answers it")
async def thread(
    tweet_id: FromPath[str],
    viewer: NamedDependency[Viewer],
    tweets: NamedDependency[Tweets],
    origin: NamedDependency[Origin],
) -> Thread:
    return Thread.of(await tweets.thread(viewer, parse_tweet_id(tweet_id)), origin)


@post("/{tweet_id:str}/like", status_code=200, summary="Like")
async def like(
    tweet_id: FromPath[str],
    me: NamedDependency[Viewer],
    engagement: NamedDependency[Engagement],
    origin: NamedDependency[Origin],
) -> Tweet:
    return Tweet.of(await engagement.like(me, parse_tweet_id(tweet_id)), origin)


@delete("/{tweet_id:str}/like", status_code=200, summary="Take a like back")
async def unlike(
    tweet_id: FromPath[str],
    me: NamedDependency[Viewer],
    engagement: NamedDependency[Engagement],
    origin: NamedDependency[Origin],
) -> Tweet:
    return Tweet.of(await engagement.unlike(me, parse_tweet_id(tweet_id)), origin)


@post("/{tweet_id:str}/retweet", status_code=200, summary="Retweet")
async def retweet(
    tweet_id: FromPath[str],
    me: NamedDependency[Viewer],
    engagement: NamedDependency[Engagement],
    origin: NamedDependency[Origin],
    data: JSONBody[Retweet | None] = None,
) -> Tweet:
    visibility = data.visibility if data else None
    return Tweet.of(await engagement.retweet(me, parse_tweet_id(tweet_id), visibility), origin)


@delete("/{tweet_id:str}/retweet", status_code=200, summary="Take a retweet back")
async def unretweet(
    tweet_id: FromPath[str],
    me: NamedDependency[Viewer],
    engagement: NamedDependency[Engagement],
    origin: NamedDependency[Origin],
) -> Tweet:
    return Tweet.of(await engagement.unretweet(me, parse_tweet_id(tweet_id)), origin)


@post("/{tweet_id:str}/bookmark", status_code=200, summary="Keep for later; nobody is told")
async def bookmark(
    tweet_id: FromPath[str],
    me: NamedDependency[Viewer],
    engagement: NamedDependency[Engagement],
    origin: NamedDependency[Origin],
) -> Tweet:
    return Tweet.of(await engagement.bookmark(me, parse_tweet_id(tweet_id)), origin)


@delete("/{tweet_id:str}/bookmark", status_code=200, summary="Keep no longer")
async def unbookmark(
    tweet_id: FromPath[str],
    me: NamedDependency[Viewer],
    engagement: NamedDependency[Engagement],
    origin: NamedDependency[Origin],
) -> Tweet:
    return Tweet.of(await engagement.unbookmark(me, parse_tweet_id(tweet_id)), origin)


def draft_of(
    data: Draft,
    idempotency: Idempotency | None = None,
    reply_to_id: TweetId | None = None,
    quote_id: TweetId | None = None,
) -> TweetDraft:
    """What a body says; an id in the path counts more. Raises BadInput."""
    _check_promises(data)
    return TweetDraft(
        content=data.content,
        reply_to_id=reply_to_id or optional_tweet_id("reply_to_id", data.reply_to_id),
        quote_id=quote_id or optional_tweet_id("quote_id", data.quote_id),
        quote_policy=None if data.quote_policy is None else checked_policy("quote_policy", data.quote_policy),
        visibility=data.visibility,
        content_warning=data.content_warning or "",
        sensitive=bool(data.sensitive),
        language=data.language,
        media_ids=parse_ids("media_ids", data.media_ids),
        poll=data.poll.draft() if data.poll else None,
        idempotency=idempotency,
    )


def written(data: NewTweet) -> list[TweetDraft]:
    """All that a body says, be it one tweet or a thread. Raises BadInput."""
    return [draft_of(data)] if data.thread is None else drafts_of(data.thread, None)


def drafts_of(thread: Sequence[Draft], idempotency: Idempotency | None) -> list[TweetDraft]:
    """The first draft carries the key of all. Raises BadInput that names fields by their place."""
    drafts, errors = [], []
    for place, data in enumerate(thread):
        try:
            drafts.append(draft_of(data, None if place else idempotency))
        except BadInput as error:
            errors += placed(place, error.errors)
    if errors:
        raise BadInput(*errors)
    return drafts


def _check_promises(data: Draft) -> None:
    """What is not done is refused by name: a tweet without its picture, or sent too soon, helps nobody."""
    wanted = {
        "media_urls": (data.media_urls, "This node does not do this yet."),
        "scheduled_at": (data.scheduled_at, "A time stands with the whole of what is sent to /api/tweets, once."),
    }
    errors = [FieldError(name, "unsupported", message) for name, (value, message) in wanted.items() if value]
    if errors:
        raise BadInput(*errors)


_reads = Router("/", route_handlers=[read, replies, thread], middleware=[ConditionalReads])
_writes = [create, edit, remove, reply, quote, like, unlike, retweet, unretweet, bookmark, unbookmark]
routes = [Router("/api/tweets", route_handlers=[_reads, *_writes], tags=["Tweets"])]
