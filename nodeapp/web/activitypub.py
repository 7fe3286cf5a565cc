"""Routes under /ap: the inboxes, and the ActivityPub documents of what lives here."""

from collections.abc import Sequence

from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from federation.inbox import Incoming
from federation.jsonld import ACTIVITY_TYPE, JsonObject, dumps
from federation.vocabulary import ordered_collection, ordered_collection_page
from nodeapp.bridge.documents import Documents
from nodeapp.bridge.inbox import Inbox
from nodeapp.model.accounts import Viewer
from nodeapp.model.errors import NotFound
from nodeapp.model.ids import NEWEST, AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.origin import Origin
from nodeapp.model.timelines import Window, window
from nodeapp.services.graph import Graph
from nodeapp.services.timelines import Timelines

AnyRequest = Request[object, object, State]

_EVERYTHING = frozenset({"replies", "retweets"})


class Part(Struct, frozen=True):
    """Which page of a collection is asked for; None for the collection itself."""

    window: Window | None
    cursor: str | None = None


async def provide_reader(request: AnyRequest, inbox: NamedDependency[Inbox]) -> Viewer:
    """Whom a signed question counts as; nobody is asked to find out."""
    return await inbox.reader(await _incoming(request))


def provide_part(
    limits: NamedDependency[Limits], page: FromQuery[str | None] = None, cursor: FromQuery[str | None] = None
) -> Part:
    return Part(None) if page is None else Part(window(limits, cursor=cursor), cursor)


@post(["/inbox", "/users/{account_id:int}/inbox"], status_code=202)
async def receive(request: AnyRequest, inbox: NamedDependency[Inbox]) -> None:
    """Kept before it is answered; what it means is decided afterwards."""
    await inbox.receive(await _incoming(request))


@get("/actor")
async def node_actor(documents: NamedDependency[Documents]) -> Response[bytes]:
    return _document(documents.node())


@get("/users/{account_id:int}")
async def actor(
    request: AnyRequest,
    account_id: FromPath[int],
    reader: NamedDependency[Viewer],
    documents: NamedDependency[Documents],
) -> Response[bytes]:
    """410 for one that was erased, so that others forget it; 404 for one that is only away."""
    wanted = _account_id(account_id)
    try:
        return _document_or_page(request, await documents.actor(reader, wanted))
    except NotFound:
        tombstone = await documents.farewell(wanted)
        if tombstone is None:
            raise
        return _document(tombstone, status_code=410)


@get("/users/{account_id:int}/outbox")
async def outbox(
    account_id: FromPath[int],
    reader: NamedDependency[Viewer],
    documents: NamedDependency[Documents],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    part: NamedDependency[Part],
) -> Response[bytes]:
    """What is public, newest first."""
    account = await documents.account(reader, _account_id(account_id))
    uri = f"{origin.account_uri(account.id)}/outbox"
    if part.window is None:
        return _document(ordered_collection(uri, await documents.count_public(account.id), first=_first(uri)))
    found = await timelines.by_author(reader, account.id, part.window, _EVERYTHING)
    return _page(uri, await documents.outbox_items(found), part, found.cursor)


@get("/users/{account_id:int}/featured")
async def featured(
    account_id: FromPath[int], reader: NamedDependency[Viewer], documents: NamedDependency[Documents]
) -> Response[bytes]:
    """What somebody pinned, in one page."""
    return _document(await documents.featured(reader, _account_id(account_id)))


@get(["/users/{account_id:int}/followers", "/users/{account_id:int}/following"])
async def people(
    request: AnyRequest,
    account_id: FromPath[int],
    reader: NamedDependency[Viewer],
    documents: NamedDependency[Documents],
    graph: NamedDependency[Graph],
    origin: NamedDependency[Origin],
    part: NamedDependency[Part],
) -> Response[bytes]:
    """How many; and who, unless the account is locked."""
    account = await documents.account(reader, _account_id(account_id))
    is_followers = request.url.path.endswith("/followers")
    uri = f"{origin.account_uri(account.id)}/{'followers' if is_followers else 'following'}"
    if part.window is None:
        total = account.follower_count if is_followers else account.following_count
        return _document(ordered_collection(uri, total, first=None if account.locked else _first(uri)))
    if account.locked:
        raise NotFound("This account does not show whom it knows.")
    ask = graph.followers if is_followers else graph.following
    found = await ask(reader, account.id, part.window)
    return _page(uri, documents.account_uris(found), part, found.cursor)


@get("/tweets/{tweet_id:int}")
async def tweet(
    request: AnyRequest,
    tweet_id: FromPath[int],
    reader: NamedDependency[Viewer],
    documents: NamedDependency[Documents],
) -> Response[bytes]:
    wanted = _tweet_id(tweet_id)
    try:
        return _document_or_page(request, await documents.tweet(reader, wanted))
    except NotFound:
        tombstone = await documents.tombstone(wanted)
        if tombstone is None:
            raise
        return _document(tombstone, status_code=410)


@get("/tweets/{tweet_id:int}/activity")
async def creation(
    tweet_id: FromPath[int], reader: NamedDependency[Viewer], documents: NamedDependency[Documents]
) -> Response[bytes]:
    return _document(await documents.creation(reader, _tweet_id(tweet_id)))


@get("/tweets/{tweet_id:int}/replies")
async def replies(
    tweet_id: FromPath[int],
    reader: NamedDependency[Viewer],
    documents: NamedDependency[Documents],
    timelines: NamedDependency[Timelines],
    origin: NamedDependency[Origin],
    part: NamedDependency[Part],
) -> Response[bytes]:
    """Addresses of the open answers, to those who may see what they answer."""
    wanted = _tweet_id(tweet_id)
    await documents.tweet(reader, wanted)
    uri = f"{origin.tweet_uri(wanted)}/replies"
    if part.window is None:
        return _document(ordered_collection(uri, await documents.count_open_replies(wanted), first=_first(uri)))
    found = await timelines.replies(reader, wanted, part.window)
    return _page(uri, documents.reply_uris(found), part, found.cursor)


@get("/retweets/{retweet_id:int}")
async def retweet(
    retweet_id: FromPath[int], reader: NamedDependency[Viewer], documents: NamedDependency[Documents]
) -> Response[bytes]:
    return _document(await documents.announce(reader, _tweet_id(retweet_id)))


@get("/quotes/{request_id:int}")
async def stamp(
    request_id: FromPath[int], reader: NamedDependency[Viewer], documents: NamedDependency[Documents]
) -> Response[bytes]:
    """That a quote was approved by the author of what it quotes."""
    return _document(await documents.stamp(reader, _tweet_id(request_id)))


async def _incoming(request: AnyRequest) -> Incoming:
    """The request as it came over the wire: nothing decoded, repeated headers kept."""
    scope = request.scope
    path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    return Incoming(
        method=scope["method"],
        target=f"{path}?{query}" if query else path,
        headers=[(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]],
        body=await request.body(),
    )


def _document(document: JsonObject, status_code: int = 200) -> Response[bytes]:
    headers = {"Vary": "Accept, Signature", "Cache-Control": "private, no-cache"}
    return Response(dumps(document), status_code=status_code, media_type=ACTIVITY_TYPE, headers=headers)


def _document_or_page(request: AnyRequest, document: JsonObject) -> Response[bytes]:
    """A person who follows such an address with a browser is led to the page."""
    accept = request.headers.get("accept", "")
    url = document.get("url")
    if "text/html" in accept and "json" not in accept and isinstance(url, str):
        return Response(b"", status_code=302, headers={"Location": url, "Vary": "Accept"})
    return _document(document)


def _page(uri: str, items: Sequence[object], part: Part, next_cursor: int | None) -> Response[bytes]:
    own = f"{_first(uri)}&cursor={part.cursor}" if part.cursor else _first(uri)
    following = None if next_cursor is None else f"{_first(uri)}&cursor={next_cursor}"
    return _document(ordered_collection_page(own, uri, items, next_page=following))


def _first(uri: str) -> str:
    return f"{uri}?page=true"


def _account_id(number: int) -> AccountId:
    if not 0 < number <= NEWEST:
        raise NotFound("There is nobody at this address.")
    return AccountId(number)


def _tweet_id(number: int) -> TweetId:
    if not 0 < number <= NEWEST:
        raise NotFound("There is no such tweet.")
    return TweetId(number)


routes = [
    Router(
        "/ap",
        route_handlers=[receive, node_actor, actor, outbox, featured, people, tweet, creation, replies, retweet, stamp],
        dependencies={
            "reader": Provide(provide_reader),
            "part": Provide(provide_part, sync_to_thread=False),
        },
        include_in_schema=False,
    )
]
