"""Trends: what is written, changed, deleted and liked is counted for what trends."""

from collections.abc import Sequence
from dataclasses import dataclass

from nodeapp.mirrors.memory import Memory
from nodeapp.model.events import (
    AnyEvent,
    LikeAdded,
    Logged,
    RetweetCreated,
    TweetCreated,
    TweetDeleted,
    TweetEdited,
    TweetRestored,
)
from nodeapp.model.ids import TweetId
from nodeapp.model.visibility import is_open
from nodeapp.seams.database import SET_SIZE_MAX
from nodeapp.services.tallies import Changes, Tallies

_AT_ONCE = SET_SIZE_MAX // 2
"""An event may concern two tweets besides its own: what it answers and what it quotes."""


@dataclass(frozen=True)
class Trends:
    """A projection. Most tweets have neither hashtag nor link, and nothing is asked or written for them."""

    tallies: Tallies
    memory: Memory | None = None
    """None where nothing is kept there: then the database is asked."""

    name = "trends"
    follows: tuple[type[AnyEvent], ...] = (
        TweetCreated,
        TweetEdited,
        TweetDeleted,
        TweetRestored,
        LikeAdded,
        RetweetCreated,
    )

    async def handle(self, batch: Sequence[Logged]) -> None:
        made_until = await self.tallies.made_until()
        events = [logged.event for logged in batch if logged.position > made_until]
        for start in range(0, len(events), _AT_ONCE):
            await self.tallies.apply(self._changes(events[start : start + _AT_ONCE]))

    def _changes(self, events: Sequence[AnyEvent]) -> Changes:
        """What is private changes nothing: no number here must tell of it (P11)."""
        fresh, changed, engaged = set[TweetId](), set[TweetId](), set[TweetId]()
        for event in events:
            tweet_id = TweetId(event.subject_id)
            match event:
                case TweetCreated() if is_open(event.visibility):
                    engaged.update(other for other in (event.reply_to_id, event.quote_of_id) if other is not None)
                    if event.visibility == "public" and self._may_count(tweet_id):
                        fresh.add(tweet_id)
                case TweetEdited() | TweetDeleted() | TweetRestored() if event.visibility == "public":
                    changed.add(tweet_id)
                case LikeAdded() | RetweetCreated():
                    engaged.add(tweet_id)
                case _:
                    pass
        return Changes(tuple(fresh - changed), tuple(changed), tuple(engaged))

    def _may_count(self, tweet_id: TweetId) -> bool:
        """Whether there is anything in it to count; True where only the database knows."""
        card = None if self.memory is None else self.memory.deck.get(tweet_id)
        return card is None or bool(card.hashtags) or "http" in card.tweet.content.lower()
