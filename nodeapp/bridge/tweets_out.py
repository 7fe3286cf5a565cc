"""Tweets, retweets and likes made here, as the activities that tell others of them."""

from federation import vocabulary as ap
from federation.audience import address
from federation.jsonld import JsonObject
from nodeapp.bridge.actors import account_uri
from nodeapp.bridge.notes import note_out, tweet_uri
from nodeapp.bridge.quoting import quote_out
from nodeapp.model.accounts import Account
from nodeapp.model.events import (
    LikeAdded,
    LikeRemoved,
    RetweetCreated,
    RetweetRemoved,
    TweetCreated,
    TweetDeleted,
    TweetRestored,
)
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.origin import Origin
from nodeapp.model.tweets import Tweet
from nodeapp.model.views import TweetView
from nodeapp.queries import accounts, audience, departures, tweets, views
from nodeapp.seams.database import Reader

_OPEN = ("public", "unlisted")


async def of_tweet(
    reader: Reader, event: TweetCreated | TweetDeleted | TweetRestored, origin: Origin, inboxes_max: int
) -> tuple[AccountId, JsonObject, list[str]] | None:
    tweet = await tweets.by_id(reader, TweetId(event.subject_id))
    if tweet is None:
        return None
    mentioned = await _mentioned(reader, tweet)
    inboxes = await _readers(reader, tweet, mentioned, inboxes_max)
    if isinstance(event, TweetDeleted):
        if not await departures.has_left(reader, tweet.id):
            # Nobody elsewhere has it: told of it, they would never take it again, should its author have it back.
            return None
        # Whoever answered, liked, retweeted it or voted in it has a copy too, or was named in it once.
        inboxes += await audience.of_tweet(reader, tweet.id, inboxes_max)
        inboxes += await once_readers_of(reader, tweet, inboxes_max)
        return tweet.author_id, _deleted(tweet, mentioned, origin), inboxes
    document = await note_of(reader, tweet.id, tweet.author_id, origin) if inboxes else None
    if document is None:
        return None
    return tweet.author_id, ap.create(f"{document.id}/activity", document), inboxes


async def note_of(reader: Reader, tweet_id: TweetId, viewer_id: AccountId | None, origin: Origin) -> ap.NoteOut | None:
    """A tweet that was made here, as the viewer may see it; None where there is none."""
    view = await views.of_tweet(reader, viewer_id, tweet_id)
    if view is None or not view.author.is_local or view.tweet.retweet_of_id is not None:
        return None
    return await note_of_view(reader, view, origin)


async def note_of_view(reader: Reader, view: TweetView, origin: Origin) -> ap.NoteOut:
    parent_id = view.tweet.reply_to_id
    parent = await tweets.by_id(reader, parent_id) if parent_id else None
    return note_out(view, parent, origin, await quote_out(reader, view, origin))


async def readers_of(reader: Reader, tweet: Tweet, inboxes_max: int) -> list[str]:
    """The inboxes of those who were told of a tweet when it was new."""
    return await _readers(reader, tweet, await _mentioned(reader, tweet), inboxes_max)


async def once_readers_of(reader: Reader, tweet: Tweet, inboxes_max: int) -> list[str]:
    """The inboxes of nodes that were told of it for a follower's sake who has left since: they keep their copy.

    Not to be told new words of what is not for everybody.
    """
    if tweet.visibility == "direct":
        return []
    return await audience.of_once_followers(reader, tweet.author_id, tweet.created_at_ms, inboxes_max)


async def of_retweet(
    reader: Reader, event: RetweetCreated | RetweetRemoved, origin: Origin, inboxes_max: int
) -> tuple[AccountId, JsonObject, list[str]] | None:
    original = await tweets.by_id(reader, TweetId(event.subject_id))
    retweet = await tweets.by_id(reader, event.entry_id)
    author = await accounts.by_id(reader, event.author_id)
    if original is None or retweet is None or author is None:
        return None
    inboxes = await audience.of_followers(reader, event.actor_id, inboxes_max)
    inboxes += await audience.of_accounts(reader, [author.id])
    shared = announce_of(retweet, original, author, origin)
    if isinstance(event, RetweetRemoved):
        inboxes += await once_readers_of(reader, retweet, inboxes_max)
        return event.actor_id, ap.undo(f"{shared['id']}#undo", origin.account_uri(event.actor_id), shared), inboxes
    return (event.actor_id, shared, inboxes) if retweet.deleted_at_ms is None else None


def announce_of(retweet: Tweet, original: Tweet, author: Account, origin: Origin) -> JsonObject:
    """`author` wrote the original."""
    to, cc = address(retweet.visibility, origin.followers_uri(retweet.author_id), [account_uri(author, origin)])
    return ap.announce(
        origin.activity_uri("retweets", retweet.id),
        origin.account_uri(retweet.author_id),
        tweet_uri(original, origin),
        to=to,
        cc=cc,
        published_ms=retweet.created_at_ms,
    )


async def of_like(
    reader: Reader, event: LikeAdded | LikeRemoved, origin: Origin
) -> tuple[AccountId, JsonObject, list[str]] | None:
    """Told to the author only."""
    tweet = await tweets.by_id(reader, TweetId(event.subject_id))
    author = await accounts.by_id(reader, event.author_id)
    if tweet is None or author is None or author.is_local:
        return None
    me = origin.account_uri(event.actor_id)
    like = ap.like(
        origin.activity_uri("likes", event.like_id), me, tweet_uri(tweet, origin), to=[account_uri(author, origin)]
    )
    document = ap.undo(f"{like['id']}#undo", me, like) if isinstance(event, LikeRemoved) else like
    return event.actor_id, document, await audience.of_accounts(reader, [author.id])


async def _mentioned(reader: Reader, tweet: Tweet) -> list[Account]:
    rows = await tweets.mentions_of(reader, [tweet.id])
    return await accounts.by_ids(reader, [row.account_id for row in rows])


async def _readers(reader: Reader, tweet: Tweet, mentioned: list[Account], inboxes_max: int) -> list[str]:
    """Followers unless it is direct, those who are named, and whose tweet is quoted or answered in the open (P04)."""
    concerned = [account.id for account in mentioned]
    if tweet.visibility in _OPEN:
        quoted = await tweets.by_id(reader, tweet.quote_of_id) if tweet.quote_of_id else None
        concerned += [found for found in (tweet.reply_to_author_id, quoted and quoted.author_id) if found]
    inboxes = await audience.of_accounts(reader, concerned)
    if tweet.visibility != "direct":
        inboxes += await audience.of_followers(reader, tweet.author_id, inboxes_max)
    return inboxes


def _deleted(tweet: Tweet, mentioned: list[Account], origin: Origin) -> JsonObject:
    uri = origin.tweet_uri(tweet.id)
    named = [account_uri(account, origin) for account in mentioned]
    to, cc = address(tweet.visibility, origin.followers_uri(tweet.author_id), named)
    return ap.delete(f"{uri}#delete", origin.account_uri(tweet.author_id), uri, to=to, cc=cc)
