"""Ranking: home in another order than that of time, by a score that can be told in a sentence."""

from collections import deque
from collections.abc import Mapping, Sequence
from math import log1p

import msgspec
from msgspec import Struct, structs

from nodeapp.model.errors import bad
from nodeapp.model.ids import NEWEST, AccountId, TweetId
from nodeapp.model.views import TweetView

HALF_LIFE_HOURS = 12.0
"""After so long a tweet counts half."""
CLOSE_AT = 4
"""So many points of closeness are half of the most that closeness can be worth."""
MUCH_ENGAGEMENT = 1_000
"""From here on more of it makes no difference."""
AGAIN = 0.85
AGAIN_LEAST = 0.25
"""Each further tweet of the same author counts so much of what it would, and never less than this."""

_packer = msgspec.msgpack.Encoder()
_CLOSENESS, _ENGAGEMENT = 2.0, 1.0
_HOUR_MS = 3_600_000
_MINUTES, _HOURS = 60, 48
_PARTS = 3

Closeness = Mapping[AccountId, int]
"""By author, points for what the reader did with their tweets lately: a like 1, a retweet 2, an answer 3."""


class Candidate(Struct, frozen=True, kw_only=True):
    """An entry of a home. `by_id` brought it there: its author, or who retweeted it, at `at_ms`.

    `reactions` counts others' likes once, their retweets, quotes and answers twice.
    """

    entry_id: TweetId
    author_id: AccountId
    by_id: AccountId
    handle: str
    at_ms: int
    reactions: int


class Score(Struct, frozen=True, kw_only=True):
    """What an entry is placed by, what that was made of, and why in words for the reader."""

    score: float
    parts: dict[str, float]
    sentence: str


_unpacker = msgspec.msgpack.Decoder(Score)


class Order(Struct, frozen=True):
    """Entries, best first, each with its score, packed: a score as it is takes five times the room.

    `floor` is below all of them: where older ones begin; 0 where none do.
    """

    ids: tuple[TweetId, ...]
    packed: tuple[bytes, ...]
    floor: int

    @classmethod
    def of(cls, ids: Sequence[TweetId], scores: Mapping[TweetId, Score], floor: int) -> "Order":
        return cls(tuple(ids), tuple(_packer.encode(scores[entry_id]) for entry_id in ids), floor)

    def scores(self, start: int, end: int) -> dict[TweetId, Score]:
        """Those of the entries from one place to another."""
        pairs = zip(self.ids[start:end], self.packed[start:end], strict=True)
        return {entry_id: _unpacker.decode(packed) for entry_id, packed in pairs}


class Place(Struct, frozen=True):
    """A place in an order: of entries below `before`, as they stood at `moment_ms`, after `offset` of them."""

    moment_ms: int
    before: int = NEWEST
    offset: int = 0

    @property
    def cursor(self) -> str:
        return f"{self.moment_ms}-{self.before}-{self.offset}"


def place_of(cursor: str | None, now_ms: int) -> Place:
    """Raises BadInput naming `cursor`."""
    if not cursor:
        return Place(now_ms)
    parts = cursor.split("-")
    if len(parts) == _PARTS and all(
        one.isascii() and one.isdecimal() and len(one) <= len(str(NEWEST)) for one in parts
    ):
        moment_ms, before, offset = (min(int(one), NEWEST) for one in parts)
        return Place(min(moment_ms, now_ms), before, offset)
    raise bad("cursor", "invalid", "This cursor is not one this node gave out.")


def candidates(views: Sequence[TweetView]) -> list[Candidate]:
    """Each original once: as its author's own where it stands so, else as the newest retweet of it."""
    originals = {view.card.tweet_id for view in views if view.retweet is None}
    found: list[Candidate] = []
    for view in views:
        if view.retweet is not None:
            if view.card.tweet_id in originals:
                continue
            originals.add(view.card.tweet_id)
        tweet, brought = view.tweet, view.retweet or view.card
        shared = max(tweet.retweet_count, tweet.origin_retweet_count) + max(tweet.quote_count, tweet.origin_quote_count)
        answered = max(tweet.reply_count, tweet.origin_reply_count)
        likes, flags = max(tweet.like_count, tweet.origin_like_count), view.flags
        found.append(
            Candidate(
                entry_id=view.entry_id,
                author_id=view.card.author_id,
                by_id=brought.author_id,
                handle=view.author.handle,
                at_ms=brought.tweet.created_at_ms,
                reactions=max(likes - flags.liked, 0) + 2 * (max(shared - flags.retweeted, 0) + answered),
            )
        )
    return found


def scored(one: Candidate, closeness: Closeness, now_ms: int) -> Score:
    """Recency times (1 + 2 x affinity + engagement), each of the three between 0 and 1."""
    hours = max(now_ms - one.at_ms, 0) / _HOUR_MS
    points = max(closeness.get(one.author_id, 0), closeness.get(one.by_id, 0))
    parts = {
        "recency": 0.5 ** (hours / HALF_LIFE_HOURS),
        "affinity": points / (points + CLOSE_AT),
        "engagement": min(log1p(one.reactions) / log1p(MUCH_ENGAGEMENT), 1.0),
    }
    score = parts["recency"] * (1 + _CLOSENESS * parts["affinity"] + _ENGAGEMENT * parts["engagement"])
    return Score(score=score, parts=parts, sentence=_sentence(one, points, hours))


def ordered(some: Sequence[Candidate], scores: Mapping[TweetId, Score]) -> tuple[list[TweetId], dict[TweetId, Score]]:
    """Best first, but the more tweets of an author came before, the less the next one counts, and no author comes
    twice in a row while there is another. The scores are those after that; what has none comes last.
    """
    seen: dict[AccountId, int] = {}
    final: dict[TweetId, Score] = {}
    author_of = {one.entry_id: one.author_id for one in some}
    none = Score(score=0.0, parts={}, sentence="")
    for one in sorted(some, key=lambda one: _rank(one.entry_id, scores.get(one.entry_id, none))):
        before = seen.get(one.author_id, 0)
        seen[one.author_id] = before + 1
        score, factor = scores.get(one.entry_id, none), max(AGAIN**before, AGAIN_LEAST)
        final[one.entry_id] = structs.replace(
            score, score=score.score * factor, parts={**score.parts, "diversity": factor}
        )
    best = deque(sorted(final, key=lambda entry_id: _rank(entry_id, final[entry_id])))
    return _apart(best, author_of), final


def _apart(best: deque[TweetId], author_of: Mapping[TweetId, AccountId]) -> list[TweetId]:
    """Nobody twice in a row: who would be waits for the first of somebody else, and comes right after."""
    found: list[TweetId] = []
    waiting: deque[TweetId] = deque()
    last: AccountId | None = None
    while best or waiting:
        if waiting and author_of[waiting[0]] != last:
            entry_id = waiting.popleft()
        elif best:
            entry_id = best.popleft()
            if author_of[entry_id] == last:
                waiting.append(entry_id)
                continue
        else:
            entry_id = waiting.popleft()
        found.append(entry_id)
        last = author_of[entry_id]
    return found


def _rank(entry_id: TweetId, score: Score) -> tuple[float, int]:
    return -score.score, -entry_id


def _sentence(one: Candidate, points: int, hours: float) -> str:
    reasons = [f"It came {_ago(hours)}"]
    if points >= CLOSE_AT:
        reasons.append(f"you often like, share or answer what {one.handle} writes")
    elif points:
        reasons.append(f"you reacted to {one.handle} lately")
    if one.reactions:
        reasons.append(
            "many people reacted to it" if one.reactions >= MUCH_ENGAGEMENT // 10 else "people reacted to it"
        )
    return f"{', '.join(reasons[:-1])} and {reasons[-1]}." if len(reasons) > 1 else f"{reasons[0]}."


def _ago(hours: float) -> str:
    minutes = int(hours * _MINUTES)
    if minutes < _MINUTES:
        return "just now" if minutes < 1 else _counted(minutes, "minute")
    return _counted(int(hours), "hour") if hours < _HOURS else _counted(int(hours // 24), "day")


def _counted(number: int, what: str) -> str:
    return f"1 {what} ago" if number == 1 else f"{number} {what}s ago"
