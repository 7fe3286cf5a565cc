"""The hub: every stream that is open, what waits to be sent to each, and by what a new tweet finds them."""

from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from nodeapp.model.cards import Card
from nodeapp.model.errors import TooMany, Unavailable
from nodeapp.model.ids import AccountId, ListId
from nodeapp.model.limits import Limits
from nodeapp.model.lists import RepliesPolicy
from nodeapp.model.streams import Channel, Happening, Reason, Told

K = TypeVar("K")
Holds = Callable[[], Awaitable[bool]]

_AGAIN_SECONDS = 30


def _nothing() -> None:
    """Nobody waits yet."""


class Stream:
    """One connection that listens. What is told waits in a queue of `queue_max`; whoever lets it fill up is cut off.

    `wake` is called when there is something to take, `cut` when what is left cannot be waited for.
    `holds` says whether whoever opened it may still listen; None where nobody is signed in.
    """

    __slots__ = (
        "_queue",
        "_queue_max",
        "address",
        "beats",
        "changes",
        "channels",
        "cut",
        "followed",
        "holds",
        "is_grouped",
        "is_live",
        "reason",
        "seen",
        "seen_at_ms",
        "since",
        "tags",
        "told",
        "viewer_id",
        "wake",
    )

    def __init__(self, viewer_id: AccountId | None, address: str, queue_max: int, holds: Holds | None) -> None:
        self.viewer_id = viewer_id
        self.address = address
        self.holds = holds
        self.channels: tuple[Channel, ...] = ()
        self.followed: list[AccountId] | None = None
        """Authors under whom the hub finds it; None where it is asked of everybody."""
        self.tags: list[str] = []
        self.changes = 0
        """Counts what the log told of its follows, for whoever reads them meanwhile."""
        self.is_live = False
        self.since = 0
        """The place in the log from which on it is told everything; what was before is its backlog."""
        self.beats = False
        self.is_grouped = True
        """Whether it is told of a group as a whole when one more notification joins it."""
        self.reason: Reason | None = None
        self.wake: Callable[[], None] = _nothing
        self.cut: Callable[[], None] = _nothing
        self.told = 0
        self.seen, self.seen_at_ms = 0, 0
        """For whoever looks after it: what was told at the last look, and when that changed."""
        self._queue: deque[Told] = deque()
        self._queue_max = queue_max

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def tell(self, told: Told) -> None:
        if self.reason is not None or not self.is_live or told.happening.position <= self.since:
            return
        if len(self._queue) >= self._queue_max:
            self.end("too_slow")
            return
        self._queue.append(told)
        self.told += 1
        self.wake()

    def take(self) -> Told | None:
        return self._queue.popleft() if self._queue else None

    def put_back(self, told: Told) -> None:
        self._queue.appendleft(told)

    def end(self, reason: Reason) -> None:
        """What waits is dropped, except where the node ends: what was told before it may still be sent."""
        if self.reason is None:
            self.reason = reason
            if reason != "ending":
                self._queue.clear()
            self.wake()


class OpenList:
    """A list that is listened to. `changes` counts what was learnt of it, for whoever reads it meanwhile."""

    __slots__ = ("changes", "is_known", "members", "owner_id", "replies", "streams")

    def __init__(self, owner_id: AccountId) -> None:
        self.owner_id = owner_id
        self.replies: RepliesPolicy = "none"
        self.members: frozenset[AccountId] = frozenset()
        self.streams: dict[Stream, None] = {}
        self.changes = 0
        self.is_known = False
        """Whether it was read."""


class Hub:
    """At most `streams_max`. `position` is how far the log was told; `settled`, up to where all of it has arrived."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._streams: dict[Stream, None] = {}
        self._viewers: dict[AccountId, dict[Stream, None]] = {}
        self._addresses: Counter[str] = Counter()
        self._public: dict[Channel, dict[Stream, None]] = {}
        self._hashtags: dict[Channel, dict[Stream, None]] = {}
        self._homes: dict[Stream, None] = {}
        """Those of whom it is not known yet, or too much to be kept, whom they follow."""
        self._followers: dict[AccountId, dict[Stream, None]] = {}
        self._tagged: dict[str, dict[Stream, None]] = {}
        self._in_lists: dict[AccountId, dict[OpenList, None]] = {}
        self.lists: dict[ListId, OpenList] = {}
        self.position = 0
        self.settled = 0
        self.is_ending = False

    def __len__(self) -> int:
        return len(self._streams)

    def streams(self) -> list[Stream]:
        return list(self._streams)

    def of(self, viewer_id: AccountId) -> list[Stream]:
        return list(self._viewers.get(viewer_id, ()))

    def enter(self, viewer_id: AccountId | None, address: str, holds: Holds | None) -> Stream:
        """It hears nothing until it is live. Raises TooMany, Unavailable."""
        limits = self._limits
        if self.is_ending:
            raise Unavailable("This node is ending. Try again in a moment.")
        if len(self._streams) >= limits.streams_max:
            raise Unavailable("As many listen to this node as it can take. Try again later.", _AGAIN_SECONDS)
        if viewer_id is None and self._addresses[address] >= limits.streams_per_address_max:
            raise TooMany("Too many streams are open from your address. Close some.", _AGAIN_SECONDS)
        if viewer_id is not None and len(self._viewers.get(viewer_id, ())) >= limits.streams_per_account_max:
            raise TooMany("Too many streams of this account are open. Close some.", _AGAIN_SECONDS)
        stream = Stream(viewer_id, address, limits.stream_queue_max, holds)
        self._streams[stream] = None
        if viewer_id is None:
            self._addresses[address] += 1
        else:
            _put(self._viewers, viewer_id, stream)
        return stream

    def leave(self, stream: Stream) -> None:
        if stream not in self._streams:
            return
        for channel in stream.channels:
            self.drop(stream, channel)
        for author_id in stream.followed or ():
            _take(self._followers, author_id, stream)
        for tag in stream.tags:
            _take(self._tagged, tag, stream)
        self._homes.pop(stream, None)
        del self._streams[stream]
        if stream.viewer_id is not None:
            _take(self._viewers, stream.viewer_id, stream)
        else:
            self._addresses[stream.address] -= 1
            if not self._addresses[stream.address]:
                del self._addresses[stream.address]

    def go_live(self, stream: Stream) -> None:
        """Whatever comes after `stream.since` is told from now on."""
        stream.since, stream.is_live = self.position, True

    def add(self, stream: Stream, channel: Channel) -> None:
        if channel in stream.channels:
            return
        stream.channels = (*stream.channels, channel)
        if channel.kind == "home" and stream.followed is None:
            self._homes[stream] = None
        elif channel.kind == "list" and (open_list := self.lists.get(channel.list_id)) is not None:
            open_list.streams[stream] = None
        elif channel.kind in ("public", "hashtag"):
            _put(self._index_of(channel), channel, stream)

    def drop(self, stream: Stream, channel: Channel) -> None:
        if channel not in stream.channels:
            return
        stream.channels = tuple(one for one in stream.channels if one != channel)
        if channel.kind == "list":
            self.close_list(stream, channel.list_id)
        elif channel.kind in ("public", "hashtag"):
            _take(self._index_of(channel), channel, stream)

    def learn_home(self, stream: Stream, followed: Iterable[AccountId], tags: Iterable[str]) -> None:
        """Whom and what it follows. More than that does no harm: each tweet is judged once more."""
        if stream.followed is None and stream in self._streams:
            stream.followed, stream.tags = [], []
            self._homes.pop(stream, None)
            for author_id in followed:
                self._follow(stream, author_id)
            for tag in tags:
                self._follow_tag(stream, tag)

    def learn_follow(self, viewer_id: AccountId, author_id: AccountId) -> None:
        for stream in self._viewers.get(viewer_id, ()):
            stream.changes += 1
            self._follow(stream, author_id)

    def learn_tag(self, viewer_id: AccountId, tag: str) -> None:
        for stream in self._viewers.get(viewer_id, ()):
            stream.changes += 1
            self._follow_tag(stream, tag)

    def open_list(self, list_id: ListId, owner_id: AccountId) -> OpenList:
        return self.lists.setdefault(list_id, OpenList(owner_id))

    def close_list(self, stream: Stream, list_id: ListId) -> None:
        open_list = self.lists.get(list_id)
        if open_list is None:
            return
        open_list.streams.pop(stream, None)
        if not open_list.streams:
            self.learn_list(list_id, "none", frozenset())
            del self.lists[list_id]

    def learn_list(self, list_id: ListId, replies: RepliesPolicy, members: frozenset[AccountId]) -> None:
        open_list = self.lists.get(list_id)
        if open_list is None:
            return
        for author_id in open_list.members - members:
            _take(self._in_lists, author_id, open_list)
        for author_id in members - open_list.members:
            _put(self._in_lists, author_id, open_list)
        open_list.replies, open_list.members, open_list.is_known = replies, members, True
        open_list.changes += 1

    def concerned(self, card: Card) -> list[Stream]:
        """All whom a tweet or retweet may concern, and some others: from what is open, not from everybody."""
        tweet, found = card.tweet, dict[Stream, None]()
        if tweet.visibility == "direct":
            for account_id in (card.author_id, *(person.account.id for person in card.mentions)):
                found.update(self._viewers.get(account_id, {}))
            return [stream for stream in found if stream.is_live]
        found.update(self._homes)
        found.update(self._followers.get(card.author_id, {}))
        found.update(self._viewers.get(card.author_id, {}))
        for open_list in self._in_lists.get(card.author_id, ()):
            found.update(open_list.streams)
        if tweet.visibility == "public" and card.retweet_of_id is None:
            self._find_open(card, found)
        return [stream for stream in found if stream.is_live]

    def settle(self, position: int) -> None:
        """All of the log up to here was looked through, what concerns nobody too."""
        self.position = max(self.position, position)
        self.settled = max(self.settled, position)

    def beat(self, stream: Stream) -> None:
        """Tells it how far the log was listened to, in its place among what waits."""
        stream.tell(Told(Happening(self.settled, "beat", 0), ()))

    def end(self) -> None:
        """The node ends: all are told, and nobody comes in any more."""
        self.is_ending = True
        for stream in self.streams():
            stream.end("ending")

    def _find_open(self, card: Card, found: dict[Stream, None]) -> None:
        """Of a tombstone it is not known any more which hashtags it had."""
        for streams in self._public.values():
            found.update(streams)
        if card.is_gone:
            for streams in (*self._hashtags.values(), *self._tagged.values()):
                found.update(streams)
            return
        for tag in card.hashtags:
            found.update(self._tagged.get(tag, {}))
            found.update(self._hashtags.get(Channel("hashtag", tag=tag), {}))
            found.update(self._hashtags.get(Channel("hashtag", tag=tag, origin="local"), {}))

    def _index_of(self, channel: Channel) -> dict[Channel, dict[Stream, None]]:
        return self._public if channel.kind == "public" else self._hashtags

    def _follow(self, stream: Stream, author_id: AccountId) -> None:
        if stream.followed is not None and stream not in self._followers.get(author_id, {}):
            _put(self._followers, author_id, stream)
            stream.followed.append(author_id)

    def _follow_tag(self, stream: Stream, tag: str) -> None:
        if stream.followed is not None and stream not in self._tagged.get(tag, {}):
            _put(self._tagged, tag, stream)
            stream.tags.append(tag)


V = TypeVar("V")


def _put(index: dict[K, dict[V, None]], key: K, value: V) -> None:
    index.setdefault(key, {})[value] = None


def _take(index: dict[K, dict[V, None]], key: K, value: V) -> None:
    values = index.get(key)
    if values is not None:
        values.pop(value, None)
        if not values:
            del index[key]
