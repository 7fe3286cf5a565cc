"""Votes given here, and how our own polls stand, as the activities that tell others of them."""

from federation import vocabulary as ap
from federation.jsonld import JsonObject
from nodeapp.bridge.actors import account_uri
from nodeapp.bridge.notes import tweet_uri
from nodeapp.bridge.tweets_out import note_of, once_readers_of, readers_of
from nodeapp.model.events import PollClosed, PollCounted, PollVoted
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.origin import Origin
from nodeapp.model.visibility import is_open
from nodeapp.queries import accounts, audience, polls, tweets
from nodeapp.seams.database import Reader


async def of_poll(
    reader: Reader, event: PollVoted | PollCounted | PollClosed, origin: Origin, position: int, inboxes_max: int
) -> tuple[AccountId, JsonObject, list[str]] | None:
    match event:
        case PollVoted():
            return await _of_vote(reader, event, origin)
        case _:
            return await _of_question(reader, event, origin, position, inboxes_max)


async def _of_vote(reader: Reader, event: PollVoted, origin: Origin) -> tuple[AccountId, JsonObject, list[str]] | None:
    """Told to the author only, an activity for each option: who gives a list of them is not read everywhere."""
    author = await accounts.by_id(reader, event.author_id)
    tweet = await tweets.by_id(reader, TweetId(event.subject_id))
    poll = await polls.of_tweet(reader, TweetId(event.subject_id))
    if author is None or author.is_local or tweet is None or poll is None:
        return None
    if event.place >= len(poll.options):
        return None
    document = ap.vote(
        origin.activity_uri("votes", event.vote_id),
        origin.account_uri(event.actor_id),
        tweet_uri(tweet, origin),
        poll.options[event.place].title,
        to=[account_uri(author, origin)],
    )
    return event.actor_id, document, await audience.of_accounts(reader, [author.id])


async def _of_question(
    reader: Reader, event: PollCounted | PollClosed, origin: Origin, position: int, inboxes_max: int
) -> tuple[AccountId, JsonObject, list[str]] | None:
    """How a poll of ours stands, to whoever got it and whoever voted in it; of a narrow one to those only who may still
    see it, whose words may be others now (P02, P04)."""
    tweet = await tweets.by_id(reader, TweetId(event.subject_id))
    if tweet is None or not tweet.is_local or not tweet.has_poll:
        return None
    inboxes = await readers_of(reader, tweet, inboxes_max)
    if is_open(tweet.visibility):
        inboxes += await audience.of_voters(reader, tweet.id, inboxes_max)
        inboxes += await once_readers_of(reader, tweet, inboxes_max)
    note = await note_of(reader, tweet.id, tweet.author_id, origin) if inboxes else None
    if note is None:
        return None
    uri, asked = f"{note.id}#updates/{position}", ap.note_document(note)
    document = ap.update(uri, note.attributed_to, asked, to=note.to, cc=note.cc)
    return tweet.author_id, document, inboxes
