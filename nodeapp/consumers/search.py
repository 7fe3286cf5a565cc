"""Search: what is written, changed, deleted, liked and kept is told to the search index."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nodeapp.model.events import (
    AccountChanged,
    AccountCreated,
    AccountDeactivated,
    AccountErased,
    AccountReturned,
    AccountVerified,
    AnyEvent,
    BookmarkChanged,
    LikeAdded,
    LikeRemoved,
    Logged,
    RegistrationDecided,
    RetweetCreated,
    RetweetRemoved,
    TweetCreated,
    TweetDeleted,
    TweetEdited,
    TweetRestored,
)
from nodeapp.model.ids import AccountId, TweetId
from nodeapp.services.indexing import Changes, Indexing

_WORDS = (TweetCreated, TweetEdited, TweetDeleted, TweetRestored)
_COUNTS = (LikeAdded, LikeRemoved, RetweetCreated, RetweetRemoved)
_PEOPLE = (
    AccountCreated,
    AccountChanged,
    AccountVerified,
    AccountDeactivated,
    AccountReturned,
    AccountErased,
    RegistrationDecided,
)


@dataclass(frozen=True)
class Search:
    """A projection: its place in the log is kept with the index, and what it puts there shows with the next commit."""

    indexing: Indexing
    wake: Callable[[], None]
    """Tells whoever commits that there is something."""

    name = "search"
    follows: tuple[type[AnyEvent], ...] = (*_WORDS, *_COUNTS, BookmarkChanged, *_PEOPLE)

    async def handle(self, batch: Sequence[Logged]) -> None:
        await self.indexing.apply(_changes(batch), batch[-1].position)
        self.wake()


def _changes(batch: Sequence[Logged]) -> Changes:
    tweets, touched = set[TweetId](), set[TweetId]()
    people, authors = set[AccountId](), set[AccountId]()
    for logged in batch:
        event = logged.event
        if isinstance(event, _WORDS):
            tweets.add(TweetId(event.subject_id))
            if isinstance(event, TweetCreated | TweetDeleted | TweetRestored) and event.reply_to_id is not None:
                touched.add(event.reply_to_id)
            if isinstance(event, TweetCreated) and event.quote_of_id is not None:
                touched.add(event.quote_of_id)
        elif isinstance(event, (*_COUNTS, BookmarkChanged)):
            touched.add(TweetId(event.subject_id))
        else:
            people.add(AccountId(event.subject_id))
            if not isinstance(event, AccountCreated):
                authors.add(AccountId(event.subject_id))
    return Changes(frozenset(tweets), frozenset(touched - tweets), frozenset(people), frozenset(authors))
