"""Shelves: the rows a page of tweets needs, loaded in batches, never one by one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from nodeapp.model.cards import Card, Person
from nodeapp.model.graph import NOTHING_APART, Apart
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.media import Media
from nodeapp.model.polls import Poll
from nodeapp.model.tweets import Tweet
from nodeapp.model.views import BOOKMARKED, FLAGS, LIKED, RETWEETED, Flags
from nodeapp.queries import accounts, aparts, engagement, graph, media, polls, tweets
from nodeapp.seams.database import SET_SIZE_MAX, Reader

T = TypeVar("T")


class Shelf(Struct, frozen=True):
    """Everything a page needs, for one viewer. Satisfies `model.sight.Stance`."""

    viewer_id: AccountId | None
    cards: dict[TweetId, Card]
    followed: frozenset[AccountId]
    blocked: frozenset[AccountId]
    blocked_by: frozenset[AccountId]
    marks: dict[TweetId, Flags]
    apart: Apart = NOTHING_APART
    voted: dict[TweetId, tuple[int, ...]] = {}

    @property
    def hidden(self) -> frozenset[AccountId]:
        return self.blocked | self.apart.muted

    def follows(self, account_id: AccountId) -> bool:
        return account_id in self.followed

    def flags(self, tweet_id: TweetId) -> Flags:
        return self.marks.get(tweet_id, FLAGS[0])

    def votes(self, tweet_id: TweetId) -> tuple[int, ...]:
        return self.voted.get(tweet_id, ())


async def load(reader: Reader, viewer_id: AccountId | None, ids: Sequence[TweetId]) -> Shelf:
    """The tweets, what they retweet and quote, and everybody and everything these name."""
    cards = await load_cards(reader, ids)
    followed, blocks = await _standing(reader, viewer_id, {card.tweet.author_id for card in cards.values()})
    originals = [card.tweet.id for card in cards.values() if card.tweet.retweet_of_id is None]
    return Shelf(
        viewer_id=viewer_id,
        cards=cards,
        followed=followed,
        blocked=frozenset(row.target_id for row in blocks if row.account_id == viewer_id),
        blocked_by=frozenset(row.account_id for row in blocks if row.target_id == viewer_id),
        marks=await flags(reader, viewer_id, originals),
        apart=NOTHING_APART if viewer_id is None else await aparts.of(reader, viewer_id),
        voted=await votes(reader, viewer_id, [card.tweet_id for card in cards.values() if card.poll is not None]),
    )


async def load_cards(reader: Reader, ids: Iterable[TweetId]) -> dict[TweetId, Card]:
    """Cards of these tweets, and of what they retweet and quote."""
    rows = {tweet.id: tweet for tweet in await _tweets(reader, ids)}
    originals = {row.retweet_of_id for row in rows.values() if row.retweet_of_id} - rows.keys()
    rows |= {tweet.id: tweet for tweet in await _tweets(reader, originals)}
    quoted = {row.quote_of_id for row in rows.values() if row.quote_of_id} - rows.keys()
    rows |= {tweet.id: tweet for tweet in await _tweets(reader, quoted)}
    return await cards_of(reader, rows)


async def cards_of(reader: Reader, rows: Mapping[TweetId, Tweet]) -> dict[TweetId, Card]:
    """Cards of these rows, each with the people it names; each person once."""
    mentions = await mentions_by_tweet(reader, rows)
    hashtags = await hashtags_by_tweet(reader, rows)
    files = await media_by_tweet(reader, rows.values())
    asked = await polls_by_tweet(reader, rows.values())
    ids = {row.author_id for row in rows.values()}.union(*mentions.values())
    found = [account for chunk in chunks(ids) for account in await accounts.by_ids(reader, chunk)]
    people = {account.id: Person(account) for account in found}
    return {
        row.id: Card(
            row,
            people[row.author_id],
            tuple(people[account_id] for account_id in mentions.get(row.id, ()) if account_id in people),
            hashtags.get(row.id, ()),
            files.get(row.id, ()),
            asked.get(row.id),
        )
        for row in rows.values()
        if row.author_id in people
    }


async def _tweets(reader: Reader, ids: Iterable[TweetId]) -> list[Tweet]:
    return [tweet for chunk in chunks(ids) for tweet in await tweets.by_ids(reader, chunk)]


async def mentions_by_tweet(reader: Reader, ids: Iterable[TweetId]) -> dict[TweetId, tuple[AccountId, ...]]:
    found: dict[TweetId, tuple[AccountId, ...]] = {}
    for chunk in chunks(ids):
        for row in await tweets.mentions_of(reader, chunk):
            found[row.tweet_id] = (*found.get(row.tweet_id, ()), row.account_id)
    return found


async def hashtags_by_tweet(reader: Reader, ids: Iterable[TweetId]) -> dict[TweetId, tuple[str, ...]]:
    found: dict[TweetId, tuple[str, ...]] = {}
    for chunk in chunks(ids):
        for row in await tweets.hashtags_of(reader, chunk):
            found[row.tweet_id] = (*found.get(row.tweet_id, ()), row.tag)
    return found


async def media_by_tweet(reader: Reader, rows: Iterable[Tweet]) -> dict[TweetId, tuple[Media, ...]]:
    """Of tweets that have any: most have none, and nothing is asked for them."""
    found: dict[TweetId, tuple[Media, ...]] = {}
    for chunk in chunks(row.id for row in rows if row.media_count):
        for one in await media.of_tweets(reader, chunk):
            if one.tweet_id is not None:
                found[one.tweet_id] = (*found.get(one.tweet_id, ()), one)
    return found


async def polls_by_tweet(reader: Reader, rows: Iterable[Tweet]) -> dict[TweetId, Poll]:
    asked = chunks(row.id for row in rows if row.has_poll)
    return {poll.tweet_id: poll for chunk in asked for poll in await polls.of_tweets(reader, chunk)}


async def votes(reader: Reader, viewer_id: AccountId | None, ids: Sequence[TweetId]) -> dict[TweetId, tuple[int, ...]]:
    """What the viewer chose in each of these polls; those without a vote are left out."""
    found: dict[TweetId, tuple[int, ...]] = {}
    if viewer_id is None:
        return found
    for chunk in chunks(ids):
        for vote in await polls.votes_among(reader, viewer_id, chunk):
            found[vote.tweet_id] = (*found.get(vote.tweet_id, ()), vote.place)
    return found


async def _standing(
    reader: Reader, viewer_id: AccountId | None, authors: Iterable[AccountId]
) -> tuple[frozenset[AccountId], list[graph.BlockRow]]:
    """Whom of these the viewer follows, and the blocks between them."""
    if viewer_id is None:
        return frozenset(), []
    followed: set[AccountId] = set()
    blocks: list[graph.BlockRow] = []
    for chunk in chunks(authors):
        rows = await graph.followed_among(reader, viewer_id, chunk)
        followed |= {row.followee_id for row in rows if row.state == "following"}
        blocks += await graph.blocks_among(reader, viewer_id, chunk)
    return frozenset(followed), blocks


async def flags(reader: Reader, viewer_id: AccountId | None, ids: Sequence[TweetId]) -> dict[TweetId, Flags]:
    """What the viewer did with each of these; those untouched are left out."""
    if viewer_id is None:
        return {}
    bits: dict[TweetId, int] = {}
    for chunk in chunks(ids):
        liked = await engagement.liked_among(reader, viewer_id, chunk)
        retweeted = await engagement.retweeted_among(reader, viewer_id, chunk)
        bookmarked = await engagement.bookmarked_among(reader, viewer_id, chunk)
        for bit, found in ((LIKED, liked), (RETWEETED, retweeted), (BOOKMARKED, bookmarked)):
            for tweet_id in found:
                bits[tweet_id] = bits.get(tweet_id, 0) | bit
    return {tweet_id: FLAGS[done] for tweet_id, done in bits.items()}


def chunks(things: Iterable[T]) -> Iterable[list[T]]:
    """Sets as large as a query takes."""
    everything = list(things)
    return (everything[start : start + SET_SIZE_MAX] for start in range(0, len(everything), SET_SIZE_MAX))
