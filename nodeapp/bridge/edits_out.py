"""Tweets that were edited or pinned here, as the activities that tell others of them."""

from federation import vocabulary as ap
from federation.audience import address
from federation.jsonld import JsonObject
from nodeapp.bridge.notes import tweet_uri
from nodeapp.bridge.tweets_out import note_of, once_readers_of, readers_of
from nodeapp.model.events import PinChanged, TweetEdited
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.origin import Origin
from nodeapp.model.visibility import is_open
from nodeapp.queries import audience, once_named, tweets
from nodeapp.seams.database import Reader

Sent = tuple[AccountId, JsonObject, list[str]]


async def of_change(
    reader: Reader, event: TweetEdited | PinChanged, origin: Origin, position: int, inboxes_max: int
) -> Sent | None:
    if isinstance(event, TweetEdited):
        return await of_present(reader, TweetId(event.subject_id), origin, position, inboxes_max)
    return await _pin(reader, event, origin, position, inboxes_max)


async def of_present(reader: Reader, tweet_id: TweetId, origin: Origin, position: int, inboxes_max: int) -> Sent | None:
    """A tweet as it now is, to everybody who got it. Of a narrow one only to those who may still see it: the words may
    be others now (P02)."""
    tweet = await tweets.by_id(reader, tweet_id)
    if tweet is None or not tweet.is_local or tweet.deleted_at_ms is not None:
        return None
    inboxes = await readers_of(reader, tweet, inboxes_max)
    if is_open(tweet.visibility):
        inboxes += await audience.of_accounts(reader, await once_named.of_tweet(reader, tweet.id))
        inboxes += await audience.of_tweet(reader, tweet.id, inboxes_max)
        inboxes += await once_readers_of(reader, tweet, inboxes_max)
    note = await note_of(reader, tweet.id, tweet.author_id, origin) if inboxes else None
    if note is None:
        return None
    uri, document = f"{note.id}#updates/{position}", ap.note_document(note)
    return tweet.author_id, ap.update(uri, note.attributed_to, document, to=note.to, cc=note.cc), inboxes


async def _pin(reader: Reader, event: PinChanged, origin: Origin, position: int, inboxes_max: int) -> Sent | None:
    """To followers, who show it on the profile: its address, never its words."""
    tweet = await tweets.by_id(reader, TweetId(event.subject_id))
    if tweet is None or (event.on and tweet.deleted_at_ms is not None):
        return None
    inboxes = await audience.of_followers(reader, tweet.author_id, inboxes_max)
    me, featured = origin.account_uri(tweet.author_id), f"{origin.account_uri(tweet.author_id)}/featured"
    to, cc = address(tweet.visibility, origin.followers_uri(tweet.author_id), ())
    tell = ap.add if event.on else ap.remove
    return tweet.author_id, tell(f"{me}#pins/{position}", me, tweet_uri(tweet, origin), featured, to=to, cc=cc), inboxes
