"""The proof that what memory mirrors is what the database has: every card, person, seat, home and wall, walked."""

from array import array
from itertools import pairwise
from typing import Any

from nodeapp.mirrors import deck as decks
from nodeapp.mirrors.memory import Memory
from nodeapp.mirrors.seat import Seat
from nodeapp.mirrors.strip import Strip
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.timelines import Window
from nodeapp.queries import accounts, shelves, standings, timelines, tweets
from nodeapp.seams.database import Database, Reader

ALL = 1_000_000_000


async def check(memory: Memory, database: Database, *, caught_up: bool = True) -> None:
    """Raises AssertionError where memory says something else. Nothing may be written meanwhile.

    `caught_up` says that fan-out has nothing to do, so that homes must be whole.
    """

    async def work(reader: Reader) -> None:
        await _check_people(memory, reader)
        await _check_cards(memory, reader)
        for seat in memory.seats:
            await _check_seat(seat, reader)
            await _check_home(seat, memory, reader, caught_up)
        await _check_walls(memory, reader)

    await database.read(work)
    _check_bounds(memory)
    _check_audience(memory)


async def _check_people(memory: Memory, reader: Reader) -> None:
    people = dict(memory.deck._people)
    rows = {row.id: row for row in await _by_ids(accounts.by_ids, reader, list(people))}
    for account_id, person in people.items():
        assert person.account == rows[account_id], f"person {account_id}"
        assert person.is_live == rows[account_id].is_live
    for account_id, person in memory.deck._held.items():
        assert people[account_id] is person


async def _check_cards(memory: Memory, reader: Reader) -> None:
    ids = memory.deck.ids()
    rows = {row.id: row for row in await _by_ids(tweets.by_ids, reader, ids)}
    mentions = await shelves.mentions_by_tweet(reader, ids)
    hashtags = await shelves.hashtags_by_tweet(reader, ids)
    polls = await shelves.polls_by_tweet(reader, rows.values())
    for tweet_id in ids:
        card = memory.deck.find(tweet_id)
        assert card.tweet == rows[tweet_id], f"card {tweet_id}"
        assert card.author is memory.deck.person(card.tweet.author_id)
        assert tuple(person.account.id for person in card.mentions) == mentions.get(tweet_id, ())
        assert all(person is memory.deck.person(person.account.id) for person in card.mentions)
        assert card.hashtags == hashtags.get(tweet_id, ())
        assert card.poll == polls.get(tweet_id), f"poll of {tweet_id}"


async def _check_seat(seat: Seat, reader: Reader) -> None:
    assert seat.viewer_id is not None
    now = await standings.of(reader, seat.viewer_id, ALL)
    assert list(seat.followed) == sorted(now.followed), f"follows of {seat.viewer_id}"
    assert seat.blocked == set(now.blocked)
    assert seat.blocked_by == set(now.blocked_by)
    assert seat.apart == now.apart, f"what {seat.viewer_id} keeps away"
    assert seat.hidden == seat.blocked | now.apart.muted
    assert seat.tags == now.tags
    known = {tweet_id for tweet_id in now.marks if tweet_id >= seat._marks.floor}
    for tweet_id in known | seat._marks.keys() | seat._older.keys():
        assert seat.flags(tweet_id).bits == now.marks.get(tweet_id, 0), f"marks of {seat.viewer_id} on {tweet_id}"
    votes = await shelves.votes(reader, seat.viewer_id, list(seat._votes))
    assert seat._votes == {tweet_id: votes.get(tweet_id, ()) for tweet_id in seat._votes}, f"votes of {seat.viewer_id}"


async def _check_home(seat: Seat, memory: Memory, reader: Reader, caught_up: bool) -> None:
    """Down to its floor; of those whose tweets are not pushed it has what it likes."""
    if seat.home is None or seat.viewer_id is None:
        return
    _check_strip(seat.home)
    window = Window(ALL, since=TweetId(max(seat.home.floor - 1, 0)))
    entries = await timelines.home(reader, seat.viewer_id, window)
    authors = {row.id: row.author_id for row in await _by_ids(tweets.by_ids, reader, [one.tweet_id for one in entries])}
    pulled = {one.tweet_id for one in entries if authors[one.tweet_id] in memory.celebrities}
    live = await _live(seat.home, reader)
    there = {one.tweet_id for one in entries}
    assert live <= there, f"home of {seat.viewer_id} has {live - there} too many"
    if caught_up:
        missing = there - live - {one for one in pulled if authors[one] != seat.viewer_id}
        assert not missing, f"home of {seat.viewer_id} lacks {missing}"


async def _check_walls(memory: Memory, reader: Reader) -> None:
    walls: dict[Any, Strip | None] = dict(memory.walls._authors)
    for author_id, strip in (*walls.items(), ("public", memory.walls.public), ("local", memory.walls.local)):
        if strip is None:
            continue
        _check_strip(strip)
        window = Window(ALL, since=TweetId(max(strip.floor - 1, 0)))
        if author_id == "public":
            entries = await timelines.public(reader, window)
        elif author_id == "local":
            entries = await timelines.local(reader, window)
        else:
            entries = await timelines.by_author(reader, author_id, window, replies=True, retweets=True)
        assert await _live(strip, reader) == {entry.tweet_id for entry in entries}, f"wall of {author_id}"


def _check_strip(strip: Strip) -> None:
    assert all(one < next_ for one, next_ in pairwise(strip.ids)), "a strip rises"
    assert isinstance(strip.ids, array)


def _check_bounds(memory: Memory) -> None:
    deck, limits = memory.deck, memory._limits
    assert deck.bytes_count == sum(deck._weights.values())
    assert deck._weights.keys() == deck._cards.keys()
    assert {tweet_id: decks._weight(card) for tweet_id, card in deck._cards.items()} == deck._weights
    assert deck.bytes_count <= limits.cards_bytes_max or len(deck) <= 1
    assert len(deck._held) <= limits.people_in_memory_max
    assert len(deck._names) <= 2 * limits.people_in_memory_max
    assert len(memory.seats) <= limits.seats_max
    assert len(memory.walls._authors) <= limits.walls_in_memory_max
    assert not memory._loads


def _check_audience(memory: Memory) -> None:
    """Every open home hears of everybody its viewer follows, and of their hashtags, once, and of nothing else."""
    expected: dict[AccountId, list[int]] = {}
    tagged: dict[str, list[int]] = {}
    for seat in memory.seats:
        if seat.home is not None:
            for author_id in seat.followed:
                expected.setdefault(AccountId(author_id), []).append(id(seat))
            for tag in seat.tags:
                tagged.setdefault(tag, []).append(id(seat))
    found = {author_id: sorted(map(id, seats)) for author_id, seats in memory.seats._audience.items()}
    assert found == {author_id: sorted(seats) for author_id, seats in expected.items()}
    found_tagged = {tag: sorted(map(id, seats)) for tag, seats in memory.seats._tagged.items()}
    assert found_tagged == {tag: sorted(seats) for tag, seats in tagged.items()}


async def _live(strip: Strip, reader: Reader) -> set[TweetId]:
    """Deleted ones stay in a strip and are passed over when it is read; below the floor nothing counts."""
    ids = [TweetId(number) for number in strip.ids if number >= strip.floor]
    return {row.id for row in await _by_ids(tweets.by_ids, reader, ids) if row.deleted_at_ms is None}


async def _by_ids(query: Any, reader: Reader, ids: list[Any]) -> list[Any]:
    return [row for chunk in shelves.chunks(ids) for row in await query(reader, chunk)]
