"""The search index: told what there is, asked what fits. It never decides who may see what."""

from collections.abc import Sequence
from typing import Protocol

from nodeapp.model.ids import AccountId, TweetId
from nodeapp.model.search import Hit, Lookup, PersonHit, Sort, TagCount, Words
from nodeapp.model.searchable import IndexState, SearchablePerson, SearchableTweet


class IndexBroken(Exception):
    """The index cannot be read or written: missing, damaged, of another format, or held by another program.

    `restart` makes an empty one in its place.
    """


class IndexWatch(Protocol):
    """What those who search know of the index."""

    @property
    def can_be_asked(self) -> bool: ...
    @property
    def losses(self) -> int:
        """How often it was lost so far: what was found across a loss may be a part."""
        ...

    async def is_whole(self) -> bool:
        """Whether it has everything, or all but the last moment; else what it finds is a part."""
        ...

    def suspect(self, error: IndexBroken, losses: int) -> None:
        """It was found broken, when it had been lost so often: it cannot be asked until it is built again."""
        ...


class SearchIndex(Protocol):
    """Disposable. What is put shows after the next commit, which also keeps the state that is handed to it.

    Nothing is opened, and no memory taken, before the first call that needs it. Every method but `state` and `stems`
    may raise IndexBroken; those that look for something also raise Unavailable when too much is asked at
    once, or when it takes too long.
    """

    def state(self) -> IndexState | None:
        """As it was last kept; None where there is none that can be used."""
        ...

    async def restart(self, state: IndexState) -> IndexState:
        """Throws away what there is and begins anew, in the folder that the answer names."""
        ...

    async def put(self, tweets: Sequence[SearchableTweet], people: Sequence[SearchablePerson]) -> None:
        """In place of what was there of them."""
        ...

    async def drop(self, tweets: Sequence[TweetId], people: Sequence[AccountId], authors: Sequence[AccountId]) -> None:
        """Tweets and people by their id, and everything by these authors."""
        ...

    async def commit(self, state: IndexState) -> None:
        """Everything put and dropped so far shows and is on the disk; then the state is."""
        ...

    async def keep(self, state: IndexState) -> None:
        """The state alone, where nothing was put or dropped since the last commit."""
        ...

    async def forget(self) -> None:
        """There is no state any more: whoever looks for one begins anew."""
        ...

    async def rest(self) -> None:
        """Gives back what writing takes, until the next write. What was put since the last commit is lost."""
        ...

    async def tweets(self, lookup: Lookup, sort: Sort, limit: int, offset: int) -> Sequence[Hit]:
        """By how well the words fit, or the newest first."""
        ...

    async def people(self, said: Sequence[Words], limit: int) -> Sequence[PersonHit]:
        """Those who want to be found, best first."""
        ...

    async def hashtags(self, prefix: str, without: Sequence[AccountId], limit: int) -> Sequence[TagCount]:
        """Those that begin so in public tweets by nobody `without`, those of the most people first."""
        ...

    async def holds(self, author_id: AccountId, marks: Sequence[str], but: Sequence[str]) -> bool:
        """Whether something by this author has all these marks and none of the others, as of the last commit."""
        ...

    def stems(self, word: str) -> frozenset[str]:
        """The forms in which a word is found, in every language."""
        ...
