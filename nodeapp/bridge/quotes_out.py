"""What becomes of quotes, as the activities that ask, answer, and tell of it (FEP-044f)."""

from federation import vocabulary as ap
from federation.audience import PUBLIC
from federation.jsonld import JsonObject
from nodeapp.bridge.actors import account_uri
from nodeapp.bridge.edits_out import of_present
from nodeapp.bridge.notes import tweet_uri
from nodeapp.bridge.quoting import stamp_uri
from nodeapp.bridge.tweets_out import note_of, readers_of
from nodeapp.model.events import QuoteChanged, QuotePolicyChanged, QuoteRequested
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.origin import Origin
from nodeapp.model.quotes import QuoteRequest
from nodeapp.model.tweets import Tweet
from nodeapp.queries import accounts, audience, quotes, tweets
from nodeapp.seams.database import Reader

REQUESTS = "quote-requests"
"""Where requests of ours stand: there is one of each tweet, and it has the tweet's number."""

Sent = tuple[AccountId, JsonObject, list[str]]


async def of_quote(
    reader: Reader,
    event: QuoteRequested | QuoteChanged | QuotePolicyChanged,
    origin: Origin,
    position: int,
    inboxes_max: int,
) -> Sent | None:
    match event:
        case QuoteRequested():
            return await _request(reader, event, origin)
        case QuoteChanged():
            return await _change(reader, event, origin, position, inboxes_max)
        case QuotePolicyChanged():
            return await of_present(reader, TweetId(event.subject_id), origin, position, inboxes_max)


async def _request(reader: Reader, event: QuoteRequested, origin: Origin) -> Sent | None:
    """Asks the author of a tweet elsewhere; of what only some may read the address is sent and not the words."""
    quoted = await tweets.by_id(reader, TweetId(event.subject_id))
    author = await accounts.by_id(reader, event.author_id)
    if event.quoting_id is None or quoted is None or author is None or author.is_local:
        return None
    note = await note_of(reader, event.quoting_id, author.id, origin)
    request = ap.quote_request(
        origin.activity_uri(REQUESTS, event.quoting_id),
        origin.account_uri(event.actor_id),
        tweet_uri(quoted, origin),
        origin.tweet_uri(event.quoting_id) if note is None else ap.note_document(note),
        to=[account_uri(author, origin)],
    )
    return event.actor_id, request, await audience.of_accounts(reader, [author.id])


async def _change(reader: Reader, event: QuoteChanged, origin: Origin, position: int, inboxes_max: int) -> Sent | None:
    """An answer to who asked from elsewhere, or the end of an approval; of a quote of ours how it now stands."""
    quoting = None if event.quoting_id is None else await tweets.by_id(reader, event.quoting_id)
    request = None if event.request_id is None else await quotes.request_by_id(reader, event.request_id)
    quoted = await tweets.by_id(reader, TweetId(event.subject_id))
    if request is not None and quoted is not None and event.state == "revoked":
        return await _revoked(reader, request, quoting, quoted, origin, position, inboxes_max)
    if quoting is not None and quoting.is_local:
        return await of_present(reader, quoting.id, origin, position, inboxes_max)
    if request is None or quoted is None:
        return None
    return await _answer(reader, event, request, quoted, origin, position)


async def _answer(
    reader: Reader, event: QuoteChanged, request: QuoteRequest, quoted: Tweet, origin: Origin, position: int
) -> Sent | None:
    asker = await accounts.by_id(reader, request.account_id)
    if asker is None or asker.is_local or request.activity_uri is None:
        return None
    me, you = origin.account_uri(request.author_id), account_uri(asker, origin)
    asked = ap.quote_request(request.activity_uri, you, tweet_uri(quoted, origin), request.quoting_uri, to=())
    if event.state == "accepted":
        stamp = stamp_uri(request.id, origin)
        document = ap.accept(f"{me}#accepts/{position}", me, asked, to=[you], result=stamp)
    else:
        document = ap.reject(f"{me}#rejects/{position}", me, asked, to=[you])
    return request.author_id, document, await audience.of_accounts(reader, [asker.id])


async def _revoked(
    reader: Reader,
    request: QuoteRequest,
    quoting: Tweet | None,
    quoted: Tweet,
    origin: Origin,
    position: int,
    inboxes_max: int,
) -> Sent | None:
    """To who quotes, and to whoever is likely to have seen it: those who follow either, and who was told of a quote
    of ours."""
    me, stamp = origin.account_uri(request.author_id), stamp_uri(request.id, origin)
    uri = f"{me}#deletes/{position}"
    inboxes = await audience.of_accounts(reader, [request.account_id])
    inboxes += await readers_of(reader, quoted, inboxes_max)
    if quoting is not None and quoting.is_local:
        inboxes += await readers_of(reader, quoting, inboxes_max)
    # Neither tweet is named: who gets this may not be allowed to know of both.
    return request.author_id, ap.delete(uri, me, stamp, to=[PUBLIC]), inboxes
