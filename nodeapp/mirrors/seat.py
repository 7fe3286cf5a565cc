"""A seat: what memory knows of one viewer who reads here."""

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from nodeapp.mirrors.marks import Marks
from nodeapp.mirrors.strip import Strip
from nodeapp.model.cards import Card
from nodeapp.model.changes import Mark, MarkKind
from nodeapp.model.graph import NOTHING_APART
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.tweets import Tweet
from nodeapp.model.views import BOOKMARKED, FLAGS, LIKED, RETWEETED, Flags
from nodeapp.queries.gaps import Placed
from nodeapp.queries.standings import Standing

_BITS: dict[MarkKind, int] = {"like": LIKED, "retweet": RETWEETED, "bookmark": BOOKMARKED}
_OLDER_MARKS_MAX = 1_000
_VOTES_MAX = 1_000
_NO_MARKS: Mapping[TweetId, Flags] = {}


class Seat:
    """Satisfies `model.sight.Stance`. `home` is None until it is read, and again when it must be pulled anew."""

    __slots__ = (
        "_followed",
        "_marks",
        "_older",
        "_votes",
        "apart",
        "blocked",
        "blocked_by",
        "changes",
        "hidden",
        "home",
        "tags",
        "used_at_ms",
        "viewer_id",
    )

    def __init__(self, viewer_id: AccountId, standing: Standing, used_at_ms: int) -> None:
        self.viewer_id: AccountId | None = viewer_id
        self._followed = array("q", sorted(standing.followed))
        self.blocked = frozenset(standing.blocked)
        self.blocked_by = frozenset(standing.blocked_by)
        self.apart = standing.apart
        self.tags = standing.tags
        """Hashtags that are followed; others make another seat."""
        self.hidden = self.blocked | self.apart.muted
        """Those blocked or muted."""
        self._marks = Marks(standing.marks, standing.marks_floor)
        self._older: dict[TweetId, int] = {}
        """What was looked up by itself, below the floor of the marks."""
        self._votes: dict[TweetId, tuple[int, ...]] = {}
        """Of polls that were looked up; a new vote is looked up again."""
        self.home: Strip | None = None
        self.used_at_ms = used_at_ms
        self.changes = 0
        """How often home had to be forgotten: one that was being read meanwhile is not the right one."""

    @property
    def followed(self) -> Iterable[int]:
        return self._followed

    @property
    def followed_digest(self) -> bytes:
        """Equal where the same people are followed."""
        return blake2b(self._followed, digest_size=8).digest()

    def follows(self, account_id: AccountId) -> bool:
        place = bisect_left(self._followed, account_id)
        return place < len(self._followed) and self._followed[place] == account_id

    def marked(self, ids: Sequence[TweetId]) -> Mapping[TweetId, Flags] | None:
        """Those of these that the viewer did anything with; None where that is not known of all."""
        return self._marks.of(ids)

    def flags(self, tweet_id: TweetId) -> Flags:
        """Raises KeyError when that is not known."""
        if tweet_id >= self._marks.floor:
            return FLAGS[self._marks.get(tweet_id)]
        return FLAGS[self._older[tweet_id]]

    def learn(self, tweet_id: TweetId, flags: Flags) -> None:
        """What was looked up by itself, of an older tweet."""
        if tweet_id < self._marks.floor:
            if len(self._older) >= _OLDER_MARKS_MAX:
                self._older.clear()
            self._older[tweet_id] = flags.bits

    def votes(self, tweet_id: TweetId) -> tuple[int, ...]:
        """Raises KeyError when that is not known."""
        return self._votes[tweet_id]

    def learn_votes(self, tweet_id: TweetId, votes: tuple[int, ...]) -> None:
        if len(self._votes) >= _VOTES_MAX:
            self._votes.clear()
        self._votes[tweet_id] = votes

    def mark(self, mark: Mark) -> None:
        """The viewer liked, kept or retweeted, or took it back; or voted."""
        if mark.kind == "vote":
            self._votes.pop(TweetId(mark.target_id), None)
            return
        tweet_id, bit = TweetId(mark.target_id), _BITS[mark.kind]
        if tweet_id >= self._marks.floor:
            bits = self._marks.get(tweet_id)
            self._marks.put(tweet_id, bits | bit if mark.on else bits & ~bit)
        elif tweet_id in self._older:
            bits = self._older[tweet_id]
            self._older[tweet_id] = bits | bit if mark.on else bits & ~bit

    def push(self, card: Card) -> None:
        """Into the home, if it is in memory and such a tweet stands there."""
        if self.home is not None and self.has_place_for(card.tweet):
            self.home.insert(card.tweet.id)

    def push_tagged(self, card: Card) -> None:
        """The same, for a hashtag that the viewer follows."""
        if self.home is not None and self.has_tagged(card):
            self.home.insert(card.tweet.id)

    def place_again(self, card: Card) -> None:
        """Its hashtags are others now: at home it comes, or goes, or stays for its author's sake."""
        if self.home is None:
            return
        author_id = card.tweet.author_id
        by_author = (author_id == self.viewer_id or self.follows(author_id)) and self.has_place_for(card.tweet)
        if by_author or self.has_tagged(card):
            self.home.insert(card.tweet.id)
        else:
            self.home.discard(card.tweet.id)

    def has_tagged(self, card: Card) -> bool:
        """Whatever is public and answers nothing, with a followed hashtag, as the pull query has it."""
        tweet = card.tweet
        return (
            tweet.visibility == "public"
            and tweet.deleted_at_ms is None
            and tweet.reply_to_author_id is None
            and tweet.reply_to_uri is None
            and not self.tags.isdisjoint(card.hashtags)
        )

    def has_place_for(self, tweet: Tweet | Placed) -> bool:
        """Of the viewer's own and those followed, as the pull query has it: replies only where both ends are."""
        if tweet.deleted_at_ms is not None or tweet.visibility == "direct":
            return False
        answered = tweet.reply_to_author_id
        if answered is None:
            return tweet.reply_to_uri is None or tweet.author_id == self.viewer_id
        return self.viewer_id in (answered, tweet.author_id) or answered == tweet.author_id or self.follows(answered)

    def block(self, account_id: AccountId, on: bool) -> None:
        self.blocked = self.blocked | {account_id} if on else self.blocked - {account_id}
        self.hidden = self.blocked | self.apart.muted

    def blocked_from(self, account_id: AccountId, on: bool) -> None:
        """The viewer was blocked, or no longer is."""
        self.blocked_by = self.blocked_by | {account_id} if on else self.blocked_by - {account_id}

    def follow(self, account_id: AccountId, on: bool) -> None:
        if on and not self.follows(account_id):
            insort(self._followed, account_id)
        elif not on and self.follows(account_id):
            del self._followed[bisect_left(self._followed, account_id)]


class Nobody:
    """The stance of whoever is not signed in."""

    viewer_id = None
    hidden: frozenset[AccountId] = frozenset()
    blocked_by: frozenset[AccountId] = frozenset()
    apart = NOTHING_APART

    def follows(self, account_id: AccountId) -> bool:
        return False

    def flags(self, tweet_id: TweetId) -> Flags:
        return FLAGS[0]

    def votes(self, tweet_id: TweetId) -> tuple[int, ...]:
        return ()

    def marked(self, ids: Sequence[TweetId]) -> Mapping[TweetId, Flags]:
        return _NO_MARKS


NOBODY = Nobody()
