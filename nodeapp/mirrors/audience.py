"""An audience: those who listen, judged by the rules of timelines, from memory as far as it reaches."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from nodeapp.mirrors.listening import channels_of, parting_channels_of
from nodeapp.mirrors.memory import Load, Memory
from nodeapp.mirrors.seat import NOBODY, Nobody, Seat
from nodeapp.model import sight
from nodeapp.model.cards import Card
from nodeapp.model.hub import Hub, Stream
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.limits import Limits
from nodeapp.model.streams import Channel, Happening, Told, tweet_of
from nodeapp.model.views import Flags, TweetView
from nodeapp.queries import shelves, standings
from nodeapp.seams.database import Database, Reader

_ROUNDS = 5
_VIEWERS_AT_ONCE = 50
"""Whose standing is read in one hop, so that others get their turn between."""

Cards = Mapping[TweetId, Card]


@dataclass(frozen=True)
class ListeningAudience:
    """Satisfies `seams.audience.Audience`. Without a memory everything is read each time."""

    hub: Hub
    database: Database
    limits: Limits
    memory: Memory | None

    async def cards(self, ids: Sequence[TweetId]) -> Cards:
        found: dict[TweetId, Card] = {}
        missing = [tweet_id for tweet_id in ids if not self._take_from_memory(tweet_id, found)]
        if not missing:
            return found

        async def work(reader: Reader) -> dict[TweetId, Card]:
            return await shelves.load_cards(reader, missing)

        if self.memory is None:
            return found | await self.database.read(work)
        with self.memory.loading() as load:
            read = await self.database.read(work)
            self.memory.keep_cards(read, load)
        return found | {tweet_id: self.memory.deck.get(tweet_id) or card for tweet_id, card in read.items()}

    async def told(
        self, happening: Happening, cards: Cards, streams: Sequence[Stream]
    ) -> Sequence[tuple[Stream, Told]]:
        tweet_id = tweet_of(happening)
        card = None if tweet_id is None else cards.get(tweet_id)
        if card is None:
            return ()
        found: list[tuple[Stream, Told]] = []
        seats: dict[AccountId, Seat] = {}
        waiting = list(streams)
        for _ in range(_ROUNDS):
            await self._take_seats(waiting, seats)
            late = self._judge_all(happening, card, cards, waiting, seats, found)
            if not late:
                return found
            await self._learn_marks(late, card, cards, seats)
            waiting = late
        for stream in waiting:
            stream.end("lost")
        return found

    def _judge_all(
        self,
        happening: Happening,
        card: Card,
        cards: Cards,
        streams: Sequence[Stream],
        seats: Mapping[AccountId, Seat],
        found: list[tuple[Stream, Told]],
    ) -> list[Stream]:
        """Those for whose viewers it has to be looked up what they did with the tweet."""
        late: list[Stream] = []
        for stream in streams:
            stance = NOBODY if stream.viewer_id is None else seats[stream.viewer_id]
            try:
                if (told := self._judge(happening, card, stream, stance, cards)) is not None:
                    found.append((stream, told))
            except KeyError:
                late.append(stream)
        return late

    def _judge(
        self, happening: Happening, card: Card, stream: Stream, stance: Seat | Nobody, cards: Cards
    ) -> Told | None:
        """Raises KeyError where it is not known what the viewer did with the tweet."""
        if happening.kind == "delete":
            parting = parting_channels_of(stream.channels, card, stance, self.hub.lists)
            return Told(happening, parting) if parting else None
        standing = channels_of(stream.channels, card, stance, self.hub.lists)
        views: dict[bool, TweetView | None] = {}
        shown: list[Channel] = []
        for channel in standing:
            is_home = channel.kind == "home"
            if is_home not in views:
                views[is_home] = sight.view(card, stance, cards.get, sight.lens(stance, is_home=is_home))
            if views[is_home] is not None:
                shown.append(channel)
        if not shown:
            return None
        card.is_used = True
        return Told(happening, tuple(shown), views.get(False) or views.get(True))

    def _take_from_memory(self, tweet_id: TweetId, found: dict[TweetId, Card]) -> bool:
        """With what it retweets and quotes; False where some of it is not there."""
        if self.memory is None:
            return False
        card = self.memory.deck.get(tweet_id)
        if card is None:
            return False
        tweet = card.tweet
        for other_id in (tweet.retweet_of_id, tweet.quote_of_id):
            if other_id is not None and not self._take_from_memory(other_id, found):
                return False
        found[tweet_id] = card
        return True

    async def _take_seats(self, streams: Iterable[Stream], seats: dict[AccountId, Seat]) -> None:
        missing: list[AccountId] = []
        for viewer_id in {stream.viewer_id for stream in streams} - seats.keys():
            if viewer_id is None:
                continue
            seat = None if self.memory is None else self.memory.seat(viewer_id)
            if seat is None:
                missing.append(viewer_id)
            else:
                seats[viewer_id] = seat
        for start in range(0, len(missing), _VIEWERS_AT_ONCE):
            await self._read_seats(missing[start : start + _VIEWERS_AT_ONCE], seats)

    async def _read_seats(self, viewers: list[AccountId], seats: dict[AccountId, Seat]) -> None:
        async def work(reader: Reader) -> list[standings.Standing]:
            return [await standings.of(reader, viewer_id, self.limits.seat_marks_max) for viewer_id in viewers]

        with self._loading() as load:
            read = await self.database.read(work)
            for viewer_id, standing in zip(viewers, read, strict=True):
                kept = None if load is None or self.memory is None else self.memory.take_seat(viewer_id, standing, load)
                # Where it may not be kept it is good for this moment.
                seats[viewer_id] = kept or Seat(viewer_id, standing, 0)

    async def _learn_marks(
        self, streams: Iterable[Stream], card: Card, cards: Cards, seats: dict[AccountId, Seat]
    ) -> None:
        """What these viewers did with an older tweet, and their votes, into their seats."""
        wanted = _shown_ids(card, cards)
        asked = [tweet_id for tweet_id in wanted if (one := cards.get(tweet_id)) is not None and one.poll is not None]
        viewers = [viewer_id for viewer_id in {stream.viewer_id for stream in streams} if viewer_id is not None]

        async def work(reader: Reader) -> list[tuple[dict[TweetId, Flags], dict[TweetId, tuple[int, ...]]]]:
            return [
                (await shelves.flags(reader, viewer_id, wanted), await shelves.votes(reader, viewer_id, asked))
                for viewer_id in some
            ]

        for start in range(0, len(viewers), _VIEWERS_AT_ONCE):
            some = viewers[start : start + _VIEWERS_AT_ONCE]
            with self._loading() as load:
                for viewer_id, (flags, votes) in zip(some, await self.database.read(work), strict=True):
                    if load is not None and (load.is_void or viewer_id in load.marked):
                        seats.pop(viewer_id, None)
                        continue
                    for tweet_id in wanted:
                        seats[viewer_id].learn(tweet_id, flags.get(tweet_id, Flags()))
                    for tweet_id in asked:
                        seats[viewer_id].learn_votes(tweet_id, votes.get(tweet_id, ()))

    def _loading(self) -> AbstractContextManager[Load | None]:
        return nullcontext() if self.memory is None else self.memory.loading()


def _shown_ids(card: Card, cards: Cards) -> list[TweetId]:
    """The tweet that is shown, and what it quotes."""
    original = cards.get(card.retweet_of_id) if card.retweet_of_id is not None else card
    if original is None:
        return []
    quoted = original.tweet.quote_of_id
    return [original.tweet_id] if quoted is None else [original.tweet_id, quoted]
